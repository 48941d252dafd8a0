"""The reference of ex03 agrees with PyTorch's own layers, which share no code with it."""

import numpy as np
import pytest
import torch
from torch import nn

from support import load_reference

reference = load_reference("ex03_output_size")


def int_or_pair(rng, low, high):
    """Return an int, or a pair, of numbers from `low` to `high`, both included."""
    pair = tuple(int(size) for size in rng.integers(low, high + 1, size=2))
    return pair if rng.random() < 0.5 else pair[0]


def shape_or_error(layer, shape):
    """Return the shape that a torch layer really puts out, or ValueError where it refuses."""
    try:
        with torch.no_grad():
            return tuple(layer(torch.zeros(shape)).shape)
    except RuntimeError:  # torch's word for a kernel that does not fit
        return ValueError


@pytest.mark.parametrize("seed", range(4))
def test_one_side_has_the_size_that_a_torch_convolution_has(seed):
    rng = np.random.default_rng([3, 1, seed])
    refused = 0
    for _ in range(150):
        n, kernel_size = (int(size) for size in rng.integers(1, [30, 8]))
        stride, dilation = (int(size) for size in rng.integers(1, [7, 5]))
        padding = int(rng.integers(0, 5))
        layer = nn.Conv1d(1, 1, kernel_size, stride, padding, dilation)
        due = shape_or_error(layer, (1, 1, n))
        arguments = (n, kernel_size, stride, padding, dilation)
        if due is ValueError:
            refused += 1
            with pytest.raises(ValueError, match="kernel_size"):
                reference.conv_output_size(*arguments)
        else:
            assert reference.conv_output_size(*arguments) == due[-1], arguments
    assert refused > 0  # or the errors have not been looked at


@pytest.mark.parametrize("seed", range(4))
def test_the_shape_is_that_of_a_torch_convolution(seed):
    rng = np.random.default_rng([3, 2, seed])
    refused = 0
    for _ in range(100):
        shape = tuple(int(size) for size in rng.integers(1, [4, 4, 14, 14]))
        out_channels = int(rng.integers(1, 6))
        sizes = (int_or_pair(rng, 1, 6), int_or_pair(rng, 1, 4), int_or_pair(rng, 0, 3))
        due = shape_or_error(nn.Conv2d(shape[1], out_channels, *sizes), shape)
        if due is ValueError:
            refused += 1
            with pytest.raises(ValueError, match="kernel_size"):
                reference.conv_output_shape(shape, out_channels, *sizes)
        else:
            assert reference.conv_output_shape(shape, out_channels, *sizes) == due, sizes
    assert refused > 0


def as_torch(layer, channels):
    """Return the torch layer that a layer dict describes."""
    sizes = {key: layer[key] for key in ("kernel_size", "stride", "padding") if key in layer}
    return {
        "conv": lambda: nn.Conv2d(channels, layer["out_channels"], **sizes),
        "maxpool": lambda: nn.MaxPool2d(**sizes),
        "relu": nn.ReLU,
        "flatten": nn.Flatten,
        "linear": lambda: nn.Linear(channels, layer["out_features"]),
    }[layer["type"]]()


def random_layers(rng):
    """Return a network's layers; some of its kernels may not fit."""
    for _ in range(int(rng.integers(0, 5))):
        sizes = {"kernel_size": int_or_pair(rng, 1, 4)}
        if rng.random() < 0.5:
            sizes["stride"] = int_or_pair(rng, 1, 3)
        if rng.random() < 0.5:
            yield {"type": "maxpool"} | sizes
        else:
            padding = {"padding": int_or_pair(rng, 0, 2)} if rng.random() < 0.5 else {}
            yield {"type": "conv", "out_channels": int(rng.integers(1, 6))} | sizes | padding
        if rng.random() < 0.5:
            yield {"type": "relu"}
    if rng.random() < 0.7:
        yield {"type": "flatten"}
        for _ in range(int(rng.integers(0, 3))):
            yield {"type": "linear", "out_features": int(rng.integers(1, 20))}


@pytest.mark.parametrize("seed", range(4))
def test_a_trace_is_what_torch_layers_put_out_one_after_another(seed):
    rng = np.random.default_rng([3, 3, seed])
    traced = refused = 0
    for _ in range(60):
        start = shape = tuple(int(size) for size in rng.integers([1, 1, 6, 6], [4, 4, 24, 24]))
        layers, due = list(random_layers(rng)), []
        for layer in layers:
            shape = shape_or_error(as_torch(layer, shape[1]), shape)
            if shape is ValueError:
                break
            due.append(shape)
        if shape is ValueError:
            refused += 1
            with pytest.raises(ValueError, match="kernel_size"):
                reference.trace_shapes(start, layers)
        else:
            traced += 1
            assert reference.trace_shapes(start, layers) == due
    assert traced > 10
    assert refused > 0


def test_the_convolutions_of_vgg16_end_at_7_by_7():
    blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    layers = []
    for out_channels, count in blocks:
        conv = {"type": "conv", "out_channels": out_channels, "kernel_size": 3, "padding": 1}
        layers += [conv, {"type": "relu"}] * count + [{"type": "maxpool", "kernel_size": 2}]
    shapes = reference.trace_shapes((1, 3, 224, 224), [*layers, {"type": "flatten"}])
    assert shapes[-2:] == [(1, 512, 7, 7), (1, 25088)]
