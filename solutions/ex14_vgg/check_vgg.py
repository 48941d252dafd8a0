# cnnquiz-instructor: never for students
"""Hidden checks of ex14."""

import itertools
import math

import numpy as np
import torch

from cnnquiz.judge.author import points

VGG16 = [64, 64, "M", 128, 128, "M"]
VGG16 += [256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def tensor(rng, *shape):
    """Return normally distributed numbers, float32."""
    return torch.from_numpy(rng.normal(size=shape).astype("float32"))


def layer(rng, *shape):
    """Return a weight of that shape and a bias; its outputs are about as large as its inputs."""
    scale = math.sqrt(2 / math.prod(shape[1:]))
    return scale * tensor(rng, *shape), 0.4 * tensor(rng, shape[0])


def network(rng, config, classes, image_size, hidden):
    """Return the weights and biases of a network, in the order of its layers."""
    sizes = [3, *(entry for entry in config if entry != "M")]
    convs = [layer(rng, nf, ni, 3, 3) for ni, nf in itertools.pairwise(sizes)]
    side = image_size // 2 ** list(config).count("M")
    features = [sizes[-1] * side * side, hidden, hidden, classes]
    linears = itertools.pairwise(features)
    return [*convs, *(layer(rng, after, before) for before, after in linears)]


def compare(agree, rng, config, *, classes=5, image_size=16, hidden=7, batch=2, dropout=0.5):
    """Compare the scores of two networks of the same weights.

    Most configurations leave more than one pixel: whoever refuses the last one is told so by the
    checks on image sizes alone.
    """
    weights = network(rng, config, classes, image_size, hidden)
    x = tensor(rng, batch, 3, image_size, image_size)
    options = {"classes": classes, "image_size": image_size, "hidden": hidden, "dropout": dropout}
    agree.probe("vgg_applied", (config,), options, weights, x)


# --- make_vgg -----------------------------------------------------------------------------------


@points(1, functions=("make_vgg",))
def check_the_layers_that_config_lists(agree, rng):
    """Ints are padded convolutions with kernels of 3 and a ReLU; "M" is a max-pool of 2."""
    a, b, c = (draw(rng, 2, 9) for _ in range(3))
    for config in ([a], [a, b], [a, "M"], [a, b, "M", c, "M"], [a, "M", b, "M", c, "M"]):
        compare(agree, rng, config)


@points(0.5, functions=("make_vgg",))
def check_config_in_any_order(agree, rng):
    """The config may be a tuple, begin with "M", and have several in a row."""
    a, b = draw(rng, 2, 6), draw(rng, 2, 6)
    compare(agree, rng, (a, "M", b))
    compare(agree, rng, ("M", a, b, "M"))
    compare(agree, rng, ["M", "M", a, "M", 1])


@points(0.75, functions=("make_vgg",))
def check_the_feature_side_follows_the_image(agree, rng):
    """The first linear layer fits the image size, halved and rounded down at every "M"."""
    a, b = draw(rng, 2, 5), draw(rng, 2, 5)
    for image_size in (7, 15, draw(rng, 9, 11), 16, draw(rng, 4, 6)):
        compare(agree, rng, [a, "M", b, "M"], image_size=image_size)
    compare(agree, rng, [a, "M", "M", "M"], image_size=11)
    compare(agree, rng, [a], image_size=1)


@points(0.75, functions=("make_vgg",))
def check_two_hidden_layers_and_a_classifier(agree, rng):
    """Two linear layers of `hidden` features have a ReLU each; the scores may be negative."""
    for batch, classes in ((1, 1), (4, 10), (3, draw(rng, 2, 12))):
        hidden, nf = draw(rng, 5, 20), draw(rng, 2, 6)
        options = {"classes": classes, "hidden": hidden, "batch": batch}
        compare(agree, rng, [nf, "M", "M"], image_size=9, **options)


@points(1, functions=("make_vgg",))
def check_the_sixteen_layers_on_the_meta_device(agree, rng):
    """VGG16 has 138,357,544 parameters, counted on the meta device, where none takes memory."""
    agree.probe("vgg_on_meta", (VGG16,), {})
    agree.probe("vgg_on_meta", (tuple(VGG16), 10, 64), {})
    side = draw(rng, 65, 100)
    agree.probe("vgg_on_meta", (VGG16, draw(rng, 2, 99), side, draw(rng, 50, 900), 0.2), {})


def dropped(p, size):
    """Return a measure of outputs in training mode, with which dropouts of rate `p` show.

    The first output shows both dropouts one after the other, the second only the last. In both an
    unharmed number would be 1.

    A share of `size` independent draws differs from its expectation by more than the bound with a
    probability below 1e-7 (Hoeffding). Means of whole rows or columns vary more than three times
    as much as those of independent draws less often than that.
    """
    bound = math.sqrt(math.log(2 / 1e-7) / (2 * size))

    def one_by_one(output, axis):
        kept, keep = output > 0, (output > 0).mean()
        return bool(kept.mean(axis=axis).var() < 3 * keep * (1 - keep) / kept.shape[axis])

    def measure(facts):
        both, last = (np.asarray(output, dtype=float) for output in facts["outputs"])
        return {
            "the shapes of the parameters": facts["shapes"],
            "a network that takes its input": facts["takes_the_input"],
            "what two dropouts make of the numbers they keep": both.max(),
            "what the last dropout makes of the numbers it keeps": last.max(),
            "numbers are either dropped or kept": bool(
                np.isclose(both, 0).sum() + np.isclose(both, both.max(), 1e-4).sum() == both.size
            ),
            "the share that two dropouts keep": bool(abs((both > 0).mean() - (1 - p) ** 2) < bound),
            "the share that the last dropout keeps": bool(abs((last > 0).mean() - (1 - p)) < bound),
            "numbers of one image are dropped one by one": one_by_one(both, 1),
            "what is dropped in one image says nothing of the next": one_by_one(both, 0),
        }

    return measure


@points(1, functions=("make_vgg",))
def check_dropout_in_training(agree, rng):
    """In training mode both hidden layers drop numbers with the probability asked for."""
    batch, hidden = 250, 80
    one, nothing = torch.eye(hidden), torch.zeros(hidden, hidden)
    zeros, ones = torch.zeros(hidden), torch.ones(hidden)
    x = torch.ones(batch, 3, 4, 4)
    # The one filter copies the first channel, the first linear layer takes the mean of what is
    # left of it to every feature, and all that follows keeps its place: what comes out is what was
    # not dropped.
    pick = torch.zeros(1, 3, 3, 3)
    pick[0, 0, 1, 1] = 1
    front = [(pick, torch.zeros(1)), (torch.full((hidden, 4), 0.25), zeros)]
    through = [*front, (one, zeros), (one, zeros)]
    # Here the second layer's features are 1 whatever comes from the first.
    afresh = [*front, (nothing, ones), (one, zeros)]
    options = {"classes": hidden, "image_size": 4, "hidden": hidden}
    for p in (round(float(rng.uniform(0.15, 0.4)), 2), round(float(rng.uniform(0.6, 0.8)), 2)):
        agree.by(dropped(p, batch * hidden)).probe(
            "vgg_in_training",
            ([1, "M"],),
            {**options, "dropout": p},
            [through, afresh],
            x,
            draw(rng, 0, 10**6),
        )
    agree.by(dropped(0.5, batch * hidden)).probe(
        "vgg_in_training", ([1, "M"],), options, [through, afresh], x, draw(rng, 0, 10**6)
    )


@points(0.5, functions=("make_vgg",))
def check_no_dropout_where_none_is_due(agree, rng):
    """In evaluation mode nothing is dropped, and at dropout=0 nothing ever is."""
    nf, hidden = draw(rng, 2, 5), draw(rng, 10, 20)
    compare(agree, rng, [nf, "M"], hidden=hidden, dropout=0.9)
    weights = network(rng, [nf, "M"], 6, 4, hidden)
    options = {"classes": 6, "image_size": 4, "hidden": hidden, "dropout": 0.0}
    x = tensor(rng, 3, 3, 4, 4)
    agree.probe("vgg_in_training", ([nf, "M"],), options, [weights], x, 0)


@points(0.75, functions=("make_vgg",))
def check_unknown_entries_are_errors(agree):
    """Any entry of config other than a positive int or "M" is a ValueError."""
    small = {"image_size": 8, "hidden": 4, "classes": 2}
    for entry in ("m", "P", "", "64", 2.5, None, 0, -4):
        agree.raises(ValueError, "make_vgg", [4, entry], **small)
    agree.raises(ValueError, "make_vgg", ["MM", 4], **small)
    agree.raises(ValueError, "make_vgg", (4, "M", "A", 4), **small)


@points(0.75, functions=("make_vgg",))
def check_an_image_that_vanishes_is_an_error(agree):
    """An image_size that leaves no pixel after all "M" is a ValueError."""
    small = {"hidden": 4, "classes": 2}
    agree.raises(ValueError, "make_vgg", [4, "M"], image_size=1, **small)
    agree.raises(ValueError, "make_vgg", [4, "M", 4, "M", "M"], image_size=7, **small)
    agree.raises(ValueError, "make_vgg", [2, "M"] * 5, image_size=31, **small)


# --- parameter_share ----------------------------------------------------------------------------


@points(1, functions=("parameter_share",))
def check_shares_of_a_plain_network(agree, rng):
    """Convolutions and linear layers are counted with all their weights and biases."""
    for _ in range(3):
        a, b, out = draw(rng, 1, 6), draw(rng, 2, 9), draw(rng, 2, 20)
        convs = [("Conv2d", 3, a, 3), ("ReLU",), ("Conv2d", a, b, (1, 5))]
        agree.probe("shares", [*convs, ("Flatten",), ("Linear", draw(rng, 10, 60), out)], "cpu")
    vgg = [("Conv2d", 3, 64, 3), ("Conv2d", 64, 128, 3), ("Linear", 25088, 4096), ("ReLU",)]
    vgg += [("Linear", 4096, 4096), ("Dropout",), ("Linear", 4096, 1000)]
    agree.probe("shares", vgg, "meta")


@points(0.75, functions=("parameter_share",))
def check_shares_at_any_depth(agree, rng):
    """Layers count however deep they lie, and also where the model itself is one."""
    for _ in range(2):
        a, b = draw(rng, 1, 6), draw(rng, 2, 9)
        conv, linear = ("Conv2d", a, b, 3), ("Linear", b, draw(rng, 2, 30))
        deep = ("Nested", [conv, [("ReLU",), [conv]]], linear, [[("Conv2d", 1, a, 5)]], [linear])
        agree.probe("shares", deep, "cpu")
        agree.probe("shares", [linear, [deep, conv]], "cpu")
        agree.probe("shares", conv, "cpu")
        agree.probe("shares", linear, "cpu")


@points(0.75, functions=("parameter_share",))
def check_other_layers_count_in_the_whole(agree, rng):
    """Parameters of other layers belong to the whole, buffers do not; a bias may be missing."""
    for _ in range(3):
        a, b = draw(rng, 1, 5), draw(rng, 6, 30)
        conv, linear = ("Conv2d", 3, a, 3), ("Linear", draw(rng, 2, 9), b)
        norms = [("BatchNorm2d", a), ("BatchNorm1d", b)]
        agree.probe("shares", [conv, norms[0], ("ReLU",), linear, norms[1]], "cpu")
        agree.probe("shares", [[conv, ("Scale", b)], ("Conv1d", 2, b, 3)], "cpu")
        agree.probe("shares", [("ConvTranspose2d", 2, b, 3), linear, ("Embedding", 3, 5)], "cpu")
        without = ("Conv2d", 3, a, 3, 1, 0, 1, 1, False), ("Linear", b, 4, False)
        agree.probe("shares", [without[0], norms[0], linear, [without[1]]], "cpu")


@points(0.5, functions=("parameter_share",))
def check_frozen_parameters_count(agree, rng):
    """Parameters that need no gradient count like all others, and stay as they are."""
    for _ in range(2):
        a, b = draw(rng, 1, 5), draw(rng, 2, 9)
        spec = [("Conv2d", 3, a, 3), ("BatchNorm2d", a), ("Flatten",), ("Linear", 5, b)]
        frozen = [True, True, False, True, *(bool(rng.integers(2)) for _ in range(2))]
        agree.probe("shares_if_frozen", spec, frozen)
