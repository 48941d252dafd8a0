"""The reference of ex16 agrees with PyTorch, or with a definition taken literally."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from support import load_reference

reference = load_reference("ex16_regularization")


def mask_by_torch(x, p, seed):
    """Return what torch's own layer makes of `x`, seeded."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Dropout(p)(x)


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9])
def test_inverted_dropout_is_distributed_as_a_torch_layer(p):
    x = torch.linspace(1, 3, 40_000)

    ours = reference.dropout_train(x, p, torch.Generator().manual_seed(1))
    theirs = mask_by_torch(x, p, 1)

    for y in (ours, theirs):
        kept = y != 0
        torch.testing.assert_close(y[kept], x[kept] / (1 - p))
        # Hoeffding: off by more with a probability below 2 exp(-2 * 40000 * 0.015^2) < 4e-8.
        assert abs(float(kept.float().mean()) - (1 - p)) < 0.015


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_both_forms_drop_the_same_elements_for_the_same_seed_and_agree_on_average(p):
    x = torch.linspace(1, 2, 40_000)
    inverted = reference.dropout_train(x, p, torch.Generator().manual_seed(2))
    classical = reference.classical_dropout_train(x, p, torch.Generator().manual_seed(2))
    evaluated = reference.classical_dropout_eval(x, p)

    torch.testing.assert_close(classical / (1 - p), inverted)
    # Each entry lies in [0, 2] before scaling: the mean is off by 0.03 with a probability < 4e-8.
    assert float(classical.mean()) == pytest.approx(float(evaluated.mean()), abs=0.03)
    assert float(inverted.mean()) == pytest.approx(float(x.mean()), abs=0.03 / (1 - p))


@pytest.mark.parametrize("p", [-0.01, 1.0, 1.01, math.nan])
def test_all_three_refuse_what_is_no_probability_below_one(p):
    x, generator = torch.ones(3), torch.Generator()
    for refuse in (
        lambda: reference.dropout_train(x, p, generator),
        lambda: reference.classical_dropout_train(x, p, generator),
        lambda: reference.classical_dropout_eval(x, p),
    ):
        with pytest.raises(ValueError, match="p is "):
            refuse()


def test_l2_penalty_is_weight_decay_of_twice_the_weight():
    torch.manual_seed(3)
    decayed, penalized = nn.Conv2d(2, 3, 3), nn.Conv2d(2, 3, 3)
    penalized.load_state_dict(decayed.state_dict())
    by_decay = torch.optim.SGD(decayed.parameters(), lr=0.1, weight_decay=0.02)
    for parameter in decayed.parameters():
        parameter.grad = torch.zeros_like(parameter)
    by_decay.step()

    reference.l2_penalty(penalized.parameters(), 0.01).backward()
    torch.optim.SGD(penalized.parameters(), lr=0.1).step()

    for one, other in zip(decayed.parameters(), penalized.parameters(), strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize(
    ("penalty", "loss"), [("l1_penalty", nn.L1Loss), ("l2_penalty", nn.MSELoss)]
)
def test_penalties_are_torch_losses_towards_zero_that_are_summed(penalty, loss):
    model = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))
    due = sum(loss(reduction="sum")(one, torch.zeros_like(one)) for one in model.parameters())

    result = getattr(reference, penalty)(iter(list(model.parameters())), 0.3)

    assert result.shape == ()
    torch.testing.assert_close(result, 0.3 * due)
    torch.testing.assert_close(
        torch.autograd.grad(result, list(model.parameters())),
        torch.autograd.grad(0.3 * due, list(model.parameters())),
    )


def stop_by_definition(losses, patience):
    """Return what the definition says, epoch by epoch, without any state."""
    improves = [all(loss < before for before in losses[:n]) for n, loss in enumerate(losses)]
    for stop in range(len(losses)):
        last = improves[max(0, stop - patience + 1) : stop + 1]
        if len(last) == patience and not any(last):
            break
    return stop, max(n for n in range(stop + 1) if improves[n])


@pytest.mark.parametrize("seed", range(5))
def test_early_stopping_is_its_definition(seed):
    rng = np.random.default_rng([16, seed])
    stopped = ended = 0
    for _ in range(200):
        losses = [float(loss) for loss in rng.integers(-4, 6, int(rng.integers(1, 15)))]
        patience = int(rng.integers(1, 7))

        result = reference.early_stopping(losses, patience)

        assert result == stop_by_definition(losses, patience), (losses, patience)
        stopped += result[0] < len(losses) - 1
        ended += result[0] == len(losses) - 1
    assert min(stopped, ended) > 20
