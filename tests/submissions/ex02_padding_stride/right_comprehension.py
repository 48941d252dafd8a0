"""Comprehensions; pixels of the frame are never stored, they are looked up as zeros."""

import numpy as np


def same_padding(kernel_size):
    fitting = [p for p in range(max(kernel_size, 0)) if 2 * p + 1 == kernel_size]
    if not fitting:
        raise ValueError(f"no padding keeps the size with a kernel_size of {kernel_size}")
    return fitting[0]


def pixel(image, row, col):
    inside = 0 <= row < image.shape[0] and 0 <= col < image.shape[1]
    return image[row, col] if inside else image.dtype.type(0)


def zero_pad(image, padding):
    if padding < 0:
        raise ValueError(f"found padding {padding}, expected 0 or more")
    height, width = image.shape
    return np.array(
        [
            [pixel(image, row, col) for col in range(-padding, width + padding)]
            for row in range(-padding, height + padding)
        ],
        dtype=image.dtype,
    )


def correlate2d(image, kernel, stride=1, padding=0):
    if stride < 1 or padding < 0:
        raise ValueError(f"found stride {stride} and padding {padding}")
    rows, cols = (
        range(-padding, n + padding - k + 1, stride)
        for n, k in zip(image.shape, kernel.shape, strict=True)
    )
    if not rows or not cols:
        raise ValueError(f"kernel of {kernel.shape} has no room in {image.shape}")
    return np.array(
        [
            [
                sum(
                    weight * float(pixel(image, row + i, col + j))
                    for (i, j), weight in np.ndenumerate(kernel)
                )
                for col in cols
            ]
            for row in rows
        ]
    )
