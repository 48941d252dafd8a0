"""Convolutions that find out their input channels themselves, and hooks set in a recursion."""

import torch
from torch import nn


class Block(nn.Sequential):
    """A convolution and perhaps a ReLU."""

    def __init__(self, nf, ks, act):
        layer = nn.LazyConv2d(nf, ks, stride=2, padding=ks // 2)
        super().__init__(*([layer, nn.ReLU()] if act else [layer]))


def conv(ni, nf, ks=3, act=True):
    block = Block(nf, ks, act)
    block(torch.zeros(1, ni, 8, 8))
    return block


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    kernels = [first_ks] + [3] * (len(channels) - 1)
    blocks = [Block(nf, ks, True) for nf, ks in zip(channels, kernels, strict=True)]
    model = nn.Sequential(nn.Sequential(*blocks), Block(classes, 3, False), nn.Flatten())
    model(torch.zeros(1, 1, 28, 28))
    return model


def layer_shapes(model, x):
    rows, handles, seen = [], {}, set()

    def note(module, _args, output):
        rows.append((type(module).__name__, tuple(output.shape)))

    def visit(module):
        if id(module) in seen:
            return
        seen.add(id(module))
        inside = list(module.children())
        if not inside:
            handles[id(module)] = module.register_forward_hook(note)
        for child in inside:
            visit(child)

    visit(model)
    modes = {module: module.training for module in model.modules()}
    try:
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for module, mode in modes.items():
            module.training = mode
        for handle in handles.values():
            handle.remove()
    return rows
