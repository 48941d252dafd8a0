# wrong: layer_shapes
"""Hooks a layer once for every place where it stands, so that a shared one counts double."""

import itertools

from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)]
    if act:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    layers = [conv(1, channels[0], first_ks)]
    for before, after in itertools.pairwise(channels):
        layers.append(conv(before, after))
    return nn.Sequential(*layers, conv(channels[-1], classes, act=False), nn.Flatten())


def leaves(module):
    inside = list(module.children())
    if not inside:
        return [module]
    return [leaf for child in module._modules.values() for leaf in leaves(child)]


def layer_shapes(model, x):
    rows, handles = [], []

    def note(module, _args, output):
        rows.append((type(module).__name__, tuple(output.shape)))

    try:
        handles += [leaf.register_forward_hook(note) for leaf in leaves(model)]
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return rows
