# cnnquiz-instructor: never for students
"""Answers about ReLU, pooling, flatten and shifts, found another way: by torch and by trying.

The first functions only build or show what a question talks about.
"""


def rows(grid):
    """Return a grid as text, row by row: `1 2`, `3 4`."""
    return ", ".join("`" + " ".join(str(entry) for entry in row) + "`" for row in grid)


def row_text(row):
    """Return numbers with spaces between them."""
    return " ".join(str(number) for number in row)


def halves(window):
    """Return four numbers as a map of two rows, of one channel of one image."""
    return [[[window[:2], window[2:]]]]


def ones(*shape):
    """Return an array of ones."""
    import numpy as np

    return np.ones(shape)


def shape_of(x):
    """Return an array's shape."""
    return tuple(x.shape)


def mean_of_relu(numbers):
    """Return the mean of what torch's ReLU makes of some numbers."""
    import torch

    return torch.relu(torch.tensor(numbers, dtype=torch.float64)).mean().item()


def pooled_entry(grid, row, col):
    """Return an entry of a real 2x2 max-pool's output."""
    import torch

    return round(
        torch.nn.MaxPool2d(2)(torch.tensor([grid], dtype=torch.float64))[0, row, col].item()
    )


def pooled_shape(shape, kernel_size, stride=None):
    """Return the shape of what a real max-pool makes of zeros."""
    import torch

    return tuple(torch.nn.MaxPool2d(kernel_size, stride)(torch.zeros(shape)).shape)


def relu_and_mean(window):
    """Return what torch's ReLU and its 2x2 average pool make of four numbers."""
    import torch

    maps = torch.tensor(halves(window), dtype=torch.float64)
    return torch.nn.Sequential(torch.nn.ReLU(), torch.nn.AvgPool2d(2))(maps).item()


def place_in_row(shape, index):
    """Return where the entry of an index lands, by marking it and looking for the mark."""
    import torch

    x = torch.zeros(shape)
    x[tuple(index)] = 1
    return torch.nn.Flatten()(x)[index[0]].argmax().item()


def flat_shape(shape):
    """Return the shape that a real flatten layer gives."""
    import torch

    return tuple(torch.nn.Flatten()(torch.zeros(shape)).shape)


def column_after_shift(col, stride, shift):
    """Return where the largest answer stands once the image has moved, by convolving a dot."""
    import torch

    image = torch.zeros(1, 1, stride * col + shift + 12)
    image[0, 0, stride * col + 1 + shift] = 1
    kernel = torch.tensor([[[1.0, 3.0, 1.0]]])
    return torch.nn.functional.conv1d(image, kernel, stride=stride).argmax().item()


def pools_until_equal(first, second, side=32):
    """Return after how many 2x2 max-pools two maps agree whose dots lie in two columns."""
    import torch

    maps = torch.zeros(2, 1, side, side)
    maps[0, 0, 0, first] = maps[1, 0, 0, second] = 9
    count = 0
    while not torch.equal(maps[0], maps[1]):
        maps, count = torch.nn.functional.max_pool2d(maps, 2), count + 1
    return count


def halvings(distance):
    """Return how often a distance is halved until it is below 1."""
    count = 0
    while distance >= 1:
        distance, count = distance / 2, count + 1
    return count
