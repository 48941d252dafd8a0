"""Plain loops: every size is counted, every product is added by itself."""

import numpy as np


def same_padding(kernel_size):
    if kernel_size <= 0:
        raise ValueError("kernel_size must be positive")
    if kernel_size % 2 == 0:
        raise ValueError("kernel_size must be odd")
    return kernel_size // 2


def zero_pad(image, padding):
    if padding < 0:
        raise ValueError("padding must not be negative")
    height = image.shape[0]
    width = image.shape[1]
    result = np.zeros((height + 2 * padding, width + 2 * padding), image.dtype)
    for row in range(height):
        for col in range(width):
            result[row + padding, col + padding] = image[row, col]
    return result


def correlate2d(image, kernel, stride=1, padding=0):
    if stride <= 0:
        raise ValueError("stride must be positive")
    padded = zero_pad(image, padding)
    kernel_height = kernel.shape[0]
    kernel_width = kernel.shape[1]
    if kernel_height > padded.shape[0] or kernel_width > padded.shape[1]:
        raise ValueError("kernel does not fit")
    height_out = (padded.shape[0] - kernel_height) // stride + 1
    width_out = (padded.shape[1] - kernel_width) // stride + 1
    result = np.zeros((height_out, width_out))
    for row in range(height_out):
        for col in range(width_out):
            total = 0.0
            for i in range(kernel_height):
                for j in range(kernel_width):
                    total += padded[row * stride + i, col * stride + j] * float(kernel[i, j])
            result[row, col] = total
    return result
