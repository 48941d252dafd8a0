# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on normalization."""


def channel(values):
    """Return a batch of images of one pixel and one channel, as the references take it."""
    import torch

    return torch.tensor(values, dtype=torch.float32).reshape(-1, 1, 1, 1)


def pixel(values):
    """Return one image of one pixel, with a value for each channel."""
    import torch

    return torch.tensor(values, dtype=torch.float32).reshape(1, -1, 1, 1)


def vector(*values):
    """Return numbers, one for each channel, as the references take them."""
    import torch

    return torch.tensor(values, dtype=torch.float32)


def raised(values, by):
    """Return numbers that are all raised by the same amount."""
    return [value + by for value in values]


def listed(values):
    """Return numbers with commas between them, the last one behind an `and`."""
    texts = [signed(value) for value in values]
    return ", ".join(texts[:-1]) + " and " + texts[-1]


def signed(value):
    """Return a number as it is printed in books: four digits at most, and a long minus."""
    return f"{value:.4g}".replace("-", "\u2212")


def bracketed(value):
    """Return a number as `signed` does, in brackets if it is negative."""
    return f"({signed(value)})" if value < 0 else signed(value)


def mean_of(values):
    """Return the mean."""
    return sum(values) / len(values)


def spread_of(values):
    """Return the standard deviation: the root of the mean squared distance from the mean."""
    return (sum((value - mean_of(values)) ** 2 for value in values) / len(values)) ** 0.5


def normed(values, place, gamma=1, beta=0):
    """Return what a real layer in training makes of one of a channel's values."""
    import torch
    from torch import nn

    layer = nn.BatchNorm2d(1)
    nn.init.constant_(layer.weight, gamma)
    nn.init.constant_(layer.bias, beta)
    row = torch.tensor(values, dtype=torch.float32).reshape(1, 1, 1, -1)
    return round(layer(row)[0, 0, 0, place].item(), 2)


def trained_numbers(channels):
    """Return how many numbers of a real layer an optimizer gets to see."""
    from torch import nn

    return sum(p.numel() for p in nn.BatchNorm2d(channels).parameters() if p.requires_grad)


def trained_in_block(c_in, filters, kernel_size):
    """Return how many numbers of a convolution without bias and its batch norm are trained."""
    from torch import nn

    conv = nn.Conv2d(c_in, filters, kernel_size, bias=False)
    return sum(p.numel() for p in nn.Sequential(conv, nn.BatchNorm2d(filters)).parameters())


def values_that_matter(images, channels, height, width):
    """Return how many numbers of a batch move one output of a real layer, by their gradients."""
    import torch
    from torch import nn

    generator = torch.Generator().manual_seed(0)
    shape = (images, channels, height, width)
    x = torch.rand(shape, generator=generator, dtype=torch.float64).requires_grad_()
    layer = nn.BatchNorm2d(channels).double()
    layer(x)[0, 0, 0, 0].backward()
    return int((x.grad != 0).sum())


def variance_kept(values, before, momentum):
    """Return the running variance of a real layer after one batch."""
    import torch
    from torch import nn

    layer = nn.BatchNorm2d(1, momentum=momentum)
    nn.init.constant_(layer.running_var, before)
    layer(torch.tensor(values, dtype=torch.float32).reshape(1, 1, -1, 1))
    return round(layer.running_var.item(), 3)


def evaluated(value, mean, variance, gamma, beta):
    """Return what a real layer in evaluation makes of one value."""
    import torch
    from torch import nn

    layer = nn.BatchNorm2d(1).eval()
    for tensor, number in [
        (layer.running_mean, mean),
        (layer.running_var, variance),
        (layer.weight, gamma),
        (layer.bias, beta),
    ]:
        nn.init.constant_(tensor, number)
    return round(layer(torch.full((1, 1, 1, 1), float(value))).item(), 2)


def mean_taken(maps, kind):
    """Return by how much a real layer shifts the first number of a batch, before it scales.

    `maps` holds for each image its maps, and each map a list of numbers: (N, C, W).
    """
    import torch
    from torch import nn

    x = torch.tensor(maps, dtype=torch.float64)
    # One group is layer norm, as many groups as channels is instance norm.
    layer = nn.GroupNorm(x.shape[1] if kind == "instance" else 1, x.shape[1]).double()
    y = layer(x)
    # The two first numbers share a mean m and a scale s: y = s (x - m).
    scale = (y[0, 0, 1] - y[0, 0, 0]) / (x[0, 0, 1] - x[0, 0, 0])
    return round((x[0, 0, 0] - y[0, 0, 0] / scale).item(), 6)


def through_both(values, place, relu_first):
    """Return what a ReLU and a real batch norm in training make of one of a channel's values."""
    import torch
    from torch import nn

    layers = [nn.ReLU(), nn.BatchNorm2d(1)]
    model = nn.Sequential(*(layers if relu_first else layers[::-1]))
    row = torch.tensor(values, dtype=torch.float32).reshape(1, 1, 1, -1)
    return round(model(row)[0, 0, 0, place].item(), 2)


def pixel_normalized(value, mean, deviation):
    """Return how many standard deviations a pixel lies from the mean, in small steps."""
    from fractions import Fraction

    distance = Fraction(str(value)) - Fraction(str(mean))
    return round(float(distance / Fraction(str(deviation))), 2)
