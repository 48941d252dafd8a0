# cnnquiz-instructor: never for students
"""What runs beside the students' functions.

There are calls under which a numpy warning is an error, and predictions for which right values
stand in for the student's own `sigmoid` or `softmax`.
"""

import contextlib
import warnings

import numpy as np


def silent_sigmoid(student, x):
    """Return the student's `sigmoid` of `x`, computed without a warning."""
    with strictly():
        return student.sigmoid(x)


def silent_softmax(student, logits, axis=-1):
    """Return the student's `softmax`, computed without a warning."""
    with strictly():
        return student.softmax(logits, axis)


@contextlib.contextmanager
def strictly():
    """Turn warnings into errors, with numpy's default error state, whatever was set before."""
    with (
        warnings.catch_warnings(),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        warnings.simplefilter("error")
        yield


def predict_multi_by_sigmoid(student, right, logits, *threshold, **named):
    """Return the student's `predict_multi`, with `right` where it asks for the logits' sigmoids."""
    known = dict(zip(logits.ravel().tolist(), right.ravel().tolist(), strict=True))

    def sigmoid(x):
        flat = np.ravel(x).tolist()
        if not set(flat) <= set(known):
            return own(x)
        return np.array([known[number] for number in flat]).reshape(np.shape(x))

    own = getattr(student, "sigmoid", None)
    with instead_of(own, sigmoid, within=student.predict_multi):
        return student.predict_multi(logits, *threshold, **named)


def predict_single_by_softmax(student, right, logits):
    """Return the student's `predict_single`, with `right` where it asks for the rows' softmax."""
    known = dict(zip(map(tuple, logits.tolist()), right, strict=True))

    def softmax(x, axis=-1):
        rows = [tuple(row) for row in np.atleast_2d(x).tolist()]
        if np.ndim(x) > 2 or axis not in (-1, np.ndim(x) - 1) or not set(rows) <= set(known):
            return own(x, axis)
        return np.array([known[row] for row in rows]).reshape(np.shape(x))

    own = getattr(student, "softmax", None)
    with instead_of(own, softmax, within=student.predict_single):
        return student.predict_single(logits)


@contextlib.contextmanager
def instead_of(own, stand_in, *, within):
    """Let the file of the function `within` find `stand_in` wherever it asks for `own`."""
    home = getattr(within, "__globals__", {})
    names = [name for name, value in home.items() if value is own and own is not None]
    home.update(dict.fromkeys(names, stand_in))
    try:
        yield
    finally:
        home.update(dict.fromkeys(names, own))
