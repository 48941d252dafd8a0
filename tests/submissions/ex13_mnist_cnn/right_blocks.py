"""Blocks inside blocks, and hooks in an ExitStack."""

import contextlib
import itertools
from collections import OrderedDict

import torch
from torch import nn


def conv(ni, nf, ks=3, act=True):
    parts = OrderedDict(conv=nn.Conv2d(ni, nf, kernel_size=ks, stride=2, padding=ks // 2))
    if act:
        parts["relu"] = nn.ReLU()
    return nn.Sequential(parts)


class Chain(nn.Module):
    """The first block, and whatever comes after it."""

    def __init__(self, first, rest):
        super().__init__()
        self.rest = rest
        self.first = first

    def forward(self, x):
        return self.rest(self.first(x))


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    last = nn.Sequential(conv(channels[-1], classes, act=False), nn.Flatten(start_dim=1))
    network = last
    for before, after in reversed(list(itertools.pairwise(channels))):
        network = Chain(conv(before, after), network)
    return Chain(conv(1, channels[0], first_ks), network)


def layer_shapes(model, x):
    found = []
    with contextlib.ExitStack() as stack, torch.inference_mode():
        for _, module in model.named_modules():
            if not any(True for _ in module.children()):
                handle = module.register_forward_hook(
                    lambda mod, _, out: found.append((type(mod).__name__, tuple(out.size())))
                )
                stack.callback(handle.remove)
        model(x)
    return found
