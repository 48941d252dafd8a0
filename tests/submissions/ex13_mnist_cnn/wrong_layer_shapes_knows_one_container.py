# wrong: layer_shapes
"""Takes for a layer whatever is no nn.Sequential."""

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


def layer_shapes(model, x):
    rows = []

    def note(module, _args, output):
        rows.append((type(module).__name__, tuple(output.shape)))

    handles = []
    try:
        leaves = [module for module in model.modules() if not isinstance(module, nn.Sequential)]
        handles += [leaf.register_forward_hook(note) for leaf in leaves]
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return rows
