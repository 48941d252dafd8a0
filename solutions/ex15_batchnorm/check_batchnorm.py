# cnnquiz-instructor: never for students
"""Hidden checks of ex15."""

import numpy as np
import torch

from cnnquiz.judge.author import points


def tensor(values):
    """Return numbers as a float32 tensor."""
    return torch.from_numpy(np.asarray(values, dtype="float32"))


def batch(rng, *shape, spread=1.0):
    """Return a batch whose channels have means and spreads of their own.

    The spreads are those of the values, not of a distribution: where few values happened to lie
    close together, the difference of two sums of squares would lose its digits in float32.
    """
    channels = (1, shape[1], 1, 1)
    means, spreads = rng.uniform(-2, 2, channels), rng.uniform(0.5, 2, channels)
    noise = rng.normal(size=shape)
    noise -= noise.mean(axis=(0, 2, 3), keepdims=True)
    noise /= np.maximum(noise.std(axis=(0, 2, 3), keepdims=True), 1e-9)
    return tensor(spread * (means + spreads * noise))


def turned(x):
    """Return the same numbers with their axes in the opposite order in memory."""
    return x.permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0)


def scales(rng, channels):
    """Return a gamma and a beta; some scales are negative, none is near 0 or 1."""
    signs = np.where(np.arange(channels) % 3 == 1, -1, 1)
    return tensor(signs * rng.uniform(1.3, 3, channels)), tensor(rng.uniform(0.5, 2, channels))


def running(rng, channels):
    """Return running statistics that are far from those of `batch`."""
    return tensor(rng.uniform(3, 5, channels)), tensor(rng.uniform(5, 9, channels))


def plain(channels):
    """Return the scales, shifts and statistics of a layer that has not been trained."""
    one, zero = torch.ones(channels), torch.zeros(channels)
    return one, zero, zero.clone(), one.clone()


def y_alone(result):
    """Judge the normalized batch, whatever became of the running statistics."""
    return {"y, the normalized batch": result[0]}


def mean_alone(result):
    return {"the new running mean": result[1]}


def var_alone(result):
    return {"the new running variance": result[2]}


# --- batchnorm_train ----------------------------------------------------------------------------


@points(1)
def check_every_channel_by_its_own_statistics(agree, rng):
    """In training, each channel is normalized over all images and pixels of the batch."""
    for shape in [(4, 3, 5, 6), (6, 1, 3, 2), (3, 3, 3, 3), (2, 3, 2, 1)]:
        agree.by(y_alone)("batchnorm_train", batch(rng, *shape), *plain(shape[1]))
    x = batch(rng, 3, 4, 6, 5)
    agree.by(y_alone)("batchnorm_train", x.transpose(0, 1), *plain(3))
    agree.by(y_alone)("batchnorm_train", turned(x), *plain(4))
    shape = (*(int(size) for size in rng.integers(2, 6, size=2)), 4, 3)
    stats = running(rng, shape[1])
    agree.by(y_alone)("batchnorm_train", batch(rng, *shape), *plain(shape[1])[:2], *stats)


@points(1)
def check_gamma_scales_and_beta_shifts(agree, rng):
    """In training, gamma and beta scale and shift each channel after it has been normalized."""
    for shape in [(4, 3, 5, 6), (2, 5, 4, 3), (3, 4, 4, 4), (7, 1, 2, 3)]:
        gamma, beta = scales(rng, shape[1])
        stats = running(rng, shape[1])
        agree.by(y_alone)("batchnorm_train", batch(rng, *shape), gamma, beta, *stats)
    gamma, beta = tensor([0.0, 2.0]), tensor([1.5, 0.0])
    agree.by(y_alone)("batchnorm_train", batch(rng, 3, 2, 4, 4), gamma, beta, *plain(2)[2:])


@points(0.5)
def check_eps_lies_under_the_root_in_training(agree, rng):
    """In training, eps is added to the variance, under the root; constant channels are fine."""
    gamma, beta = scales(rng, 3)
    x = batch(rng, 4, 3, 5, 2)
    for eps in (0.5, 2.0):
        agree.by(y_alone)("batchnorm_train", x, gamma, beta, *plain(3)[2:], eps=eps)
    # A variance near the default eps makes the default visible.
    small = batch(rng, 4, 3, 5, 2, spread=0.005)
    agree.by(y_alone)("batchnorm_train", small, gamma, beta, *plain(3)[2:])
    agree.by(y_alone)("batchnorm_train", small, gamma, beta, *plain(3)[2:], 0.3, 1e-3)
    # Halves and whole numbers: sums are exact, so no rounding is divided by the small root.
    constant = tensor([2.0, -1.0, 0.5]).reshape(1, 3, 1, 1).expand(2, 3, 4, 4).contiguous()
    agree.by(y_alone)("batchnorm_train", constant, gamma, beta, *plain(3)[2:])


@points(1)
def check_running_mean_moves_towards_the_batch(agree, rng):
    """The new running mean is (1 - momentum) of the old one and momentum of the batch's."""
    for shape in [(4, 3, 5, 6), (2, 1, 3, 1), (3, 5, 2, 2)]:
        stats = running(rng, shape[1])
        x, (gamma, beta) = batch(rng, *shape), scales(rng, shape[1])
        agree.by(mean_alone)("batchnorm_train", x, gamma, beta, *stats)
        momentum = float(rng.uniform(0.6, 0.9))
        agree.by(mean_alone)("batchnorm_train", x, gamma, beta, *stats, momentum=momentum)
    x, stats = batch(rng, 3, 2, 3, 3), running(rng, 2)
    for momentum in (0.0, 1.0, 0.25):
        agree.by(mean_alone)("batchnorm_train", x, *scales(rng, 2), *stats, momentum)


@points(1)
def check_running_variance_takes_the_unbiased_one(agree, rng):
    """The new running variance moves in the same way, towards the unbiased variance."""
    for shape in [(2, 3, 2, 1), (3, 2, 1, 2), (2, 1, 1, 3), (4, 3, 5, 6)]:
        stats = running(rng, shape[1])
        x, (gamma, beta) = batch(rng, *shape), scales(rng, shape[1])
        agree.by(var_alone)("batchnorm_train", x, gamma, beta, *stats)
        momentum = float(rng.uniform(0.6, 0.9))
        agree.by(var_alone)("batchnorm_train", x, gamma, beta, *stats, momentum=momentum)
    x, stats = batch(rng, 2, 2, 1, 2), running(rng, 2)
    for momentum, eps in [(0.0, 1e-5), (1.0, 0.5), (0.25, 2.0)]:
        agree.by(var_alone)("batchnorm_train", x, *scales(rng, 2), *stats, momentum, eps)


@points(0.5)
def check_a_single_value_has_no_spread(agree, rng):
    """In training, a channel with one value only is a ValueError; two values will do."""
    for channels in (1, 2, 5):
        x, stats = batch(rng, 1, channels, 1, 1), running(rng, channels)
        agree.raises(ValueError, "batchnorm_train", x, *scales(rng, channels), *stats)
    # A single image of several pixels, or several of one: refusing these costs this check alone.
    # Roughly, since which of the two variances is due where is asked elsewhere.
    roughly = agree.by(y_alone).using(rtol=0, atol=0.3)
    for shape in [(1, 2, 9, 8), (70, 4, 1, 1)]:
        roughly("batchnorm_train", batch(rng, *shape), *plain(shape[1]))
    # Two values: -1 and 1 by the one variance, 0.7 of it by the other.
    for shape in [(1, 3, 1, 2), (2, 3, 1, 1)]:
        agree.by(y_alone).using(rtol=0, atol=0.4)("batchnorm_train", batch(rng, *shape), *plain(3))


# --- batchnorm_eval -----------------------------------------------------------------------------


@points(1)
def check_evaluation_goes_by_the_running_statistics(agree, rng):
    """In evaluation, the running statistics take the place of the batch's; gamma and beta act."""
    for shape in [(4, 3, 5, 6), (6, 1, 2, 3), (2, 5, 4, 4), (3, 4, 4, 4)]:
        stats = running(rng, shape[1])
        agree("batchnorm_eval", batch(rng, *shape), *scales(rng, shape[1]), *stats)
    x = batch(rng, 3, 4, 6, 5)
    agree("batchnorm_eval", x.transpose(0, 1), *scales(rng, 3), *running(rng, 3))
    agree("batchnorm_eval", turned(x), *scales(rng, 4), *running(rng, 4))


@points(0.5)
def check_evaluation_takes_a_single_value(agree, rng):
    """In evaluation, a batch of one will do, and so will a channel with a single value."""
    for shape in [(1, 3, 4, 5), (1, 3, 1, 1), (1, 1, 1, 1), (1, 4, 2, 1)]:
        stats = running(rng, shape[1])
        agree("batchnorm_eval", batch(rng, *shape), *scales(rng, shape[1]), *stats)


@points(0.5)
def check_eps_lies_under_the_root_in_evaluation(agree, rng):
    """In evaluation, eps is added to the running variance, under the root."""
    x, (gamma, beta) = batch(rng, 3, 2, 4, 3, spread=0.1), scales(rng, 2)
    mean = tensor(rng.uniform(-0.1, 0.1, 2))
    for eps in (0.5, 1.5):
        var = tensor(rng.uniform(0.3, 1, 2))
        agree("batchnorm_eval", x, gamma, beta, mean, var, eps=eps)
    tiny = tensor(rng.uniform(2e-5, 5e-5, 2))
    agree("batchnorm_eval", x * 0.1, gamma, beta, mean * 0.1, tiny)
    agree("batchnorm_eval", x, gamma, beta, mean, torch.zeros(2), 0.25)


# --- fold_batchnorm -----------------------------------------------------------------------------


def layer(rng, *shape):
    """Return a convolution's weight and bias, and a batch norm's four."""
    weight, bias = tensor(rng.normal(size=shape)), tensor(rng.uniform(1, 3, shape[0]))
    return weight, bias, *scales(rng, shape[0]), *running(rng, shape[0])


@points(1.25)
def check_one_convolution_does_the_work_of_both(agree, rng):
    """The folded weight and bias equal the convolution followed by batch norm."""
    for shape in [(4, 3, 3, 3), (2, 1, 1, 1), (1, 3, 2, 2), (3, 3, 3, 3), (5, 2, 3, 5)]:
        agree("fold_batchnorm", *layer(rng, *shape))
    weight, *others = layer(rng, 3, 4, 2, 5)
    agree("fold_batchnorm", turned(weight), *others)


@points(0.75)
def check_a_convolution_without_bias_gets_one(agree, rng):
    """Where there was no bias, there is one afterwards."""
    # As many filters as channels first: there a wrong axis gives wrong values, and no exception.
    for shape in [(3, 3, 2, 2), (4, 3, 3, 3), (2, 5, 1, 3), (1, 1, 1, 1)]:
        weight, _, *norm = layer(rng, *shape)
        agree("fold_batchnorm", weight, None, *norm)
    weight, _, *norm = layer(rng, 3, 3, 2, 2)
    agree("fold_batchnorm", weight=weight, bias=None, **dict(zip(NORM, norm, strict=True)))


NORM = ("gamma", "beta", "running_mean", "running_var")


@points(0.5)
def check_eps_lies_under_the_root_in_the_fold(agree, rng):
    """Folding adds eps to the running variance, under the root."""
    weight, bias, gamma, beta, mean, _ = layer(rng, 3, 2, 2, 3)
    for eps in (0.5, 1.5):
        var = tensor(rng.uniform(0.3, 1, 3))
        agree("fold_batchnorm", weight, bias, gamma, beta, mean, var, eps=eps)
        agree("fold_batchnorm", weight, bias, gamma, beta, mean, var, eps)
    tiny = tensor(rng.uniform(2e-5, 5e-5, 3))
    agree("fold_batchnorm", weight * 0.01, bias * 0.01, gamma, beta, mean * 0.01, tiny)


@points(0.5)
def check_gammas_of_any_sign_fold(agree, rng):
    """Folding handles scales of 0 and below, and a bias that equals the mean."""
    weight, bias, _, beta, mean, var = layer(rng, 4, 2, 3, 2)
    agree("fold_batchnorm", weight, bias, tensor([0.0, -1.5, 2.0, 0.0]), beta, mean, var)
    agree("fold_batchnorm", weight, mean.clone(), scales(rng, 4)[0], beta, mean, var)
