"""One strided slice of the padded image per kernel entry, in float32."""

import numpy as np


def same_padding(kernel_size):
    if kernel_size not in range(1, max(kernel_size, 0) + 1, 2):
        raise ValueError("kernel_size has to be 1, 3, 5 and so on")
    return np.int64((kernel_size - 1) / 2)


def zero_pad(image, padding):
    if padding < 0:
        raise ValueError("padding adds pixels, it cannot take them away")
    columns = np.zeros((image.shape[0], padding), dtype=image.dtype)
    wide = np.hstack([columns, image, columns])
    rows = np.zeros((padding, wide.shape[1]), dtype=image.dtype)
    return np.concatenate([rows, wide, rows])


def correlate2d(image, kernel, stride=1, padding=0):
    if stride < 1:
        raise ValueError("the stride is at least one pixel")
    padded = zero_pad(image, padding).astype(np.float32)
    # Rows and columns that are left for the window's top left pixel.
    room = [n - k + 1 for n, k in zip(padded.shape, kernel.shape, strict=True)]
    if min(room) < 1:
        raise ValueError("a kernel larger than the padded image has no position")
    answers = 0
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            shifted = padded[i : i + room[0] : stride, j : j + room[1] : stride]
            answers = answers + np.float32(kernel[i, j]) * shifted
    return answers
