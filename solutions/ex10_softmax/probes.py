# cnnquiz-instructor: never for students
"""What runs beside the students' functions: calls under which a numpy warning is an error."""

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
