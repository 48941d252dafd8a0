"""The reference of ex08 agrees with PyTorch's modules and with counting one by one."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from support import load_reference

reference = load_reference("ex08_counting")


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def int_or_pair(rng, low, high):
    """Return an int, or a pair, of numbers from `low` to `high`, both included."""
    size = draw(rng, low, high), draw(rng, low, high)
    return size if rng.random() < 0.6 else size[0]


def pair(size):
    return size if isinstance(size, tuple) else (size, size)


def trainable(module):
    """Return how many numbers of a module an optimizer would change."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


@pytest.mark.parametrize("seed", range(10))
def test_parameters_are_those_of_torch_modules(seed):
    rng = np.random.default_rng([8, 1, seed])
    for bias in (True, False):
        channels = draw(rng, 1, 12), draw(rng, 1, 12)
        kernel_size = int_or_pair(rng, 1, 6)
        due = trainable(nn.Conv2d(*channels, kernel_size, bias=bias))
        assert reference.conv_params(*channels, kernel_size, bias) == due
        assert reference.linear_params(*channels, bias) == trainable(nn.Linear(*channels, bias))
    assert reference.conv_params(*channels, 3) == trainable(nn.Conv2d(*channels, 3))
    assert reference.linear_params(*channels) == trainable(nn.Linear(*channels))
    assert reference.batchnorm_params(channels[0]) == trainable(nn.BatchNorm2d(channels[0]))


def one_by_one(input_size, channels, kernel_size, stride, padding):
    """Return how many products the loops of a convolution compute."""
    axes = []
    sizes = (input_size, kernel_size, stride, padding)
    for n, k, step, around in zip(*map(pair, sizes), strict=True):
        padded = range(-around, n + around)
        axes.append([(i, j) for i in padded[::step] for j in range(k) if i + k - 1 in padded])
    return sum(1 for _ in itertools.product(*map(range, channels), *axes))


@pytest.mark.parametrize("seed", range(12))
def test_multiplications_are_those_that_loops_and_torch_count(seed):
    rng = np.random.default_rng([8, 2, seed])
    counted = refused = 0
    for _ in range(15):
        size, channels = int_or_pair(rng, 3, 9), (draw(rng, 1, 3), draw(rng, 1, 3))
        kernel_size, stride = int_or_pair(rng, 1, 7), int_or_pair(rng, 1, 4)
        padding = int_or_pair(rng, 0, 2)
        arguments = (size, *channels, kernel_size, stride, padding)
        layer = nn.Conv2d(*channels, kernel_size, stride, padding)
        try:
            with torch.no_grad(), FlopCounterMode(display=False) as flops:
                layer(torch.zeros(1, channels[0], *pair(size)))
        except RuntimeError:  # torch's word for a kernel that does not fit
            refused += 1
            with pytest.raises(ValueError, match="kernel_size"):
                reference.conv_multiplications(*arguments)
            continue
        counted += 1
        work = reference.conv_multiplications(*arguments)
        assert work == one_by_one(size, channels, kernel_size, stride, padding), arguments
        # torch counts a multiplication and an addition for each.
        assert 2 * work == flops.get_total_flops(), arguments
    assert counted > 3
    assert refused > 0


def as_torch(layer, shape):
    """Return the torch module that a layer dict describes, for an input of `shape`."""
    sizes = {key: layer[key] for key in ("kernel_size", "stride", "padding") if key in layer}
    bias = layer.get("bias", True)
    return {
        "conv": lambda: nn.Conv2d(shape[1], layer["out_channels"], **sizes, bias=bias),
        "maxpool": lambda: nn.MaxPool2d(**sizes),
        "relu": nn.ReLU,
        "batchnorm": lambda: (nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d)(shape[1]),
        "flatten": nn.Flatten,
        "linear": lambda: nn.Linear(shape[1], layer["out_features"], bias=bias),
    }[layer["type"]]()


def random_layers(rng):
    """Return a network's layers; some of its kernels may not fit."""
    flags = ({}, {"bias": True}, {"bias": False})
    for _ in range(draw(rng, 0, 4)):
        sizes = {"kernel_size": int_or_pair(rng, 1, 4)}
        if rng.random() < 0.5:
            sizes["stride"] = int_or_pair(rng, 1, 3)
        if rng.random() < 0.4:
            yield {"type": "maxpool"} | sizes
        else:
            padding = {"padding": int_or_pair(rng, 0, 2)} if rng.random() < 0.5 else {}
            conv = {"type": "conv", "out_channels": draw(rng, 1, 6)} | sizes | padding
            yield conv | flags[draw(rng, 0, 2)]
        if rng.random() < 0.5:
            yield {"type": "batchnorm"}
        if rng.random() < 0.5:
            yield {"type": "relu"}
    if rng.random() < 0.8:
        yield {"type": "flatten"}
        for _ in range(draw(rng, 0, 3)):
            yield {"type": "linear", "out_features": draw(rng, 1, 20)} | flags[draw(rng, 0, 2)]
            if rng.random() < 0.5:
                yield {"type": "batchnorm"}


@pytest.mark.parametrize("seed", range(4))
def test_summary_is_what_torch_modules_put_out_and_learn(seed):
    rng = np.random.default_rng([8, 3, seed])
    summed = refused = 0
    for _ in range(25):
        start = tuple(int(size) for size in rng.integers([2, 1, 6, 6], [5, 4, 20, 20]))
        layers, rows, x = list(random_layers(rng)), [], torch.zeros(start)
        try:
            for layer in layers:
                module = as_torch(layer, x.shape).eval()
                with torch.no_grad():
                    x = module(x)
                row = {"output_shape": tuple(x.shape), "params": trainable(module)}
                rows.append({"type": layer["type"]} | row)
        except RuntimeError:
            refused += 1
            with pytest.raises(ValueError, match="kernel_size"):
                reference.network_summary(start, layers)
        else:
            summed += 1
            total = sum(row["params"] for row in rows)
            due = {"rows": rows, "total_params": total}
            assert reference.network_summary(start, layers) == due
    assert summed > 5
    assert refused > 0


def test_vgg16_has_as_many_parameters_as_everybody_says():
    layers = []
    for out_channels, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        conv = {"type": "conv", "out_channels": out_channels, "kernel_size": 3, "padding": 1}
        layers += [conv, {"type": "relu"}] * count + [{"type": "maxpool", "kernel_size": 2}]
    layers.append({"type": "flatten"})
    layers += [{"type": "linear", "out_features": size} for size in (4096, 4096, 1000)]
    summary = reference.network_summary((1, 3, 224, 224), layers)
    assert summary["total_params"] == 138_357_544
    linear = sum(row["params"] for row in summary["rows"] if row["type"] == "linear")
    assert linear == 123_642_856


@pytest.mark.parametrize(
    ("shape", "layers", "named"),
    [
        ((1, 3, 8, 8), [{"type": "dropout"}], "type"),
        ((1, 3, 8, 8), [{"kernel_size": 2}], "type"),
        ((1, 3, 8, 8), [{"type": "conv", "kernel_size": 3}], "out_channels"),
        ((1, 3, 8, 8), [{"type": "conv", "out_channels": 3}], "kernel_size"),
        ((1, 3, 8, 8), [{"type": "maxpool"}], "kernel_size"),
        ((1, 3, 8, 8), [{"type": "flatten"}, {"type": "linear"}], "out_features"),
        ((1, 3, 8, 8), [{"type": "linear", "out_features": 3}], "linear"),
        ((1, 3, 8, 8), [{"type": "flatten"}, {"type": "maxpool", "kernel_size": 1}], "maxpool"),
        ((3, 8, 8), [], "input_shape"),
        ((1, 192), [{"type": "linear", "out_features": 3}], "input_shape"),
    ],
)
def test_what_cannot_be_summed_up_is_named(shape, layers, named):
    with pytest.raises(ValueError, match=named):
        reference.network_summary(shape, layers)
