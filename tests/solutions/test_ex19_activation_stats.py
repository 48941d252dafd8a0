"""The reference of ex19 agrees with numpy's statistics, and leaves models as they were."""

import numpy as np
import pytest
import torch
from torch import nn

from support import load_reference

reference = load_reference("ex19_activation_stats")


def noted(*outputs):
    """Return the dicts of a module that puts out these arrays, one after another."""
    module = nn.Identity()
    with reference.ActivationStats([module]) as watcher:
        for output in outputs:
            module(torch.from_numpy(output))
    return watcher.stats[0]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scale", [0.1, 1, 8])
def test_statistics_are_those_of_numpy(dtype, scale):
    rng = np.random.default_rng(19)
    for shape in [(1, 1), (3, 5), (2, 3, 4, 5)]:
        output = rng.normal(0.2, scale, size=shape).astype(dtype)
        (entry,) = noted(output)
        assert entry["mean"] == pytest.approx(output.mean(dtype="f8"), rel=1e-5, abs=1e-6)
        assert entry["std"] == pytest.approx(output.std(dtype="f8"), rel=1e-5, abs=1e-6)
        assert entry["near_zero"] == pytest.approx(np.mean(output <= 0.05))
        counts, _ = np.histogram(np.abs(output), bins=40, range=(0, 10))
        assert entry["histogram"] == counts.tolist()


def test_numbers_on_the_edges_of_bins_and_of_near_zero():
    (entry,) = noted(np.arange(-42.0, 43) / 4)
    assert entry["histogram"] == [1, *[2] * 38, 4]  # zero once, and 10 with 9.75 in the last bin
    assert noted(np.array([0.05, 0.051]))[0]["near_zero"] == 0.5


def test_every_module_has_its_own_passes_in_their_order():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
    with reference.ActivationStats([model[1], model[0]]) as watcher:
        outputs = [model(torch.randn(2, 4)) for _ in range(3)]
        model[0](torch.randn(1, 4))
    assert [len(passes) for passes in watcher.stats] == [3, 4]
    means = [entry["mean"] for entry in watcher.stats[0]]
    assert means == [output.mean().item() for output in outputs]


@pytest.mark.parametrize("error", [None, KeyError, KeyboardInterrupt])
def test_hooks_come_on_entry_and_go_on_exit_and_others_stay(error):
    module, calls = nn.ReLU(), []
    module.register_forward_hook(lambda *_: calls.append(1))
    watcher = reference.ActivationStats([module])
    assert len(module._forward_hooks) == 1

    def use():
        with watcher as named:
            assert named is watcher
            assert len(module._forward_hooks) == 2
            if error is not None:
                raise error

    if error is None:
        use()
    else:
        with pytest.raises(error):
            use()
    module(torch.zeros(1))
    assert len(calls) == len(module._forward_hooks) == 1
    assert watcher.stats == [[]]


def test_outputs_and_gradients_are_those_of_a_model_alone():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    x = torch.randn(5, 4)
    due = torch.autograd.grad(model(x).square().sum(), list(model.parameters()))
    with reference.ActivationStats(list(model)):
        got = torch.autograd.grad(model(x).square().sum(), list(model.parameters()))
    for one, other in zip(got, due, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


@pytest.mark.parametrize("wrap", [float, torch.tensor])
def test_dead_fraction_is_the_mean_over_the_passes_of_each_module(wrap):
    shares = [[0.1, 0.5, 0.9], [0.3]]
    stats = [[{"near_zero": wrap(share)} for share in passes] for passes in shares]
    assert reference.dead_fraction(stats) == pytest.approx([0.5, 0.3])
