# wrong: classical_dropout_eval
"""Takes a p of 0 for a mistake."""

import torch


def checked(p):
    if p < 0 or p >= 1:
        raise ValueError("p has to lie in [0, 1)")
    return p


def dropout_train(x, p, generator):
    keep = torch.rand(x.shape, generator=generator) >= checked(p)
    return torch.where(keep, x / (1 - p), 0.0)


def classical_dropout_train(x, p, generator):
    drop = torch.rand(x.shape, generator=generator) < checked(p)
    return x.masked_fill(drop, 0.0)


def classical_dropout_eval(x, p):
    if p == 0:
        raise ValueError("p has to be larger than 0")
    return (1 - checked(p)) * x


def l1_penalty(parameters, weight):
    return weight * sum(tensor.abs().sum() for tensor in parameters)


def l2_penalty(parameters, weight):
    return weight * sum(tensor.square().sum() for tensor in parameters)


def early_stopping(valid_losses, patience):
    if not valid_losses or patience < 1:
        raise ValueError("valid_losses is empty or patience is below 1")
    best, waited = 0, 0
    for epoch in range(1, len(valid_losses)):
        if valid_losses[epoch] < valid_losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(valid_losses) - 1, best
