"""Data augmentation: pictures that were never taken, made from those that were.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def hflip(images: Tensor) -> Tensor:
    """Return every image of a batch as in a mirror: left becomes right.

    Args:
        images: shape (N, C, H, W); it is not modified.

    Returns:
        A tensor of the same shape. Images and channels stay in their order, and so do rows; only
        the pixels inside each row are in reverse order.

    Examples:
        >>> hflip(torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])).tolist()
        [[[[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]]]
    """
    raise NotImplementedError


def random_hflip(images: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """Return a batch in which each image is flipped, as by `hflip`, with probability `p`.

    Every image has a draw of its own, independent of the others. An image is flipped as a whole,
    all of its channels and rows, or not at all.

    Args:
        images: shape (N, C, H, W); it is not modified.
        p: the probability, from 0 to 1, both included.
        generator: where all random numbers come from. The same seed gives the same result, and a
            second call with the same generator draws anew.

    Returns:
        A tensor of the same shape.

    Raises:
        ValueError: `p` is below 0 or above 1. The message names the parameter.

    Examples:
        >>> images = torch.tensor([[[[1.0, 2.0]]], [[[3.0, 4.0]]]])
        >>> random_hflip(images, 1.0, torch.Generator().manual_seed(17)).tolist()
        [[[[2.0, 1.0]]], [[[4.0, 3.0]]]]
        >>> random_hflip(images, 0.0, torch.Generator().manual_seed(17)).tolist()
        [[[[1.0, 2.0]]], [[[3.0, 4.0]]]]
    """
    raise NotImplementedError


def random_crop(images: Tensor, size: int, padding: int, generator: torch.Generator) -> Tensor:
    """Return a square window of each image, cut at a random place after zero padding.

    Every image gets a frame of zeros, `padding` pixels wide on each of its four sides, and every
    channel likewise. Then a window of `size` x `size` pixels is cut out. Its place is drawn for
    every image on its own; all places where the window fits are equally likely, its row and its
    column being independent. All channels of an image are cut at the same place.

    Args:
        images: shape (N, C, H, W), not always square; it is not modified.
        size: height and width of the window in pixels, at least 1.
        padding: pixels of zeros on each side, at least 0.
        generator: where all random numbers come from. The same seed gives the same result, and a
            second call with the same generator draws anew.

    Returns:
        A tensor of shape (N, C, size, size).

    Raises:
        ValueError: `size` is below 1, `padding` is negative, or the window is higher or wider than
            the padded images. The message names a parameter.

    Examples:
        >>> images = torch.ones(5, 3, 32, 32)
        >>> tuple(random_crop(images, 32, 4, torch.Generator().manual_seed(17)).shape)
        (5, 3, 32, 32)
        >>> image = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
        >>> random_crop(image, 4, 1, torch.Generator().manual_seed(17))[0, 0, 1].tolist()
        [0.0, 1.0, 2.0, 0.0]
    """
    raise NotImplementedError


def normalize(
    images: Tensor, mean: Sequence[float] | Tensor, std: Sequence[float] | Tensor
) -> Tensor:
    """Return images whose channels are shifted and scaled: minus the mean, over the deviation.

    Args:
        images: shape (N, C, H, W); it is not modified.
        mean: a number for each channel, which is subtracted: a list, a tuple or a tensor of
            length C.
        std: a number above 0 for each channel, by which the rest is divided; likewise.

    Returns:
        A tensor of the same shape, floats.

    Examples:
        >>> images = torch.tensor([[[[0.5, 1.0]], [[0.5, 1.0]]]])
        >>> normalize(images, [0.5, 0.0], [0.25, 0.5]).tolist()
        [[[[0.0, 2.0]], [[1.0, 2.0]]]]
    """
    raise NotImplementedError


def add_noise(images: Tensor, std: float, generator: torch.Generator) -> Tensor:
    """Return images with Gaussian noise on them, clipped to the range from 0 to 1.

    Every element (pixel and channel of an image) gets a noise of its own, independent of all
    others, with mean 0 and standard deviation `std`. After that, whatever is below 0 becomes 0 and
    whatever is above 1 becomes 1; so it does if `std` is 0.

    Args:
        images: shape (N, C, H, W), usually with entries from 0 to 1; it is not modified.
        std: standard deviation of the noise, at least 0.
        generator: where all random numbers come from. The same seed gives the same result, and a
            second call with the same generator draws anew.

    Returns:
        A tensor of the same shape, with entries from 0 to 1.

    Raises:
        ValueError: `std` is negative. The message names the parameter.

    Examples:
        >>> noisy = add_noise(torch.ones(2, 3, 8, 8), 0.5, torch.Generator().manual_seed(17))
        >>> tuple(noisy.shape), float(noisy.max()), bool(noisy.min() >= 0)
        ((2, 3, 8, 8), 1.0, True)
        >>> images = torch.tensor([[[[-1.0, 0.5, 2.0]]]])
        >>> add_noise(images, 0.0, torch.Generator().manual_seed(17)).tolist()
        [[[[0.0, 0.5, 1.0]]]]
    """
    raise NotImplementedError
