"""Finds the size of the features by sending an empty image through them."""

import torch
from torch import nn


def make_vgg(config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    features = nn.Sequential()
    channels = 3
    for entry in config:
        if isinstance(entry, str) and entry == "M":
            features.append(nn.MaxPool2d(kernel_size=2, stride=2))
        elif type(entry) is int and entry > 0:
            features.append(nn.Sequential(nn.Conv2d(channels, entry, 3, 1, 1), nn.ReLU(True)))
            channels = entry
        else:
            raise ValueError(f"config: {entry!r} is neither a number of filters nor a pool")
    try:
        with torch.no_grad():
            size = features(torch.zeros(1, 3, image_size, image_size)).numel()
    except RuntimeError as error:
        raise ValueError("the image_size does not suffice for all pools") from error
    classifier = nn.Sequential(nn.Flatten())
    for _ in range(2):
        classifier.extend([nn.Linear(size, hidden), nn.Dropout(dropout), nn.ReLU()])
        size = hidden
    classifier.append(nn.Linear(size, classes))
    return nn.Sequential(features, classifier)


def parameter_share(model):
    sizes = {name: p.numel() for name, p in model.named_parameters()}
    whole = sum(sizes.values())
    shares = {"conv": 0.0, "linear": 0.0}
    for prefix, module in model.named_modules():
        kind = {nn.Conv2d: "conv", nn.Linear: "linear"}.get(type(module))
        if kind:
            names = [f"{prefix}.{n}".lstrip(".") for n, _ in module.named_parameters()]
            shares[kind] += sum(sizes[name] for name in names) / whole
    return shares
