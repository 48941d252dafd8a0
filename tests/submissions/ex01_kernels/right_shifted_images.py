"""One shifted copy of the image for every entry of the kernel, in float32."""

import numpy as np


def edge_kernel(side):
    if side in ("left", "right") and isinstance(side, str):
        return edge_kernel({"left": "top", "right": "bottom"}[side]).T
    if side == "bottom":
        return -edge_kernel("top")
    if side != "top":
        raise ValueError("side must be top, bottom, left or right")
    return np.repeat(np.array([-1, 0, 1], dtype=np.float32), 3).reshape(3, 3)


def apply_kernel(image, kernel, row, col):
    half_height, rest = divmod(kernel.shape[0], 2)
    half_width, other_rest = divmod(kernel.shape[1], 2)
    if rest == 0 or other_rest == 0:
        raise ValueError("kernels need a middle row and a middle column")
    window = image[
        max(row - half_height, 0) : max(row + half_height + 1, 0),
        max(col - half_width, 0) : max(col + half_width + 1, 0),
    ]
    # A window that was cut at the border is smaller than the kernel.
    if window.shape != kernel.shape:
        raise ValueError("the kernel reaches over the border of the image")
    return np.vdot(window.astype(np.float32), kernel.astype(np.float32))


def feature_map(image, kernel):
    height = image.shape[0] - kernel.shape[0] + 1
    width = image.shape[1] - kernel.shape[1] + 1
    if min(height, width) <= 0:
        raise ValueError("the kernel is too large")
    answers = np.zeros((height, width), dtype=np.float32)
    for (i, j), weight in np.ndenumerate(kernel):
        answers += np.float32(weight) * image[i : i + height, j : j + width].astype(np.float32)
    return answers
