"""Looks at one coin after the other, in plain Python."""

import math

import torch


def tossed(x, p, generator, factor):
    if p >= 1 or p < 0:
        raise ValueError("p: a probability below one, please")
    values = x.flatten().tolist()
    coins = torch.rand(len(values), generator=generator).tolist()
    for place in range(len(values)):
        values[place] = 0.0 if coins[place] < p else values[place] * factor()
    return torch.tensor(values).reshape(x.shape)


def dropout_train(x, p, generator):
    return tossed(x, p, generator, lambda: 1 / (1 - p))


def classical_dropout_train(x, p, generator):
    return tossed(x, p, generator, lambda: 1)


def classical_dropout_eval(x, p):
    if p >= 1 or p < 0:
        raise ValueError("p: a probability below one, please")
    y = x.flatten().clone()
    for place in range(len(y)):
        y[place] *= 1 - p
    return y.reshape(x.shape)


def l1_penalty(parameters, weight):
    total = torch.zeros(())
    for tensor in parameters:
        for entry in tensor.flatten():
            total = total + (entry if entry >= 0 else -entry)
    return total * weight


def l2_penalty(parameters, weight):
    total = torch.tensor(0.0)
    for tensor in parameters:
        for entry in tensor.flatten():
            total = total + weight * entry * entry
    return total


def early_stopping(valid_losses, patience):
    if valid_losses == []:
        raise ValueError("valid_losses must not be empty")
    if patience < 1:
        raise ValueError("patience must be 1 or more")
    best, best_epoch, waited, epoch = math.inf, 0, 0, -1
    while waited < patience and epoch + 1 < len(valid_losses):
        epoch += 1
        if valid_losses[epoch] < best:
            best, best_epoch, waited = valid_losses[epoch], epoch, 0
        else:
            waited += 1
    return epoch, best_epoch
