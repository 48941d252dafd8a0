"""What batch normalization computes, in training and in evaluation, and how it can vanish.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import torch


def batchnorm_train(
    x: torch.Tensor,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalize a batch by its own statistics, channel by channel, and update the running ones.

    A channel's mean and variance are taken over all images and all pixels. The normalization
    divides by the square root of the biased variance (the one that divides by the count) plus
    `eps`; then comes `gamma` times that, plus `beta`.

    The running statistics do not influence `y`. They are moved a little towards the batch's:
    `new = (1 - momentum) * old + momentum * batch`, where the batch's variance is the unbiased one
    (the one that divides by the count minus 1). No input is modified; the new ones are returned.

    Args:
        x: shape (N, C, H, W), float32.
        gamma: the scale of each channel, shape (C,).
        beta: the shift of each channel, shape (C,).
        running_mean: the means so far, shape (C,).
        running_var: the variances so far, shape (C,).
        momentum: how much of the batch's statistics enters the running ones, 0 to 1.
        eps: added to the variance, under the root; above 0.

    Returns:
        (y, new_running_mean, new_running_var), tensors of the shapes (N, C, H, W), (C,) and (C,).

    Raises:
        ValueError: a channel has a single value only, N * H * W = 1: it has no unbiased variance.
            The message names a parameter.

    Examples:
        >>> x = torch.tensor([1.0, 3.0]).reshape(2, 1, 1, 1)
        >>> one, zero = torch.ones(1), torch.zeros(1)
        >>> y, mean, var = batchnorm_train(x, one, zero, zero, one, momentum=0.5)
        >>> [round(value, 2) for value in y.flatten().tolist()]
        [-1.0, 1.0]
        >>> round(float(mean), 2), round(float(var), 2)
        (1.0, 1.5)
    """
    raise NotImplementedError


def batchnorm_eval(
    x: torch.Tensor,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    eps: float = 1e-5,
) -> torch.Tensor:
    """Normalize a batch by the running statistics, channel by channel.

    As in training, with `running_mean` and `running_var` in place of the batch's statistics. What
    becomes of an image does not depend on the others; a batch of one is as good as any, and a
    channel of a single value too.

    Args:
        x: shape (N, C, H, W), float32.
        gamma: the scale of each channel, shape (C,).
        beta: the shift of each channel, shape (C,).
        running_mean: the means that training has gathered, shape (C,).
        running_var: the variances that it has gathered, shape (C,).
        eps: added to the variance, under the root; above 0.

    Returns:
        y, a tensor of the shape of `x`.

    Examples:
        >>> x = torch.tensor([5.0, 9.0]).reshape(1, 2, 1, 1)
        >>> gamma, beta = torch.tensor([1.0, 10.0]), torch.tensor([0.0, 1.0])
        >>> mean, var = torch.tensor([3.0, 3.0]), torch.tensor([4.0, 9.0])
        >>> y = batchnorm_eval(x, gamma, beta, mean, var)
        >>> [round(value, 2) for value in y.flatten().tolist()]
        [1.0, 21.0]
    """
    raise NotImplementedError


def fold_batchnorm(
    weight: torch.Tensor,
    bias: torch.Tensor | None,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    eps: float = 1e-5,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the convolution that equals a convolution followed by batch norm in evaluation.

    For every input, convolving with what is returned gives what `batchnorm_eval` makes of the
    convolution with `weight` and `bias`.

    Args:
        weight: the filters of the convolution, shape (C_out, C_in, kH, kW).
        bias: its biases, shape (C_out,), or None for a convolution without.
        gamma: the batch norm's scales, shape (C_out,).
        beta: its shifts, shape (C_out,).
        running_mean: its running means, shape (C_out,).
        running_var: its running variances, shape (C_out,).
        eps: added to the variance, under the root; above 0.

    Returns:
        (weight, bias) of the one convolution, of the shapes (C_out, C_in, kH, kW) and (C_out,). A
        bias is always returned, also where there was none.

    Examples:
        >>> weight = torch.full((1, 1, 1, 1), 3.0)
        >>> mean, var = torch.tensor([2.0]), torch.tensor([4.0])
        >>> new_weight, new_bias = fold_batchnorm(
        ...     weight, None, torch.tensor([2.0]), torch.tensor([1.0]), mean, var
        ... )
        >>> round(float(new_weight), 2), round(float(new_bias), 2)
        (3.0, -1.0)
    """
    raise NotImplementedError
