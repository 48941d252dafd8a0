# wrong: parameter_share
"""Takes for a convolution whatever has Conv in its name."""

from torch import nn


def make_vgg(config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    layers, channels, side = [], 3, image_size
    for entry in config:
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
            side //= 2
        elif isinstance(entry, int) and entry > 0:
            layers += [nn.Conv2d(channels, entry, 3, padding=1), nn.ReLU()]
            channels = entry
        else:
            raise ValueError("config holds positive ints and M")
    if side < 1:
        raise ValueError("image_size is too small")
    layers.append(nn.Flatten())
    for size in (channels * side * side, hidden):
        layers += [nn.Linear(size, hidden), nn.ReLU(), nn.Dropout(dropout)]
    return nn.Sequential(*layers, nn.Linear(hidden, classes))


def parameter_share(model):
    def count(word):
        layers = [module for module in model.modules() if word in type(module).__name__]
        return sum(p.numel() for layer in layers for p in layer.parameters())

    total = sum(p.numel() for p in model.parameters())
    return {"conv": count("Conv") / total, "linear": count("Linear") / total}
