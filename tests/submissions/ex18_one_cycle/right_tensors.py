"""Schedules in float32 tensors, gradients set to None, a while loop and an iterator."""

import itertools
import math

import torch
from torch.nn import functional


def half_wave(a, b, share):
    share = torch.as_tensor(share, dtype=torch.float32)
    weight = 0.5 - 0.5 * torch.cos(math.pi * share)
    return torch.lerp(torch.tensor(float(a)), torch.tensor(float(b)), weight)


def piecewise(position, a, b, c, turn):
    if position > 1 or position < 0:
        raise ValueError("positions run from 0 to 1")
    first = half_wave(a, b, min(position / turn, 1.0))
    return first if position < turn else half_wave(b, c, (position - turn) / (1.0 - turn))


def one_cycle_lr(position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return piecewise(position, lr_max / div, lr_max, lr_max / div_final, pct_start)


def one_cycle_momentum(position, high=0.95, low=0.85, pct_start=0.25):
    return piecewise(position, high, low, high, pct_start)


def train_one_cycle(model, batches, lr_max, epochs):
    for module in model.modules():
        module.training = True
    total = epochs * len(batches)
    endless = itertools.cycle(batches)
    velocity = {}
    losses = []
    while len(losses) < total:
        position = len(losses) / (total - 1) if total > 1 else 0.0
        rate = one_cycle_lr(position, lr_max)
        momentum = one_cycle_momentum(position)
        for weight in model.parameters():
            weight.grad = None
        x, y = next(endless)
        loss = functional.nll_loss(functional.log_softmax(model(x), -1), y)
        loss.backward()
        for name, weight in model.named_parameters():
            velocity[name] = momentum * velocity.get(name, 0) + weight.grad
            weight.data = weight.data - rate * velocity[name]
        losses.append(loss.item())
    return tuple(losses)
