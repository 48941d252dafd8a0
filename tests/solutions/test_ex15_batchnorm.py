"""The reference of ex15 agrees with PyTorch's own layers, which share no code with it."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from support import load_reference

reference = load_reference("ex15_batchnorm")


def random_layer(rng, channels):
    """Return a batch norm as PyTorch has it, with numbers of its own, and these numbers."""
    layer = nn.BatchNorm2d(channels, eps=float(rng.uniform(1e-5, 0.1)), momentum=rng.random())
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(rng.normal(size=channels)))
        layer.bias.copy_(torch.from_numpy(rng.normal(size=channels)))
        layer.running_mean.copy_(torch.from_numpy(rng.normal(size=channels)))
        layer.running_var.copy_(torch.from_numpy(rng.uniform(0.1, 4, channels)))
    numbers = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
    return layer, [number.detach().clone() for number in numbers]


def random_batch(rng, channels):
    """Return a batch of random size with `channels` channels; it may lie in memory any way."""
    images, height, width = (int(size) for size in rng.integers([1, 1, 2], [6, 6, 7]))
    batch = rng.normal(rng.normal(), rng.uniform(0.1, 3), size=(channels, images, height, width))
    return torch.from_numpy(batch.astype("float32")).transpose(0, 1)


@pytest.mark.parametrize("seed", range(20))
def test_training_is_that_of_a_torch_layer(seed):
    rng = np.random.default_rng([15, 1, seed])
    channels = int(rng.integers(1, 6))
    layer, numbers = random_layer(rng, channels)
    x = random_batch(rng, channels)

    y, mean, var = reference.batchnorm_train(x, *numbers, layer.momentum, layer.eps)

    torch.testing.assert_close(y, layer.train()(x).detach(), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(mean, layer.running_mean, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(var, layer.running_var, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_evaluation_is_that_of_a_torch_layer(seed):
    rng = np.random.default_rng([15, 2, seed])
    channels = int(rng.integers(1, 6))
    layer, numbers = random_layer(rng, channels)
    x = random_batch(rng, channels)

    y = reference.batchnorm_eval(x, *numbers, layer.eps)

    torch.testing.assert_close(y, layer.eval()(x).detach(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_folded_convolution_does_the_work_of_both_layers(seed, with_bias):
    rng = np.random.default_rng([15, 3, seed])
    out_channels, channels, *kernel = (int(size) for size in rng.integers(1, 5, size=4))
    layer, numbers = random_layer(rng, out_channels)
    conv = nn.Conv2d(channels, out_channels, tuple(kernel), bias=with_bias)
    bias = conv.bias.detach() if with_bias else None

    weight, bias = reference.fold_batchnorm(conv.weight.detach(), bias, *numbers, layer.eps)

    x = torch.from_numpy(rng.normal(size=(3, channels, 6, 7)).astype("float32"))
    due = layer.eval()(conv(x)).detach()
    torch.testing.assert_close(functional.conv2d(x, weight, bias), due, rtol=1e-4, atol=1e-4)


def test_single_value_is_refused_as_torch_refuses_it():
    layer, numbers = random_layer(np.random.default_rng(0), 3)
    x = torch.ones(1, 3, 1, 1)

    with pytest.raises(ValueError, match="more than 1 value per channel"):
        layer.train()(x)
    with pytest.raises(ValueError, match="x has a single value"):
        reference.batchnorm_train(x, *numbers)
