"""Products and sums along arrays, without a loop over layers where one can do without."""

import numpy as np


def receptive_field(layers):
    sizes = np.array(layers, dtype=np.int64).reshape(-1, 2)
    jumps = np.cumprod(np.append(1, sizes[:, 1]))
    return 1 + np.sum((sizes[:, 0] - 1) * jumps[:-1])


def receptive_field_table(input_size, layers):
    kernels, strides, paddings = np.array(layers, dtype=np.int64).reshape(-1, 3).T
    jumps = np.cumprod(np.append(1, strides))
    fields = 1 + np.cumsum((kernels - 1) * jumps[:-1])
    starts = 0.5 + np.cumsum(((kernels - 1) / 2 - paddings) * jumps[:-1])
    sizes = sizes_after(input_size, layers)[1:]
    return list(zip(sizes, jumps[1:], fields, starts, strict=True))


def sizes_after(input_size, layers):
    sizes = [input_size]
    for kernel_size, stride, padding in layers:
        sizes.append((sizes[-1] + 2 * padding - kernel_size) // stride + 1)
    return sizes


def trace_precedents(input_size, layers, row, col):
    sizes = sizes_after(input_size, layers)
    if min(row, col) < 0 or max(row, col) >= sizes[-1]:
        raise ValueError(f"row and col must be from 0 to {sizes[-1] - 1}")
    spans = np.array([[row, row], [col, col]])
    for (kernel_size, stride, padding), n in list(zip(layers, sizes, strict=False))[::-1]:
        spans = np.clip(spans * stride - padding + [0, kernel_size - 1], 0, n - 1)
    return spans.ravel().tolist()
