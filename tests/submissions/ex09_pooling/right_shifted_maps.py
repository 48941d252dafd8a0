"""One shifted, strided copy of all maps for each entry of the window, combined at once."""

from functools import reduce
from operator import add

import numpy as np


def relu(x):
    copy = x.copy()
    copy[copy < 0] = 0
    return copy


def shifted_maps(x, kernel_size, stride):
    """Return one view of x for each entry of the window, all of the output's shape."""
    if len(x.shape) != 4:
        raise ValueError("expected four axes in x")
    kernel = np.broadcast_to(kernel_size, 2)
    step = kernel if stride is None else np.broadcast_to(stride, 2)
    if (kernel < 1).any() or (step < 1).any():
        raise ValueError(f"kernel_size {kernel_size} or stride {stride} is below 1")
    last = np.array(x.shape[2:]) - kernel
    if (last < 0).any():
        raise ValueError(f"kernel_size {kernel_size} is larger than the maps")
    rows, cols = last // step * step + 1
    return [x[:, :, a : a + rows : step[0], b : b + cols : step[1]] for a, b in np.ndindex(*kernel)]


def max_pool2d(x, kernel_size, stride=None):
    return reduce(np.maximum, shifted_maps(x, kernel_size, stride))


def avg_pool2d(x, kernel_size, stride=None):
    maps = shifted_maps(x.astype(float), kernel_size, stride)
    return reduce(add, maps) / len(maps)


def flatten(x):
    return x.reshape(len(x), x[0].size)
