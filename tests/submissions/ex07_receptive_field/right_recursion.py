"""One layer at a time, the rest by the function itself."""


def receptive_field(layers):
    if not layers:
        return 1
    (kernel_size, stride), *rest = layers
    # What the rest sees of the first layer's output, seen through the first layer.
    return (receptive_field(rest) - 1) * stride + kernel_size


def receptive_field_table(input_size, layers):
    if not layers:
        return []
    *before, (kernel_size, stride, padding) = layers
    table = receptive_field_table(input_size, before)
    n, jump, field, start = table[-1] if table else (input_size, 1, 1, 0.5)
    half = (kernel_size - 1) / 2
    n_out = (n + 2 * padding - kernel_size) // stride + 1
    new = (n_out, jump * stride, field + (kernel_size - 1) * jump, start + (half - padding) * jump)
    return [*table, new]


def trace_precedents(input_size, layers, row, col):
    table = receptive_field_table(input_size, layers)
    side = table[-1][0] if table else input_size
    for index in (row, col):
        if index < 0 or index >= side:
            raise ValueError("row or col is outside of the output")
    if not layers:
        return (row, row, col, col)
    *before, (kernel_size, stride, padding) = layers
    n = table[-2][0] if before else input_size
    spans = []
    for index in (row, col):
        begin = index * stride - padding
        spans.append((max(0, begin), min(n, begin + kernel_size) - 1))
    (top, bottom), (left, right) = spans
    upper_left = trace_precedents(input_size, before, top, left)
    lower_right = trace_precedents(input_size, before, bottom, right)
    return upper_left[0], lower_right[1], upper_left[2], lower_right[3]
