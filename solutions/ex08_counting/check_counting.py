# cnnquiz-instructor: never for students
"""Hidden checks of ex08: parameters and multiplications."""

from cnnquiz.judge.author import points

CONV = {"type": "conv", "out_channels": 4, "kernel_size": 3}
POOL = {"type": "maxpool", "kernel_size": 2}
NORM = {"type": "batchnorm"}
RELU = {"type": "relu"}
FLATTEN = {"type": "flatten"}
LINEAR = {"type": "linear", "out_features": 10}


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def draw_pair(rng, low, high):
    """Return a pair of two different numbers, so that height and width cannot be confused."""
    first, second = rng.choice(range(low, high + 1), 2, replace=False)
    return int(first), int(second)


def without(layer, key):
    """Return `layer` lacking one key."""
    return {name: value for name, value in layer.items() if name != key}


def vgg16():
    """Return the layers of VGG16."""
    layers = []
    for out_channels, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        conv = {"type": "conv", "out_channels": out_channels, "kernel_size": 3, "padding": 1}
        layers += [conv, RELU] * count + [POOL]
    hidden = LINEAR | {"out_features": 4096}
    return [*layers, FLATTEN, hidden, RELU, hidden, RELU, LINEAR | {"out_features": 1000}]


# --- conv_params --------------------------------------------------------------------------------


@points(0.75)
def check_weights_of_a_convolution(agree, rng):
    """Every filter has a kernel for each input channel, and every entry of it is a weight."""
    for in_channels, out_channels, kernel_size in [(1, 1, 3), (3, 64, 3), (2, 3, 5), (7, 1, 1)]:
        agree("conv_params", in_channels, out_channels, kernel_size, bias=False)
    for _ in range(5):
        channels = draw(rng, 2, 40), draw(rng, 41, 90)
        agree("conv_params", *channels, draw(rng, 2, 9), False)
        agree("conv_params", *channels[::-1], draw(rng, 2, 9), False)


@points(0.75)
def check_biases_of_a_convolution(agree, rng):
    """Unless it is told otherwise, a convolution has one bias for every filter."""
    for in_channels, out_channels, kernel_size in [(8, 16, 3), (3, 10, 5), (1, 1, 1), (6, 2, 7)]:
        agree("conv_params", in_channels, out_channels, kernel_size)
    for _ in range(4):
        sizes = draw(rng, 2, 40), draw(rng, 2, 90), draw(rng, 1, 9)
        agree("conv_params", *sizes, bias=True)
    agree("conv_params", in_channels=4, out_channels=draw(rng, 2, 9), kernel_size=3)


@points(0.5)
def check_kernels_that_are_not_square(agree, rng):
    """A kernel may be a pair of two sizes."""
    for kernel_size in [(1, 3), (3, 1), (5, 2), (4, 4)]:
        agree("conv_params", 4, 8, kernel_size)
    for bias in (True, False):
        agree("conv_params", draw(rng, 1, 9), draw(rng, 2, 9), draw_pair(rng, 1, 9), bias)


# --- linear_params ------------------------------------------------------------------------------


@points(0.75)
def check_weights_and_biases_of_a_linear_layer(agree, rng):
    """Every output has a weight for each input, and one bias."""
    for in_features, out_features in [(288, 10), (25088, 4096), (3, 7), (9, 1), (1, 1)]:
        agree("linear_params", in_features, out_features)
    for _ in range(4):
        agree("linear_params", in_features=draw(rng, 2, 300), out_features=draw(rng, 2, 99))
    agree("linear_params", 40, 5, bias=True)


@points(0.25)
def check_linear_layers_without_bias(agree, rng):
    """Without a bias only the weights are left."""
    for in_features, out_features in [(288, 10), (5, 1), (draw(rng, 2, 99), draw(rng, 2, 99))]:
        agree("linear_params", in_features, out_features, bias=False)
        agree("linear_params", in_features, out_features, False)


# --- batchnorm_params ---------------------------------------------------------------------------


@points(1)
def check_what_a_batchnorm_learns(agree, rng):
    """Of the numbers that a batch normalization keeps, only those that are trained count."""
    for num_features in (16, 1, 64, draw(rng, 3, 500)):
        agree("batchnorm_params", num_features)
    agree("batchnorm_params", num_features=draw(rng, 3, 500))


# --- conv_multiplications -----------------------------------------------------------------------


@points(0.5)
def check_every_weight_in_every_position(agree, rng):
    """At stride 1, without padding, every weight is multiplied once in every position."""
    for n, in_channels, out_channels, kernel_size in [(28, 1, 2, 3), (32, 3, 10, 5), (5, 2, 3, 5)]:
        agree("conv_multiplications", n, in_channels, out_channels, kernel_size)
    agree("conv_multiplications", 1, 1, 1, 1)
    for _ in range(5):
        n, kernel_size = draw(rng, 8, 40), draw(rng, 1, 6)
        agree("conv_multiplications", n, draw(rng, 2, 9), draw(rng, 2, 9), kernel_size)


@points(1)
def check_positions_are_those_of_the_output(agree, rng):
    """Stride and padding decide how many positions there are; zeros are multiplied too."""
    agree("conv_multiplications", 7, 8, 16, 3, stride=2, padding=1)
    agree("conv_multiplications", 224, 3, 64, 3, padding=1)
    agree("conv_multiplications", 14, 4, 8, 3, stride=2)
    agree("conv_multiplications", 3, 2, 5, 5, padding=2)
    agree("conv_multiplications", 11, 2, 3, 2, stride=4)  # larger than the kernel
    for _ in range(6):
        n, channels = draw(rng, 9, 40), (draw(rng, 2, 9), draw(rng, 2, 9))
        agree("conv_multiplications", n, *channels, draw(rng, 2, 6), draw(rng, 2, 4), 2)


@points(0.5)
def check_heights_and_widths_of_their_own(agree, rng):
    """Every size may be an int or a pair, height first."""
    agree("conv_multiplications", (20, 30), 3, 8, 3)
    agree("conv_multiplications", 20, 3, 8, (1, 5))
    agree("conv_multiplications", 20, 2, 4, 3, stride=(2, 3))
    agree("conv_multiplications", 20, 2, 4, 3, padding=(1, 3))
    for _ in range(5):
        size, kernel_size = draw_pair(rng, 12, 40), draw_pair(rng, 1, 6)
        stride, padding = draw_pair(rng, 1, 4), draw_pair(rng, 0, 3)
        channels = draw(rng, 1, 6), draw(rng, 1, 6)
        agree("conv_multiplications", size, *channels, kernel_size, stride, padding)


@points(0.5)
def check_kernels_that_do_not_fit_are_errors(agree):
    """A kernel that is higher or wider than the padded input is a ValueError."""
    for n, kernel_size in [(2, 3), (4, 9), ((4, 9), 5), ((9, 4), 5), (6, (1, 7)), (6, (7, 1))]:
        agree.raises(ValueError, "conv_multiplications", n, 3, 8, kernel_size)
    for stride in (2, 3, 5):
        agree.raises(ValueError, "conv_multiplications", 4, 3, 8, 5, stride=stride)
    agree.raises(ValueError, "conv_multiplications", 4, 3, 8, 7, padding=1)
    agree.raises(ValueError, "conv_multiplications", (4, 4), 3, 8, (6, 7), padding=(2, 1))


# --- network_summary ----------------------------------------------------------------------------


@points(0.75)
def check_rows_of_convolutions_and_pools(agree, rng):
    """Every layer has its row: what it puts out, and what it learns, if anything."""
    agree("network_summary", (1, 1, 28, 28), [CONV])
    agree("network_summary", (4, 3, 12, 17), [CONV, RELU, POOL, CONV | {"out_channels": 6}])
    agree("network_summary", (2, 2, 9, 9), [POOL | {"kernel_size": 3, "stride": 2}, RELU])
    halving = CONV | {"stride": 2, "padding": 1}
    agree("network_summary", (5, 1, 28, 28), [halving, RELU, halving | {"out_channels": 8}])
    uneven = CONV | {"kernel_size": (1, 4), "stride": (2, 1), "padding": (0, 2)}
    agree("network_summary", (1, 2, 11, 15), [uneven, POOL | {"kernel_size": (2, 3)}, CONV])
    # Sides that leave a remainder: without one, a stride hides which size a kernel has.
    agree("network_summary", (1, 2, 9, 11), [POOL | {"kernel_size": (2, 3)}])
    agree("network_summary", (2, 1, 9, 11), [POOL | {"kernel_size": (4, 1), "stride": (1, 3)}])
    for _ in range(4):
        layers = []
        for _ in range(draw(rng, 2, 3)):
            sizes = {"kernel_size": draw(rng, 2, 4), "padding": draw(rng, 0, 2)}
            layers += [{"type": "conv", "out_channels": draw(rng, 2, 16)} | sizes, POOL]
        shape = (draw(rng, 2, 8), draw(rng, 1, 4), draw(rng, 32, 40), draw(rng, 41, 50))
        agree("network_summary", shape, layers)


@points(0.5)
def check_rows_of_flatten_and_linear(agree, rng):
    """Flatten keeps the batch and learns nothing; a linear layer reads all features at once."""
    agree("network_summary", (1, 2, 12, 12), [FLATTEN, LINEAR])
    agree("network_summary", (16, 8, 3, 5), [FLATTEN, RELU, FLATTEN, LINEAR, RELU])
    agree("network_summary", (3, 4, 1, 1), [FLATTEN, LINEAR, LINEAR | {"out_features": 3}])
    for _ in range(4):
        shape = (draw(rng, 2, 32), draw(rng, 2, 6), draw(rng, 2, 9), draw(rng, 2, 9))
        hidden = LINEAR | {"out_features": draw(rng, 11, 99)}
        agree("network_summary", shape, [FLATTEN, hidden, RELU, LINEAR])


@points(0.5)
def check_layers_that_go_without_bias(agree, rng):
    """A conv or linear layer whose bias is False has weights only."""
    bare, plain = CONV | {"bias": False}, LINEAR | {"bias": False}
    agree("network_summary", (2, 3, 10, 10), [bare, RELU, CONV, FLATTEN, plain, LINEAR])
    agree("network_summary", (2, 3, 10, 10), [CONV | {"bias": True}, FLATTEN, plain])
    for _ in range(4):
        flags = [bool(flag) for flag in rng.integers(0, 2, 3)]
        convs = [CONV | {"out_channels": draw(rng, 2, 9), "bias": flag} for flag in flags[:2]]
        shape = (draw(rng, 1, 5), draw(rng, 1, 4), 9, draw(rng, 8, 12))
        agree("network_summary", shape, [*convs, FLATTEN, LINEAR | {"bias": flags[2]}])


@points(0.5)
def check_rows_of_batchnorm(agree, rng):
    """Batch normalization counts what lies along axis 1: channels, or features after flatten."""
    agree("network_summary", (4, 1, 28, 28), [CONV | {"bias": False}, NORM, RELU])
    agree("network_summary", (4, 3, 6, 6), [NORM, CONV, NORM, FLATTEN, NORM, LINEAR])
    agree("network_summary", (4, 3, 6, 7), [FLATTEN, LINEAR, NORM, RELU, LINEAR])
    for _ in range(4):
        shape = (draw(rng, 2, 9), draw(rng, 2, 6), draw(rng, 5, 9), draw(rng, 5, 9))
        conv = CONV | {"out_channels": draw(rng, 2, 30)}
        agree("network_summary", shape, [conv, NORM, POOL, FLATTEN, NORM, LINEAR, NORM])


@points(0.5)
def check_summaries_of_whole_networks(agree, rng):
    """Deep networks add up, VGG16 among them; no layers, no rows and nothing to learn."""
    agree("network_summary", (1, 3, 224, 224), vgg16())
    agree("network_summary", (2, 3, 8, 8), [])
    for _ in range(4):
        layers, channels = [], draw(rng, 2, 6)
        for _ in range(draw(rng, 2, 4)):
            same = {"out_channels": channels, "padding": 1, "bias": bool(draw(rng, 0, 1))}
            layers += [CONV | same, NORM, RELU, POOL]
            channels *= 2
        shape = (draw(rng, 2, 9), draw(rng, 1, 3), draw(rng, 16, 40), draw(rng, 16, 40))
        hidden = LINEAR | {"out_features": draw(rng, 5, 50)}
        agree("network_summary", shape, [*layers, FLATTEN, hidden, NORM, RELU, LINEAR])


@points(0.25)
def check_summaries_of_layers_that_say_too_little(agree):
    """An unknown type of layer, or a layer that lacks a key it needs, is a ValueError."""
    for kind in ("avgpool", "dropout", ""):
        agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [CONV | {"type": kind}])
    for layer, key in [
        (CONV, "type"),
        (CONV, "out_channels"),
        (CONV, "kernel_size"),
        (POOL, "kernel_size"),
    ]:
        agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [CONV, without(layer, key)])
    bare = without(LINEAR, "out_features")
    agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [NORM, FLATTEN, bare])


@points(0.25)
def check_summaries_of_what_does_not_go_together(agree):
    """A kernel that does not fit, or a layer on the wrong side of flatten, is a ValueError."""
    agree.raises(ValueError, "network_summary", (1, 3, 6, 6), [CONV, CONV, CONV])
    agree.raises(ValueError, "network_summary", (1, 3, 8, 2), [CONV])
    agree.raises(ValueError, "network_summary", (1, 3, 2, 8), [POOL, POOL])
    wide = CONV | {"kernel_size": 7, "stride": 5, "padding": 1}
    agree.raises(ValueError, "network_summary", (1, 3, 4, 4), [wide])
    agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [LINEAR])
    agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [CONV, RELU, NORM, LINEAR, FLATTEN])
    # One feature for each channel is no map yet, though a linear layer could make sense of it.
    agree.raises(ValueError, "network_summary", (2, 7, 1, 1), [LINEAR])
    # Kernels of 1 as well: they would fit on features that are taken for maps of a single pixel.
    single = {"kernel_size": 1}
    for layer in (CONV, POOL, CONV | single, POOL | single):
        agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [FLATTEN, layer])
        agree.raises(ValueError, "network_summary", (1, 3, 8, 8), [FLATTEN, LINEAR, NORM, layer])


@points(0.25)
def check_inputs_without_four_entries_are_errors(agree):
    """An input shape that has not four entries is a ValueError."""
    for shape in [(3, 8, 8), (8, 8), (1, 1, 3, 8, 8)]:
        agree.raises(ValueError, "network_summary", shape, [CONV])
    agree.raises(ValueError, "network_summary", (4, 50), [LINEAR])
