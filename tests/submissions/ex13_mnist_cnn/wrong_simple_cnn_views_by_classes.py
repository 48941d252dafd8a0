# wrong: simple_cnn
"""Reshapes to rows of `classes`, so that a larger map turns into more images."""

import itertools

from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)]
    if act:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


class Rows(nn.Module):
    """Makes rows of `classes` numbers."""

    def __init__(self, classes):
        super().__init__()
        self.classes = classes

    def forward(self, x):
        return x.view(-1, self.classes)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    layers = [conv(1, channels[0], first_ks)]
    for before, after in itertools.pairwise(channels):
        layers.append(conv(before, after))
    return nn.Sequential(*layers, conv(channels[-1], classes, act=False), Rows(classes))


def layer_shapes(model, x):
    rows = []

    def note(module, _args, output):
        rows.append((type(module).__name__, tuple(output.shape)))

    handles = []
    try:
        leaves = [module for module in model.modules() if not list(module.children())]
        handles += [leaf.register_forward_hook(note) for leaf in leaves]
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return rows
