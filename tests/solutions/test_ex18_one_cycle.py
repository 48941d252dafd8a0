"""The reference of ex18 against PyTorch's OneCycleLR, which counts steps where we count shares."""

import copy
import itertools

import pytest
import torch
from torch import nn

from support import load_reference

REFERENCE = load_reference("ex18_one_cycle")


def torchs(optimizer, lr_max, steps, turn=0.25, div=25.0, div_final=1e5, low=0.85, high=0.95):
    """Return torch's schedule with the turn and the end where ours are.

    Its rise ends at step pct_start * steps - 1, and its last rate divides the first one.
    """
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=lr_max,
        total_steps=steps,
        pct_start=(turn * (steps - 1) + 1) / steps,
        div_factor=div,
        final_div_factor=div_final / div,
        base_momentum=low,
        max_momentum=high,
    )


def values_of_torch(steps, lr_max, **options):
    """Return the rates and momentums of a whole training."""
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.9)
    schedule = torchs(optimizer, lr_max, steps, **options)
    rates, momentums = [], []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        momentums.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if step < steps - 1:
            schedule.step()
    return rates, momentums


@pytest.mark.parametrize("turn", [0.25, 0.5, 0.1, 0.9])
@pytest.mark.parametrize(("div", "div_final"), [(25.0, 1e5), (10.0, 1e3), (2.0, 1.5)])
def test_both_schedules_are_torchs(turn, div, div_final):
    options = {"turn": turn, "div": div, "div_final": div_final, "low": 0.7, "high": 0.99}
    rates, momentums = values_of_torch(41, 0.3, **options)
    positions = [step / 40 for step in range(41)]
    ours = [REFERENCE.one_cycle_lr(at, 0.3, turn, div, div_final) for at in positions]
    assert ours == pytest.approx(rates, rel=1e-9)
    ours = [REFERENCE.one_cycle_momentum(at, 0.99, 0.7, turn) for at in positions]
    assert ours == pytest.approx(momentums, rel=1e-9)


def test_the_defaults_are_those_of_the_curriculum():
    rates, momentums = values_of_torch(41, 2.0)
    assert [REFERENCE.one_cycle_lr(n / 40, 2.0) for n in range(41)] == pytest.approx(rates)
    assert [REFERENCE.one_cycle_momentum(n / 40) for n in range(41)] == pytest.approx(momentums)


def test_rate_and_momentum_go_opposite_ways():
    positions = [n / 100 for n in range(101)]
    rates = [REFERENCE.one_cycle_lr(at, 1.0) for at in positions]
    momentums = [REFERENCE.one_cycle_momentum(at) for at in positions]
    for number, (rate, following) in enumerate(itertools.pairwise(rates)):
        assert (following > rate) == (number < 25)
        assert (momentums[number + 1] < momentums[number]) == (number < 25)


@pytest.mark.parametrize("position", [-1e-6, 1 + 1e-6, -1, 2, float("nan")])
def test_positions_outside_are_refused_by_name(position):
    with pytest.raises(ValueError, match="position"):
        REFERENCE.one_cycle_lr(position, 1.0)
    with pytest.raises(ValueError, match="position"):
        REFERENCE.one_cycle_momentum(position)


def network():
    torch.manual_seed(18)
    layers = [nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(64, 3)]
    return nn.Sequential(*layers)


def batches(count):
    generator = torch.Generator().manual_seed(18)
    return [
        (
            torch.randn(6, 1, 6, 6, generator=generator),
            torch.randint(3, (6,), generator=generator),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize(("count", "epochs"), [(8, 1), (3, 4), (1, 5), (1, 2)])
def test_training_is_what_torchs_optimizer_and_schedule_do(count, epochs):
    ours, theirs = network(), network()
    data, due = batches(count), []
    optimizer = torch.optim.SGD(theirs.parameters(), lr=1.0, momentum=0.9)
    schedule = torchs(optimizer, 0.2, count * epochs)
    for x, y in data * epochs:
        loss = nn.functional.cross_entropy(theirs(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        due.append(loss.item())
        if len(due) < count * epochs:
            schedule.step()
    losses = REFERENCE.train_one_cycle(ours.eval(), data, 0.2, epochs)
    assert losses == pytest.approx(due, rel=1e-5)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-4, atol=1e-6)


def test_a_single_step_is_the_first_one():
    model = nn.Linear(4, 3)
    start, (x, y) = copy.deepcopy(model), (torch.randn(5, 4), torch.tensor([0, 1, 2, 0, 1]))
    loss = nn.functional.cross_entropy(start(x), y)
    loss.backward()
    assert REFERENCE.train_one_cycle(model, [(x, y)], 5.0, 1) == [pytest.approx(loss.item())]
    for after, before in zip(model.parameters(), start.parameters(), strict=True):
        torch.testing.assert_close(after, before - 5.0 / 25 * before.grad)


def test_gradients_from_before_have_no_part_in_it():
    fresh, used = network(), network()
    for parameter in used.parameters():
        parameter.grad = torch.ones_like(parameter)
    data = batches(3)
    losses = REFERENCE.train_one_cycle(fresh, data, 0.1, 2)
    assert REFERENCE.train_one_cycle(used, data, 0.1, 2) == pytest.approx(losses)


def test_batches_stay_as_they_were_and_losses_are_floats():
    data = batches(2)
    before = copy.deepcopy(data)
    losses = REFERENCE.train_one_cycle(network(), data, 0.1, 2)
    assert all(type(loss) is float for loss in losses)
    for (x, y), (x_before, y_before) in zip(data, before, strict=True):
        assert torch.equal(x, x_before)
        assert torch.equal(y, y_before)
