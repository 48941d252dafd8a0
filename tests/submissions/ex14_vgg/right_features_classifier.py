"""A class with a feature side and a classifier, and functions for ReLU and dropout."""

import itertools

from torch import nn
from torch.nn import functional


class VGG(nn.Module):
    """Features, and a classifier."""

    def __init__(self, config, classes, side, hidden, dropout):
        super().__init__()
        channels = [3, *(entry for entry in config if entry != "M")]
        self.dropout = dropout
        self.plan = list(config)
        self.out = nn.Linear(hidden, classes)
        self.fc1 = nn.Linear(channels[-1] * side**2, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.convs = nn.ModuleList(
            nn.Conv2d(before, after, kernel_size=3, padding="same")
            for before, after in itertools.pairwise(channels)
        )

    def forward(self, x):
        convs = iter(self.convs)
        for entry in self.plan:
            x = functional.max_pool2d(x, 2) if entry == "M" else functional.relu(next(convs)(x))
        x = x.flatten(1)
        for layer in (self.fc1, self.fc2):
            x = functional.dropout(functional.relu(layer(x)), self.dropout, training=self.training)
        return self.out(x)


def make_vgg(config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    for entry in config:
        is_count = isinstance(entry, int) and entry >= 1
        if not is_count and entry != "M":
            raise ValueError("every entry of config is a positive int or M")
    side = image_size // 2 ** list(config).count("M")
    if side == 0:
        raise ValueError("image_size is too small")
    return VGG(config, classes, side, hidden, dropout)


def parameter_share(model):
    held = {"conv": 0, "linear": 0}
    total = 0
    for module in model.modules():
        own = sum(p.numel() for p in module.parameters(recurse=False))
        total += own
        if isinstance(module, nn.Conv2d):
            held["conv"] += own
        elif isinstance(module, nn.Linear):
            held["linear"] += own
    return {kind: count / total for kind, count in held.items()}
