# cnnquiz-instructor: never for students
"""What is believed about batch normalization, in executable form."""

import torch

from cnnquiz.judge.author import misconception


def lined_up(values):
    """Return one number per channel in a shape that lines up with (N, C, H, W)."""
    return values.reshape(1, -1, 1, 1)


def trained(reference, y, *args):
    """Return `y` with the running statistics as they should be."""
    return y, *reference.batchnorm_train(*args)[1:]


def normalized(x, gamma, beta, mean, root):
    """Return what follows from means and roots of whatever shape lines up."""
    return lined_up(gamma) * (x - mean) / root + lined_up(beta)


# --- batchnorm_train ----------------------------------------------------------------------------


@misconception("bn-momentum-swapped", of="batchnorm_train")
def train_momentum_swapped(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    return reference.batchnorm_train(x, gamma, beta, mean, var, 1 - momentum, eps)


@misconception("bn-running-is-last-batch", of="batchnorm_train")
def train_last_batch(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    return reference.batchnorm_train(x, gamma, beta, mean, var, 1.0, eps)


@misconception("bn-running-var-biased", of="batchnorm_train")
def train_running_var_biased(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    y, new_mean, _ = reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)
    biased = x.var((0, 2, 3), unbiased=False)
    return y, new_mean, (1 - momentum) * var + momentum * biased


@misconception("bn-running-spread-is-std", of="batchnorm_train")
def train_running_std(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    y, new_mean, _ = reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)
    return y, new_mean, (1 - momentum) * var + momentum * x.std((0, 2, 3))


@misconception("bn-normalizes-unbiased", of="batchnorm_train")
def train_unbiased(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    stats = reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)[1:]
    unbiased, middle = torch.var_mean(x, (0, 2, 3), unbiased=True)
    return reference.batchnorm_eval(x, gamma, beta, middle, unbiased, eps), *stats


def over(axes):
    """Return a wrong version that takes its statistics over other axes."""

    def train(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
        spread, middle = torch.var_mean(x, axes, unbiased=False, keepdim=True)
        y = normalized(x, gamma, beta, middle, (spread + eps).sqrt())
        return trained(reference, y, x, gamma, beta, mean, var, momentum, eps)

    return train


train_per_image = misconception("bn-per-image", of="batchnorm_train")(over((2, 3)))
train_per_pixel = misconception("bn-averages-images-only", of="batchnorm_train")(over((0,)))
train_whole = misconception("bn-one-mean-for-all", of="batchnorm_train")(over((0, 1, 2, 3)))
train_layer = misconception("bn-across-channels", of="batchnorm_train")(over((1, 2, 3)))


@misconception("bn-divides-by-variance", of="batchnorm_train")
def train_variance(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    spread, middle = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
    y = normalized(x, gamma, beta, middle, spread + eps)
    return trained(reference, y, x, gamma, beta, mean, var, momentum, eps)


@misconception("bn-eps-outside-root", of="batchnorm_train")
def train_eps_outside(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    spread, middle = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
    y = normalized(x, gamma, beta, middle, spread.sqrt() + eps)
    return trained(reference, y, x, gamma, beta, mean, var, momentum, eps)


@misconception("bn-eps-ignored", of="batchnorm_train")
def train_eps_ignored(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    return reference.batchnorm_train(x, gamma, beta, mean, var, momentum)


@misconception("bn-running-stats-in-training", of="batchnorm_train")
def train_by_running(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    y = reference.batchnorm_eval(x, gamma, beta, mean, var, eps)
    return trained(reference, y, x, gamma, beta, mean, var, momentum, eps)


@misconception("gamma-beta-normalise", of="batchnorm_train")
def train_gamma_first(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    y = (x - lined_up(beta)) / lined_up(gamma)
    return trained(reference, y, x, gamma, beta, mean, var, momentum, eps)


@misconception("bn-scale-only", of="batchnorm_train")
def train_scale_only(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    return reference.batchnorm_train(x, gamma, 0 * beta, mean, var, momentum, eps)


@misconception("bn-pair-for-layer", of="batchnorm_train")
def train_first_pair(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    gamma, beta = gamma[:1].expand(x.shape[1]), beta[:1].expand(x.shape[1])
    return reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)


@misconception("input-modified", of="batchnorm_train")
def train_in_place(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    y, new_mean, new_var = reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)
    return y, mean.copy_(new_mean), var.copy_(new_var)


@misconception("no-validation", of="batchnorm_train")
def train_not_validated(reference, x, gamma, beta, mean, var, momentum=0.1, eps=1e-5):
    if x.numel() > x.shape[1]:
        return reference.batchnorm_train(x, gamma, beta, mean, var, momentum, eps)
    middle = x.mean((0, 2, 3))
    y = reference.batchnorm_eval(x, gamma, beta, middle, 0 * var, eps)
    return y, (1 - momentum) * mean + momentum * middle, torch.full_like(var, torch.nan)


# --- batchnorm_eval -----------------------------------------------------------------------------


@misconception("bn-batch-stats-at-eval", of="batchnorm_eval")
def eval_by_batch(reference, x, gamma, beta, mean, var, eps=1e-5):
    var, mean = torch.var_mean(x, (0, 2, 3), unbiased=False)
    return reference.batchnorm_eval(x, gamma, beta, mean, var, eps)


@misconception("bn-divides-by-variance", of="batchnorm_eval")
def eval_variance(reference, x, gamma, beta, mean, var, eps=1e-5):
    return normalized(x, gamma, beta, lined_up(mean), lined_up(var) + eps)


@misconception("bn-eps-outside-root", of="batchnorm_eval")
def eval_eps_outside(reference, x, gamma, beta, mean, var, eps=1e-5):
    return normalized(x, gamma, beta, lined_up(mean), lined_up(var).sqrt() + eps)


@misconception("bn-eps-ignored", of="batchnorm_eval")
def eval_eps_ignored(reference, x, gamma, beta, mean, var, eps=1e-5):
    return reference.batchnorm_eval(x, gamma, beta, mean, var)


@misconception("gamma-beta-normalise", of="batchnorm_eval")
def eval_gamma_normalises(reference, x, gamma, beta, mean, var, eps=1e-5):
    return (x - lined_up(beta)) / lined_up(gamma)


@misconception("bn-scale-only", of="batchnorm_eval")
def eval_scale_only(reference, x, gamma, beta, mean, var, eps=1e-5):
    return reference.batchnorm_eval(x, gamma, 0 * beta, mean, var, eps)


@misconception("bn-nothing-learned-at-eval", of="batchnorm_eval")
def eval_without_gamma_and_beta(reference, x, gamma, beta, mean, var, eps=1e-5):
    return reference.batchnorm_eval(x, torch.ones_like(gamma), 0 * beta, mean, var, eps)


@misconception("bn-single-value-at-eval", of="batchnorm_eval")
def eval_refuses(reference, x, gamma, beta, mean, var, eps=1e-5):
    if x.numel() == x.shape[1]:
        raise ValueError("x needs more than one value in a channel")
    return reference.batchnorm_eval(x, gamma, beta, mean, var, eps)


# --- fold_batchnorm -----------------------------------------------------------------------------


@misconception("fold-bias-not-scaled", of="fold_batchnorm")
def fold_bias_not_scaled(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    new_weight, new_bias = reference.fold_batchnorm(weight, None, gamma, beta, mean, var, eps)
    return new_weight, new_bias if bias is None else new_bias + bias


@misconception("fold-forgets-mean", of="fold_batchnorm")
def fold_forgets_mean(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    return reference.fold_batchnorm(weight, bias, gamma, beta, 0 * mean, var, eps)


@misconception("fold-none-stays-none", of="fold_batchnorm")
def fold_none_stays(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    new_weight, new_bias = reference.fold_batchnorm(weight, bias, gamma, beta, mean, var, eps)
    return new_weight, None if bias is None else new_bias


@misconception("fold-scales-inputs", of="fold_batchnorm")
def fold_scales_inputs(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    _, new_bias = reference.fold_batchnorm(weight, bias, gamma, beta, mean, var, eps)
    scale = gamma / torch.sqrt(var + eps)
    return weight * scale.reshape(1, -1, 1, 1), new_bias


@misconception("bias-ignored", of="fold_batchnorm")
def fold_bias_ignored(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    return reference.fold_batchnorm(weight, None, gamma, beta, mean, var, eps)


@misconception("bn-scale-only", of="fold_batchnorm")
def fold_beta_ignored(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    return reference.fold_batchnorm(weight, bias, gamma, 0 * beta, mean, var, eps)


@misconception("bn-divides-by-variance", of="fold_batchnorm")
def fold_variance(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    return reference.fold_batchnorm(weight, bias, gamma, beta, mean, (var + eps) ** 2 - eps, eps)


@misconception("bn-eps-outside-root", of="fold_batchnorm")
def fold_eps_outside(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    shifted = (var.sqrt() + eps) ** 2 - eps
    return reference.fold_batchnorm(weight, bias, gamma, beta, mean, shifted, eps)


@misconception("bn-eps-ignored", of="fold_batchnorm")
def fold_eps_ignored(reference, weight, bias, gamma, beta, mean, var, eps=1e-5):
    return reference.fold_batchnorm(weight, bias, gamma, beta, mean, var)
