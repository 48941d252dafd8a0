"""The reference of ex10 agrees with PyTorch, and with exact arithmetic far out."""

import decimal
import importlib.util
import types
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # as PyTorch's own pages call it

from support import load_reference

reference = load_reference("ex10_softmax")
DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float32", "float64"]
HUGE = np.array([1000.0, 999.75, 710.0, 40.0, 0.0, -40.0, -745.0, -746.0, -999.75, -1000.0])


def scores(rng, shape, dtype="float64"):
    """Return random scores of magnitudes from nearly 0 to 1000, in a dtype that holds them."""
    if np.dtype(dtype).kind in "iu":
        low = 0 if dtype == "uint8" else -100
        return np.asarray(rng.integers(low, 100, size=shape)).astype(dtype)
    return np.asarray(rng.normal(size=shape) * 10 ** rng.uniform(-2, 2.5)).astype(dtype)


def wide(array):
    """Return an array as a float64 tensor."""
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float64).reshape(array.shape))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (9,), (3, 4), (2, 3, 4, 2)])
def test_sigmoid_is_torchs(dtype, shape):
    rng = np.random.default_rng([10, 1])
    for _ in range(10):
        x = scores(rng, shape, dtype)
        due = torch.sigmoid(wide(x)).numpy()
        result = reference.sigmoid(x)
        assert result.dtype.kind == "f"
        assert result.shape == shape
        # Both take two roundings or three after an exp that is right to within one.
        np.testing.assert_allclose(result, due, rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("dtype", DTYPES)
def test_softmax_is_torchs_along_every_axis(dtype):
    rng = np.random.default_rng([10, 2])
    for shape in [(7,), (3, 5), (4, 1), (2, 3, 4), (2, 3, 4, 5)]:
        for axis in range(-len(shape), len(shape)):
            x = scores(rng, shape, dtype)
            due = torch.softmax(wide(x), dim=axis).numpy()
            np.testing.assert_allclose(reference.softmax(x, axis), due, rtol=1e-12, atol=1e-300)


def test_the_default_axis_of_softmax_is_the_last():
    x = scores(np.random.default_rng([10, 3]), (3, 4, 5))
    np.testing.assert_array_equal(reference.softmax(x), reference.softmax(x, axis=2))


@pytest.mark.parametrize("label_dtype", ["int64", "int32", "int8", "uint8", "uint64"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_cross_entropy_is_torchs(dtype, label_dtype):
    rng = np.random.default_rng([10, 4])
    for _ in range(10):
        images, classes = (int(size) for size in rng.integers(1, 9, size=2))
        x = scores(rng, (images, classes), dtype)
        labels = rng.integers(0, classes, images).astype(label_dtype)
        due = F.cross_entropy(wide(x), torch.from_numpy(labels.astype(np.int64)))
        loss = reference.cross_entropy(x, labels)
        assert isinstance(loss, float)
        assert loss == pytest.approx(due.item(), rel=1e-12, abs=1e-12)


def test_far_out_all_three_are_what_fifty_digits_give():
    with decimal.localcontext(prec=50):
        exact = [decimal.Decimal(float(score)) for score in HUGE]
        sigmoids = [1 / (1 + (-score).exp()) for score in exact]
        powers = [score.exp() for score in exact]
        shares = [power / sum(powers) for power in powers]
        losses = [float(-share.ln()) for share in shares]
    np.testing.assert_allclose(
        reference.sigmoid(HUGE), [float(p) for p in sigmoids], rtol=1e-14, atol=1e-307
    )
    np.testing.assert_allclose(
        reference.softmax(HUGE), [float(p) for p in shares], rtol=1e-14, atol=1e-307
    )
    for label, due in enumerate(losses):
        loss = reference.cross_entropy(HUGE[np.newaxis], np.array([label]))
        assert loss == pytest.approx(due, rel=1e-14)


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
def test_nothing_is_said_on_the_way(dtype):
    x = np.stack([HUGE, HUGE - 100, np.full(10, -1000), np.full(10, 1000)]).astype(dtype)
    # numpy's default error state, whatever another test may have left behind.
    state = np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
    with warnings.catch_warnings(), state:
        warnings.simplefilter("error")
        reference.sigmoid(x)
        for axis in (0, 1):
            reference.softmax(x, axis)
        reference.cross_entropy(x, np.array([0, 9, 5, 0]))


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0, -3], [99, 0], [0], [0, 1, 2], []])
def test_labels_that_are_none_are_refused_by_name(labels):
    with pytest.raises(ValueError, match="labels"):
        reference.cross_entropy(np.zeros((2, 3)), np.array(labels, dtype=np.int64))


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_predicted_class_is_the_first_of_the_largest(dtype):
    rng = np.random.default_rng([10, 5])
    for _ in range(20):
        shape = tuple(int(size) for size in rng.integers(1, 9, size=2))
        x = rng.integers(0, 4, size=shape).astype(dtype)
        due = [row.index(max(row)) for row in x.tolist()]
        assert reference.predict_single(x).tolist() == due


@pytest.mark.parametrize("threshold", [0.05, 0.5, 0.9])
def test_classes_are_present_where_torchs_sigmoid_reaches_the_threshold(threshold):
    rng = np.random.default_rng([10, 6])
    x = rng.integers(-8, 9, size=(20, 6)) / 2
    present = reference.predict_multi(x, threshold)
    assert present.dtype == np.bool_
    np.testing.assert_array_equal(present, torch.sigmoid(torch.from_numpy(x)).numpy() >= threshold)
    assert reference.predict_multi(np.zeros((1, 2))).tolist() == [[True, True]]


# --- the probes ---------------------------------------------------------------------------------


def load_probes():
    path = Path(__file__).parents[2] / "solutions" / "ex10_softmax" / "probes.py"
    spec = importlib.util.spec_from_file_location("probes_of_ex10", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Loud:
    """A student whose functions overflow on the way."""

    @staticmethod
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def softmax(logits, axis=-1):
        return np.exp(logits) / np.exp(logits).sum(axis=axis, keepdims=True)


@pytest.mark.parametrize("probe", ["silent_sigmoid", "silent_softmax"])
def test_a_probe_raises_the_first_warning_whatever_was_switched_off_before(probe):
    probes = load_probes()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with pytest.raises(RuntimeWarning, match="overflow"):
            getattr(probes, probe)(Loud, np.array([1000.0, -1000.0]))
        # And leaves things as they were.
        assert np.geterr()["over"] == "ignore"
        assert warnings.filters[0][0] == "ignore"


@pytest.mark.parametrize("probe", ["silent_sigmoid", "silent_softmax"])
def test_a_probe_returns_what_the_function_does(probe):
    probes = load_probes()
    name = probe.removeprefix("silent_")
    due = getattr(reference, name)(HUGE)
    np.testing.assert_array_equal(getattr(probes, probe)(reference, HUGE), due)


# As in a submission: the predictions find the others in the module that they share.
RESTING = """
def sigmoid(x):
    return 0 * x

def softmax(logits, axis=-1):
    return -logits

def predict_single(logits):
    return softmax(logits).argmax(axis=1)

def predict_multi(logits, threshold=0.5):
    return sigmoid(logits) >= threshold
"""


@pytest.mark.parametrize(
    ("probe", "name", "own"),
    [
        ("predict_single_by_softmax", "predict_single", "softmax"),
        ("predict_multi_by_sigmoid", "predict_multi", "sigmoid"),
    ],
)
def test_right_values_stand_in_for_a_wrong_function_and_only_for_the_while(probe, name, own):
    student = types.ModuleType("submission")
    exec(RESTING, student.__dict__)  # noqa: S102
    logits = np.random.default_rng([10, 7]).uniform(-4, 4, (5, 4))
    due = getattr(reference, name)(logits)
    right = getattr(reference, own)(logits)
    before = getattr(student, own)

    np.testing.assert_array_equal(getattr(load_probes(), probe)(student, right, logits), due)
    assert getattr(student, own) is before
    assert not np.array_equal(getattr(student, name)(logits), due)


def test_what_nobody_knows_a_right_value_for_is_left_to_the_students_own_function():
    student = types.ModuleType("submission")
    exec(RESTING.replace("sigmoid(logits)", "sigmoid(logits + 1)"), student.__dict__)  # noqa: S102
    logits = np.array([[0.125, -2.0]])
    right = reference.sigmoid(logits)
    present = load_probes().predict_multi_by_sigmoid(student, right, logits, threshold=0.3)
    assert present.tolist() == [[False, False]]
