# cnnquiz-instructor: never for students
"""What is believed about 1cycle training, in executable form."""

import math
from types import SimpleNamespace

import torch
from torch.nn import functional

from cnnquiz.judge.author import misconception


def cosine(start, end, share):
    """Return the value after a share of the way, along half a cosine wave."""
    return start + (end - start) * (1 - math.cos(math.pi * share)) / 2


def checked(reference, position):
    """Raise what the right functions raise."""
    reference.one_cycle_momentum(position)


def position_of(step, total):
    """Return the right position of a step."""
    return step / max(total - 1, 1)


def train(
    reference,
    model,
    batches,
    lr_max,
    epochs,
    *,
    position=position_of,
    momentum=None,
    loss_of=functional.cross_entropy,
    clear="always",
    mode=True,
    **sgd,
):
    """Train as is right, but for what the keywords say."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr_max, momentum=0.9, **sgd)
    total, losses = epochs * len(batches), []
    if mode is not None:
        model.train(mode)
    if clear == "once":
        optimizer.zero_grad()
    for _ in range(epochs):
        for x, y in batches:
            now = position(len(losses), total)
            for group in optimizer.param_groups:
                group["lr"] = reference.one_cycle_lr(now, lr_max)
                group["momentum"] = (momentum or reference.one_cycle_momentum)(now)
            loss = loss_of(model(x), y)
            if clear == "always":
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if clear == "afterwards":
                optimizer.zero_grad()
            losses.append(loss.item())
    return losses


# --- one_cycle_lr -------------------------------------------------------------------------------


@misconception("one-cycle-returns-to-start", of="one_cycle_lr")
def lr_returns(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start, div, div)


@misconception("one-cycle-ends-at-zero", of="one_cycle_lr")
def lr_ends_at_zero(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start, div, math.inf)


@misconception("one-cycle-end-divides-start", of="one_cycle_lr")
def lr_end_divides_start(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start, div, div * div_final)


@misconception("warm-up-starts-at-zero", of="one_cycle_lr")
def lr_starts_at_zero(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start, math.inf, div_final)


@misconception("annealing-without-warm-up", of="one_cycle_lr")
def lr_only_falls(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    checked(reference, position)
    return cosine(lr_max, lr_max / div_final, position)


@misconception("one-cycle-is-triangle", of="one_cycle_lr")
def lr_linear(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    checked(reference, position)
    start, end = lr_max / div, lr_max / div_final
    if position < pct_start:
        return start + (lr_max - start) * position / pct_start
    return lr_max + (end - lr_max) * (position - pct_start) / (1 - pct_start)


@misconception("warm-up-is-linear", of="one_cycle_lr")
def lr_rises_linearly(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    if 0 <= position < pct_start:
        return lr_max / div + (lr_max - lr_max / div) * position / pct_start
    return reference.one_cycle_lr(position, lr_max, pct_start, div, div_final)


@misconception("peak-in-the-middle", of="one_cycle_lr")
def lr_peak_in_the_middle(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, 0.5, div, div_final)


@misconception("peak-after-a-quarter", of="one_cycle_lr")
def lr_peak_after_a_quarter(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, 0.25, div, div_final)


@misconception("divisors-are-fixed", of="one_cycle_lr")
def lr_fixed_divisors(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start)


@misconception("divisors-swapped", of="one_cycle_lr")
def lr_swapped_divisors(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(position, lr_max, pct_start, div_final, div)


@misconception("part-begins-at-zero", of="one_cycle_lr")
def lr_falls_by_position(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    if pct_start < position <= 1:
        return cosine(lr_max, lr_max / div_final, position)
    return reference.one_cycle_lr(position, lr_max, pct_start, div, div_final)


@misconception("quarter-wave-for-half", of="one_cycle_lr")
def lr_quarter_waves(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    checked(reference, position)
    start, end = lr_max / div, lr_max / div_final
    if position < pct_start:
        return start + (lr_max - start) * math.sin(math.pi / 2 * position / pct_start)
    return end + (lr_max - end) * math.cos(math.pi / 2 * (position - pct_start) / (1 - pct_start))


@misconception("quarter-wave-for-half", of="one_cycle_lr")
def lr_first_quarters(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    # Level where each piece begins, and steepest where it ends.
    checked(reference, position)
    start, end = lr_max / div, lr_max / div_final
    if position < pct_start:
        return lr_max + (start - lr_max) * math.cos(math.pi / 2 * position / pct_start)
    return end + (lr_max - end) * math.cos(math.pi / 2 * (position - pct_start) / (1 - pct_start))


@misconception("no-validation", of="one_cycle_lr")
def lr_unchecked(reference, position, lr_max, pct_start=0.25, div=25.0, div_final=1e5):
    return reference.one_cycle_lr(min(max(position, 0), 1), lr_max, pct_start, div, div_final)


# --- one_cycle_momentum -------------------------------------------------------------------------


@misconception("momentum-follows-rate", of="one_cycle_momentum")
def momentum_follows_rate(reference, position, high=0.95, low=0.85, pct_start=0.25):
    return reference.one_cycle_momentum(position, low, high, pct_start)


@misconception("momentum-is-constant", of="one_cycle_momentum")
def momentum_constant(reference, position, high=0.95, low=0.85, pct_start=0.25):
    checked(reference, position)
    return high


@misconception("momentum-stays-low", of="one_cycle_momentum")
def momentum_stays_low(reference, position, high=0.95, low=0.85, pct_start=0.25):
    checked(reference, position)
    return reference.one_cycle_momentum(min(position, pct_start), high, low, pct_start)


@misconception("one-cycle-is-triangle", of="one_cycle_momentum")
def momentum_linear(reference, position, high=0.95, low=0.85, pct_start=0.25):
    checked(reference, position)
    if position < pct_start:
        return high + (low - high) * position / pct_start
    return low + (high - low) * (position - pct_start) / (1 - pct_start)


@misconception("peak-in-the-middle", of="one_cycle_momentum")
def momentum_middle(reference, position, high=0.95, low=0.85, pct_start=0.25):
    return reference.one_cycle_momentum(position, high, low, 0.5)


@misconception("peak-after-a-quarter", of="one_cycle_momentum")
def momentum_after_a_quarter(reference, position, high=0.95, low=0.85, pct_start=0.25):
    return reference.one_cycle_momentum(position, high, low, 0.25)


@misconception("divisors-are-fixed", of="one_cycle_momentum")
def momentum_fixed_range(reference, position, high=0.95, low=0.85, pct_start=0.25):
    return reference.one_cycle_momentum(position, pct_start=pct_start)


@misconception("no-validation", of="one_cycle_momentum")
def momentum_unchecked(reference, position, high=0.95, low=0.85, pct_start=0.25):
    return reference.one_cycle_momentum(min(max(position, 0), 1), high, low, pct_start)


# --- train_one_cycle ----------------------------------------------------------------------------


@misconception("last-step-is-before-the-end", of="train_one_cycle")
def train_never_arrives(reference, model, batches, lr_max, epochs):
    return train(
        reference, model, batches, lr_max, epochs, position=lambda step, total: step / total
    )


@misconception("schedule-set-after-the-step", of="train_one_cycle")
def train_one_step_late(reference, model, batches, lr_max, epochs):
    # The first step is taken with the first values too, as they were set before the loop.
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        position=lambda step, total: position_of(max(step - 1, 0), total),
    )


@misconception("schedule-by-epoch", of="train_one_cycle")
def train_epoch_wise(reference, model, batches, lr_max, epochs):
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        position=lambda step, _: position_of(step // len(batches), epochs),
    )


@misconception("cycle-in-every-epoch", of="train_one_cycle")
def train_cycles(reference, model, batches, lr_max, epochs):
    count = len(batches)
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        position=lambda step, _: position_of(step % count, count),
    )


@misconception("rate-is-lr-max", of="train_one_cycle")
def train_constant_rate(reference, model, batches, lr_max, epochs):
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        position=lambda *_: 0.25,
        momentum=lambda _: 0.95,
    )


@misconception("rate-is-lr-max", of="train_one_cycle")
def train_with_momentum_only(reference, model, batches, lr_max, epochs):
    momentum = reference.one_cycle_momentum
    schedules = SimpleNamespace(one_cycle_lr=lambda *_: lr_max, one_cycle_momentum=momentum)
    return train(schedules, model, batches, lr_max, epochs)


@misconception("momentum-is-constant", of="train_one_cycle")
def train_constant_momentum(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, momentum=lambda _: 0.95)


@misconception("momentum-is-constant", of="train_one_cycle")
def train_usual_momentum(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, momentum=lambda _: 0.9)


@misconception("momentum-is-optional", of="train_one_cycle")
def train_without_momentum(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, momentum=lambda _: 0.0)


@misconception("momentum-averages-gradients", of="train_one_cycle")
def train_dampened(reference, model, batches, lr_max, epochs):
    # v = momentum · v + (1 - momentum) · g, from zero
    velocity, losses = [torch.zeros_like(w) for w in model.parameters()], []
    model.train()
    for _ in range(epochs):
        for x, y in batches:
            now = position_of(len(losses), epochs * len(batches))
            rate, momentum = reference.one_cycle_lr(now, lr_max), reference.one_cycle_momentum(now)
            loss = functional.cross_entropy(model(x), y)
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for w, v, g in zip(model.parameters(), velocity, gradients, strict=True):
                    v.mul_(momentum).add_(g, alpha=1 - momentum)
                    w.sub_(rate * v)
            losses.append(loss.item())
    return losses


@misconception("nesterov-is-standard", of="train_one_cycle")
def train_nesterov(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, nesterov=True)


@misconception("backward-replaces-gradients", of="train_one_cycle")
def train_never_clears(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, clear="never")


@misconception("gradients-cleared-once", of="train_one_cycle")
def train_clears_once(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, clear="once")


@misconception("models-arrive-without-gradients", of="train_one_cycle")
def train_clears_afterwards(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, clear="afterwards")


@misconception("models-arrive-in-training-mode", of="train_one_cycle")
def train_in_any_mode(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches, lr_max, epochs, mode=None)


@misconception("network-ends-in-softmax", of="train_one_cycle")
def train_softmax_twice(reference, model, batches, lr_max, epochs):
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        loss_of=lambda logits, y: functional.cross_entropy(logits.softmax(1), y),
    )


@misconception("loss-is-a-sum", of="train_one_cycle")
def train_sum(reference, model, batches, lr_max, epochs):
    return train(
        reference,
        model,
        batches,
        lr_max,
        epochs,
        loss_of=lambda logits, y: functional.cross_entropy(logits, y, reduction="sum"),
    )


@misconception("loss-of-every-epoch", of="train_one_cycle")
def train_losses_by_epoch(reference, model, batches, lr_max, epochs):
    losses, count = train(reference, model, batches, lr_max, epochs), len(batches)
    return [sum(losses[first : first + count]) / count for first in range(0, len(losses), count)]


@misconception("loss-after-the-update", of="train_one_cycle")
def train_loss_after(reference, model, batches, lr_max, epochs):
    losses = train(reference, model, batches, lr_max, epochs)
    x, y = batches[-1]
    return [*losses[1:], functional.cross_entropy(model(x), y).item()]


@misconception("an-epoch-is-a-batch", of="train_one_cycle")
def train_first_batch(reference, model, batches, lr_max, epochs):
    return train(reference, model, batches[:1], lr_max, epochs)


@misconception("single-step-divides-by-zero", of="train_one_cycle")
def train_divides_by_zero(reference, model, batches, lr_max, epochs):
    return train(
        reference, model, batches, lr_max, epochs, position=lambda step, total: step / (total - 1)
    )
