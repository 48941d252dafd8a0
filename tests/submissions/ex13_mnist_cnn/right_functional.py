"""Modules of one's own, with ReLU and flatten as functions, and one hook for all modules."""

from torch import nn
from torch.nn import functional
from torch.nn.modules.module import register_module_forward_hook


def conv(ni, nf, ks=3, act=True):
    block = nn.Sequential()
    block.add_module("convolution", nn.Conv2d(ni, nf, (ks, ks), (2, 2), (ks // 2, ks // 2)))
    if act:
        block.add_module("activation", nn.ReLU(inplace=True))
    return block


class Network(nn.Module):
    """Convolutions in a list, and one for the scores."""

    def __init__(self, channels, classes, first_ks):
        super().__init__()
        sizes = [1, *channels]
        self.head = nn.Conv2d(sizes[-1], classes, 3, stride=2, padding=1)
        self.body = nn.ModuleList()
        for number, (ni, nf) in enumerate(zip(sizes, channels, strict=False)):
            ks = 3 if number else first_ks
            self.body.append(nn.Conv2d(ni, nf, ks, stride=2, padding=ks // 2))

    def forward(self, x):
        for layer in self.body:
            x = functional.relu(layer(x))
        x = self.head(x)
        return x.reshape(x.shape[0], -1)


def simple_cnn(channels=(4, 8, 16, 32), classes=2, first_ks=3):
    return Network(channels, classes, first_ks)


def layer_shapes(model, x):
    rows = []

    def note(module, _args, output):
        if len(list(module.children())) == 0:
            rows.append([module.__class__.__name__, output.shape])

    handle = register_module_forward_hook(note)
    try:
        model(x)
    finally:
        handle.remove()
    return rows
