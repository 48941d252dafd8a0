# cnnquiz-instructor: never for students
"""Hidden checks of ex16.

Draws are free, so facts about them are compared. Each share that is looked at below is the mean of
n independent coins, and by Hoeffding's inequality it is off by t or more with a probability of at
most 2 exp(-2 n t^2). `within(n)` is the t at which that is ALARM. No check looks at more than 50
shares, so a right submission fails one with a probability below 50 * 1e-8 = 5e-7.
"""

import math

import numpy as np
import torch

from cnnquiz.judge.author import points

ALARM = 1e-8


def within(count):
    """Return how far a mean of `count` coins may be off."""
    return math.sqrt(math.log(2 / ALARM) / (2 * count))


def tensor(values):
    """Return numbers as a float32 tensor."""
    return torch.from_numpy(np.asarray(values, dtype="float32"))


def batch(rng, *shape):
    """Return numbers of either sign; none is near 0, which would look as if it had been dropped."""
    return tensor(rng.uniform(0.5, 3, shape) * rng.choice([-1, 1], shape))


def seed(rng):
    return int(rng.integers(2**31))


def dropped(drawn):
    """Return where something has become 0, as an array of bools."""
    return drawn["y"].numpy() == 0


def scaled(drawn, factor):
    """Return whether every element is 0 or `factor` times what it was."""
    y, due = drawn["y"].numpy(), drawn["x"].numpy() * factor
    return bool(np.all((y == 0) | np.isclose(y, due, rtol=1e-4, atol=1e-6)))


def factor(drawn):
    """Return by how much survivors were multiplied, or 0 if there is none.

    A fact of its own: it tells the wrong factors from one another.
    """
    y, x = drawn["y"].numpy().astype(float), drawn["x"].numpy()
    alive = y != 0
    return float(np.median(y[alive] / x[alive])) if alive.any() else 0.0


def inverted(drawn):
    return {
        "the factor of the survivors, which is 1 / (1 - p)": factor(drawn),
        "survivors are x / (1 - p), the rest is 0": scaled(drawn, 1 / (1 - drawn["p"])),
        "some elements survive": not dropped(drawn).all(),
    }


def classical(drawn):
    return {
        "the factor of the survivors, which is 1": factor(drawn),
        "survivors are as they were, the rest is 0": scaled(drawn, 1),
        "some elements survive": not dropped(drawn).all(),
    }


def together(mask):
    """Return the axes along which everything shares one coin.

    Where every element has its own, two thousand pairs of neighbours never agree one and all.
    """
    axes = [axis for axis, size in enumerate(mask.shape) if size > 1]
    return [axis for axis in axes if (mask == mask.take([0], axis)).all()]


def coins(mask):
    """Return one element of a mask for every coin that was tossed."""
    for axis in together(mask):
        mask = mask.take([0], axis)
    return mask


def share(drawn):
    """Judge the share that is dropped: n independent coins, each 1 with probability p.

    That all coins or none drop has a probability below 1e-15 at the sizes and p of this file.
    Whoever tosses too few coins is told so elsewhere.
    """
    mask, p = dropped(drawn), drawn["p"]
    tossed = coins(mask)
    rate, allowed = tossed.mean(), within(tossed.size)
    # Which wrong share it is tells one belief from another.
    found = next((n for n, due in enumerate([p, 1 - p]) if abs(rate - due) < allowed), 2)
    return {
        "some elements are dropped and some survive": bool(mask.any() and not mask.all()),
        "the share that is dropped is about p": found,
    }


def independent(drawn):
    """Judge whether neighbours along each axis are dropped independently.

    Taken in pairs that do not overlap, n / 2 of them, each pair differs with probability 2p(1-p).
    """
    mask, p = dropped(drawn), drawn["p"]
    shared, tossed = together(mask), coins(mask)
    names = ("images of a batch", "channels of an image", "rows of a channel", "pixels of a row")
    facts = {}
    for axis, name in enumerate(names):
        near = axis not in shared
        if near:
            pairs = np.moveaxis(tossed, axis, 0)
            differ = pairs[0::2] != pairs[1::2]
            near = abs(differ.mean() - 2 * p * (1 - p)) < within(differ.size)
        facts[f"the {name} are dropped independently"] = bool(near)
    return {**facts, **share(drawn)}


def repeated(drawn):
    """Judge draws that were made with the seeds a, a, b, two in a row for each.

    Of 400 elements with p = 0.5, two independent draws are equal with probability 2^-400.
    """
    first, again, other = drawn["draws"]
    same = all(torch.equal(one, two) for one, two in zip(first, again, strict=True))
    return {
        "the same seed gives the same result": same,
        "another seed gives another result": not torch.equal(first[0], other[0]),
        "the generator moves on with every call": not torch.equal(first[0], first[1]),
        "torch's own generator is left alone": drawn["alone"] == 1,
    }


def refused(drawn):
    return {
        "a ValueError for a p outside [0, 1)": drawn["error"] == 1,
        "the error's message names a parameter": drawn["named"] == 1,
    }


SHAPES = [(1,), (7,), (4, 6), (2, 3, 5, 4), (1, 1, 8, 3), (50, 40)]
OUTSIDE = (-0.1, 1.5, -1.0, 1.0)


# --- dropout_train ------------------------------------------------------------------------------


@points(0.75, functions=("dropout_train",))
def check_inverted_survivors_are_scaled_up(agree, rng):
    """Inverted dropout divides survivors by 1 - p, and with p = 0 leaves all as it was."""
    for p in (0.2, 0.5, 0.75):
        # Of 1000 elements none survives with probability p^1000, below 1e-100.
        agree.by(inverted).probe("draw", "dropout_train", batch(rng, 10, 5, 20), p, seed(rng))
    turned = batch(rng, 30, 40).T  # not contiguous
    agree.by(inverted).probe("draw", "dropout_train", turned, 0.4, seed(rng))
    for shape in SHAPES:
        agree.probe("draw", "dropout_train", batch(rng, *shape), 0.0, seed(rng))


@points(0.75, functions=("dropout_train",))
def check_inverted_drops_a_share_of_p(agree, rng):
    """Inverted dropout drops each element with probability p, be they one or many."""
    for p in (0.05, 0.35, 0.65, 0.9):
        x = batch(rng, 20, 10, 8, 5)
        agree.by(share).probe("draw", "dropout_train", x, p, seed(rng))
    # One element, time and again: nobody can drop three tenths of it.
    agree.by(share).probe("draw_often", "dropout_train", batch(rng, 1), 0.3, seed(rng), 1000)


@points(0.5, functions=("dropout_train",))
def check_inverted_drops_elements_one_by_one(agree, rng):
    """Inverted dropout tosses a coin for every element, not for whole rows, channels or images."""
    for p in (0.5, 0.4):
        x = batch(rng, 20, 10, 10, 4)
        agree.by(independent).probe("draw", "dropout_train", x, p, seed(rng))


@points(0.5, functions=("dropout_train",))
def check_inverted_draws_from_the_generator(agree, rng):
    """Inverted dropout draws from the generator alone, and the generator moves on."""
    first, other = seed(rng), seed(rng)
    x = batch(rng, 20, 20)
    agree.by(repeated).probe("repeat", "dropout_train", x, 0.5, [first, first, other + 2**31])


@points(0.5, functions=("dropout_train",))
def check_inverted_refuses_what_is_no_probability(agree, rng):
    """Inverted dropout raises a ValueError for a p below 0, or of 1 and above."""
    for p in OUTSIDE:
        agree.by(refused).probe("refuse", "dropout_train", batch(rng, 3, 4), p, seed(rng))


# --- classical_dropout_train --------------------------------------------------------------------


@points(0.5, functions=("classical_dropout_train",))
def check_classical_survivors_are_unchanged(agree, rng):
    """Classical dropout leaves survivors as they are, and with p = 0 all of them."""
    name = "classical_dropout_train"
    for p in (0.2, 0.5, 0.75):
        agree.by(classical).probe("draw", name, batch(rng, 10, 5, 20), p, seed(rng))
    turned = batch(rng, 30, 40).T  # not contiguous
    agree.by(classical).probe("draw", name, turned, 0.4, seed(rng))
    for shape in SHAPES:
        agree.probe("draw", name, batch(rng, *shape), 0.0, seed(rng))


@points(0.5, functions=("classical_dropout_train",))
def check_classical_drops_elements_with_probability_p(agree, rng):
    """Classical dropout drops each element by itself, with probability p."""
    name = "classical_dropout_train"
    for p in (0.05, 0.35, 0.65, 0.9):
        x = batch(rng, 20, 10, 10, 4)
        agree.by(independent).probe("draw", name, x, p, seed(rng))
    agree.by(share).probe("draw_often", name, batch(rng, 1), 0.3, seed(rng), 1000)


@points(0.25, functions=("classical_dropout_train",))
def check_classical_draws_from_the_generator(agree, rng):
    """Classical dropout draws from the generator alone, and the generator moves on."""
    first, other = seed(rng), seed(rng)
    seeds = [first, first, other + 2**31]
    agree.by(repeated).probe("repeat", "classical_dropout_train", batch(rng, 20, 20), 0.5, seeds)


@points(0.25, functions=("classical_dropout_train",))
def check_classical_refuses_what_is_no_probability(agree, rng):
    """Classical dropout raises a ValueError for a p below 0, or of 1 and above."""
    for p in OUTSIDE:
        x = batch(rng, 3, 4)
        agree.by(refused).probe("refuse", "classical_dropout_train", x, p, seed(rng))


# --- classical_dropout_eval ---------------------------------------------------------------------


@points(0.75)
def check_classical_evaluation_scales_by_what_survives(agree, rng):
    """In evaluation classical dropout multiplies everything by 1 - p."""
    for p, shape in zip((0.0, 0.1, 0.25, 0.5, 0.8, 0.95), SHAPES, strict=True):
        agree("classical_dropout_eval", batch(rng, *shape), p)
    p = float(rng.uniform(0.55, 0.9))
    agree("classical_dropout_eval", batch(rng, 4, 5).T, p)


@points(0.25)
def check_classical_evaluation_refuses_what_is_no_probability(agree, rng):
    """In evaluation, too, a p below 0, or of 1 and above, is a ValueError."""
    for p in OUTSIDE:
        agree.raises(ValueError, "classical_dropout_eval", batch(rng, 3, 4), p)


# --- penalties ----------------------------------------------------------------------------------


def weights(rng):
    """Return tensors of several shapes, one without axes among them."""
    return [batch(rng, *shape) for shape in [(4, 3, 3, 3), (4,), (), (2, 5)]]


@points(0.5)
def check_l1_adds_up_absolute_values(agree, rng):
    """The L1 penalty is weight times the sum of all absolute values, of all tensors."""
    # Negative ones first: of them the sum, and its absolute value, are different things.
    agree("l1_penalty", [-batch(rng, 5).abs(), -batch(rng, 2, 3).T.abs()], weight=0.01)
    agree("l1_penalty", [batch(rng, 3, 4)], 1.0)
    agree("l1_penalty", weights(rng), float(rng.uniform(0.1, 0.5)))
    agree("l1_penalty", [torch.zeros(3), torch.zeros(2, 2)], 0.3)
    agree("l1_penalty", [batch(rng, 6)], 0.0)


@points(0.5, functions=("l1_penalty",))
def check_l1_can_be_minimized(agree, rng):
    """The L1 penalty is a tensor with gradients, also for parameters that come only once."""
    agree.probe("differentiate", "l1_penalty", weights(rng), float(rng.uniform(0.1, 0.5)))
    agree.probe("differentiate", "l1_penalty", [batch(rng, 3, 2)], 2.0)


@points(0.5)
def check_l2_adds_up_squares(agree, rng):
    """The L2 penalty is weight times the sum of all squares, of all tensors."""
    agree("l2_penalty", [batch(rng, 3, 4)], 1.0)
    agree("l2_penalty", weights(rng), float(rng.uniform(0.1, 0.5)))
    agree("l2_penalty", [-batch(rng, 5).abs(), batch(rng, 2, 3).T], weight=0.01)
    agree("l2_penalty", [torch.zeros(3), torch.zeros(2, 2)], 0.3)
    agree("l2_penalty", [batch(rng, 6)], 0.0)


@points(0.5, functions=("l2_penalty",))
def check_l2_can_be_minimized(agree, rng):
    """The L2 penalty is a tensor with gradients, also for parameters that come only once."""
    agree.probe("differentiate", "l2_penalty", weights(rng), float(rng.uniform(0.1, 0.5)))
    agree.probe("differentiate", "l2_penalty", [batch(rng, 3, 2)], 2.0)


# --- early_stopping -----------------------------------------------------------------------------


def losses(rng, count):
    """Return losses with many setbacks, none twice: equal ones have a check to themselves."""
    return [float(loss) / 4 for loss in rng.permutation(count)]


@points(0.75)
def check_patience_runs_out(agree, rng):
    """Training stops once patience epochs in a row have not improved, whatever follows."""
    falling = [3.0, 2.0, 1.0]
    # With a patience of 1, the epoch before the stop is also the best one: not as the first call.
    for patience in (3, 2, 1, 5):
        agree("early_stopping", [*falling, *[1.5] * 6, 0.1], patience)
        agree("early_stopping", [*falling, 1.5, 1.4, 1.3, 1.2, 1.1, 1.05, 0.5], patience)
        # Setbacks that end in time start the count anew.
        agree("early_stopping", [4.0, 4.5, 3.0, 3.5, 2.0, *[2.5] * 8, 0.0], patience)
    for _ in range(12):
        agree("early_stopping", losses(rng, 20), int(rng.integers(1, 6)))
        agree("early_stopping", rng.uniform(-1, 1, 25).tolist(), int(rng.integers(1, 8)))
    # The first epoch improves, however high its loss is.
    agree("early_stopping", [3e7, 2e7, 1e7, 1.5e7, 1.2e7, 1.0], 2)


@points(0.5)
def check_without_a_stop_the_last_epoch_counts(agree, rng):
    """If patience never runs out, training ends with the last epoch, best or not."""
    agree("early_stopping", [5.0, 4.0, 3.0, 2.0], 1)
    agree("early_stopping", [0.7], 1)
    agree("early_stopping", [0.7], patience=4)
    agree("early_stopping", [2.0, 1.0, 1.5, 1.6], 3)
    agree("early_stopping", [2.0, 3.0, 1.0, 2.0, 1.5], patience=10)
    agree("early_stopping", losses(rng, 12), 12)
    count = int(rng.integers(5, 9))
    agree("early_stopping", losses(rng, count), count)


@points(0.75)
def check_only_a_lower_loss_improves(agree, rng):
    """A loss that equals the best so far is no improvement; the first of equals is the best."""
    for patience in (3, 2, 1):
        agree("early_stopping", [1.0, 1.0, 1.0, 1.0, 0.5], patience)
        agree("early_stopping", [2.0, 1.0, 1.5, 1.0, 1.5, 1.0, 0.5], patience)
        agree("early_stopping", [-1.0, -2.0, -2.0, -1.0, -2.0, -3.0], patience)
    # A little lower is lower.
    agree("early_stopping", [0.5, 0.5 - 1e-5, 0.5 - 2e-5, 0.6, 0.5 - 3e-5, 0.6, 0.7], 2)
    agree("early_stopping", [1e-9, 5e-10, 2e-10, 1e-8, 1e-10, 1e-8, 1e-8], 2)
    # Better than the epoch before is not enough.
    agree("early_stopping", [1.0, 5.0, 4.0, 3.0, 2.0, 0.5], 3)
    agree("early_stopping", [1.0, 5.0, 4.0, 3.0, 2.0, 0.5], 5)
    for _ in range(8):
        values = [float(loss) for loss in rng.integers(2, 5, 15)]
        agree("early_stopping", values, int(rng.integers(2, 6)))


@points(0.5)
def check_early_stopping_refuses(agree):
    """No losses at all, or a patience below 1, is a ValueError."""
    agree.raises(ValueError, "early_stopping", [], 1)
    agree.raises(ValueError, "early_stopping", [], patience=3)
    for patience in (0, -1, -5):
        agree.raises(ValueError, "early_stopping", [0.5, 0.4], patience)
