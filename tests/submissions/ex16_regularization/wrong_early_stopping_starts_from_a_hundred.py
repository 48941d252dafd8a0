# wrong: early_stopping
"""Takes every loss of 100 and more for no improvement."""

import torch


def dropout_train(x, p, generator):
    if not 0 <= p < 1:
        raise ValueError("p has to be in [0, 1)")
    mask = torch.rand(x.shape, generator=generator) >= p
    return x * mask / (1 - p)


def classical_dropout_train(x, p, generator):
    if not 0 <= p < 1:
        raise ValueError("p has to be in [0, 1)")
    keep = torch.rand(x.shape, generator=generator) >= p
    return x * keep


def classical_dropout_eval(x, p):
    if not 0 <= p < 1:
        raise ValueError("p has to be in [0, 1)")
    return x * (1 - p)


def l1_penalty(parameters, weight):
    return weight * sum(w.abs().sum() for w in parameters)


def l2_penalty(parameters, weight):
    return weight * sum((w**2).sum() for w in parameters)


def early_stopping(valid_losses, patience):
    if len(valid_losses) == 0:
        raise ValueError("valid_losses is empty")
    if patience < 1:
        raise ValueError("patience is below 1")
    best, best_epoch = 100.0, 0
    for epoch, loss in enumerate(valid_losses):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(valid_losses) - 1, best_epoch
