"""Four ways to keep a network from learning its training data by heart.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

from collections.abc import Iterable

import torch


def dropout_train(x: torch.Tensor, p: float, generator: torch.Generator) -> torch.Tensor:
    """Return `x` after inverted dropout: some elements are 0, the others are larger than before.

    Each element is dropped with probability `p`, independently of all others. A survivor is
    multiplied by 1 / (1 - p), so that the mean stays about the same. In evaluation inverted
    dropout does nothing at all.

    Args:
        x: any shape, float32; it is not modified.
        p: the probability of being dropped, in [0, 1): 0 is allowed and drops nothing, 1 is not.
        generator: the one source of chance. The same state of it gives the same result, and each
            call advances it.

    Returns:
        A tensor of the shape of `x`.

    Raises:
        ValueError: `p` is below 0, or 1 or above. The message names a parameter.

    Examples:
        >>> x = torch.ones(1000)
        >>> y = dropout_train(x, 0.75, torch.Generator().manual_seed(5))
        >>> sorted(set(y.tolist()))
        [0.0, 4.0]
        >>> bool((dropout_train(x, 0.0, torch.Generator().manual_seed(5)) == x).all())
        True
    """
    raise NotImplementedError


def classical_dropout_train(x: torch.Tensor, p: float, generator: torch.Generator) -> torch.Tensor:
    """Return `x` after classical dropout in training: some elements are 0, the others unchanged.

    Each element is dropped with probability `p`, independently of all others.

    Args:
        x: any shape, float32; it is not modified.
        p: the probability of being dropped, in [0, 1).
        generator: the one source of chance. The same state of it gives the same result, and each
            call advances it.

    Returns:
        A tensor of the shape of `x`.

    Raises:
        ValueError: `p` is below 0, or 1 or above. The message names a parameter.

    Examples:
        >>> y = classical_dropout_train(torch.ones(1000), 0.75, torch.Generator().manual_seed(5))
        >>> sorted(set(y.tolist()))
        [0.0, 1.0]
    """
    raise NotImplementedError


def classical_dropout_eval(x: torch.Tensor, p: float) -> torch.Tensor:
    """Return `x` after classical dropout in evaluation: nothing is dropped, all is scaled by 1 - p.

    Args:
        x: any shape, float32; it is not modified.
        p: the probability with which an element was dropped in training, in [0, 1).

    Returns:
        A tensor of the shape of `x`.

    Raises:
        ValueError: `p` is below 0, or 1 or above. The message names a parameter.

    Examples:
        >>> classical_dropout_eval(torch.tensor([4.0, -8.0]), 0.75).tolist()
        [1.0, -2.0]
    """
    raise NotImplementedError


def l1_penalty(parameters: Iterable[torch.Tensor], weight: float) -> torch.Tensor:
    """Return `weight` times the sum of the absolute values of all entries of all tensors.

    Args:
        parameters: at least one tensor, of any shapes, float32. They may come from an iterator
            that can be gone through only once, such as `model.parameters()`.
        weight: the price of an absolute value of 1.

    Returns:
        A tensor without axes (its shape is `()`), through which gradients reach the parameters.

    Examples:
        >>> penalty = l1_penalty([torch.tensor([1.0, -2.0]), torch.tensor([[3.0]])], 0.5)
        >>> tuple(penalty.shape), float(penalty)
        ((), 3.0)
    """
    raise NotImplementedError


def l2_penalty(parameters: Iterable[torch.Tensor], weight: float) -> torch.Tensor:
    """Return `weight` times the sum of the squares of all entries of all tensors.

    There is no root and no half in it.

    Args:
        parameters: at least one tensor, of any shapes, float32. They may come from an iterator
            that can be gone through only once, such as `model.parameters()`.
        weight: the price of a square of 1.

    Returns:
        A tensor without axes (its shape is `()`), through which gradients reach the parameters.

    Examples:
        >>> penalty = l2_penalty([torch.tensor([1.0, -2.0]), torch.tensor([[3.0]])], 0.5)
        >>> tuple(penalty.shape), float(penalty)
        ((), 7.0)
    """
    raise NotImplementedError


def early_stopping(valid_losses: list[float], patience: int) -> tuple[int, int]:
    """Return the epoch at which training stops, and the one with the lowest loss until then.

    An epoch improves if its loss is strictly lower than the best of all epochs before it. Training
    stops at the first epoch that makes `patience` epochs in a row without improvement. If that
    never happens, it stops at the last one. Epochs are counted from 0; the first always improves.

    Args:
        valid_losses: the validation loss of every epoch, in order; finite numbers.
        patience: how many epochs in a row without improvement end the training, at least 1.

    Returns:
        (stop_epoch, best_epoch). Of several epochs with the lowest loss the first is the best one;
        epochs after `stop_epoch` never took place.

    Raises:
        ValueError: there are no losses, or `patience` is below 1. The message names a parameter.

    Examples:
        >>> early_stopping([0.9, 0.5, 0.6, 0.7, 0.4], patience=2)
        (3, 1)
        >>> early_stopping([0.9, 0.5, 0.6, 0.4], patience=2)
        (3, 3)
    """
    raise NotImplementedError
