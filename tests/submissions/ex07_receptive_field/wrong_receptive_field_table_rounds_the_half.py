# wrong: receptive_field_table
"""Halves kernels with //, so that even ones start half a pixel too early."""


def receptive_field(layers):
    field = jump = 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


def size_after(n, kernel_size, stride, padding):
    return (n + 2 * padding - kernel_size) // stride + 1


def receptive_field_table(input_size, layers):
    n, jump, field, start = input_size, 1, 1, 0.5
    table = []
    for kernel_size, stride, padding in layers:
        n = size_after(n, kernel_size, stride, padding)
        start += ((kernel_size - 1) // 2 - padding) * jump
        field += (kernel_size - 1) * jump
        jump *= stride
        table.append((n, jump, field, start))
    return table


def trace_precedents(input_size, layers, row, col):
    sizes = [input_size]
    for layer in layers:
        sizes.append(size_after(sizes[-1], *layer))
    if not (0 <= row < sizes[-1] and 0 <= col < sizes[-1]):
        raise ValueError(f"row {row} and col {col} must be below {sizes[-1]}, and not negative")
    block = []
    for index in (row, col):
        first = last = index
        for (kernel_size, stride, padding), n in zip(layers[::-1], sizes[-2::-1], strict=True):
            first = max(first * stride - padding, 0)
            last = min(last * stride - padding + kernel_size - 1, n - 1)
        block += [first, last]
    return tuple(block)
