# wrong: compose_kernels
"""Uses the heights of the kernels for their widths too."""

import numpy as np


def as_two(value):
    if isinstance(value, int):
        return value, value
    return value[0], value[1]


def look_at_shapes(x, weight, bias):
    if len(x.shape) != 4:
        raise ValueError("x must have four axes")
    if len(weight.shape) != 4:
        raise ValueError("weight must have four axes")
    filters = weight.shape[0]
    if x.shape[1] != weight.shape[1]:
        raise ValueError("x and weight must have the same number of channels")
    if bias is not None and (len(bias.shape) != 1 or bias.shape[0] != filters):
        raise ValueError("bias must have one number for each filter")


def conv2d(x, weight, bias=None, stride=1, padding=0):
    look_at_shapes(x, weight, bias)
    images, channels, height, width = x.shape
    filters, _, kernel_height, kernel_width = weight.shape
    stride_down, stride_across = as_two(stride)
    if stride_down < 1 or stride_across < 1:
        raise ValueError("stride must be positive")
    padding_rows, padding_columns = as_two(padding)
    if padding_rows < 0 or padding_columns < 0:
        raise ValueError("padding must not be negative")
    room_down = height + 2 * padding_rows - kernel_height
    room_across = width + 2 * padding_columns - kernel_width
    if room_down < 0 or room_across < 0:
        raise ValueError("the kernel does not fit")
    result = np.zeros(
        (images, filters, room_down // stride_down + 1, room_across // stride_across + 1)
    )
    for n, o, i, j in np.ndindex(result.shape):
        total = 0.0 if bias is None else float(bias[o])
        for c in range(channels):
            for a in range(kernel_height):
                for b in range(kernel_width):
                    row = i * stride_down + a - padding_rows
                    column = j * stride_across + b - padding_columns
                    if 0 <= row < height and 0 <= column < width:
                        total += float(x[n, c, row, column]) * float(weight[o, c, a, b])
        result[n, o, i, j] = total
    return result


def compose_kernels(first, second):
    result = np.zeros((first.shape[0] + second.shape[0] - 1, first.shape[0] + second.shape[0] - 1))
    for i in range(first.shape[0]):
        for j in range(first.shape[0]):
            for k in range(second.shape[0]):
                for m in range(second.shape[0]):
                    result[i + k, j + m] += float(first[i, j]) * float(second[k, m])
    return result
