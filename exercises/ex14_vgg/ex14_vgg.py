"""VGG16, built from a list of numbers, and where its parameters are.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

from collections.abc import Sequence

from torch import nn


def make_vgg(
    config: Sequence[int | str],
    classes: int = 1000,
    image_size: int = 224,
    hidden: int = 4096,
    dropout: float = 0.5,
) -> nn.Module:
    """Return a network of the VGG family.

    First come the layers that `config` lists, then a flatten, then three linear layers: two of
    `hidden` features, each followed by a ReLU and a dropout, and one that makes the scores. Nothing
    follows that last one.

    Args:
        config: a list or tuple. A positive int is a convolution with that many filters, with
            kernels of 3 and padding 1, followed by a ReLU. "M" is a max-pool of 2 with stride 2.
        classes: scores for each image.
        image_size: height and width of the images. Every "M" halves them and rounds down; there is
            no adaptive pooling.
        hidden: features of the two hidden linear layers.
        dropout: the probability with which the dropouts drop a number, in training mode.

    Returns:
        A module that takes (N, 3, image_size, image_size), float32, and returns (N, classes).
        Within `with torch.device("meta"):` it is made on the meta device.

    Raises:
        ValueError: `config` has an entry that is neither a positive int nor "M", or `image_size`
            is too small for so many "M": no pixel is left. The message names a parameter.

    Examples:
        >>> import torch
        >>> model = make_vgg([8, "M", 16, "M"], classes=10, image_size=32, hidden=20)
        >>> tuple(model(torch.zeros(2, 3, 32, 32)).shape)
        (2, 10)
        >>> with torch.device("meta"):
        ...     model = make_vgg([64, "M", 128, "M"])
        >>> sum(parameter.numel() for parameter in model.parameters())
        1665125224
        >>> make_vgg([8, "m"])
        Traceback (most recent call last):
            ...
        ValueError: config has the entry 'm', expected positive ints and "M"
    """
    raise NotImplementedError


def parameter_share(model: nn.Module) -> dict[str, float]:
    """Return which share of a model's parameters its convolutions and its linear layers hold.

    Args:
        model: any module with parameters.

    Returns:
        A dict with exactly the keys "conv" and "linear": the parameters of all `nn.Conv2d`, and of
        all `nn.Linear`, as fractions of all parameters of the model. Such layers count at any depth
        (the model itself may be one), and so do biases and frozen parameters, those with
        `requires_grad` False.

    Examples:
        >>> model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2, 10))
        >>> shares = parameter_share(model)
        >>> round(shares["conv"], 2), round(shares["linear"], 2)
        (0.4, 0.6)
    """
    raise NotImplementedError
