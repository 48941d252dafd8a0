"""A wrong array that is a simple change of the right one is said to be that."""

import numpy as np
import pytest

from cnnquiz.judge.compare import Tolerance, difference
from cnnquiz.judge.likeness import likeness

DUE = np.random.default_rng(5).normal(size=(2, 3, 4, 4))


def close(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.isclose(one, other, 1e-4, 1e-5).all())


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (DUE.swapaxes(-1, -2), "with rows and columns swapped"),
        (DUE[..., ::-1], "mirrored left to right"),
        (DUE[..., ::-1, :], "upside down"),
        (DUE[..., ::-1, ::-1], "turned by half a turn"),
        (DUE[:, [1, 0, 2]], "with channels in another order"),
        (DUE[:, [2, 1, 0]], "with channels in another order"),
        (-DUE, "with its sign turned"),
        (DUE / 9, "times a constant"),
        (DUE * 2.0, "times a constant"),
        (DUE + 3, "with a constant added"),
        (DUE - 0.5, "with a constant taken away"),
        (np.roll(DUE, 1, -1), "shifted by one place right"),
        (np.roll(DUE, -1, -1), "shifted by one place left"),
        (np.roll(DUE, 1, -2), "shifted by one place down"),
        (np.roll(DUE, -1, -2), "shifted by one place up"),
    ],
)
def test_simple_change_is_recognised(actual, words):
    assert likeness(actual, DUE, close) == f"It is the right result {words}."


def test_rows_are_reversed_and_shifted_along_their_only_axis():
    row = np.arange(6.0) ** 2
    assert likeness(row[::-1], row, close) == "It is the right result in reverse order."
    assert (
        likeness(np.roll(row, 1), row, close) == "It is the right result shifted by one place on."
    )
    assert likeness(row, np.roll(row, 1), close) == (
        "It is the right result shifted by one place back."
    )


@pytest.mark.parametrize("seed", range(20))
def test_other_values_are_like_nothing(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(int(n) for n in rng.integers(2, 5, rng.integers(1, 5)))
    due, actual = rng.normal(size=shape), rng.normal(size=shape)
    if due.size >= 4:
        assert likeness(actual, due, close) is None


@pytest.mark.parametrize(
    "due", [np.zeros((4, 4)), np.ones((3, 3)), np.array([1.0, 2.0]), np.array(3.0)]
)
def test_of_arrays_that_look_alike_under_any_change_nothing_is_said(due):
    assert likeness(due + 1, due, close) is None


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_of_infinite_values_nothing_is_said(value):
    actual = DUE.copy()
    actual[0, 0, 0, 0] = value
    assert likeness(actual, DUE, close) is None
    assert likeness(DUE, actual, close) is None


def test_message_on_an_array_tells_how_much_is_wrong_by_how_much_and_what_it_is_like():
    image = np.arange(12.0).reshape(3, 4)
    found = difference(image[:, ::-1], image, Tolerance())
    assert found == (
        "The shape is right; all 12 values are wrong. The largest error is about 3."
        " It is the right result mirrored left to right."
    )


def test_factor_is_not_told_since_it_would_give_the_values_that_were_due():
    assert difference(DUE * 3.14, DUE, Tolerance()).endswith("times a constant.")
