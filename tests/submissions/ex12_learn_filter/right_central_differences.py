"""Takes every slope by moving its weight up and down."""

import numpy as np


def loss(image, kernel, target):
    rows, cols = target.shape
    errors = -target.astype(float)
    for (row, col), weight in np.ndenumerate(kernel):
        errors += weight * image[row : row + rows, col : col + cols]
    return float((errors**2).mean())


def look_at(image, kernel, target):
    spare = [image.shape[axis] - kernel.shape[axis] + 1 for axis in (0, 1)]
    if min(spare) < 1:
        raise ValueError("the kernel is larger than the image")
    if list(target.shape) != spare:
        raise ValueError(f"the target has to have the shape {spare}")


def filter_gradient(image, kernel, target):
    look_at(image, kernel, target)
    slopes = np.zeros(kernel.shape)
    for index in np.ndindex(*kernel.shape):
        step = np.zeros(kernel.shape)
        step[index] = 0.001
        rise = loss(image, kernel + step, target) - loss(image, kernel - step, target)
        slopes[index] = rise / 0.002
    return slopes


def fit_filter(image, target, kernel_size, learning_rate, steps):
    kernel = np.zeros(kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * 2)
    look_at(image, kernel, target)
    losses = []
    for _ in range(steps):
        losses.append(loss(image, kernel, target))
        kernel = kernel - learning_rate * filter_gradient(image, kernel, target)
    return kernel, losses
