# wrong: zero_pad
"""The frame is on two sides only; correlate2d uses it."""

import numpy as np


def same_padding(kernel_size):
    if kernel_size <= 0 or kernel_size % 2 == 0:
        raise ValueError("kernel_size must be odd and positive")
    return (kernel_size - 1) // 2


def zero_pad(image, padding):
    if padding < 0:
        raise ValueError("padding must not be negative")
    return np.pad(image, ((0, padding), (0, padding)))


def correlate2d(image, kernel, stride=1, padding=0):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    image = zero_pad(image, padding)
    height, width = image.shape
    kh, kw = kernel.shape
    if kh > height or kw > width:
        raise ValueError("kernel larger than padded image")
    h_out = (height - kh) // stride + 1
    w_out = (width - kw) // stride + 1
    out = np.zeros((h_out, w_out))
    for i in range(h_out):
        for j in range(w_out):
            window = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = np.sum(window.astype(float) * kernel)
    return out
