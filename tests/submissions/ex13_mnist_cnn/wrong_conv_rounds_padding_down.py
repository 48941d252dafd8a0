# wrong: conv
"""Pads as for odd kernels only: too little for an even one."""

from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, ks, stride=2, padding=(ks - 1) // 2)]
    if act:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    layers, ni, ks = [], 1, first_ks
    for nf in channels:
        layers += [nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2), nn.ReLU()]
        ni, ks = nf, 3
    last = nn.Conv2d(ni, classes, 3, stride=2, padding=1)
    return nn.Sequential(*layers, last, nn.Flatten())


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
