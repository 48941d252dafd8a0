"""Lets torch find both variances, and moves the channel axis to the end for the arithmetic."""

import torch


class BatchNorm2d(torch.nn.Module):
    """A layer of one's own, whose name is no offence."""

    def __init__(self, gamma, beta, mean, var, eps):
        super().__init__()
        self.gamma, self.beta, self.mean, self.var, self.eps = gamma, beta, mean, var, eps

    def forward(self, x):
        last = x.movedim(1, -1)
        deviation = torch.sqrt(self.var + self.eps)
        return ((last - self.mean).div(deviation).mul(self.gamma) + self.beta).movedim(-1, 1)


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    if x[:, 0].numel() < 2:
        raise ValueError("cannot take the variance of one value of x")
    biased, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
    unbiased = torch.var(x, dim=(0, 2, 3), correction=1)
    y = BatchNorm2d(gamma, beta, mean, biased, eps)(x)
    keep = 1 - momentum
    return y, keep * running_mean + momentum * mean, keep * running_var + momentum * unbiased


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    return BatchNorm2d(gamma, beta, running_mean, running_var, eps).eval()(x)


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    # What the norm makes of 0 is its shift; what it adds for a 1 is its scale.
    norm = BatchNorm2d(gamma, beta, running_mean, running_var, eps)
    shift = norm(torch.zeros(1, len(gamma), 1, 1)).flatten()
    scale = norm(torch.ones(1, len(gamma), 1, 1)).flatten() - shift
    if bias is not None:
        shift = shift + scale * bias
    return weight * scale[:, None, None, None], shift
