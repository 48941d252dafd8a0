# cnnquiz-instructor: never for students
"""Hidden checks of ex13."""

import numpy as np
import torch

from cnnquiz.judge.author import points


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def tensor(rng, *shape):
    """Return normally distributed numbers, float32."""
    return torch.from_numpy(rng.normal(size=shape).astype("float32"))


def numbers(rng, *convs):
    """Return weights and biases of convolutions (ni, nf, ks), each in one row.

    Their outputs are about as large as their inputs.
    """
    weights = [
        float(np.sqrt(2 / (ni * ks * ks))) * tensor(rng, nf * ni * ks * ks) for ni, nf, ks in convs
    ]
    return torch.cat(weights), 0.4 * tensor(rng, sum(nf for _, nf, _ in convs))


def network(rng, channels, classes, first_ks=3):
    """Return the numbers of a network, in the order of its layers."""
    sizes = [1, *channels, classes]
    kernels = [first_ks, *[3] * len(channels)]
    return numbers(rng, *zip(sizes[:-1], sizes[1:], kernels, strict=True))


# --- conv ---------------------------------------------------------------------------------------


@points(0.75, functions=("conv",))
def check_a_conv_halves_height_and_width(agree, rng):
    """A conv has stride 2 and padding, so that 28 becomes 14 and 7 becomes 4."""
    for ni, nf, *sizes in [
        (1, 4, (28, 7), (5, 2)),
        (draw(rng, 2, 5), draw(rng, 6, 9), (1, 1), (draw(rng, 6, 20), draw(rng, 6, 20))),
    ]:
        batches = [tensor(rng, draw(rng, 1, 3), ni, *size) for size in sizes]
        agree.probe("conv_applied", (ni, nf), {}, numbers(rng, (ni, nf, 3)), *batches)


@points(0.75, functions=("conv",))
def check_a_conv_pads_by_half_its_kernel(agree, rng):
    """The kernel size is the caller's choice, and the padding is always half of it."""
    ni, nf = draw(rng, 1, 3), draw(rng, 4, 6)
    # Half of 6 is neither what kernels of 3 have nor rounded down, and half of 1 is nothing.
    for ks, args, options in [(6, (ni, nf, 6, True), {}), (1, (ni, nf), {"ks": 1})]:
        x = tensor(rng, 2, ni, draw(rng, 9, 16), draw(rng, 9, 16))
        agree.probe("conv_applied", args, options, numbers(rng, (ni, nf, ks)), x)


@points(0.5, functions=("conv",))
def check_a_conv_without_act_keeps_negative_numbers(agree, rng):
    """With act=False no ReLU follows, and negative numbers come out as they are."""
    ni, nf, ks = draw(rng, 1, 3), draw(rng, 2, 5), 5
    batches = [tensor(rng, 2, ni, 8, 9), tensor(rng, 1, ni, 4, 5)]
    held = numbers(rng, (ni, nf, ks))
    agree.probe("conv_applied", (ni, nf, ks), {"act": False}, held, *batches)


@points(0.5, functions=("conv",))
def check_a_conv_is_a_convolution_and_a_relu(agree, rng):
    """A conv is an nn.Sequential of one nn.Conv2d and, if act, one nn.ReLU, and of nothing else."""
    ni, nf, ks = draw(rng, 1, 4), draw(rng, 5, 9), draw(rng, 1, 6)
    agree.probe("conv_parts", (ni, nf, ks), {"act": False}, tensor(rng, 1, ni, 8, 8))
    agree.probe("conv_parts", (ni, nf), {}, tensor(rng, 2, ni, 9, 9))


# --- simple_cnn ---------------------------------------------------------------------------------


@points(0.75, functions=("simple_cnn",))
def check_the_default_network(agree, rng):
    """By default there are four convs and a fifth for two classes: 6,722 parameters."""
    agree.probe("cnn_applied", (), {}, network(rng, (4, 8, 16, 32), 2), tensor(rng, 5, 1, 28, 28))


@points(1, functions=("simple_cnn",))
def check_every_conv_has_the_channels_asked_for(agree, rng):
    """There is a conv for every entry of channels, with that many filters, and one for classes."""
    # Few filters may all be silent; a signal has to come through five times. And not in order.
    channels = (draw(rng, 9, 12), *(draw(rng, 5, 12) for _ in range(3)), draw(rng, 5, 8))
    classes = draw(rng, 3, 12)
    x = tensor(rng, draw(rng, 2, 4), 1, 28, 28)
    agree.probe("cnn_applied", (channels, classes), {}, network(rng, channels, classes), x)


@points(0.75, functions=("simple_cnn",))
def check_only_the_first_kernel_can_be_chosen(agree, rng):
    """The kernel of the first conv is first_ks, and all others are 3."""
    # The first conv is known by its place alone: the second has as many channels in, and filters.
    few, fewer = (1, 1), (draw(rng, 2, 4),)
    for channels, ks, args, options in [
        (few, 6, (), {"channels": few, "first_ks": 6}),
        (fewer, 1, (fewer, 2, 1), {}),
    ]:
        held, x = network(rng, channels, 2, ks), tensor(rng, 2, 1, 28, 28)
        agree.probe("cnn_on_average", args, options, 2, held, x)


@points(0.5, functions=("simple_cnn",))
def check_a_short_network_flattens_its_map(agree, rng):
    """With fewer than four channels the last map is larger than a pixel, and is flattened."""
    channels, classes = (draw(rng, 2, 6),), draw(rng, 2, 5)
    x = tensor(rng, draw(rng, 2, 3), 1, 28, 28)
    options = {"channels": channels, "classes": classes}
    agree.probe("cnn_applied", (), options, network(rng, channels, classes), x)


@points(0.5, functions=("simple_cnn",))
def check_scores_of_a_single_image(agree, rng):
    """A batch of one image, and a single class, keep both axes; scores may be negative."""
    channels = tuple(draw(rng, 3, 6) for _ in range(4))
    weights, biases = network(rng, channels, 1)
    biases[-1] -= 9  # which makes the one score negative
    agree.probe("cnn_applied", (channels, 1), {}, (weights, biases), tensor(rng, 1, 1, 28, 28))


# --- layer_shapes -------------------------------------------------------------------------------
# The probes have all of these models made before there is a student.


@points(0.75, functions=("layer_shapes",))
def check_a_row_for_every_leaf(agree, rng):
    """Every leaf has a row with its class and output shape, however deep; containers have none."""
    height, width = draw(rng, 7, 9), draw(rng, 10, 13)
    spec = [
        [("Conv2d", 1, 3, 3), ("BatchNorm2d", 3), ("ReLU",)],
        [[("MaxPool2d", 3, 1), [("Sigmoid",)]], ("Halve",)],
        ("Flatten",),
    ]
    agree.probe("rows", spec, tensor(rng, draw(rng, 2, 4), 1, height, width))
    spec = [("Linear", 6, 4), ("ReLU",), ("Dropout", 0.5), ("Linear", 4, 1)]
    agree.probe("rows", spec, tensor(rng, 1, 6))


@points(0.5, functions=("layer_shapes",))
def check_rows_in_the_order_of_calls(agree, rng):
    """Rows come in the order of the calls, and a layer that is not called has none."""
    branches = ("Branches", [("Conv2d", 1, 6, 3), ("ReLU",)], ("MaxPool2d", 2))
    spec = ("Backwards", ("MaxPool2d", 2), [("AvgPool2d", 3, 1), ("Tanh",)], branches)
    agree.probe("rows", spec, tensor(rng, 2, 1, draw(rng, 10, 12), draw(rng, 10, 12)))


@points(0.75, functions=("layer_shapes",))
def check_a_row_for_every_call(agree, rng):
    """A layer that is called several times has a row for each time."""
    x = tensor(rng, 2, draw(rng, 1, 3), draw(rng, 12, 14), draw(rng, 12, 14))
    spec = [
        ("Repeats", ("Tanh",), 3),  # calls that leave the shape alone give equal rows
        ("Repeats", [("MaxPool2d", 3, 1), ("ReLU",)], 2),
        ("Between", ("MaxPool2d", 2), ("MaxPool2d", 3), ("Sigmoid",)),
    ]
    agree.probe("rows", spec, x)


@points(0.5, functions=("layer_shapes",))
def check_a_model_that_is_a_single_layer(agree, rng):
    """A model without children is its own leaf, and has one row."""
    x = tensor(rng, draw(rng, 1, 4), 2, draw(rng, 5, 9), draw(rng, 5, 9))
    agree.probe("rows", ("Conv2d", 2, 5, 3), x)
    agree.probe("rows", ("Halve",), tensor(rng, draw(rng, 1, 5), 4))


@points(0.5, functions=("layer_shapes",))
def check_hooks_do_not_stay(agree, rng):
    """The hooks of layer_shapes are gone afterwards; those of other people still work."""
    spec = [[("Linear", 4, 3), ("ReLU",)], ("Linear", 3, 2)]
    agree.probe("hooks_left", spec, tensor(rng, 3, 4))
    agree.probe("hooks_left", ("Linear", 4, 3), tensor(rng, 3, 4))


@points(0.5, functions=("layer_shapes",))
def check_hooks_do_not_stay_after_an_exception(agree, rng):
    """They are gone also if the model raises an exception halfway."""
    spec = [[("Linear", 4, 5), ("ReLU",)], ("Breaks",), ("Linear", 5, 2)]
    agree.probe("hooks_left_after_an_exception", spec, tensor(rng, 3, 4))


@points(0.5, functions=("layer_shapes",))
def check_the_model_is_left_as_it_was(agree, rng):
    """Every submodule's mode, and every requires_grad and gradient, stay as they were."""
    spec = [[("Linear", 4, 3), ("BatchNorm1d", 3), ("ReLU",)], ("Linear", 3, 2), ("Tanh",)]
    # Both modes among the containers, among the leaves inside, and among those outside.
    training = [True, False, True, False, bool(rng.integers(2)), False, True]
    frozen = [True, False, *(bool(rng.integers(2)) for _ in range(4))]
    agree.probe("state_left", spec, training, frozen, tensor(rng, 3, 4))
