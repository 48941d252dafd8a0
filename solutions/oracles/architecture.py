# cnnquiz-instructor: never for students
"""Shapes and counts of networks found another way: real torch layers, and counting by loops."""


def text_of(config):
    """Return a configuration as its author writes it: `[8, "M"]`."""
    entries = ", ".join(f'"{entry}"' if isinstance(entry, str) else str(entry) for entry in config)
    return f"`[{entries}]`"


def halved(side, times):
    """Return a side that is halved, and rounded down, several times."""
    for _ in range(times):
        side //= 2
    return side


def pools(config):
    """Return how many max-pools a configuration has."""
    return sum(entry == "M" for entry in config)


def convolutions(config):
    """Return how many convolutions a configuration has."""
    return sum(entry != "M" for entry in config)


def last_filters(config):
    """Return the filters of a configuration's last convolution."""
    return [entry for entry in config if entry != "M"][-1]


def shape_put_out(model, batch, channels, side):
    """Return the shape of what a model makes of zeros."""
    import torch

    with torch.no_grad():
        return tuple(model(torch.zeros(batch, channels, side, side)).shape)


def scores_by_halving(batch, channels, classes, side):
    """Return the shape of a simple_cnn's output, halving the side and rounding up."""
    for _ in [*channels, classes]:
        side = side - side // 2
    return batch, classes * side * side


def flattened_numbers(config, side):
    """Return how many numbers real layers of a configuration hand to the first linear layer."""
    import torch
    from torch import nn

    x = torch.zeros(1, 3, side, side)
    for entry in config:
        pool = entry == "M"
        layer = nn.MaxPool2d(2) if pool else nn.Conv2d(x.shape[1], entry, 3, padding=1)
        x = layer(x).detach()
    return x.numel()


def layers_with_weights(model):
    """Return how many layers of a model hold parameters of their own."""
    return sum(bool(list(m.parameters(recurse=False))) for m in model.modules())


def dense_weights(inputs, outputs):
    """Return how many weights a real linear layer has, without taking memory for them."""
    import torch

    return torch.nn.Linear(inputs, outputs, bias=False, device="meta").weight.numel()


def halved_up(side, times):
    """Return a side that is halved several times by somebody who rounds up."""
    for _ in range(times):
        side = side - side // 2
    return side


def numel_of(model):
    """Return how many numbers a model's parameters are."""
    return sum(parameter.numel() for parameter in model.parameters())


def numel_of_chain(channels, kernels):
    """Return how many weights and biases a chain of convolutions has, filter by filter."""
    total = 0
    for place, side in enumerate(kernels):
        for _ in range(channels[place + 1]):
            total += sum(side * side for _ in range(channels[place])) + 1
    return total


def comma_list(numbers):
    """Return numbers as text: `4, 8`."""
    return ", ".join(map(str, numbers))


def last_side(channels):
    """Return the side of a simple_cnn's last map for images of 28 pixels."""
    return halved_up(28, len(channels) + 1)


def bare_text_of(config):
    """Return a configuration as it stands in code: `[8, "M"]`, without backticks."""
    return text_of(config).strip("`")


def three_pools(count):
    """Return a configuration of some convolutions and three pools, as it stands in code."""
    sizes = [count // 3 + (count % 3 > place) for place in (2, 1, 0)]
    config = []
    for filters, size in zip((8, 16, 32), sizes, strict=True):
        config += [filters] * size + ["M"]
    return text_of(config)
