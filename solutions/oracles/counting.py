# cnnquiz-instructor: never for students
"""Counts found another way: the numbers that real torch layers hold and put out, and loops."""


def layer_numel(in_channels, out_channels, kernel_size, bias=True):
    """Return how many numbers a real convolution holds."""
    import torch

    size = tuple(kernel_size) if isinstance(kernel_size, (list, tuple)) else kernel_size
    layer = torch.nn.Conv2d(in_channels, out_channels, size, bias=bias)
    return sum(parameter.numel() for parameter in layer.parameters())


def dense_numel(in_features, out_features, bias=True):
    """Return how many numbers a real linear layer holds, without taking memory for them."""
    import torch

    layer = torch.nn.Linear(in_features, out_features, bias=bias, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def small_network_numel(side, filters, classes):
    """Return what a padded 3x3 convolution, a pool of 2 and a linear layer hold together."""
    import torch
    from torch import nn

    body = nn.Sequential(nn.Conv2d(1, filters, 3, padding=1), nn.MaxPool2d(2), nn.Flatten())
    features = body(torch.zeros(1, 1, side, side)).shape[1]
    model = nn.Sequential(body, nn.Linear(features, classes))
    return sum(parameter.numel() for parameter in model.parameters())


def work_counted(
    side, in_channels, out_channels, kernel_size, stride=1, padding=0, around=1, inside=1
):
    """Return how many numbers all filters multiply, from the windows that torch cuts out.

    A padding zero counts as `around`, a pixel of the image as `inside`.
    """
    import torch

    image = torch.full((1, 1, side, side), float(inside))
    image = torch.nn.functional.pad(image, [padding] * 4, value=float(around))
    windows = torch.nn.functional.unfold(image, kernel_size, stride=stride)
    return round(windows.sum().item()) * in_channels * out_channels


def numbers_put_out(in_channels, out_channels, side, kernel_size, stride, padding):
    """Return how many numbers a real convolution puts out for one image."""
    import torch

    layer = torch.nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding)
    return layer(torch.zeros(1, in_channels, side, side)).numel()


def times_as_many_weights(channels, factor):
    """Return how much a real 3x3 layer grows when all layers get `factor` times the filters."""
    wide = layer_numel(factor * channels, factor * channels, 3, False)
    return wide // layer_numel(channels, channels, 3, False)


def first_batch_above(parameters, outputs):
    """Return the smallest batch whose outputs are more numbers than the parameters, by trying."""
    batch = 1
    while batch * outputs <= parameters:
        batch += 1
    return batch


def pool_saves(channels, side, hidden):
    """Return what a real linear layer has more if the 2x2 pool before it is left out."""
    import torch

    maps = torch.zeros(1, channels, side, side)
    pooled = torch.nn.functional.max_pool2d(maps, 2)
    return dense_numel(maps.numel(), hidden) - dense_numel(pooled.numel(), hidden)
