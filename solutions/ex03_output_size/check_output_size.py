# cnnquiz-instructor: never for students
"""Hidden checks of ex03."""

from cnnquiz.judge.author import points

CONV = {"type": "conv", "out_channels": 4, "kernel_size": 3}
POOL = {"type": "maxpool", "kernel_size": 2}
RELU = {"type": "relu"}
FLATTEN = {"type": "flatten"}
LINEAR = {"type": "linear", "out_features": 10}


def without(layer, key):
    """Return `layer` lacking one key."""
    return {name: value for name, value in layer.items() if name != key}


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


# --- conv_output_size ---------------------------------------------------------------------------


@points(0.5)
def check_a_kernel_alone_shortens_the_side(agree, rng):
    """Without padding and at stride 1 a side gets shorter by kernel_size - 1."""
    for n, kernel_size in [(32, 5), (28, 3), (6, 1), (1, 1), (7, 7), (10, 4)]:
        agree("conv_output_size", n, kernel_size)
    for _ in range(5):
        n = draw(rng, 20, 200)
        agree("conv_output_size", n, draw(rng, 1, 12))


@points(0.75)
def check_stride_divides_what_is_left(agree, rng):
    """Stride divides what is left after the first window; an incomplete last step is dropped."""
    # First a stride that leaves nothing over: rounding up is right there, too long a side is not.
    for n, kernel_size, stride in [(7, 3, 2), (28, 3, 2), (7, 2, 3), (32, 5, 4), (10, 2, 5)]:
        agree("conv_output_size", n, kernel_size, stride=stride)
    agree("conv_output_size", 9, 3, stride=3)
    agree("conv_output_size", 5, 5, stride=4)
    agree("conv_output_size", 11, 1, stride=3)
    for _ in range(8):
        n = draw(rng, 15, 90)
        agree("conv_output_size", n, draw(rng, 1, 9), draw(rng, 2, 11))


@points(0.75)
def check_padding_counts_on_both_sides(agree, rng):
    """Padding makes the side longer at both ends, so that a larger kernel may fit too."""
    for n, kernel_size, padding in [(28, 3, 1), (28, 5, 2), (14, 3, 2), (6, 4, 1), (8, 1, 3)]:
        agree("conv_output_size", n, kernel_size, padding=padding)
    for n, kernel_size, padding in [(2, 3, 1), (1, 5, 2), (3, 6, 2)]:
        agree("conv_output_size", n, kernel_size, padding=padding)
    for _ in range(8):
        n, kernel_size = draw(rng, 12, 90), draw(rng, 1, 9)
        agree("conv_output_size", n, kernel_size, draw(rng, 1, 5), draw(rng, 1, 4))


@points(0.75)
def check_dilation_spreads_the_kernel(agree, rng):
    """Dilation sets the kernel's entries apart; a kernel of 1 has nothing to set apart."""
    for n, kernel_size, dilation in [(9, 3, 4), (28, 3, 2), (16, 2, 3), (12, 1, 5), (20, 5, 3)]:
        agree("conv_output_size", n, kernel_size, dilation=dilation)
    for _ in range(8):
        n, kernel_size, stride = draw(rng, 30, 90), draw(rng, 2, 6), draw(rng, 1, 4)
        padding, dilation = draw(rng, 0, 3), draw(rng, 2, 5)
        agree("conv_output_size", n, kernel_size, stride, padding, dilation)


@points(0.5)
def check_sizes_out_of_range_are_errors(agree):
    """A size, stride or dilation below 1, or a negative padding, is a ValueError."""
    for n in (0, -4):
        agree.raises(ValueError, "conv_output_size", n, 3, padding=6)
    for kernel_size in (0, -1):
        agree.raises(ValueError, "conv_output_size", 8, kernel_size)
    for stride in (0, -2):
        agree.raises(ValueError, "conv_output_size", 8, 3, stride=stride)
    for padding in (-1, -2):
        agree.raises(ValueError, "conv_output_size", 12, 3, padding=padding)
    for dilation in (0, -1):
        agree.raises(ValueError, "conv_output_size", 8, 3, dilation=dilation)


@points(0.5)
def check_a_kernel_that_does_not_fit_is_an_error(agree):
    """A kernel that reaches beyond the padded input is a ValueError, at every stride."""
    for n, kernel_size in [(5, 9), (2, 3), (1, 2)]:
        agree.raises(ValueError, "conv_output_size", n, kernel_size)
    for stride in (2, 3, 5):
        agree.raises(ValueError, "conv_output_size", 4, 5, stride=stride)
    agree.raises(ValueError, "conv_output_size", 4, 7, padding=1)
    agree.raises(ValueError, "conv_output_size", 4, 3, dilation=2)
    agree.raises(ValueError, "conv_output_size", 5, 3, stride=2, padding=1, dilation=4)


# --- conv_output_shape --------------------------------------------------------------------------


@points(1)
def check_every_entry_of_the_shape(agree, rng):
    """N stays, the filters give the channels, height and width are worked out one by one."""
    agree("conv_output_shape", (1, 3, 32, 32), 10, 5)
    agree("conv_output_shape", (64, 1, 28, 20), 4, 3, stride=2, padding=1)
    agree("conv_output_shape", (2, 16, 7, 12), 1, 2, 3)
    agree("conv_output_shape", (1, 1, 1, 1), 1, 1)
    agree("conv_output_shape", (3, 2, 2, 5), 6, 4, padding=1)
    for _ in range(6):
        shape = (draw(rng, 2, 9), draw(rng, 2, 9), draw(rng, 12, 30), draw(rng, 31, 50))
        out_channels, kernel_size = draw(rng, 10, 20), draw(rng, 1, 7)
        stride, padding = draw(rng, 1, 4), draw(rng, 0, 3)
        agree("conv_output_shape", shape, out_channels, kernel_size, stride, padding)


@points(1)
def check_pairs_are_height_and_width(agree, rng):
    """Kernel, stride and padding may each be a pair: height first, then width."""
    agree("conv_output_shape", (1, 3, 20, 30), 8, (3, 5))
    agree("conv_output_shape", (4, 1, 20, 30), 2, 3, stride=(2, 3))
    agree("conv_output_shape", (4, 1, 20, 20), 2, 3, padding=(1, 2))
    agree("conv_output_shape", (2, 5, 9, 16), 3, (1, 3), (3, 1), (2, 0))
    for _ in range(8):
        shape = (draw(rng, 1, 5), draw(rng, 1, 5), draw(rng, 10, 40), draw(rng, 10, 40))
        kernel_size = (draw(rng, 1, 4), draw(rng, 5, 8))
        stride, padding = (draw(rng, 1, 2), draw(rng, 3, 4)), (draw(rng, 2, 3), draw(rng, 0, 1))
        agree("conv_output_shape", shape, draw(rng, 6, 9), kernel_size, stride, padding)


@points(0.5)
def check_shapes_that_cannot_be_convolved_are_errors(agree):
    """An input without four entries, or a kernel too high or too wide, is a ValueError."""
    for shape in [(3, 32, 32), (32, 32), (1, 1, 3, 32, 32)]:
        agree.raises(ValueError, "conv_output_shape", shape, 4, 3)
    agree.raises(ValueError, "conv_output_shape", (1, 3, 4, 9), 4, 5)
    agree.raises(ValueError, "conv_output_shape", (1, 3, 9, 4), 4, 5)
    agree.raises(ValueError, "conv_output_shape", (1, 3, 9, 4), 4, (3, 7), padding=(2, 1))
    agree.raises(ValueError, "conv_output_shape", (1, 3, 4, 9), 4, (7, 3), stride=4, padding=(1, 2))


# --- trace_shapes -------------------------------------------------------------------------------


@points(0.75)
def check_every_layer_starts_from_the_one_before(agree, rng):
    """Each convolution starts from the shape before it; a relu changes nothing but has its row."""
    agree("trace_shapes", (1, 1, 28, 28), [CONV])
    agree("trace_shapes", (2, 3, 28, 20), [CONV, RELU, CONV, RELU])
    halving = CONV | {"stride": 2, "padding": 1}
    agree("trace_shapes", (5, 1, 28, 28), [halving, RELU, halving | {"out_channels": 8}, halving])
    uneven = CONV | {"kernel_size": (1, 4), "stride": (2, 1), "padding": (0, 2)}
    agree("trace_shapes", (1, 2, 11, 15), [RELU, uneven, CONV])
    for _ in range(4):
        layers = []
        for _ in range(draw(rng, 2, 3)):
            sizes = {"kernel_size": draw(rng, 1, 4), "padding": draw(rng, 0, 2)}
            layers.append({"type": "conv", "out_channels": draw(rng, 2, 16)} | sizes)
        agree("trace_shapes", (draw(rng, 1, 8), 1, draw(rng, 15, 40), draw(rng, 15, 40)), layers)


@points(0.75)
def check_maxpool_steps_by_its_kernel(agree, rng):
    """A max-pool keeps the channels; its stride is the kernel_size unless the layer has one."""
    agree("trace_shapes", (1, 3, 8, 12), [POOL])
    agree("trace_shapes", (2, 3, 9, 13), [POOL, POOL])
    agree("trace_shapes", (2, 3, 14, 15), [{"type": "maxpool", "kernel_size": 3}])
    agree("trace_shapes", (1, 6, 10, 10), [{"type": "maxpool", "kernel_size": 3, "stride": 2}])
    agree("trace_shapes", (1, 6, 10, 11), [{"type": "maxpool", "kernel_size": 2, "stride": 3}])
    agree("trace_shapes", (4, 2, 12, 12), [{"type": "maxpool", "kernel_size": (2, 3)}])
    for _ in range(4):
        kernel_size, stride = (draw(rng, 1, 3), draw(rng, 3, 5)), (draw(rng, 2, 4), draw(rng, 1, 2))
        shape = (draw(rng, 1, 8), draw(rng, 1, 8), draw(rng, 8, 30), draw(rng, 8, 30))
        layer = {"type": "maxpool", "kernel_size": kernel_size}
        agree("trace_shapes", shape, [layer])
        agree("trace_shapes", shape, [layer | {"stride": stride}])


@points(0.75)
def check_flatten_and_linear(agree, rng):
    """Flatten keeps the batch axis; a linear layer gives out_features from any flat input."""
    agree("trace_shapes", (1, 2, 12, 12), [FLATTEN, LINEAR])
    agree("trace_shapes", (64, 8, 3, 5), [FLATTEN])
    agree("trace_shapes", (3, 4, 1, 1), [FLATTEN, RELU, FLATTEN, LINEAR])
    agree("trace_shapes", (7, 30), [LINEAR, RELU, LINEAR | {"out_features": 2}])
    agree("trace_shapes", (7, 30), [FLATTEN])
    for _ in range(4):
        shape = (draw(rng, 2, 32), draw(rng, 2, 6), draw(rng, 2, 9), draw(rng, 2, 9))
        agree("trace_shapes", shape, [FLATTEN, LINEAR | {"out_features": draw(rng, 2, 99)}])


@points(0.5)
def check_whole_networks(agree, rng, reference):
    """Networks of all kinds of layers, from no layer at all to a dozen, are traced right."""
    agree("trace_shapes", (1, 3, 5, 5), [])
    for _ in range(6):
        start = shape = (draw(rng, 1, 9), draw(rng, 1, 4), draw(rng, 18, 48), draw(rng, 18, 48))
        layers = []
        for _ in range(draw(rng, 2, 4)):
            kernel_size = tuple(draw(rng, 1, min(side, 3)) for side in shape[2:])
            conv = {"type": "conv", "out_channels": draw(rng, 1, 16), "kernel_size": kernel_size}
            pool = {"type": "maxpool", "kernel_size": draw(rng, 1, 2)}
            layers += [conv | {"padding": draw(rng, 0, 1), "stride": draw(rng, 1, 2)}, RELU]
            shape = reference.trace_shapes(start, layers)[-1]
            if min(shape[2:]) >= 2:
                layers.append(pool)
                shape = reference.trace_shapes(start, layers)[-1]
        agree("trace_shapes", start, [*layers, FLATTEN, LINEAR, RELU, LINEAR])


@points(0.5)
def check_layers_that_say_too_little_are_errors(agree):
    """An unknown type of layer, or a layer that lacks a key it needs, is a ValueError."""
    for kind in ("avgpool", "dropout", "", "Conv"):
        agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [CONV | {"type": kind}])
    agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [RELU, {"type": "softmax"}])
    for layer, key in [
        (CONV, "type"),
        (CONV, "out_channels"),
        (CONV, "kernel_size"),
        (POOL, "kernel_size"),
    ]:
        agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [CONV, without(layer, key)])
    agree.raises(
        ValueError, "trace_shapes", (1, 3, 8, 8), [FLATTEN, without(LINEAR, "out_features")]
    )


@points(0.5)
def check_layers_that_do_not_go_together_are_errors(agree):
    """A kernel that does not fit, or a layer on the wrong side of the flatten, is a ValueError."""
    agree.raises(ValueError, "trace_shapes", (1, 3, 6, 6), [CONV, CONV, CONV])
    agree.raises(ValueError, "trace_shapes", (1, 3, 3, 2), [CONV])
    agree.raises(ValueError, "trace_shapes", (1, 3, 2, 8), [POOL, POOL])
    agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [LINEAR])
    agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [CONV, RELU, LINEAR])
    for layer in (CONV, POOL):
        agree.raises(ValueError, "trace_shapes", (1, 3, 8, 8), [FLATTEN, layer])
        agree.raises(ValueError, "trace_shapes", (4, 50), [RELU, layer])
        # A kernel of 1 fits everywhere: only the missing axes are wrong.
        agree.raises(ValueError, "trace_shapes", (4, 50), [layer | {"kernel_size": 1}])
