"""The reference of ex13 agrees with torch's functions, and with layers called by hand."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from support import CHECKOUT, load_reference

reference = load_reference("ex13_mnist_cnn")


def images(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape).astype("float32"))


@pytest.mark.parametrize("seed", range(3))
def test_a_conv_is_a_padded_convolution_of_stride_2_and_a_relu(seed):
    rng = np.random.default_rng([13, 1, seed])
    for _ in range(20):
        ni, nf, ks, height, width = (
            int(n) for n in rng.integers([1, 1, 1, 6, 6], [5, 9, 8, 19, 19])
        )
        act = bool(rng.integers(2))
        layer = reference.conv(ni, nf, ks, act)
        x = images(rng, 2, ni, height, width)
        weight, bias = layer.parameters()
        assert weight.shape == (nf, ni, ks, ks)
        due = functional.conv2d(x, weight, bias, stride=2, padding=ks // 2)
        torch.testing.assert_close(layer(x), due.clamp(min=0) if act else due)


@pytest.mark.parametrize("seed", range(3))
def test_the_network_is_a_chain_of_convolutions_and_relus(seed):
    rng = np.random.default_rng([13, 2, seed])
    for _ in range(8):
        channels = tuple(int(n) for n in rng.integers(1, 7, size=int(rng.integers(1, 7))))
        classes, first_ks = (int(n) for n in rng.integers(1, 8, size=2))
        model = reference.simple_cnn(channels, classes, first_ks)
        x = start = images(rng, 3, 1, 28, 28)
        parameters = list(model.parameters())
        for number in range(0, len(parameters), 2):
            weight, bias = parameters[number : number + 2]
            assert weight.shape[-1] == (3 if number else first_ks)
            x = functional.conv2d(x, weight, bias, stride=2, padding=weight.shape[-1] // 2)
            x = x.relu() if number + 2 < len(parameters) else x
        assert [weight.shape[0] for weight in parameters[::2]] == [*channels, classes]
        torch.testing.assert_close(model(start), x.reshape(3, -1))


def test_the_default_network_has_6722_parameters_layer_by_layer():
    model = reference.simple_cnn()
    due = [40, 296, 1168, 4640, 578]  # (channels in · 9 + 1) · filters
    sizes = [parameter.numel() for parameter in model.parameters()]
    assert [sum(sizes[number : number + 2]) for number in range(0, 10, 2)] == due
    assert sum(due) == 6722


def test_shapes_of_a_chain_are_those_of_its_layers_called_by_hand():
    layers = [
        nn.Conv2d(3, 4, 3),
        nn.BatchNorm2d(4),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(36, 5),
    ]
    model = nn.Sequential(nn.Sequential(*layers[:2]), nn.Sequential(nn.Sequential(*layers[2:])))
    x = start = torch.zeros(2, 3, 8, 8)
    due = []
    for layer in layers:
        x = layer(x)
        due.append((type(layer).__name__, tuple(x.shape)))
    assert reference.layer_shapes(model, start) == due


class Twice(nn.Module):
    """Calls what was registered last first, and that twice; one layer not at all."""

    def __init__(self):
        super().__init__()
        self.never = nn.Linear(1, 1)
        self.last = nn.Linear(4, 2)
        self.twice = nn.Tanh()

    def forward(self, x):
        return self.last(self.twice(self.twice(x)))


def test_rows_follow_calls_and_not_registration():
    rows = reference.layer_shapes(Twice(), torch.zeros(3, 4))
    assert rows == [("Tanh", (3, 4)), ("Tanh", (3, 4)), ("Linear", (3, 2))]


def test_a_layer_alone_is_its_own_leaf():
    assert reference.layer_shapes(nn.Linear(2, 3), torch.zeros(1, 2)) == [("Linear", (1, 3))]


def test_hooks_are_gone_after_an_exception_and_others_remain():
    model = nn.Sequential(nn.ReLU(), nn.Linear(4, 2))
    calls = []
    model[0].register_forward_hook(lambda *_: calls.append(1))
    with pytest.raises(RuntimeError):
        reference.layer_shapes(model, torch.zeros(1, 3))  # the linear layer takes four features
    assert [len(module._forward_hooks) for module in model.modules()] == [0, 1, 0]
    model(torch.zeros(1, 4))
    assert len(calls) == 2


def test_modes_gradients_and_frozen_parameters_stay():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout())
    model[1].eval()
    model[0].weight.requires_grad_(requires_grad=False)
    model[0].bias.grad = torch.tensor([3.0, 4.0])
    reference.layer_shapes(model, torch.zeros(2, 1, 5, 5))
    assert [module.training for module in model.modules()] == [True, True, False, True]
    assert [parameter.requires_grad for parameter in model.parameters()] == [False, *[True] * 3]
    assert model[0].bias.grad.tolist() == [3, 4]
    assert model[1].weight.grad is None


# --- the probes -----------------------------------------------------------------------------------


class Asked(Rehearsal):
    """The reference, and the names and arguments of all that it was asked."""

    def __init__(self, material):
        super().__init__(material, material.reference)
        self.probes = []

    def ask(self, request):
        self.probes.append((request.function, request.arguments()[0]))
        return super().ask(request)


@pytest.mark.parametrize("seed", [0, 7])
def test_every_model_that_checks_ask_about_is_made_already_and_given_once(seed):
    exercise = load_exercise(CHECKOUT / "exercises", "ex13_mnist_cnn")
    material = wiring.material(exercise)
    probes = material.probes
    made = dict(probes["_MADE"])
    asked = Asked(material)
    checks = Judge(material, wiring.misconception).run(asked, seed)
    assert all(check.earned == check.points for check in checks)

    specs = [args[0] for name, args in asked.probes if not name.startswith(("conv_", "cnn_"))]
    assert sorted(map(str, specs)) == sorted(made)
    for spec in specs:
        model, another = made[str(spec)], probes["fresh"](spec)
        assert another is not model
        assert repr(another) == repr(model)
