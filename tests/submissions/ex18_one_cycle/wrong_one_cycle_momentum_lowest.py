# wrong: one_cycle_momentum
"""Falls to 0.8, and training uses it."""

import math

import torch
from torch.nn import functional


def one_cycle_lr(position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    if position < 0 or position > 1:
        raise ValueError("position must be between 0 and 1")
    if position < pct_start:
        t = position / pct_start
        start, end = lr_max / div, lr_max
    else:
        t = (position - pct_start) / (1 - pct_start)
        start, end = lr_max, lr_max / div_final
    return start + (end - start) * (1 - math.cos(math.pi * t)) / 2


def one_cycle_momentum(position, high=0.95, low=0.8, pct_start=0.25):
    if position < 0 or position > 1:
        raise ValueError("position must be between 0 and 1")
    if position < pct_start:
        t = position / pct_start
        a, b = high, low
    else:
        t = (position - pct_start) / (1 - pct_start)
        a, b = low, high
    return a + (b - a) * (1 - math.cos(math.pi * t)) / 2


def train_one_cycle(model, batches, lr_max, epochs):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr_max, momentum=0.9)
    total_steps = epochs * len(batches)
    step = 0
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            position = step / (total_steps - 1) if total_steps > 1 else 0
            for group in optimizer.param_groups:
                group["lr"] = one_cycle_lr(position, lr_max)
                group["momentum"] = one_cycle_momentum(position)
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            step += 1
    return losses
