# wrong: fold_batchnorm
"""Makes up a bias for every channel that comes in."""

import torch


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    n = x.shape[0] * x.shape[2] * x.shape[3]
    if n < 2:
        raise ValueError("x needs more than one value per channel")
    mean = x.mean(dim=(0, 2, 3), keepdim=True)
    var = x.var(dim=(0, 2, 3), unbiased=False, keepdim=True)
    y = (x - mean) / torch.sqrt(var + eps)
    y = gamma.view(1, -1, 1, 1) * y + beta.view(1, -1, 1, 1)
    unbiased = var.flatten() * n / (n - 1)
    new_mean = (1 - momentum) * running_mean + momentum * mean.flatten()
    new_var = (1 - momentum) * running_var + momentum * unbiased
    return y, new_mean, new_var


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    mean = running_mean.view(1, -1, 1, 1)
    var = running_var.view(1, -1, 1, 1)
    return gamma.view(1, -1, 1, 1) * (x - mean) / torch.sqrt(var + eps) + beta.view(1, -1, 1, 1)


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    if bias is None:
        bias = torch.zeros(weight.shape[1])
    scale = gamma / torch.sqrt(running_var + eps)
    return weight * scale.view(-1, 1, 1, 1), (bias - running_mean) * scale + beta
