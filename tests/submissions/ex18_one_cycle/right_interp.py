"""Bends straight lines with numpy, plans all steps beforehand, and uses torch's optimizer."""

import numpy as np
import torch
from torch import nn


def one_cycle_lr(position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    if not 0 <= position <= 1:
        raise ValueError(f"position={position}")
    # 0 at the start, 1 at the peak, 2 at the end
    place = np.interp(position, [0, pct_start, 1], [0, 1, 2])
    up = np.sin(np.pi / 2 * place) ** 2
    end = lr_max / div if place < 1 else lr_max / div_final
    return np.float64(end + (lr_max - end) * up)


def one_cycle_momentum(position, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= position <= 1:
        raise ValueError(f"position={position}")
    place = np.interp(position, [0, pct_start, 1], [0, 1, 2])
    return np.float64((high + low) / 2 + (high - low) / 2 * np.cos(np.pi * place))


def train_one_cycle(model, batches, lr_max, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
    steps = [batch for _ in range(epochs) for batch in batches]
    plan = np.linspace(0, 1, len(steps)) if len(steps) > 1 else [0.0]
    model.train()
    criterion = nn.CrossEntropyLoss()
    losses = []
    for (images, labels), position in zip(steps, plan, strict=True):
        model.zero_grad()
        optimizer.param_groups[0].update(
            lr=float(one_cycle_lr(position, lr_max)),
            momentum=float(one_cycle_momentum(position)),
        )
        loss = criterion(model(images), labels)
        loss.backward()
        losses.append(loss.detach())
        optimizer.step()
    return losses
