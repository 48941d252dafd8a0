# cnnquiz-instructor: never for students
"""What is believed about receptive fields, in executable form."""

import math

from cnnquiz.judge.author import misconception


def column(rows, place, values):
    """Return the table's rows with other values in one column."""
    changed = zip(rows, values, strict=True)
    return [(*row[:place], value, *row[place + 1 :]) for row, value in changed]


def sides(input_size, layers):
    """Return the side of the input, and of every layer's output."""
    sizes = [input_size]
    for kernel_size, stride, padding in layers:
        sizes.append((sizes[-1] + 2 * padding - kernel_size) // stride + 1)
    return sizes


def clipped(span, n):
    return max(span[0], 0), min(span[1], n - 1)


def unclipped(span, _n):
    return span


def walk(input_size, layers, spot, cut=clipped):
    """Return the block of `spot`, (row, col), by walking back through all layers."""
    spans = [(index, index) for index in spot]
    inputs = sides(input_size, layers)[:-1]
    for (kernel_size, stride, padding), n in zip(layers[::-1], inputs[::-1], strict=True):
        spans = [
            cut((a * stride - padding, b * stride - padding + kernel_size - 1), n) for a, b in spans
        ]
    return *spans[0], *spans[1]


# --- receptive_field ----------------------------------------------------------------------------


@misconception("rf-ignores-stride", of="receptive_field")
def field_ignores_stride(reference, layers):
    return reference.receptive_field([(kernel_size, 1) for kernel_size, _ in layers])


@misconception("rf-adds-kernels", of="receptive_field")
def field_adds_kernels(reference, layers):
    return sum(kernel_size for kernel_size, _ in layers) if layers else 1


@misconception("rf-multiplies-kernels", of="receptive_field")
def field_multiplies_kernels(reference, layers):
    return math.prod(kernel_size for kernel_size, _ in layers)


@misconception("rf-is-kernel", of="receptive_field")
def field_is_kernel(reference, layers):
    return layers[-1][0] if layers else 1


@misconception("rf-own-stride-first", of="receptive_field")
def field_own_stride_first(reference, layers):
    field = jump = 1
    for kernel_size, stride in layers:
        jump *= stride
        field += (kernel_size - 1) * jump
    return field


@misconception("rf-last-stride-only", of="receptive_field")
def field_last_stride_only(reference, layers):
    before = [1, *(stride for _, stride in layers)]
    return 1 + sum((layer[0] - 1) * step for layer, step in zip(layers, before, strict=False))


@misconception("rf-adds-whole-kernel", of="receptive_field")
def field_adds_whole_kernel(reference, layers):
    field = jump = 1
    for kernel_size, stride in layers:
        field += kernel_size * jump
        jump *= stride
    return field


@misconception("rf-starts-at-zero", of="receptive_field")
def field_starts_at_zero(reference, layers):
    return reference.receptive_field(layers) - 1


@misconception("rf-layers-reversed", of="receptive_field")
def field_layers_reversed(reference, layers):
    return reference.receptive_field(layers[::-1])


@misconception("input-modified", of="receptive_field")
def field_uses_layers_up(reference, layers):
    field = 1
    while layers:
        kernel_size, stride = layers.pop()
        field = (field - 1) * stride + kernel_size
    return field


# --- receptive_field_table ----------------------------------------------------------------------


@misconception("rf-is-output-size", of="receptive_field_table")
def table_field_is_output_size(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 2, [row[0] for row in rows])


@misconception("rf-ignores-stride", of="receptive_field_table")
def table_field_ignores_stride(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    kernels = [(kernel_size, 1) for kernel_size, _, _ in layers]
    fields = [reference.receptive_field(kernels[: i + 1]) for i in range(len(layers))]
    return column(rows, 2, fields)


@misconception("rf-is-kernel", of="receptive_field_table")
def table_field_is_kernel(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 2, [kernel_size for kernel_size, _, _ in layers])


@misconception("rf-counts-padding", of="receptive_field_table")
def table_field_counts_padding(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    field = jump = 1
    fields = []
    for kernel_size, stride, padding in layers:
        field += (kernel_size - 1 + 2 * padding) * jump
        jump *= stride
        fields.append(field)
    return column(rows, 2, fields)


@misconception("jump-is-own-stride", of="receptive_field_table")
def table_jump_is_own_stride(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 1, [stride for _, stride, _ in layers])


@misconception("jump-without-own-stride", of="receptive_field_table")
def table_jump_without_own_stride(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 1, [1, *(row[1] for row in rows)][: len(rows)])


@misconception("start-at-pixel-corner", of="receptive_field_table")
def table_start_at_corner(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 3, [row[3] - 0.5 for row in rows])


@misconception("start-ignores-padding", of="receptive_field_table")
def table_start_ignores_padding(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    bare = [(kernel_size, stride, 0) for kernel_size, stride, _ in layers]
    # An input large enough for kernels that had needed the padding to fit.
    wide = reference.receptive_field_table(input_size + 10**6, bare)
    return column(rows, 3, [row[3] for row in wide])


@misconception("start-steps-in-pixels", of="receptive_field_table")
def table_start_steps_in_pixels(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    start, starts = 0.5, []
    for kernel_size, _, padding in layers:
        start += (kernel_size - 1) / 2 - padding
        starts.append(start)
    return column(rows, 3, starts)


@misconception("start-padding-in-pixels", of="receptive_field_table")
def table_start_padding_in_pixels(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    start, jump, starts = 0.5, 1, []
    for kernel_size, stride, padding in layers:
        start += (kernel_size - 1) / 2 * jump - padding
        jump *= stride
        starts.append(start)
    return column(rows, 3, starts)


@misconception("rf-own-stride-first", of="receptive_field_table")
def table_own_stride_first(reference, input_size, layers):
    # The jump is brought up to date before it is used, for the fields and for the starts.
    rows = table_start_own_stride_first.compute(reference, input_size, layers)
    fields = [1]
    for (kernel_size, _, _), row in zip(layers, rows, strict=True):
        fields.append(fields[-1] + (kernel_size - 1) * row[1])
    return column(rows, 2, fields[1:])


@misconception("rf-own-stride-first", of="receptive_field_table")
def table_start_own_stride_first(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    starts = [0.5]
    for (kernel_size, _, padding), row in zip(layers, rows, strict=True):
        starts.append(starts[-1] + ((kernel_size - 1) / 2 - padding) * row[1])
    return column(rows, 3, starts[1:])


@misconception("start-stays-inside", of="receptive_field_table")
def table_start_stays_inside(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    return column(rows, 3, [max(row[3], 0.5) for row in rows])


@misconception("padding-ignored", of="receptive_field_table")
def table_size_ignores_padding(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    bare = [(kernel_size, stride, 0) for kernel_size, stride, _ in layers]
    return column(rows, 0, sides(input_size, bare)[1:])


@misconception("padding-counted-once", of="receptive_field_table")
def table_size_counts_padding_once(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    n, sizes = input_size, []
    for kernel_size, stride, padding in layers:
        n = (n + padding - kernel_size) // stride + 1
        sizes.append(n)
    return column(rows, 0, sizes)


@misconception("output-off-by-one", of="receptive_field_table")
def table_size_off_by_one(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    n, sizes = input_size, []
    for kernel_size, stride, padding in layers:
        n = (n + 2 * padding - kernel_size) // stride
        sizes.append(n)
    return column(rows, 0, sizes)


@misconception("partial-window-counted", of="receptive_field_table")
def table_counts_partial_windows(reference, input_size, layers):
    rows = reference.receptive_field_table(input_size, layers)
    n, sizes = input_size, []
    for kernel_size, stride, padding in layers:
        n = -(-(n + 2 * padding - kernel_size) // stride) + 1
        sizes.append(n)
    return column(rows, 0, sizes)


@misconception("table-includes-input", of="receptive_field_table")
def table_with_input(reference, input_size, layers):
    return [(input_size, 1, 1, 0.5), *reference.receptive_field_table(input_size, layers)]


# --- trace_precedents ---------------------------------------------------------------------------


@misconception("rf-is-kernel", of="trace_precedents")
def precedents_of_last_layer(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    if not layers:
        return row, row, col, col
    kernel_size, stride, padding = layers[-1]
    spans = [
        clipped((i * stride - padding, i * stride - padding + kernel_size - 1), input_size)
        for i in (row, col)
    ]
    return *spans[0], *spans[1]


@misconception("rf-ignores-stride", of="trace_precedents")
def precedents_ignore_stride(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    spans = [(row, row), (col, col)]
    inputs = sides(input_size, layers)[:-1]
    for (kernel_size, _, padding), n in zip(layers[::-1], inputs[::-1], strict=True):
        spans = [clipped((a - padding, b - padding + kernel_size - 1), n) for a, b in spans]
    return *spans[0], *spans[1]


@misconception("precedents-ignore-padding", of="trace_precedents")
def precedents_ignore_padding(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    spans = [(row, row), (col, col)]
    inputs = sides(input_size, layers)[:-1]
    for (kernel_size, stride, _), n in zip(layers[::-1], inputs[::-1], strict=True):
        spans = [clipped((a * stride, b * stride + kernel_size - 1), n) for a, b in spans]
    return *spans[0], *spans[1]


@misconception("window-centred-on-index", of="trace_precedents")
def precedents_centred(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    spans = [(row, row), (col, col)]
    inputs = sides(input_size, layers)[:-1]
    for (kernel_size, stride, _), n in zip(layers[::-1], inputs[::-1], strict=True):
        half = kernel_size // 2
        spans = [clipped((a * stride - half, b * stride + half), n) for a, b in spans]
    return *spans[0], *spans[1]


@misconception("precedents-not-clipped", of="trace_precedents")
def precedents_not_clipped(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    return walk(input_size, layers, (row, col), unclipped)


@misconception("precedents-clipped-at-the-end", of="trace_precedents")
def precedents_clipped_at_the_end(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    top, bottom, left, right = walk(input_size, layers, (row, col), unclipped)
    return *clipped((top, bottom), input_size), *clipped((left, right), input_size)


@misconception("rf-layers-reversed", of="trace_precedents")
def precedents_layers_reversed(reference, input_size, layers, row, col):
    reference.trace_precedents(input_size, layers, row, col)  # raises what it has to
    spans = [(row, row), (col, col)]
    for (kernel_size, stride, padding), n in zip(layers, sides(input_size, layers), strict=False):
        spans = [
            clipped((a * stride - padding, b * stride - padding + kernel_size - 1), n)
            for a, b in spans
        ]
    return *spans[0], *spans[1]


@misconception("block-end-exclusive", of="trace_precedents")
def precedents_end_exclusive(reference, input_size, layers, row, col):
    top, bottom, left, right = reference.trace_precedents(input_size, layers, row, col)
    return top, bottom + 1, left, right + 1


@misconception("block-as-corners", of="trace_precedents")
def precedents_as_corners(reference, input_size, layers, row, col):
    top, bottom, left, right = reference.trace_precedents(input_size, layers, row, col)
    return top, left, bottom, right


@misconception("rows-cols-swapped", of="trace_precedents")
def precedents_rows_cols_swapped(reference, input_size, layers, row, col):
    return reference.trace_precedents(input_size, layers, col, row)


@misconception("input-modified", of="trace_precedents")
def precedents_reverse_layers(reference, input_size, layers, row, col):
    block = reference.trace_precedents(input_size, layers, row, col)
    layers.reverse()  # in place, where reversed(layers) would not touch the caller's list
    return block


@misconception("negative-index-from-the-end", of="trace_precedents")
def precedents_from_the_end(reference, input_size, layers, row, col):
    n = sides(input_size, layers)[-1]
    row, col = (index + n if -n <= index < 0 else index for index in (row, col))
    return reference.trace_precedents(input_size, layers, row, col)


@misconception("no-validation", of="trace_precedents")
def precedents_not_validated(reference, input_size, layers, row, col):
    return walk(input_size, layers, (row, col))
