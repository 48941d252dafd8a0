"""A generator of layers that goes by pattern matching, and a recursion for the shares."""

import numpy as np
from torch import nn


def layers_of(config, side):
    """Yield the layers; the last thing yielded is the number of features."""
    channels = 3
    for entry in config:
        match entry:
            case "M":
                side = side // 2
                yield nn.MaxPool2d((2, 2))
            case int() if entry > 0:
                yield nn.Conv2d(channels, entry, (3, 3), padding=(1, 1))
                yield nn.ReLU()
                channels = entry
            case _:
                raise ValueError(f"not an entry of config: {entry}")
        if side < 1:
            raise ValueError("the image size is too small for config")
    yield channels * side * side


def make_vgg(config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    *layers, size = layers_of(config, image_size)
    model = nn.Sequential(*layers)
    model.add_module("flatten", nn.Flatten())
    for number, (before, after) in enumerate([(size, hidden), (hidden, hidden)]):
        model.add_module(f"hidden{number}", nn.Linear(before, after))
        model.add_module(f"relu{number}", nn.ReLU())
        model.add_module(f"dropout{number}", nn.Dropout(p=dropout))
    model.add_module("classifier", nn.Linear(hidden, classes))
    return model


def held(module, kind):
    own = sum(p.numel() for p in module.parameters()) if isinstance(module, kind) else 0
    return own + sum(held(child, kind) for child in module.children())


def parameter_share(model):
    whole = sum(int(np.prod(p.shape)) for p in model.parameters())
    return {"linear": held(model, nn.Linear) / whole, "conv": held(model, nn.Conv2d) / whole}
