# cnnquiz-instructor: never for students
"""Other ways to the answers of the items on receptive fields."""


def pixels_in(block):
    """Return how many pixels a block (row_min, row_max, col_min, col_max) holds."""
    top, bottom, left, right = block
    return (bottom - top + 1) * (right - left + 1)


def in_words(number):
    """Return a small number, whole or with a half, in words, to tell it from an option's number."""
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    words += ["eleven", "twelve", "thirteen", "fourteen", "fifteen"]
    return words[int(number)] + (" and a half" if number != int(number) else "")


def seen_along_line(n, layers, place):
    """Return the pixels of a line of `n` that an activation has a gradient for.

    Layers are (kernel_size, stride, padding), real ones with weights of 1; a `place` counts from
    the middle of the last layer's output.
    """
    import torch
    from torch.nn import functional

    line = torch.zeros(1, 1, n, requires_grad=True)
    x = line
    for kernel_size, stride, padding in layers:
        x = functional.conv1d(x, torch.ones(1, 1, kernel_size), stride=stride, padding=padding)
    x[0, 0, x.shape[-1] // 2 + place].backward()
    return [pixel for pixel in range(n) if line.grad[0, 0, pixel] != 0]


def side_seen(layers):
    """Return how many pixels an activation far from the borders has a gradient for."""
    return len(seen_along_line(401, layers, 0))


def pixels_between(layers):
    """Return how far the fields of two neighbouring activations lie apart."""
    return seen_along_line(401, layers, 1)[0] - seen_along_line(401, layers, 0)[0]


def pixels_behind_last(n, layers):
    """Return how many pixels of an image the bottom right activation has a gradient for."""
    import torch
    from torch.nn import functional

    image = torch.zeros(1, 1, n, n, requires_grad=True)
    x = image
    for kernel_size, stride, padding in layers:
        weight = torch.ones(1, 1, kernel_size, kernel_size)
        x = functional.conv2d(x, weight, stride=stride, padding=padding)
    x[0, 0, -1, -1].backward()
    return int((image.grad != 0).sum())


def kernel_for_reading(filters, times):
    """Return the smallest odd kernel whose window holds `times` as many grey pixels as filters."""
    import torch
    from torch.nn import functional

    side = 1
    while functional.unfold(torch.zeros(1, 1, side, side), side).numel() < times * filters:
        side += 2
    return side


def weights_of_stack(channels, kernel_size):
    """Return how many weights 3x3 layers have that see as far as one larger kernel."""
    from torch import nn

    depth = 1
    while side_seen([(3, 1, 0)] * depth) < kernel_size:
        depth += 1
    stack = [nn.Conv2d(channels, channels, 3, bias=False) for _ in range(depth)]
    return sum(p.numel() for layer in stack for p in layer.parameters())
