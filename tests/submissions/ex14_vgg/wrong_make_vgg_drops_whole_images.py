# wrong: make_vgg
"""Drops all features of an image together: nn.Dropout1d takes the images for channels."""

from torch import nn


def make_vgg(config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    layers = []
    channels, side = 3, image_size
    for entry in config:
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
            side = side // 2
        elif isinstance(entry, int) and not isinstance(entry, bool) and entry > 0:
            layers.append(nn.Conv2d(channels, entry, 3, padding=1))
            layers.append(nn.ReLU())
            channels = entry
        else:
            raise ValueError(f"config has the entry {entry!r}")
    if side < 1:
        raise ValueError(f"image_size {image_size} is too small")
    layers += [
        nn.Flatten(),
        nn.Linear(channels * side * side, hidden),
        nn.ReLU(),
        nn.Dropout1d(dropout),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, classes),
    ]
    return nn.Sequential(*layers)


def parameter_share(model):
    def count(kind):
        return sum(
            p.numel() for m in model.modules() if isinstance(m, kind) for p in m.parameters()
        )

    total = sum(p.numel() for p in model.parameters())
    return {"conv": count(nn.Conv2d) / total, "linear": count(nn.Linear) / total}
