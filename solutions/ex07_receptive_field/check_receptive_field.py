# cnnquiz-instructor: never for students
"""Hidden checks of ex07: what an activation sees."""

from cnnquiz.judge.author import points

# The 13 convolutions and 5 max-pools of VGG16, as (kernel_size, stride, padding).
VGG16 = [layer for convs in (2, 2, 3, 3, 3) for layer in [(3, 1, 1)] * convs + [(2, 2, 0)]]


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def without_padding(layers):
    return [(kernel_size, stride) for kernel_size, stride, _ in layers]


def random_layers(rng, n, count, stride=(1, 3), padded=True):
    """Return `count` layers that fit into a side of `n`, and the side that they make of it."""
    layers = []
    for _ in range(count):
        kernel_size = draw(rng, 1, min(n, 5))
        step, padding = draw(rng, *stride), draw(rng, 0, kernel_size - 1) if padded else 0
        layers.append((kernel_size, step, padding))
        n = (n + 2 * padding - kernel_size) // step + 1
    return layers, n


# --- receptive_field ----------------------------------------------------------------------------


@points(0.5)
def check_none_and_one_layer(agree, rng):
    """Without layers one pixel is seen; a single layer sees its kernel, whatever its stride."""
    agree("receptive_field", [])
    for kernel_size, stride in [(3, 1), (3, 2), (5, 3), (1, 1), (1, 4), (2, 2), (7, 9)]:
        agree("receptive_field", [(kernel_size, stride)])
    agree("receptive_field", layers=[(draw(rng, 8, 90), draw(rng, 2, 9))])


@points(0.75)
def check_layers_of_stride_one(agree, rng):
    """At stride 1 every layer adds its kernel size, less one."""
    for kernels in [(3, 3), (3, 3, 3), (5, 2), (1, 4, 1), (7, 1, 3, 2)]:
        agree("receptive_field", [(kernel_size, 1) for kernel_size in kernels])
    for _ in range(4):
        agree("receptive_field", [(draw(rng, 2, 9), 1) for _ in range(draw(rng, 3, 9))])


@points(1.25)
def check_strides_widen_the_steps_of_later_layers(agree, rng):
    """All strides before a layer, multiplied, widen its steps; its own stride does not."""
    for layers in [
        [(3, 2), (3, 2)],
        [(3, 2), (3, 1), (3, 1)],
        [(5, 3), (3, 2), (2, 2)],
        [(2, 1), (4, 3), (3, 5)],
        [(1, 3), (3, 1)],
        [(2, 4), (2, 1)],  # the stride is larger than the kernel
    ]:
        agree("receptive_field", layers)
    for _ in range(6):
        agree("receptive_field", [(draw(rng, 2, 7), draw(rng, 2, 4)) for _ in range(4)])


@points(0.5)
def check_receptive_fields_of_whole_networks(agree, rng):
    """Deep networks of all kinds of layers, pooling among them, are right too."""
    for _ in range(5):
        layers = [(draw(rng, 1, 7), draw(rng, 1, 3)) for _ in range(draw(rng, 8, 15))]
        agree("receptive_field", layers)
    agree("receptive_field", [(5, 2), (3, 2), (3, 2), (3, 2), (3, 1)])
    agree("receptive_field", without_padding(VGG16))


# --- receptive_field_table ----------------------------------------------------------------------


@points(0.75)
def check_table_of_one_layer(agree, rng):
    """One layer without padding: its row, with the centre of the first activation."""
    for n, kernel_size, stride in [(22, 3, 2), (28, 5, 1), (9, 2, 2), (7, 1, 1), (6, 6, 3)]:
        agree("receptive_field_table", n, [(kernel_size, stride, 0)])
    agree("receptive_field_table", 1, [(1, 1, 0)])
    for _ in range(5):
        layer = (draw(rng, 1, 9), draw(rng, 1, 5), 0)
        agree("receptive_field_table", input_size=draw(rng, 30, 99), layers=[layer])


@points(1)
def check_padding_moves_the_start(agree, rng):
    """Padding moves the start to the left, out of the image if need be, and makes n_out larger."""
    for n, layer in [
        (28, (3, 1, 1)),
        (28, (5, 2, 1)),
        (14, (3, 1, 2)),
        (9, (2, 2, 1)),
        (3, (5, 1, 2)),
    ]:
        agree("receptive_field_table", n, [layer])
        agree("receptive_field_table", n, [layer, (3, 1, 1)])
    for _ in range(4):
        kernel_size = draw(rng, 2, 7)
        layers = [(kernel_size, 1, draw(rng, 1, kernel_size - 1)), (3, 1, 2)]
        agree("receptive_field_table", draw(rng, 12, 50), layers)


@points(1)
def check_jumps_multiply_layer_by_layer(agree, rng):
    """Every stride multiplies the jump, and later layers step by it: fields and starts follow."""
    agree("receptive_field_table", 22, [(3, 2, 0), (3, 2, 0)])
    agree("receptive_field_table", 60, [(4, 3, 0), (3, 1, 0), (2, 2, 0)])
    agree("receptive_field_table", 64, [(5, 2, 2), (3, 2, 0), (3, 2, 2)])
    agree("receptive_field_table", 30, [(1, 3, 0), (3, 1, 1), (2, 4, 0)])
    for _ in range(5):
        n = draw(rng, 70, 120)
        agree("receptive_field_table", n, random_layers(rng, n, 3, stride=(2, 3))[0])


@points(0.5)
def check_tables_of_whole_networks(agree, rng):
    """A row for every layer and none for the input; no layers, no rows."""
    agree("receptive_field_table", draw(rng, 5, 50), [])
    agree("receptive_field_table", 224, VGG16)
    agree("receptive_field_table", 28, [(5, 2, 2), *[(3, 2, 1)] * 3, (3, 2, 1)])
    for _ in range(5):
        n = draw(rng, 40, 160)
        agree("receptive_field_table", n, random_layers(rng, n, draw(rng, 4, 8), (1, 2))[0])


# --- trace_precedents ---------------------------------------------------------------------------


@points(0.75)
def check_block_of_one_layer(agree, rng):
    """One layer without padding: the block is the activation's window, both ends included."""
    for n, kernel_size, stride in [(8, 3, 1), (22, 3, 2), (12, 2, 2), (9, 1, 1), (20, 2, 5)]:
        last = (n - kernel_size) // stride
        agree("trace_precedents", n, [(kernel_size, stride, 0)], 0, last)
        agree("trace_precedents", n, [(kernel_size, stride, 0)], last, draw(rng, 0, last))
    for _ in range(4):
        layers, n = random_layers(rng, 40, 1, padded=False)
        agree("trace_precedents", 40, layers, row=draw(rng, 0, n - 1), col=draw(rng, 0, n - 1))
    agree("trace_precedents", 1, [(1, 1, 0)], 0, 0)


@points(0.75)
def check_blocks_end_at_the_border(agree, rng):
    """Padding shifts the windows; the part of them that lies outside the image does not count."""
    for n, layer, last in [
        (8, (3, 1, 1), 7),
        (28, (5, 2, 2), 13),
        (10, (3, 1, 2), 11),
        (9, (4, 2, 1), 3),
        (7, (3, 2, 1), 3),
        (2, (3, 1, 1), 1),
    ]:
        for row, col in [(0, last), (last, 0), (1, last - 1), (last // 2, 1)]:
            agree("trace_precedents", n, [layer], row, col)
    for _ in range(5):
        kernel_size = draw(rng, 2, 6)
        padding = draw(rng, 1, kernel_size - 1)
        last = 15 + 2 * padding - kernel_size
        row, col = draw(rng, 0, 2), draw(rng, last - 2, last)
        agree("trace_precedents", 15, [(kernel_size, 1, padding)], row, col)


@points(0.75)
def check_blocks_through_several_layers(agree, rng):
    """The block grows from the last layer back to the first, each with its own numbers."""
    agree("trace_precedents", 22, [(3, 2, 0), (3, 2, 0)], 0, 3)
    agree("trace_precedents", 30, [(5, 1, 0), (2, 2, 0), (3, 1, 0)], 7, 2)
    agree("trace_precedents", 28, [(3, 2, 1), (3, 2, 1), (3, 1, 0)], 4, 1)
    agree("trace_precedents", 224, VGG16, 3, 2)
    agree("trace_precedents", 20, [(1, 3, 0), (2, 1, 0)], 1, 4)  # gaps inside the block
    for _ in range(10):
        size = draw(rng, 24, 70)
        layers, n = random_layers(rng, size, draw(rng, 2, 4))
        agree("trace_precedents", size, layers, draw(rng, 0, n - 1), draw(rng, 0, n - 1))


@points(0.5)
def check_zeros_inside_the_network_see_nothing(agree, rng):
    """The zeros around a hidden layer depend on no pixel: blocks are clipped at every layer."""
    # No zero is seen in the middle: what is wrong there too is not wrong because of the zeros.
    agree("trace_precedents", 8, [(3, 2, 0), (3, 1, 1)], 1, 1)
    agree("trace_precedents", 8, [(3, 2, 0), (3, 1, 1)], 2, 0)
    agree("trace_precedents", 8, [(3, 2, 0), (3, 1, 1)], 1, 2)
    for _ in range(6):
        kernel_size, stride, outputs = draw(rng, 2, 4), draw(rng, 2, 4), draw(rng, 4, 8)
        # Some last pixels are in no window of the first layer, but a zero's window would hold them.
        n = (outputs - 1) * stride + kernel_size + draw(rng, 1, stride - 1)
        padding = draw(rng, 1, 2)
        last = outputs + 2 * padding - 3
        layers = [(kernel_size, stride, 0), (3, 1, padding)]
        agree("trace_precedents", n, layers, last, draw(rng, 0, last - 1))
        agree("trace_precedents", n, layers, draw(rng, 0, last - 1), last)


@points(0.25)
def check_no_layers_no_change(agree, rng):
    """Without layers an activation is a pixel, and depends on itself."""
    agree("trace_precedents", 9, [], 0, 8)
    agree("trace_precedents", 50, [], draw(rng, 0, 24), draw(rng, 25, 49))


@points(0.5)
def check_activations_beyond_the_output_are_errors(agree, rng):
    """A row or a column beyond the last layer's output is a ValueError."""
    for n, layers, side in [
        (8, [(3, 1, 0)], 6),
        (22, [(3, 2, 0), (3, 2, 0)], 4),
        (28, [(3, 2, 1)], 14),
        (7, [(2, 2, 0)], 3),
    ]:
        # Far out in both first: a limit that is off by one is a look at the input, too.
        agree.raises(ValueError, "trace_precedents", n, layers, 3 * n, n + draw(rng, 1, 9))
        agree.raises(ValueError, "trace_precedents", n, layers, side, 0)
        agree.raises(ValueError, "trace_precedents", n, layers, draw(rng, 0, side - 1), side)
        agree.raises(ValueError, "trace_precedents", n, layers, n + draw(rng, 1, 9), side - 1)


@points(0.25)
def check_negative_rows_and_columns_are_errors(agree, rng):
    """A negative row or column lies outside too: a ValueError, not a count from the end."""
    for layers in [[(3, 1, 0)], [(3, 1, 1), (2, 2, 0)]]:
        agree.raises(ValueError, "trace_precedents", 8, layers, -1, draw(rng, 0, 3))
        agree.raises(ValueError, "trace_precedents", 8, layers, draw(rng, 0, 3), -2)
        agree.raises(ValueError, "trace_precedents", 8, layers, -40, 1)
