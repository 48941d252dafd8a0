"""Marks, in arrays of booleans, everything that something depends on, and looks where it ends."""

import numpy as np


def needed(marked, layer, n):
    """Return which of `n` inputs the marked outputs of a layer look at."""
    kernel_size, stride, padding = layer
    inputs = np.zeros(n + 2 * padding, dtype=bool)
    for index in np.flatnonzero(marked):
        inputs[index * stride : index * stride + kernel_size] = True
    return inputs[padding : padding + n]


def receptive_field(layers):
    # An activation at 0 without any border: windows begin at stride times index.
    seen = {0}
    for kernel_size, stride in reversed(layers):
        seen = {
            index * stride + offset
            for index in (min(seen), max(seen))
            for offset in (0, kernel_size - 1)
        }
    return max(seen) - min(seen) + 1


def receptive_field_table(input_size, layers):
    rows = []
    n = input_size
    for depth, (kernel_size, stride, padding) in enumerate(layers, start=1):
        n = (n + 2 * padding - kernel_size) // stride + 1
        spans = []
        for index in (0, 1):
            first = last = index
            for k, s, p in layers[:depth][::-1]:
                first, last = first * s - p, last * s - p + k - 1
            spans.append((first, last))
        (first, last), (second, _) = spans
        rows.append([n, second - first, last - first + 1, (first + last + 1) / 2])
    return rows


def trace_precedents(input_size, layers, row, col):
    sizes = [input_size]
    for k, s, p in layers:
        sizes.append(1 + (sizes[-1] - k + 2 * p) // s)
    end = sizes.pop()
    if row not in range(end):
        raise ValueError(f"there is no row {row}")
    if col not in range(end):
        raise ValueError(f"there is no col {col}")
    rows, cols = np.arange(end) == row, np.arange(end) == col
    while sizes:
        n = sizes.pop()
        rows, cols = (needed(marked, layers[len(sizes)], n) for marked in (rows, cols))
    rows, cols = np.flatnonzero(rows), np.flatnonzero(cols)
    return rows[0], rows[-1], cols[0], cols[-1]
