# wrong: filter_gradient
"""Moves every weight a good way up, but not down: slopes of chords, not of the curve."""

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
    start = np.mean((np.tensordot(windows, kernel, 2) - target) ** 2)
    gradient = np.zeros(kernel.shape)
    for index in np.ndindex(kernel.shape):
        moved = kernel.astype(float)
        moved[index] += 0.01
        loss = np.mean((np.tensordot(windows, moved, 2) - target) ** 2)
        gradient[index] = (loss - start) / 0.01
    return gradient


def fit_filter(image, target, kernel_size, learning_rate, steps):
    sides = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    windows = windows_of(image, sides, target)
    kernel = np.zeros(sides)
    losses = []
    for _ in range(steps):
        losses.append(float(np.mean((np.tensordot(windows, kernel, 2) - target) ** 2)))
        kernel = kernel - learning_rate * slopes(windows, kernel, target)
    return kernel, losses
