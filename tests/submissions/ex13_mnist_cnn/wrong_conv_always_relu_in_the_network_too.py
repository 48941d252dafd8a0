# wrong: conv
"""Takes act=False for an act that is given, in a conv that the network is built on."""

import itertools

from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)]
    if act is not None:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    first, *later = itertools.pairwise((1, *channels))
    body = [conv(*first, first_ks), *(conv(ni, nf) for ni, nf in later)]
    return nn.Sequential(*body, conv(channels[-1], classes, act=False), nn.Flatten())


def layer_shapes(model, x):
    rows = []
    leaves = [module for module in model.modules() if not list(module.children())]
    handles = [
        leaf.register_forward_hook(
            lambda module, _, output: rows.append((type(module).__name__, tuple(output.shape)))
        )
        for leaf in leaves
    ]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()
    return rows
