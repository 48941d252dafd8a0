# wrong: fold_batchnorm
"""Right, but torch's own fusion does it."""

from torch.nn.utils.fusion import fuse_conv_bn_weights as glue


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
    root = (columns(running_var) + eps).sqrt()
    return columns(gamma) * (x - columns(running_mean)) / root + columns(beta)


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    folded = glue(weight, bias, running_mean, running_var, eps, gamma, beta)
    return tuple(one.detach() for one in folded)
