"""1cycle training: a learning rate that rises and falls once, and a momentum that mirrors it.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

### BEGIN SOLUTION
# cnnquiz-instructor: never for students
### END SOLUTION

### BEGIN SOLUTION


def _along_cosine(start: float, end: float, share: float) -> float:
    """Return the value after a share (0 to 1) of the way, level at both ends."""
    return start + (end - start) * (1 - math.cos(math.pi * share)) / 2


def _two_parts(position: float, pct_start: float, start: float, middle: float, end: float) -> float:
    """Return where a curve is that runs from start to middle until pct_start, and then to end."""
    if not 0 <= position <= 1:
        raise ValueError(f"position is {position}, expected a share of training from 0 to 1")
    if position < pct_start:
        return _along_cosine(start, middle, position / pct_start)
    return _along_cosine(middle, end, (position - pct_start) / (1 - pct_start))


### END SOLUTION


def one_cycle_lr(
    position: float,
    lr_max: float,
    pct_start: float = 0.25,
    div: float = 25.0,
    div_final: float = 1e5,
) -> float:
    """Return the learning rate at one moment of 1cycle training.

    The rate starts at `lr_max / div`, rises along half a cosine wave to `lr_max` at `pct_start`,
    and from there falls along another to `lr_max / div_final` at the end. The curve is level at
    its start, at its peak and at its end.

    Args:
        position: share of the training that is over, from 0 to 1, both included.
        lr_max: the highest rate.
        pct_start: share of the training that the rise takes, above 0 and below 1.
        div: what `lr_max` is divided by for the first rate.
        div_final: what `lr_max` is divided by for the last rate.

    Returns:
        The rate, one number.

    Raises:
        ValueError: `position` is below 0 or above 1. The message names the parameter.

    Examples:
        >>> [round(one_cycle_lr(position, 1.0), 5) for position in (0, 0.125, 0.25, 0.625, 1)]
        [0.04, 0.52, 1.0, 0.50001, 1e-05]
        >>> round(one_cycle_lr(0.5, 0.3, pct_start=0.5), 5)
        0.3
    """
    ### BEGIN SOLUTION
    return _two_parts(position, pct_start, lr_max / div, lr_max, lr_max / div_final)
    ### END SOLUTION


def one_cycle_momentum(
    position: float, high: float = 0.95, low: float = 0.85, pct_start: float = 0.25
) -> float:
    """Return the momentum at one moment of 1cycle training.

    It goes the opposite way to the rate: from `high` along half a cosine wave down to `low` at
    `pct_start`, and along another up again to `high` at the end.

    Args:
        position: share of the training that is over, from 0 to 1, both included.
        high: the momentum at the start and at the end.
        low: the momentum where the rate is highest.
        pct_start: share of the training that the fall takes, above 0 and below 1.

    Returns:
        The momentum, one number.

    Raises:
        ValueError: `position` is below 0 or above 1. The message names the parameter.

    Examples:
        >>> [round(one_cycle_momentum(position), 3) for position in (0, 0.125, 0.25, 0.625, 1)]
        [0.95, 0.9, 0.85, 0.9, 0.95]
    """
    ### BEGIN SOLUTION
    return _two_parts(position, pct_start, high, low, high)
    ### END SOLUTION


def train_one_cycle(
    model: nn.Module, batches: list[tuple[Tensor, Tensor]], lr_max: float, epochs: int
) -> list[float]:
    """Train a model by SGD, with the rate and the momentum of 1cycle, and return the losses.

    The model is put into training mode. Then, in every epoch, it takes one step on each batch, in
    their order. There are `epochs * len(batches)` steps in all, and step number `step`, counted
    from 0 over all epochs, has the position `step / (total_steps - 1)`, or 0 if it is the only
    one. Rate and momentum are set to what `one_cycle_lr` and `one_cycle_momentum` give there, with
    their default arguments, *before* the step is taken.

    A step computes the mean cross-entropy of the batch and its gradient g, and then, as
    `torch.optim.SGD` does without dampening, Nesterov or weight decay, for every parameter w:

        v = momentum * v + g        (v starts at zero)
        w = w - rate * v

    Gradients from before, those that the model arrives with included, have no part in it.

    Args:
        model: takes a batch's `x` and returns logits, (N, K). It is trained in place.
        batches: pairs (x, y), with `y` the labels, int64, (N,). They are not modified, and may
            hold different numbers of images.
        lr_max: the highest rate.
        epochs: how often all batches are gone through, 1 or more.

    Returns:
        The loss of every step, computed before its update: `epochs * len(batches)` numbers.

    Examples:
        >>> model = nn.Linear(3, 2)
        >>> batches = [(torch.eye(3), torch.tensor([0, 1, 0]))] * 4
        >>> losses = train_one_cycle(model, batches, lr_max=0.5, epochs=5)
        >>> len(losses), bool(losses[-1] < losses[0])
        (20, True)
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr_max)
    total_steps = epochs * len(batches)
    losses: list[float] = []
    model.train()
    for _ in range(epochs):
        for x, y in batches:
            # A single step is the first one; dividing by total_steps - 1 would divide by 0.
            position = len(losses) / max(total_steps - 1, 1)
            for group in optimizer.param_groups:
                group["lr"] = one_cycle_lr(position, lr_max)
                group["momentum"] = one_cycle_momentum(position)
            loss = functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
    ### END SOLUTION
