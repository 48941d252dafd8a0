"""Plain loops: every slope is added up pixel by pixel."""

import numpy as np


def check(image, kernel_height, kernel_width, target):
    rows = image.shape[0] - kernel_height + 1
    cols = image.shape[1] - kernel_width + 1
    if rows <= 0 or cols <= 0:
        raise ValueError("the kernel must not be larger than the image")
    if target.shape != (rows, cols):
        raise ValueError("target must have the shape of the feature map")


def errors_of(image, kernel, target):
    errors = np.zeros(target.shape)
    for row in range(target.shape[0]):
        for col in range(target.shape[1]):
            total = 0.0
            for i in range(kernel.shape[0]):
                for j in range(kernel.shape[1]):
                    total += float(image[row + i, col + j]) * float(kernel[i, j])
            errors[row, col] = total - float(target[row, col])
    return errors


def filter_gradient(image, kernel, target):
    check(image, kernel.shape[0], kernel.shape[1], target)
    errors = errors_of(image, kernel, target)
    gradient = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            for row in range(target.shape[0]):
                for col in range(target.shape[1]):
                    gradient[i, j] += 2 * errors[row, col] * float(image[row + i, col + j])
            gradient[i, j] /= target.size
    return gradient


def fit_filter(image, target, kernel_size, learning_rate, steps):
    if isinstance(kernel_size, int):
        height = width = kernel_size
    else:
        height, width = kernel_size
    check(image, height, width, target)
    kernel = np.zeros((height, width))
    losses = []
    for _ in range(steps):
        loss = 0.0
        for error in errors_of(image, kernel, target).ravel():
            loss += error**2
        losses.append(loss / target.size)
        gradient = filter_gradient(image, kernel, target)
        for i in range(height):
            for j in range(width):
                kernel[i, j] -= learning_rate * gradient[i, j]
    return kernel, losses
