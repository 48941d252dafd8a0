"""Computes with numpy in float64 and hands tensors back."""

import numpy as np
import torch


def moments(values):
    return values.mean(axis=(0, 2, 3)), values.var(axis=(0, 2, 3))


def normalize(values, gamma, beta, mean, var, eps):
    gamma, beta, mean, var = (
        np.asarray(one)[None, :, None, None] for one in (gamma, beta, mean, var)
    )
    return gamma * (values - mean) / np.sqrt(var + eps) + beta


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    values = x.numpy().astype(np.float64)
    n, _, height, width = values.shape
    count = n * height * width
    if count < 2:
        raise ValueError("x needs two values in each channel")
    mean, var = moments(values)
    y = normalize(values, gamma, beta, mean, var, eps)
    new_mean = running_mean.numpy() * (1 - momentum) + mean * momentum
    new_var = running_var.numpy() * (1 - momentum) + var * count / (count - 1) * momentum
    return torch.from_numpy(y), torch.from_numpy(new_mean), torch.from_numpy(new_var)


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    values = x.numpy().astype(np.float64)
    return torch.from_numpy(normalize(values, gamma, beta, running_mean, running_var, eps))


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    scale = gamma.numpy() / np.sqrt(running_var.numpy() + eps)
    folded = np.einsum("oihw,o->oihw", weight.numpy(), scale)
    shift = beta.numpy() - running_mean.numpy() * scale
    if bias is not None:
        shift = shift + bias.numpy() * scale
    return torch.from_numpy(folded), torch.from_numpy(shift)
