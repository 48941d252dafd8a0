"""Draws masks with torch.bernoulli; a dropout of its own name; penalties over one long vector."""

import torch


def dropout(x, p, generator):
    """Like torch.nn.functional.dropout without its scale."""
    if not (0.0 <= p < 1.0):
        raise ValueError(f"dropout with p={p}: expected 0 <= p < 1")
    return x * torch.bernoulli(torch.full_like(x, 1 - p), generator=generator)


def dropout_train(x, p, generator):
    return dropout(x, p, generator).div(1 - p)


def classical_dropout_train(x, p, generator):
    return dropout(x, p, generator)


def classical_dropout_eval(x, p):
    if p in (0, 0.0):
        return x
    if p < 0 or p >= 1:
        raise ValueError("p is out of range")
    return x - p * x


def joined(parameters):
    return torch.cat([tensor.reshape(-1) for tensor in parameters])


def l1_penalty(parameters, weight):
    return torch.linalg.vector_norm(joined(parameters), ord=1) * weight


def l2_penalty(parameters, weight):
    flat = joined(parameters)
    return torch.dot(flat, flat) * weight


def early_stopping(valid_losses, patience):
    if len(valid_losses) < 1:
        raise ValueError("no valid_losses")
    if patience <= 0:
        raise ValueError("patience must be positive")
    for stop in range(len(valid_losses)):
        so_far = valid_losses[: stop + 1]
        best = so_far.index(min(so_far))
        if stop - best >= patience:
            break
    return stop, best
