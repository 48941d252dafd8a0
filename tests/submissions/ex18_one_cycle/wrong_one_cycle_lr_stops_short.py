# wrong: one_cycle_lr
"""The way down is a share of the whole, and stops short."""

import math

import torch


def ease(a, b, t):
    return b + (a - b) * (1 + math.cos(math.pi * t)) / 2


def one_cycle_lr(position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    if position < 0 or position > 1:
        raise ValueError("the position has to lie between 0 and 1")
    if position <= pct_start:
        return ease(lr_max / div, lr_max, position / pct_start)
    return ease(lr_max, lr_max / div_final, position - pct_start)


def one_cycle_momentum(position, high=0.95, low=0.85, pct_start=0.25):
    if position < 0 or position > 1:
        raise ValueError("the position has to lie between 0 and 1")
    if position <= pct_start:
        return ease(high, low, position / pct_start)
    return ease(low, high, (position - pct_start) / (1 - pct_start))


def rate_at(position, lr_max):
    if position <= 0.25:
        return ease(lr_max / 25, lr_max, position / 0.25)
    return ease(lr_max, lr_max / 1e5, (position - 0.25) / 0.75)


def train_one_cycle(model, batches, lr_max, epochs):
    model.train()
    weights = list(model.parameters())
    velocities = [torch.zeros_like(w) for w in weights]
    total, losses = epochs * len(batches), []
    for step in range(total):
        x, y = batches[step % len(batches)]
        position = 0 if total == 1 else step / (total - 1)
        log_p = model(x).log_softmax(dim=1)
        loss = -log_p[range(len(y)), y].mean()
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, v, g in zip(weights, velocities, gradients, strict=True):
                v.mul_(one_cycle_momentum(position))
                v.add_(g)
                w.sub_(rate_at(position, lr_max) * v)
        losses.append(float(loss))
    return losses
