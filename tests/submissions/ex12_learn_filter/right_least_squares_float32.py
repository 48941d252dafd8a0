"""The windows as rows of a float32 matrix: the gradient is a matrix product."""

import numpy as np


def rows_of(image, sides, target):
    if any(k > n for k, n in zip(sides, image.shape, strict=True)):
        raise ValueError(f"a kernel_size of {sides} does not fit in an image of {image.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float32), sides)
    if windows.shape[:2] != target.shape:
        raise ValueError(f"found a target of {target.shape}, expected {windows.shape[:2]}")
    return windows.reshape(-1, sides[0] * sides[1]), target.astype(np.float32).ravel()


def filter_gradient(image, kernel, target):
    a, b = rows_of(image, kernel.shape, target)
    weights = kernel.astype(np.float32).ravel()
    return (a.T @ (a @ weights - b) * np.float32(2 / len(b))).reshape(kernel.shape)


def fit_filter(image, target, kernel_size, learning_rate, steps):
    sides = tuple(int(side) for side in np.broadcast_to(kernel_size, 2))
    a, b = rows_of(image, sides, target)
    weights, losses = np.zeros(a.shape[1], dtype=np.float32), []
    for _ in range(steps):
        errors = a @ weights - b
        losses.append(np.mean(errors * errors))
        weights -= np.float32(learning_rate * 2 / len(b)) * (a.T @ errors)
    return [weights.reshape(sides), losses]
