"""The reference of ex12 against central differences and PyTorch's autograd."""

import importlib.util
import itertools
import types
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnquiz.judge.author import numeric_gradient
from support import load_reference

REFERENCE = load_reference("ex12_learn_filter")
DTYPES = [np.uint8, np.int8, np.int16, np.int64, np.float32, np.float64]
SIDES = [(1, 1), (2, 2), (3, 3), (2, 5), (6, 1), (7, 8)]


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def example(rng, kernel_sides, sides=(7, 8)):
    shape = [n - k + 1 for n, k in zip(sides, kernel_sides, strict=True)]
    return rng.uniform(-1, 1, sides), rng.uniform(-1, 1, kernel_sides), rng.uniform(-1, 1, shape)


def brute_force_loss(image, kernel, target):
    """Return the mean squared error, one window after another."""
    errors = [
        (image[row : row + kernel.shape[0], col : col + kernel.shape[1]] * kernel).sum() - due
        for (row, col), due in np.ndenumerate(target)
    ]
    return float(np.mean(np.square(errors)))


def torch_loss(image, kernel, target):
    x = torch.tensor(np.array(image, dtype=np.float64))[None, None]
    due = torch.tensor(np.array(target, dtype=np.float64))[None, None]
    return torch.nn.functional.mse_loss(torch.nn.functional.conv2d(x, kernel[None, None]), due)


def autograd(image, kernel, target):
    weights = torch.tensor(np.array(kernel, dtype=np.float64), requires_grad=True)
    torch_loss(image, weights, target).backward()
    return weights.grad.numpy()


@pytest.mark.parametrize("sides", SIDES)
def test_gradient_is_the_slope_by_central_differences(rng, sides):
    image, kernel, target = example(rng, sides)
    slopes = numeric_gradient(lambda weights: brute_force_loss(image, weights, target), kernel)
    # The loss is quadratic, so only rounding is left: about 1e-15 times 100, over 2e-6.
    np.testing.assert_allclose(REFERENCE.filter_gradient(image, kernel, target), slopes, atol=1e-7)


@pytest.mark.parametrize("sides", SIDES)
def test_gradient_is_autograds(rng, sides):
    image, kernel, target = example(rng, sides)
    np.testing.assert_allclose(
        REFERENCE.filter_gradient(image, kernel, target),
        autograd(image, kernel, target),
        atol=1e-12,
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_taken_without_overflow(rng, dtype):
    image, kernel, target = (
        rng.integers(100, 128, sides).astype(dtype) for sides in [(7, 8), (3, 2), (5, 7)]
    )
    np.testing.assert_allclose(
        REFERENCE.filter_gradient(image, kernel, target),
        autograd(image, kernel, target),
        rtol=1e-12,
    )


@pytest.mark.parametrize("kernel_size", [3, (3, 3), [2, 4], (1, 1), (7, 8)])
def test_fitting_is_what_torchs_sgd_does_from_zeros(rng, kernel_size):
    sides = (3, 3) if kernel_size == 3 else tuple(kernel_size)
    image, _, target = example(rng, sides)
    weights = torch.zeros(sides, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=0.03)
    due = []
    for _ in range(25):
        optimizer.zero_grad()
        loss = torch_loss(image, weights, target)
        loss.backward()
        optimizer.step()
        due.append(loss.item())
    kernel, losses = REFERENCE.fit_filter(image, target, kernel_size, 0.03, 25)
    np.testing.assert_allclose(kernel, weights.detach().numpy(), atol=1e-12)
    assert type(losses) is list
    assert losses == pytest.approx(due, rel=1e-12)


@pytest.mark.parametrize("edge", [[[-1] * 3, [0] * 3, [1] * 3], [[1, 0, -1]] * 3])
def test_an_edge_kernel_is_recovered_from_its_map(rng, edge):
    edge = np.array(edge)
    image = rng.uniform(-1, 1, (12, 13))
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    kernel, losses = REFERENCE.fit_filter(image, (windows * edge).sum((2, 3)), 3, 0.7, 300)
    np.testing.assert_allclose(kernel, edge, atol=1e-6)
    # A rate below two over the largest curvature makes every step a step down.
    assert all(later < earlier or later < 1e-20 for earlier, later in itertools.pairwise(losses))


def test_no_steps_give_zeros_and_no_losses(rng):
    image, _, target = example(rng, (2, 3))
    kernel, losses = REFERENCE.fit_filter(image, target, (2, 3), 0.1, 0)
    np.testing.assert_array_equal(kernel, np.zeros((2, 3)))
    assert losses == []


@pytest.mark.parametrize("steps", [0, 2])
@pytest.mark.parametrize("shape", [(7, 8), (6, 5), (5, 1), (1, 6), (1, 1), (6,), (1, 5, 6), ()])
def test_targets_of_other_shapes_are_refused_by_name(rng, shape, steps):
    image, kernel, _ = example(rng, (3, 3))
    with pytest.raises(ValueError, match="target"):
        REFERENCE.filter_gradient(image, kernel, np.ones(shape))
    with pytest.raises(ValueError, match="target"):
        REFERENCE.fit_filter(image, np.ones(shape), 3, 0.1, steps)


@pytest.mark.parametrize("steps", [0, 2])
@pytest.mark.parametrize("sides", [(8, 1), (1, 9), (20, 20)])
def test_kernels_larger_than_the_image_are_refused_by_name(rng, sides, steps):
    image = rng.uniform(-1, 1, (7, 8))
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.filter_gradient(image, np.ones(sides), np.ones((1, 1)))
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.fit_filter(image, np.ones((1, 1)), sides, 0.1, steps)


def test_views_give_what_their_copies_give_and_nothing_is_modified(rng):
    image, kernel, target = (rng.uniform(-1, 1, sides) for sides in [(14, 8), (4, 3), (6, 6)])
    arrays = image[::2, ::-1], kernel[1::2], target.T
    before = [array.copy() for array in arrays]
    gradient = REFERENCE.filter_gradient(*arrays)
    np.testing.assert_allclose(gradient, autograd(*before), atol=1e-12)
    REFERENCE.fit_filter(arrays[0], arrays[2], (2, 3), 0.1, 3)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


# --- the probes -----------------------------------------------------------------------------------

# As in a submission: fit_filter finds filter_gradient in the module that they share.
RESTING = """
import numpy as np

def filter_gradient(image, kernel, target):
    return 0 * kernel

def fit_filter(image, target, kernel_size, learning_rate, steps):
    kernel = np.zeros(kernel_size)
    filter_gradient(image, kernel, target)
    for _ in range(steps):
        kernel = kernel - learning_rate * filter_gradient(image, kernel, target)
    return kernel, []
"""


@pytest.fixture
def student():
    module = types.ModuleType("submission")
    exec(RESTING, module.__dict__)  # noqa: S102
    return module


def load_probes():
    path = Path(__file__).parents[2] / "solutions" / "ex12_learn_filter" / "probes.py"
    spec = importlib.util.spec_from_file_location("probes_of_ex12", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def right_slopes(image, target, sides):
    """Return the slopes at zero, and how a weight of 1 changes them."""
    at_zero = REFERENCE.filter_gradient(image, np.zeros(sides), target)
    units = np.eye(at_zero.size).reshape(-1, *sides)
    changes = [REFERENCE.filter_gradient(image, unit, target) - at_zero for unit in units]
    return at_zero, np.stack(changes)


@pytest.mark.parametrize("sides", [(3, 3), (2, 5)])
def test_right_slopes_stand_in_for_the_students_own_and_only_for_the_while(rng, student, sides):
    image, _, target = example(rng, sides)
    own = student.filter_gradient
    kernel, _ = load_probes().fit_filter_by_right_slopes(
        student, *right_slopes(image, target, sides), image, target, sides, 0.3, 20
    )
    due, _ = REFERENCE.fit_filter(image, target, sides, 0.3, 20)
    np.testing.assert_allclose(kernel, due, atol=1e-12)
    assert student.filter_gradient is own


def test_slopes_of_other_data_are_the_students_own(rng, student):
    # One that steps along the slopes of an image at half its brightness.
    halved = RESTING.replace(
        "filter_gradient(image, kernel, target)\n", "half(image, kernel, target)\n"
    )
    exec(halved, vars(student))  # noqa: S102
    student.half = lambda image, *rest: student.filter_gradient(image / 2, *rest)
    image, _, target = example(rng, (3, 3))
    kernel, _ = load_probes().fit_filter_by_right_slopes(
        student, *right_slopes(image, target, (3, 3)), image, target, (3, 3), 0.3, 20
    )
    assert not kernel.any()


def test_a_refusal_of_the_gradient_is_one_of_the_fit(rng, student):
    image, _, target = example(rng, (3, 3))
    refused = load_probes().fit_filter_is_a_value_error
    assert refused(student, image, target[1:], (3, 3), 0.1, 0)
    student.fit_filter = lambda *_: (np.zeros((3, 3)), [])
    assert not refused(student, image, target[1:], (3, 3), 0.1, 0)
