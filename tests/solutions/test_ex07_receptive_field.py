"""The reference of ex07 agrees with gradients: what an activation sees has a gradient, all else 0.

Weights are positive, so that no two paths from a pixel to an activation can cancel out.
"""

import numpy as np
import pytest
import torch
from torch.nn import functional

from support import load_reference

reference = load_reference("ex07_receptive_field")


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def random_layers(rng, n, count):
    """Return layers that fit into a side of `n`, each with less padding than kernel."""
    layers = []
    for _ in range(count):
        kernel_size, stride = draw(rng, 1, min(n, 5)), draw(rng, 1, 3)
        layers.append((kernel_size, stride, draw(rng, 0, kernel_size - 1)))
        n = (n + 2 * layers[-1][2] - kernel_size) // stride + 1
    return layers


def through_line(x, layers):
    """Return what real convolutions make of a line of pixels."""
    x = x[None, None]
    for kernel_size, stride, padding in layers:
        weight = torch.ones(1, 1, kernel_size, dtype=x.dtype) / kernel_size
        x = functional.conv1d(x, weight, stride=stride, padding=padding)
    return x[0, 0]


def seen(output, pixels):
    """Return the first and the last pixel, along each axis, that change `output`."""
    (gradient,) = torch.autograd.grad(output, pixels, retain_graph=True)
    places = torch.nonzero(gradient)
    return [(int(axis.min()), int(axis.max())) for axis in places.T]


@pytest.mark.parametrize("seed", range(20))
def test_receptive_field_is_as_long_as_what_has_a_gradient(seed):
    rng = np.random.default_rng([7, 1, seed])
    layers = [(draw(rng, 1, 5), draw(rng, 1, 3), 0) for _ in range(draw(rng, 0, 4))]
    pixels = torch.ones(800, dtype=torch.float64, requires_grad=True)
    outputs = through_line(pixels, layers)
    # Without padding every activation sees its whole field, the first and the last one too.
    for index in (0, len(outputs) // 2, len(outputs) - 1):
        ((first, last),) = seen(outputs[index], pixels)
        field = reference.receptive_field([layer[:2] for layer in layers])
        assert field == last - first + 1, layers


@pytest.mark.parametrize("seed", range(20))
def test_table_is_what_gradients_show_layer_by_layer(seed):
    rng = np.random.default_rng([7, 2, seed])
    input_size = draw(rng, 5, 40)
    layers = random_layers(rng, input_size, draw(rng, 1, 4))
    rows = reference.receptive_field_table(input_size, layers)
    assert len(rows) == len(layers)
    for count, (n_out, jump, field, start) in enumerate(rows, start=1):
        assert n_out == len(through_line(torch.ones(input_size), layers[:count]))
        # Size, jump and start are the same for a larger input, where the middle is far from
        # every border: what is seen there is not clipped.
        pixels = torch.ones(2000, dtype=torch.float64, requires_grad=True)
        outputs = through_line(pixels, layers[:count])
        middle = len(outputs) // 2
        ((first, last),) = seen(outputs[middle], pixels)
        ((next_first, _),) = seen(outputs[middle + 1], pixels)
        assert field == last - first + 1
        assert jump == next_first - first
        # Pixel i reaches from i to i + 1.
        assert start == (first + last + 1) / 2 - middle * (next_first - first)


@pytest.mark.parametrize("seed", range(40))
def test_precedents_are_the_box_around_all_gradients(seed):
    rng = np.random.default_rng([7, 3, seed])
    input_size = draw(rng, 3, 24)
    layers = random_layers(rng, input_size, draw(rng, 0, 4))
    pixels = torch.ones(input_size, input_size, dtype=torch.float64, requires_grad=True)
    x = pixels[None, None]
    for kernel_size, stride, padding in layers:
        weight = torch.ones(1, 1, kernel_size, kernel_size, dtype=x.dtype) / kernel_size**2
        x = functional.conv2d(x, weight, stride=stride, padding=padding)
    outputs = x[0, 0]
    side = len(outputs)
    edges = [(0, 0), (0, side - 1), (side - 1, 0), (side - 1, side - 1)]
    inside = [(draw(rng, 0, side - 1), draw(rng, 0, side - 1)) for _ in range(4)]
    for row, col in [*edges, *inside]:
        (top, bottom), (left, right) = seen(outputs[row, col], pixels)
        block = reference.trace_precedents(input_size, layers, row, col)
        assert block == (top, bottom, left, right), (input_size, layers, row, col)
    for row, col, name in [(side, 0, "row"), (0, side, "col"), (-1, 0, "row"), (0, -1, "col")]:
        with pytest.raises(ValueError, match=name):
            reference.trace_precedents(input_size, layers, row, col)


def test_clipping_at_the_end_alone_would_not_do():
    # Pixel 7 lies in no window of the first layer; the field of the zero behind it holds it.
    layers = [(3, 2, 0), (3, 1, 1)]
    assert reference.trace_precedents(8, layers, 2, 2) == (2, 6, 2, 6)


def test_vgg16_sees_212_pixels_before_its_linear_layers():
    layers = []
    for convs in (2, 2, 3, 3, 3):
        layers += [(3, 1, 1)] * convs + [(2, 2, 0)]
    assert reference.receptive_field_table(224, layers)[-1][:3] == (7, 32, 212)
