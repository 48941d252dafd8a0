# wrong: trace_precedents
"""Takes the block from the table's row, and clips it to the image."""


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
        start += ((kernel_size - 1) / 2 - padding) * jump
        field += (kernel_size - 1) * jump
        jump *= stride
        table.append((n, jump, field, start))
    return table


def trace_precedents(input_size, layers, row, col):
    table = receptive_field_table(input_size, layers)
    n, jump, field, start = table[-1] if table else (input_size, 1, 1, 0.5)
    if not (0 <= row < n and 0 <= col < n):
        raise ValueError(f"row {row} and col {col} must be below {n}, and not negative")
    block = []
    for index in (row, col):
        centre = start + index * jump
        first, last = int(centre - field / 2), int(centre + field / 2) - 1
        block += [max(first, 0), min(last, input_size - 1)]
    return tuple(block)
