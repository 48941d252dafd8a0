# wrong: feature_map
"""Centres every kernel on a pixel, so even kernels find no place."""

import numpy as np


def edge_kernel(side):
    if side == "top":
        rows = [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]
    elif side == "bottom":
        rows = [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]
    elif side == "left":
        rows = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    elif side == "right":
        rows = [[1, 0, -1], [1, 0, -1], [1, 0, -1]]
    else:
        raise ValueError("unknown side: " + str(side))
    return np.array(rows)


def apply_kernel(image, kernel, row, col):
    kernel_rows = len(kernel)
    kernel_cols = len(kernel[0])
    if kernel_rows % 2 != 1 or kernel_cols % 2 != 1:
        raise ValueError("the kernel needs odd sides")
    above = kernel_rows // 2
    beside = kernel_cols // 2
    if row < above or row + above >= len(image):
        raise ValueError("row is too close to the border")
    if col < beside or col + beside >= len(image[0]):
        raise ValueError("col is too close to the border")
    total = 0
    for i in range(kernel_rows):
        for j in range(kernel_cols):
            total += float(image[row - above + i, col - beside + j]) * float(kernel[i, j])
    return total


def feature_map(image, kernel):
    above, beside = len(kernel) // 2, len(kernel[0]) // 2
    if len(kernel) > len(image) or len(kernel[0]) > len(image[0]):
        raise ValueError("kernel larger than image")
    return np.array(
        [
            [apply_kernel(image, kernel, row, col) for col in range(beside, len(image[0]) - beside)]
            for row in range(above, len(image) - above)
        ]
    )
