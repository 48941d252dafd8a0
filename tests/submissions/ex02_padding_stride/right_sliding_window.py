"""np.pad and strided views, multiplied in one go."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def same_padding(kernel_size):
    padding, rest = divmod(kernel_size - 1, 2)
    if padding < 0 or rest:
        raise ValueError(f"kernel_size={kernel_size}: only odd sizes from 1 can keep the size")
    return padding


def zero_pad(image, padding):
    if padding < 0:
        raise ValueError(f"padding={padding} is negative")
    return np.pad(image, padding) if padding else image


def correlate2d(image, kernel, stride=1, padding=0):
    if stride < 1:
        raise ValueError(f"stride={stride} is below 1")
    padded = zero_pad(image, padding)
    if np.any(np.array(kernel.shape) > padded.shape):
        raise ValueError(f"kernel {kernel.shape} against padded image {padded.shape}")
    windows = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.tensordot(windows, kernel, axes=2)
