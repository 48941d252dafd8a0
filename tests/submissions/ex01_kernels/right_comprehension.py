"""Comprehensions and generator sums over nested lists; integers stay integers."""

import numpy as np

SIDES = ["top", "left", "bottom", "right"]


def edge_kernel(side):
    if side not in SIDES:
        raise ValueError(f"expected side to be one of {SIDES}, got {side!r}")
    # Every quarter turn against the clock leads from one side to the next in the list.
    return np.rot90([[-1] * 3, [0] * 3, [1] * 3], SIDES.index(side))


def window_sum(pixels, weights, top, left):
    return sum(
        weight * pixels[top + i][left + j]
        for i, weights_of_row in enumerate(weights)
        for j, weight in enumerate(weights_of_row)
    )


def apply_kernel(image, kernel, row, col):
    if not all(side % 2 for side in kernel.shape):
        raise ValueError(f"an even kernel has no centre: {kernel.shape}")
    corner = [place - side // 2 for place, side in zip((row, col), kernel.shape, strict=True)]
    ends = [start + side for start, side in zip(corner, kernel.shape, strict=True)]
    if min(corner) < 0 or any(end > side for end, side in zip(ends, image.shape, strict=True)):
        raise ValueError("row and col put a part of the kernel outside the image")
    return window_sum(image.tolist(), kernel.tolist(), *corner)


def feature_map(image, kernel):
    if any(k > n for k, n in zip(kernel.shape, image.shape, strict=True)):
        raise ValueError(f"no room for a kernel of {kernel.shape} in {image.shape}")
    pixels, weights = image.tolist(), kernel.tolist()
    return np.array(
        [
            [window_sum(pixels, weights, i, j) for j in range(len(pixels[0]) - len(weights[0]) + 1)]
            for i in range(len(pixels) - len(weights) + 1)
        ]
    )
