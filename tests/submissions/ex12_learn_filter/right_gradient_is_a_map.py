"""The errors are moved over the image as a kernel; shifted images instead of windows."""

import numpy as np


def feature_map(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    cols = image.shape[1] - kernel.shape[1] + 1
    if rows < 1 or cols < 1:
        raise ValueError("the kernel is larger than the image")
    return sum(
        weight * image[i : i + rows, j : j + cols].astype(float)
        for (i, j), weight in np.ndenumerate(kernel)
    )


def errors_of(image, kernel, target):
    answers = feature_map(image, kernel)
    if answers.shape != target.shape:
        raise ValueError("the target has another shape than the feature map")
    return answers - target


def filter_gradient(image, kernel, target):
    errors = errors_of(image, kernel, target)
    return feature_map(image, errors) * 2 / errors.size


def fit_filter(image, target, kernel_size, learning_rate, steps):
    kernel = np.zeros(kernel_size if np.iterable(kernel_size) else (kernel_size, kernel_size))
    errors = errors_of(image, kernel, target)
    losses = []
    while len(losses) < steps:
        losses.append(float((errors**2).mean()))
        kernel = kernel - learning_rate * filter_gradient(image, kernel, target)
        errors = errors_of(image, kernel, target)
    return kernel, losses
