# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on shapes."""


def side_of_map(n, kernel_size, stride, padding):
    """Return how many numbers a real layer makes of a line of zeros."""
    import torch
    from torch import nn

    layer = nn.Conv1d(1, 1, kernel_size, stride=stride, padding=padding)
    return layer(torch.zeros(1, 1, n)).shape[-1]


def shape_of_maps(shape, filters, kernel_size, stride, padding):
    """Return the shape of what a real layer makes of zeros; sizes are an int or a pair."""
    import torch
    from torch import nn

    stride, padding = (
        tuple(size) if isinstance(size, (list, tuple)) else size for size in (stride, padding)
    )
    layer = nn.Conv2d(shape[1], filters, tuple(kernel_size), stride=stride, padding=padding)
    return tuple(layer(torch.zeros(tuple(shape))).shape)


def kernel_that_makes(n, padding, side):
    """Return the one kernel with which a real layer at stride 1 makes a side of `side`."""
    fitting = range(1, n + 2 * padding + 1)
    (kernel_size,) = [k for k in fitting if side_of_map(n, k, 1, padding) == side]
    return kernel_size


def smallest_side(layers):
    """Return the smallest side that real layers, (kernel_size, stride), do not refuse."""
    import torch
    from torch import nn

    network = nn.Sequential(*(nn.Conv1d(1, 1, k, stride=stride) for k, stride in layers))
    n = 1
    while True:
        try:
            network(torch.zeros(1, 1, n))
        except RuntimeError:
            n += 1
        else:
            return n


def shape_before_linear(images, n, filters, kernel_size):
    """Return the shape that conv, ReLU, 2x2 max-pool and flatten make of colour images."""
    import torch
    from torch import nn

    layers = nn.Sequential(
        nn.Conv2d(3, filters, kernel_size), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()
    )
    return tuple(layers(torch.zeros(images, 3, n, n)).shape)


def shape_of_batch(images, height, width):
    """Return the shape of photos (H, W, 3), turned and stacked by torch."""
    import torch

    photos = [torch.zeros(height, width, 3) for _ in range(images)]
    return tuple(torch.stack([photo.permute(2, 0, 1) for photo in photos]).shape)


def channels_behind_pool(in_channels, filters):
    """Return how many channels a real convolution and a real 2x2 max-pool hand on."""
    import torch
    from torch import nn

    layers = nn.Sequential(nn.Conv2d(in_channels, filters, 3, padding=1), nn.MaxPool2d(2))
    return layers(torch.zeros(1, in_channels, 8, 8)).shape[1]
