# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on convolutional layers."""


def ones(*sides):
    """Return an array of ones."""
    import numpy as np

    return np.ones(sides)


def shape_of(x):
    """Return the shape of an array as a tuple of ints."""
    return tuple(int(side) for side in x.shape)


def grid(rows):
    """Return a grid of whole numbers in one line, its rows separated by slashes."""
    return " / ".join(row_text(row) for row in rows)


def row_text(row):
    """Return whole numbers with spaces between them."""
    return " ".join(str(int(number)) for number in row)


def conv_weight_shape(c_in, c_out, height, width):
    """Return the shape of the weight of a real layer."""
    from torch import nn

    return tuple(nn.Conv2d(c_in, c_out, kernel_size=(height, width)).weight.shape)


def weights_of_one_filter(c_in, filters, kernel_size):
    """Return how many numbers the first filter of a real layer holds."""
    from torch import nn

    return nn.Conv2d(c_in, filters, kernel_size).weight[0].numel()


def maps_of_layer(c_in, filters, stride):
    """Return how many maps a real layer makes of an image of zeros."""
    import torch
    from torch import nn

    layer = nn.Conv2d(c_in, filters, 3, stride=stride, padding=1)
    return layer(torch.zeros(1, c_in, 28, 28)).shape[1]


def layer_output_shape(images, c_in, side, filters, kernel_size, stride):
    """Return the shape of what a real layer without padding makes of square images of zeros."""
    import torch
    from torch import nn

    layer = nn.Conv2d(c_in, filters, kernel_size, stride=stride)
    return tuple(layer(torch.zeros(images, c_in, side, side)).shape)


def channels_accepted(shape):
    """Return the one number of channels for which a weight of this shape raises no error."""
    import torch
    from torch.nn import functional

    weight = torch.zeros(shape)
    accepted = []
    for channels in range(1, 100):
        try:
            functional.conv2d(torch.zeros(1, channels, 9, 9), weight)
        except RuntimeError:
            continue
        accepted.append(channels)
    (only,) = accepted
    return only


def one_answer(window, slices, bias):
    """Return the answer of one filter on one window, by loops over its numbers."""
    total = bias
    for pixels, weights in zip(window, slices, strict=True):
        for pixel_row, weight_row in zip(pixels, weights, strict=True):
            for pixel, weight in zip(pixel_row, weight_row, strict=True):
                total += pixel * weight
    return total


def plain_patch(colour, slices):
    """Return the slices and the patch of a 3x3 window whose slices, and pixels, are constant."""
    patch = [[[level] * 3] * 3 for level in colour]
    weights = [[[weight] * 3] * 3 for weight in slices]
    return [patch, weights]


def torch_answer(colour, slices, bias):
    """Return what a real convolution answers on a plain 3x3 patch, with constant slices."""
    import torch
    from torch.nn import functional

    x = torch.tensor(colour, dtype=torch.float64).reshape(1, -1, 1, 1).expand(1, -1, 3, 3)
    weight = torch.tensor(slices, dtype=torch.float64).reshape(1, -1, 1, 1).expand(1, -1, 3, 3)
    return functional.conv2d(x, weight, torch.tensor([bias], dtype=torch.float64)).item()


def answers_to_pixels(kernel, height, width):
    """Return what a kernel answers to each image with a single pixel of 1: (pixels, positions)."""
    import torch
    from torch.nn import functional

    pixels = torch.eye(height * width, dtype=torch.float64).reshape(-1, 1, height, width)
    weight = torch.as_tensor(kernel, dtype=torch.float64)[None, None]
    return functional.conv2d(pixels, weight).flatten(1)


def matrix_shape_by_pixels(kernel_height, kernel_width, height, width):
    """Return (positions, pixels), counted with a real convolution."""
    import torch

    answers = answers_to_pixels(torch.ones(kernel_height, kernel_width), height, width)
    return answers.shape[1], answers.shape[0]


def matrix_row_by_pixels(kernel, height, width, row, col):
    """Return how each pixel of an image counts for the kernel's answer at (row, col)."""
    positions = width - len(kernel[0]) + 1
    return answers_to_pixels(kernel, height, width)[:, row * positions + col].tolist()


def different_entries(side, kernel_size):
    """Return how many different numbers, apart from 0, the matrix of a convolution holds."""
    import torch

    kernel = torch.arange(1, kernel_size * kernel_size + 1).reshape(kernel_size, kernel_size)
    answers = answers_to_pixels(kernel, side, side)
    return len(answers[answers != 0].unique())


def unfold_shape(images, channels, side, kernel_size):
    """Return the shape that torch's own im2col gives."""
    import torch
    from torch.nn import functional

    return tuple(functional.unfold(torch.zeros(images, channels, side, side), kernel_size).shape)


def side_seen(first, second):
    """Return the side of the block of pixels that one answer of two convolutions depends on."""
    import torch
    from torch.nn import functional

    image = torch.zeros(1, 1, first + second + 5, first + second + 5, requires_grad=True)
    between = functional.conv2d(image, torch.ones(1, 1, first, first))
    functional.conv2d(between, torch.ones(1, 1, second, second))[0, 0, 2, 2].backward()
    return int((image.grad[0, 0] != 0).any(dim=0).sum())


def weights_met(first, second):
    """Return how much each pixel of a line counts after two convolutions, by autograd."""
    import torch
    from torch.nn import functional

    line = torch.zeros(1, 1, len(first) + len(second) - 1, requires_grad=True)
    between = functional.conv1d(line, torch.tensor([[first]], dtype=torch.float32))
    functional.conv1d(between, torch.tensor([[second]], dtype=torch.float32)).sum().backward()
    return line.grad[0, 0].tolist()
