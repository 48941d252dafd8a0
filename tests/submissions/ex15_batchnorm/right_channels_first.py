"""Brings the channels to the front, works on a table, and uses the mean of squares."""

import torch


def table(x):
    return x.permute(1, 0, 2, 3).reshape(x.shape[1], -1)


def back(rows, x):
    n, channels, height, width = x.shape
    return rows.view(channels, n, height, width).transpose(0, 1)


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    rows = table(x)
    count = rows.size(1)
    if count <= 1:
        raise ValueError(f"x: {count} value per channel is too few")
    mean = rows.sum(1) / count
    var = (rows * rows).mean(1) - mean**2
    factor = gamma * (var + eps) ** -0.5
    y = rows * factor[:, None] + (beta - mean * factor)[:, None]
    new_mean = torch.lerp(running_mean, mean, momentum)
    new_var = torch.lerp(running_var, var * (count / (count - 1)), momentum)
    return back(y, x), new_mean, new_var


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    factor = gamma * torch.rsqrt(running_var + eps)
    return back(table(x) * factor[:, None] + (beta - running_mean * factor)[:, None], x)


def fold_batchnorm(weight, bias, gamma, beta, running_mean, running_var, eps=1e-5):
    factor = gamma * torch.rsqrt(running_var + eps)
    inside = 0 if bias is None else bias
    rows = torch.diag(factor) @ weight.flatten(1)
    return rows.view_as(weight), factor * (inside - running_mean) + beta
