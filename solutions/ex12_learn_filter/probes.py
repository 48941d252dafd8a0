# cnnquiz-instructor: never for students
"""What runs beside the students' functions: `fit_filter`, with right slopes to step along.

So a mistake in `filter_gradient` costs `fit_filter` nothing. What is right comes from the judge.
"""

import contextlib

import numpy as np


def fit_filter_by_right_slopes(
    student, at_zero, changes, image, target, kernel_size, learning_rate, steps
):
    """Return the student's `fit_filter`, with right slopes where it asks for `filter_gradient`.

    Args:
        student: the student's functions.
        at_zero: the slopes of a kernel of zeros, (kH, kW).
        changes: what a weight of 1 adds to these, for every weight: (kH * kW, kH, kW).
        image: as in `fit_filter`.
        target: likewise.
        kernel_size: likewise.
        learning_rate: likewise.
        steps: likewise.
    """

    def filter_gradient(image, kernel, target):
        asked = image, np.zeros(np.shape(kernel)), target
        if not all(map(np.array_equal, asked, known)):
            return own(image, kernel, target)
        return at_zero + np.tensordot(np.ravel(kernel), changes, 1)

    known = image.copy(), np.zeros(at_zero.shape), target.copy()
    own = getattr(student, "filter_gradient", None)
    with instead_of(own, filter_gradient, within=student.fit_filter):
        return student.fit_filter(image, target, kernel_size, learning_rate, steps)


def fit_filter_is_a_value_error(student, image, target, kernel_size, learning_rate, steps):
    """Return whether the student's `fit_filter` raises one, as `filter_gradient` does here."""

    def filter_gradient(image, kernel, target):
        raise ValueError("target or kernel has another shape")

    own = getattr(student, "filter_gradient", None)
    try:
        with instead_of(own, filter_gradient, within=student.fit_filter):
            student.fit_filter(image, target, kernel_size, learning_rate, steps)
    except ValueError:
        return True
    return False


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
