"""Number by number, in plain loops; float32 inside."""

import numpy as np


def relu(x):
    result = np.zeros(x.shape, dtype=np.float32)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            result[place] = x[place]
    return result


def sizes(x, kernel_size, stride):
    if x.ndim != 4:
        raise ValueError("x must be a batch (N, C, H, W)")
    if stride is None:
        stride = kernel_size
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    if kh < 1 or kw < 1:
        raise ValueError("kernel_size must be positive")
    if sh < 1 or sw < 1:
        raise ValueError("stride must be positive")
    rows = (x.shape[2] - kh) // sh + 1
    cols = (x.shape[3] - kw) // sw + 1
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("kernel_size exceeds the maps")
    return kh, kw, sh, sw, rows, cols


def max_pool2d(x, kernel_size, stride=None):
    kh, kw, sh, sw, rows, cols = sizes(x, kernel_size, stride)
    result = np.zeros((x.shape[0], x.shape[1], rows, cols), dtype=np.float32)
    for n, c, i, j in np.ndindex(result.shape):
        best = float("-inf")
        for a in range(kh):
            for b in range(kw):
                best = max(best, x[n, c, i * sh + a, j * sw + b])
        result[n, c, i, j] = best
    return result


def avg_pool2d(x, kernel_size, stride=None):
    kh, kw, sh, sw, rows, cols = sizes(x, kernel_size, stride)
    result = np.zeros((x.shape[0], x.shape[1], rows, cols), dtype=np.float32)
    for n, c, i, j in np.ndindex(result.shape):
        for a in range(kh):
            for b in range(kw):
                result[n, c, i, j] += x[n, c, i * sh + a, j * sw + b]
        result[n, c, i, j] /= kh * kw
    return result


def flatten(x):
    n, c, h, w = x.shape
    result = np.zeros((n, c * h * w), dtype=np.float32)
    for image, channel, i, j in np.ndindex(x.shape):
        result[image, channel * h * w + i * w + j] = x[image, channel, i, j]
    return result
