# wrong: fit_filter
"""Returns the losses as an array, not as a list."""

import numpy as np


def windows_of(image, sides, target):
    rows, cols = image.shape[0] - sides[0] + 1, image.shape[1] - sides[1] + 1
    if rows < 1 or cols < 1:
        raise ValueError("the kernel is larger than the image")
    if target.shape != (rows, cols):
        raise ValueError("the target has another shape than the feature map")
    return np.lib.stride_tricks.sliding_window_view(image.astype(float), sides)


def slopes(windows, kernel, target):
    errors = np.tensordot(windows, kernel, 2) - target
    return 2 / errors.size * np.tensordot(errors, windows, 2)


def filter_gradient(image, kernel, target):
    windows = windows_of(image, kernel.shape, target)
    errors = np.tensordot(windows, kernel, 2) - target
    return 2 / errors.size * np.tensordot(errors, windows, 2)


def fit_filter(image, target, kernel_size, learning_rate, steps):
    sides = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    windows = windows_of(image, sides, target)
    kernel = np.zeros(sides)
    losses = []
    for _ in range(steps):
        losses.append(float(np.mean((np.tensordot(windows, kernel, 2) - target) ** 2)))
        kernel = kernel - learning_rate * slopes(windows, kernel, target)
    return kernel, np.array(losses)
