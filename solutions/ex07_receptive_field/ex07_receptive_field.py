"""Which pixels of the input can change an activation?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

### BEGIN SOLUTION
# cnnquiz-instructor: never for students
### END SOLUTION


def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Return how many input pixels, along one side, an activation of the last layer sees.

    All sizes are for square kernels and images. Borders play no part here: the answer is that of
    an activation far from all of them.

    Args:
        layers: one pair (kernel_size, stride) for each layer, from the input to the output; every
            number is at least 1. The list is not modified.

    Returns:
        The length of the receptive field's side in pixels of the input, an int. Without layers it
        is 1: a pixel sees itself.

    Examples:
        >>> receptive_field([(3, 2), (3, 2)])
        7
        >>> receptive_field([(5, 1)])
        5
        >>> receptive_field([])
        1
    """
    ### BEGIN SOLUTION
    field = jump = 1
    for kernel_size, stride in layers:
        # A kernel has kernel_size - 1 steps, each as long as its input's activations lie apart.
        field += (kernel_size - 1) * jump
        jump *= stride
    return field
    ### END SOLUTION


### BEGIN SOLUTION
def output_size(n: int, kernel_size: int, stride: int, padding: int) -> int:
    """Return the side of what a layer makes of a side of `n`."""
    return (n + 2 * padding - kernel_size) // stride + 1


### END SOLUTION


def receptive_field_table(
    input_size: int, layers: list[tuple[int, int, int]]
) -> list[tuple[int, int, int, float]]:
    """Return size, jump, receptive field and start of every layer.

    Distances and places are measured along one side of the input, in pixels. The first pixel
    reaches from 0 to 1, so that its centre is at 0.5.

    Args:
        input_size: side of the input in pixels, at least 1.
        layers: one triple (kernel_size, stride, padding) for each layer, from the input to the
            output. Every kernel fits in its padded input. The list is not modified.

    Returns:
        A list with one row (n_out, jump, receptive_field, start) for each layer:

            n_out            side of the layer's output, an int
            jump             distance from one activation to the next, an int; the layer's own
                             stride is part of it
            receptive_field  length of the side that one activation sees, an int
            start            centre of what the first activation sees, a float; padding may move it
                             out of the image, and it is not brought back

        No layers give an empty list.

    Examples:
        >>> receptive_field_table(22, [(3, 2, 0)])
        [(10, 2, 3, 1.5)]
        >>> [row[:3] for row in receptive_field_table(32, [(5, 1, 2), (2, 2, 0)])]
        [(32, 1, 5), (16, 2, 6)]
        >>> receptive_field_table(32, [])
        []
    """
    ### BEGIN SOLUTION
    n, jump, field, start = input_size, 1, 1, 0.5
    rows = []
    for kernel_size, stride, padding in layers:
        n = output_size(n, kernel_size, stride, padding)
        # The kernel's middle lies (kernel_size - 1) / 2 activations behind its first entry, which
        # stands `padding` activations before the first. All this in the distances of its input.
        start += ((kernel_size - 1) / 2 - padding) * jump
        field += (kernel_size - 1) * jump
        jump *= stride
        rows.append((n, jump, field, start))
    return rows
    ### END SOLUTION


def trace_precedents(
    input_size: int, layers: list[tuple[int, int, int]], row: int, col: int
) -> tuple[int, int, int, int]:
    """Return the block of input pixels that one activation of the last layer depends on.

    The zeros of a padding depend on no pixel, whichever layer they belong to. Where a stride leaves
    gaps between the pixels that count, the block is the smallest one that holds them all.

    Args:
        input_size: side of the square input in pixels, at least 1.
        layers: one triple (kernel_size, stride, padding) for each layer, from the input to the
            output. Every kernel fits in its padded input, and every padding is smaller than its
            kernel. The list is not modified.
        row: row of the activation in the last layer's output, counted from 0.
        col: column of the activation, counted from 0.

    Returns:
        (row_min, row_max, col_min, col_max), four ints: the first and the last row of the block,
        then its first and last column, counted from 0; the last ones still belong to it. Without
        layers it is (row, row, col, col).

    Raises:
        ValueError: `row` or `col` lies outside the last layer's output; negative numbers do. The
            message names a parameter.

    Examples:
        >>> trace_precedents(22, [(3, 2, 0), (3, 2, 0)], 0, 1)
        (0, 6, 4, 10)
        >>> trace_precedents(8, [(3, 1, 1)], 7, 0)
        (6, 7, 0, 1)
        >>> trace_precedents(8, [], 5, 2)
        (5, 5, 2, 2)
    """
    ### BEGIN SOLUTION
    sizes = [input_size]
    for kernel_size, stride, padding in layers:
        sizes.append(output_size(sizes[-1], kernel_size, stride, padding))
    for name, index in (("row", row), ("col", col)):
        if not 0 <= index < sizes[-1]:
            raise ValueError(f"{name} is {index}, expected 0 to {sizes[-1] - 1}")
    rows, cols = (row, row), (col, col)
    # From the last layer back to the first, which turns its windows into pixels.
    for layer, n in zip(reversed(layers), reversed(sizes[:-1]), strict=True):
        rows, cols = precedents(rows, layer, n), precedents(cols, layer, n)
    return *rows, *cols
    ### END SOLUTION


### BEGIN SOLUTION
def precedents(span: tuple[int, int], layer: tuple[int, int, int], n: int) -> tuple[int, int]:
    """Return what a span of a layer's outputs depends on, among its `n` inputs along a side."""
    first, last = span
    kernel_size, stride, padding = layer
    begin = first * stride - padding
    end = last * stride - padding + kernel_size - 1
    # Cut here, in every layer: what lies beyond is zeros, not activations that see something.
    return max(begin, 0), min(end, n - 1)


### END SOLUTION
