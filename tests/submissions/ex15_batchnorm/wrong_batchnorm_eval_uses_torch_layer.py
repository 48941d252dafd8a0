# wrong: batchnorm_eval
"""Right, but a layer that is made when the file is loaded does it."""

import torch

LAYER = torch.nn.LazyBatchNorm2d().eval()


def columns(values):
    return values.view(1, -1, 1, 1)


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    count = x.shape[0] * x.shape[2] * x.shape[3]
    if count == 1:
        raise ValueError("x has one value per channel")
    mean = x.mean((0, 2, 3))
    var = x.var((0, 2, 3), unbiased=False)
    y = columns(gamma) * (x - columns(mean)) / (columns(var) + eps).sqrt() + columns(beta)
    new_mean = (1 - momentum) * running_mean + momentum * mean
    new_var = (1 - momentum) * running_var + momentum * var * count / (count - 1)
    return y, new_mean, new_var


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    state = {"weight": gamma, "bias": beta}
    state |= {"running_mean": running_mean, "running_var": running_var}
    LAYER.eps = eps
    return torch.func.functional_call(LAYER, state, x)


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    scale = gamma / (running_var + eps).sqrt()
    if bias is None:
        bias = torch.zeros_like(beta)
    return weight * scale.view(-1, 1, 1, 1), (bias - running_mean) * scale + beta
