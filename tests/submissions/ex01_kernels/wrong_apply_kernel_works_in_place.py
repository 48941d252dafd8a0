# wrong: apply_kernel
"""Multiplies a view of the image, and so changes the image itself."""

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
    window = image[row - above : row + above + 1, col - beside : col + beside + 1]
    window[:] = window * kernel
    return float(window.sum())


def feature_map(image, kernel):
    rows = len(image) - len(kernel) + 1
    cols = len(image[0]) - len(kernel[0]) + 1
    if rows < 1 or cols < 1:
        raise ValueError("kernel larger than image")
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            for i in range(len(kernel)):
                for j in range(len(kernel[0])):
                    result[r, c] += image[r + i, c + j] * kernel[i, j]
    return result
