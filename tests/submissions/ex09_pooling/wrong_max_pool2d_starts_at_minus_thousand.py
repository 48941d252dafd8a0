# wrong: max_pool2d
"""Searches for the largest number from -1000 on, as if nothing could be below."""

import numpy as np


def relu(x):
    return (x > 0) * x


def as_pair(size):
    return tuple(size) if np.ndim(size) else (size, size)


def pool(x, kernel_size, stride, how):
    if np.ndim(x) != 4:
        raise ValueError(f"x has {np.ndim(x)} axes instead of 4")
    (kh, kw), (sh, sw) = as_pair(kernel_size), as_pair(kernel_size if stride is None else stride)
    if min(kh, kw, sh, sw) < 1:
        raise ValueError("kernel_size and stride start at 1")
    tops = range(0, x.shape[2] - kh + 1, sh)
    lefts = range(0, x.shape[3] - kw + 1, sw)
    if not tops or not lefts:
        raise ValueError("no window: kernel_size is too large")
    answers = [[how(x[:, :, r : r + kh, c : c + kw]) for c in lefts] for r in tops]
    return np.array(answers).transpose(2, 3, 0, 1)


def largest(window):
    best = np.full(window.shape[:2], -1000.0)
    for row in range(window.shape[2]):
        for col in range(window.shape[3]):
            best = np.maximum(best, window[:, :, row, col])
    return best


def max_pool2d(x, kernel_size, stride=None):
    return pool(x, kernel_size, stride, largest)


def avg_pool2d(x, kernel_size, stride=None):
    return pool(x, kernel_size, stride, lambda window: np.average(window, axis=(2, 3)))


def flatten(x):
    return np.array([image.ravel() for image in x])
