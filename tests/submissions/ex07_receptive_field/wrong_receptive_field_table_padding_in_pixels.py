# wrong: receptive_field_table
"""Moves the start by the padding alone, in every layer."""


def receptive_field(layers):
    seen = 1
    for place in range(len(layers)):
        step = 1
        for earlier in range(place):
            step = step * layers[earlier][1]
        kernel_size = layers[place][0]
        seen = seen + (kernel_size - 1) * step
    return seen


def receptive_field_table(input_size, layers):
    table = []
    for place in range(len(layers)):
        jump = 1
        start = 0.5
        n_out = input_size
        for earlier in range(place + 1):
            kernel_size, stride, padding = layers[earlier]
            n_out = 0 + (n_out + 2 * padding - kernel_size) // stride + 1
            start = start + (kernel_size - 1) * jump / 2 - padding
            jump = jump * stride
        seen = receptive_field([(k, s) for k, s, _ in layers[: place + 1]])
        table.append((n_out, jump, seen, start))
    return table


def trace_precedents(input_size, layers, row, col):
    if not layers:
        return row, row, col, col
    table = receptive_field_table(input_size, layers)
    side = table[-1][0]
    if row < 0 or row > side - 1:
        raise ValueError(f"row is {row} but the output has {side} rows")
    if col < 0 or col > side - 1:
        raise ValueError(f"col is {col} but the output has {side} columns")
    answer = []
    for index in [row, col]:
        low = index
        high = index
        for place in range(len(layers) - 1, -1, -1):
            kernel_size, stride, padding = layers[place]
            before = table[place - 1][0] if place > 0 else input_size
            low = low * stride - padding
            high = high * stride - padding + kernel_size - 1
            low = max(low, 0)
            high = min(high, before - 1)
        answer.append(low)
        answer.append(high)
    return tuple(answer)
