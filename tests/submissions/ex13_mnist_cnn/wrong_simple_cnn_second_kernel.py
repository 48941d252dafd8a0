# wrong: simple_cnn
"""Gives first_ks to the layer number 1, which is the second."""

from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2)]
    if act:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    ni, layers = 1, []
    for number, nf in enumerate(channels):
        layers.append(conv(ni, nf, first_ks if number == 1 else 3))
        ni = nf
    return nn.Sequential(*layers, conv(ni, classes, act=False), nn.Flatten())


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
