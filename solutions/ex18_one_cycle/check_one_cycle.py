# cnnquiz-instructor: never for students
"""Hidden checks of ex18.

Rates are compared relative to the highest: to 1e-6 of it, so that 1e-5 of it at the end is not
taken for 0, and so that a cosine in float32 is exact enough.
"""

import torch

from cnnquiz.judge.author import points

DIGITS = [("Flatten",), ("Linear", 36, 8), ("Tanh",), ("Linear", 8, 4)]
DIGIT_SHAPES = [(8, 36), (8,), (4, 8), (4,)]


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def number(rng, low, high):
    """Return a random float between two bounds."""
    return float(rng.uniform(low, high))


def tensor(rng, *shape):
    """Return normally distributed numbers, float32."""
    return torch.from_numpy(rng.normal(size=shape).astype("float32"))


def weights_of(rng, shapes):
    """Return a tensor for every parameter; outputs are about as large as inputs."""
    return [tensor(rng, *shape) / max(shape[-1], 4) ** 0.5 for shape in shapes]


def batches_of(rng, count, classes=4, *, equal=False):
    """Return batches of images, (N, 1, 6, 6), with their labels."""
    sizes = [5] * count if equal else [draw(rng, 4, 8) for _ in range(count)]
    return [
        (tensor(rng, size, 1, 6, 6), torch.from_numpy(rng.integers(0, classes, size)))
        for size in sizes
    ]


def options_of(rng, epochs, **others):
    """Return the options of the probe: an ordinary model in training mode, and other options."""
    usual = {"epochs": epochs, "training": True, "gradient": None, "runs": 1}
    return {"lr_max": number(rng, 0.2, 0.5), **usual, **others}


def rates(agree, lr_max):
    """Return an `agree` for rates up to `lr_max`."""
    return agree.using(atol=1e-6 * lr_max)


# Weights and losses after a dozen steps: in float32 any order of the sums is good to 1e-5.
def training(agree):
    """Return an `agree` for what comes out of training."""
    return agree.using(rtol=1e-3, atol=1e-4)


# --- one_cycle_lr -------------------------------------------------------------------------------


@points(1)
def check_three_rates(agree, rng):
    """The rate starts at lr_max / 25, is lr_max after a quarter, and ends at lr_max / 100,000."""
    for lr_max in (1.0, 0.01, number(rng, 2, 5), number(rng, 0.1, 0.5)):
        for position in (0.0, 0.25, 1.0, 0, 1):
            rates(agree, lr_max)("one_cycle_lr", position, lr_max)


@points(0.75)
def check_the_rate_rises_by_cosine(agree, rng):
    """On the way up the rate follows half a cosine wave: level at first, steep, level again."""
    # At 0 a start of almost nothing is told from one of nothing.
    for position in (0.0, 0.125, 0.05, 0.2, *rng.uniform(0.01, 0.24, 5).tolist()):
        lr_max = number(rng, 0.05, 3)
        rates(agree, lr_max)("one_cycle_lr", position, lr_max)


@points(0.75)
def check_the_rate_falls_by_cosine(agree, rng):
    """On the way down it follows half a cosine wave too, all the way to the end."""
    for position in (0.625, 0.4, 0.9, *rng.uniform(0.26, 0.99, 5).tolist()):
        lr_max = number(rng, 0.05, 3)
        rates(agree, lr_max)("one_cycle_lr", position, lr_max)


@points(0.5)
def check_a_peak_elsewhere(agree, rng):
    """The peak lies at pct_start, and both parts of the curve stretch to it."""
    for pct_start in (0.5, 0.1, 0.9, number(rng, 0.3, 0.8)):
        for position in (0.0, pct_start / 3, pct_start, (1 + pct_start) / 2, 1.0):
            agree.using(atol=1e-6)("one_cycle_lr", position, 1.0, pct_start)
    agree.using(atol=1e-6)("one_cycle_lr", position=0.3, lr_max=1.0, pct_start=0.7)


@points(0.5)
def check_other_divisors(agree, rng):
    """The first rate is lr_max / div, and the last is lr_max / div_final, whatever div is."""
    for div, div_final in [(10.0, 1e3), (2, 4), (100.0, 50.0), (number(rng, 3, 9), 25.0)]:
        for position in (0.0, 0.1, 0.25, 1.0, 0.7):
            agree.using(atol=1e-6)("one_cycle_lr", position, 1.0, div=div, div_final=div_final)
    agree.using(atol=1e-6)("one_cycle_lr", 0.8, 1.0, 0.4, 5.0, 20.0)


@points(0.5)
def check_positions_of_rates(agree):
    """A position below 0 or above 1 is a ValueError that names a parameter."""
    for position in (-0.1, 1.1, 2, -1, 25.0):
        agree.raises(ValueError, "one_cycle_lr", position, 0.5)


# --- one_cycle_momentum -------------------------------------------------------------------------


@points(0.5)
def check_three_momentums(agree):
    """The momentum is 0.95 at the start and at the end, and 0.85 after a quarter."""
    for position in (0.0, 0.25, 1.0, 0, 1):
        agree("one_cycle_momentum", position)


@points(0.75)
def check_the_momentum_follows_cosines(agree, rng):
    """It falls and rises by cosine, the opposite way to the rate."""
    for position in (0.125, 0.625, 0.05, 0.9, *rng.uniform(0, 1, 6).tolist()):
        agree("one_cycle_momentum", position)


@points(0.5)
def check_other_momentums(agree, rng):
    """The highest, the lowest, and the place of the lowest are the caller's choice."""
    for pct_start in (0.5, 0.1, number(rng, 0.6, 0.9)):
        high, low = number(rng, 0.9, 0.99), number(rng, 0.5, 0.8)
        # By name first: what is wrong there is more than the order of the parameters.
        agree("one_cycle_momentum", position=0.3, low=low, pct_start=pct_start)
        agree("one_cycle_momentum", number(rng, 0.3, 0.6), high=high)
        for position in (0.0, pct_start / 3, pct_start, (1 + pct_start) / 2, 1.0):
            agree("one_cycle_momentum", position, high, low, pct_start)


@points(0.25)
def check_positions_of_momentums(agree):
    """A position below 0 or above 1 is a ValueError that names a parameter."""
    for position in (-0.1, 1.1, 2, -1, 25.0):
        agree.raises(ValueError, "one_cycle_momentum", position)


# --- train_one_cycle ----------------------------------------------------------------------------


@points(1, functions=("train_one_cycle",))
def check_one_epoch(agree, rng):
    """In one epoch the losses, and the weights at the end, are those of 1cycle training."""
    for count in (draw(rng, 6, 9), 2):
        batches = batches_of(rng, count)
        weights = weights_of(rng, DIGIT_SHAPES)
        training(agree).probe("trained", DIGITS, weights, batches, options_of(rng, 1))


@points(1, functions=("train_one_cycle",))
def check_several_epochs(agree, rng):
    """The one cycle spans all epochs, and every epoch takes all batches in their order."""
    for count, epochs in [(4, 3), (1, 8), (3, 2)]:
        batches = batches_of(rng, count, equal=True)
        weights = weights_of(rng, DIGIT_SHAPES)
        training(agree).probe("trained", DIGITS, weights, batches, options_of(rng, epochs))


@points(0.5, functions=("train_one_cycle",))
def check_a_single_step(agree, rng):
    """If there is one step only, its position is 0."""
    batches, weights = batches_of(rng, 1), weights_of(rng, DIGIT_SHAPES)
    # At position 0 the rate is lr_max / 25: with a high lr_max the step is large enough to see.
    options = options_of(rng, 1, lr_max=number(rng, 5, 20))
    training(agree).probe("trained", DIGITS, weights, batches, options)


@points(0.5, functions=("train_one_cycle",))
def check_training_mode(agree, rng):
    """The model is put into training mode: batch norm uses the statistics of the batch."""
    layers = [("Flatten",), ("Linear", 36, 6), ("BatchNorm1d", 6), ("ReLU",), ("Linear", 6, 4)]
    weights = weights_of(rng, [(6, 36), (6,), (6,), (6,), (4, 6), (4,)])
    weights[2] = weights[2].abs() + 0.5
    batches = [(x[:4], y[:4]) for x, y in batches_of(rng, 4)]
    for already in (True, False):
        options = options_of(rng, 1, training=already)
        training(agree).probe("trained", layers, weights, batches, options)


@points(0.5, functions=("train_one_cycle",))
def check_gradients_from_before(agree, rng):
    """Gradients that the model arrives with are cleared, and no run hears of the one before."""
    batches, weights = batches_of(rng, 3), weights_of(rng, DIGIT_SHAPES)
    options = options_of(rng, 1, gradient=number(rng, 0.5, 2))
    training(agree).probe("trained", DIGITS, weights, batches, options)
    options = options_of(rng, 2, runs=2, lr_max=0.2)
    training(agree).probe("trained", DIGITS, weights, batches, options)


@points(0.5, functions=("train_one_cycle",))
def check_a_convolutional_network(agree, rng):
    """Convolutional networks are trained too, and any number of classes is fine."""
    classes = draw(rng, 2, 6)
    layers = [
        ("Conv2d", 1, 3, 3),
        ("Tanh",),
        ("MaxPool2d", 2),
        ("Flatten",),
        ("Linear", 12, classes),
    ]
    weights = weights_of(rng, [(3, 1, 3, 3), (3,), (classes, 12), (classes,)])
    batches = batches_of(rng, 4, classes)
    training(agree).probe("trained", layers, weights, batches, options_of(rng, 2))
