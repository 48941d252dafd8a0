"""A small CNN for digits: its building block, the whole network, and a look at its insides.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import torch
from torch import Tensor, nn


def conv(ni: int, nf: int, ks: int = 3, act: bool = True) -> nn.Sequential:
    """Return a convolution that halves height and width, with a ReLU behind it if wanted.

    Args:
        ni: channels that come in.
        nf: filters, and so channels that come out.
        ks: height and width of every filter, in pixels.
        act: whether a ReLU follows.

    Returns:
        An `nn.Sequential` of exactly one `nn.Conv2d`, with stride 2, padding `ks // 2` and a bias,
        and, if `act`, one `nn.ReLU`. Nothing else.

    Examples:
        >>> layer = conv(1, 4)
        >>> tuple(layer(torch.zeros(64, 1, 28, 28)).shape)
        (64, 4, 14, 14)
        >>> len(conv(1, 4)), len(conv(1, 4, act=False))
        (2, 1)
    """
    raise NotImplementedError


def simple_cnn(
    channels: tuple[int, ...] = (4, 8, 16, 32), classes: int = 2, first_ks: int = 3
) -> nn.Module:
    """Return a CNN that makes one score per class of a grey image.

    It is a `conv` for each entry of `channels`, then one more, without activation, that makes
    `classes` channels, then a flatten.

    Args:
        channels: filters of every `conv` but the last; one entry or more.
        classes: filters of the last `conv`.
        first_ks: kernel size of the first `conv`. All others have kernels of 3.

    Returns:
        A module that takes (N, 1, 28, 28), float32, and returns (N, classes) if there are four
        channels or more. With fewer, the map at the end is larger than one pixel, and the module
        returns it flattened: (N, classes * height * width).

    Examples:
        >>> model = simple_cnn()
        >>> tuple(model(torch.zeros(5, 1, 28, 28)).shape)
        (5, 2)
        >>> sum(parameter.numel() for parameter in model.parameters())
        6722
        >>> tuple(simple_cnn((8, 16), classes=10)(torch.zeros(5, 1, 28, 28)).shape)
        (5, 160)
    """
    raise NotImplementedError


def layer_shapes(model: nn.Module, x: Tensor) -> list[tuple[str, tuple[int, ...]]]:
    """Return what every layer of a model puts out when `x` goes through it, by forward hooks.

    A layer here is a leaf: a module that has no children. A model without children is its own
    leaf.

    Args:
        model: any module whose leaves each put out one tensor.
        x: a batch that `model` takes.

    Returns:
        A row (class name, output shape) for every call of a leaf, in the order of the calls. A
        leaf that is called twice has two rows; one that is not called has none.

    Afterwards the hooks of this function are gone, even if the model raised an exception, and
    all others are still there. The mode (training or evaluation) of every submodule, and every
    parameter's `requires_grad` and `.grad`, are as they were. The running statistics of batch
    normalisation may have moved.

    Examples:
        >>> model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        >>> rows = layer_shapes(model, torch.zeros(2, 1, 28, 28))
        >>> [(name, tuple(shape)) for name, shape in rows]
        [('Flatten', (2, 784)), ('Linear', (2, 10))]
    """
    raise NotImplementedError
