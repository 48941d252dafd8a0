"""Seeds a numpy generator with a number from torch's; scans the losses with numpy."""

import numpy as np
import torch


def mask(shape, p, generator):
    if p < 0 or p > 1 or p == 1:
        raise ValueError("p must be in [0, 1)")
    seed = torch.randint(0, 2**62, (), generator=generator).item()
    drawn = np.random.default_rng(seed).random(tuple(shape))
    return torch.from_numpy((drawn > p).astype("float32"))


def dropout_train(x, p, generator):
    return mask(x.shape, p, generator) * (x / (1 - p))


def classical_dropout_train(x, p, generator):
    return mask(x.shape, p, generator) * x


def classical_dropout_eval(x, p):
    if p < 0 or p > 1 or p == 1:
        raise ValueError("p must be in [0, 1)")
    return torch.from_numpy(x.numpy() * np.float32(1 - p))


def l1_penalty(parameters, weight):
    kept = list(parameters)
    return weight * torch.stack([torch.where(one > 0, one, -one).sum() for one in kept]).sum()


def l2_penalty(parameters, weight):
    kept = [one.to(torch.float64) for one in parameters]
    return weight * torch.stack([torch.pow(one, 2).sum() for one in kept]).sum()


def early_stopping(valid_losses, patience):
    losses = np.array(valid_losses, dtype=float)
    if losses.size == 0 or patience < 1:
        raise ValueError("needs valid_losses and a patience of at least 1")
    lowest = np.minimum.accumulate(losses)
    improves = np.concatenate([[True], losses[1:] < lowest[:-1]])
    best = np.maximum.accumulate(np.where(improves, np.arange(losses.size), 0))
    waited = np.arange(losses.size) - best
    stops = np.flatnonzero(waited >= patience)
    stop = int(stops[0]) if stops.size else losses.size - 1
    return stop, int(best[stop])
