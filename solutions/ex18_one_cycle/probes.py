# cnnquiz-instructor: never for students
"""A model, trained by train_one_cycle: modules stay on the side where they were made.

Training is judged with right schedules: where the student's own are wrong, train_one_cycle is lent
right ones for as long as the probe runs. Their formulas stand in the lesson.
"""

import contextlib
import inspect
import math

import torch
from torch import nn


def trained(student, layers, weights, batches, options):
    """Losses and weights of a model after training.

    `layers` holds tuples (class name, arguments…), `weights` a tensor for each parameter.
    `options` are: lr_max and epochs; whether the model is in `training` mode before; a `gradient`,
    the number that all gradients are before, or None for none; and the number of `runs`, one
    after another on the same model.
    """
    model = nn.Sequential(*(getattr(nn, name)(*arguments) for name, *arguments in layers))
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), weights, strict=True):
            parameter.copy_(value)
            if options["gradient"] is not None:
                parameter.grad = torch.full_like(parameter, options["gradient"])
    model.train(options["training"])
    arguments = batches, options["lr_max"], options["epochs"]
    steps = options["epochs"] * len(batches)
    # The step of a training, and places that only a wrong position leads to.
    positions = [step / max(steps - 1, 1) for step in range(steps)] + [n / 30 for n in range(31)]
    with _right_schedules(student.train_one_cycle, positions, options["lr_max"]):
        losses = [student.train_one_cycle(model, *arguments) for _ in range(options["runs"])]
    return {"losses": losses, "weights": list(model.parameters())}


@contextlib.contextmanager
def _right_schedules(call, positions, lr_max):
    """Let the schedules that a function calls be right ones, whatever the student's do."""
    scope = getattr(inspect.unwrap(call), "__globals__", {})
    own = {name: scope[name] for name in ("one_cycle_lr", "one_cycle_momentum") if name in scope}
    # Right ones stay: they may have parameters of their own that the caller knows of.
    if not _same(own.get("one_cycle_lr"), _rate, positions, lr_max):
        scope["one_cycle_lr"] = _rate
    if not _same(own.get("one_cycle_momentum"), _momentum, positions):
        scope["one_cycle_momentum"] = _momentum
    try:
        yield
    finally:
        for name in ("one_cycle_lr", "one_cycle_momentum"):
            scope.pop(name, None)
        scope.update(own)


def _same(own, right, positions, *arguments):
    try:
        return all(
            math.isclose(
                own(position, *arguments),
                right(position, *arguments),
                rel_tol=1e-4,  # as in the checks
                abs_tol=1e-6 * max(arguments, default=1),
            )
            for position in positions
        )
    except Exception:  # noqa: BLE001  # whatever it raises, it is not right
        return False


def _rate(position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return _two_waves(position, pct_start, lr_max / div, lr_max, lr_max / div_final)


def _momentum(position, high=0.95, low=0.85, pct_start=0.25):
    return _two_waves(position, pct_start, high, low, high)


def _two_waves(position, pct_start, first, middle, last):
    if not 0 <= position <= 1:
        raise ValueError("position has to lie between 0 and 1")
    if position < pct_start:
        start, end, share = first, middle, position / pct_start
    else:
        start, end, share = middle, last, (position - pct_start) / (1 - pct_start)
    return start + (end - start) * (1 - math.cos(math.pi * share)) / 2
