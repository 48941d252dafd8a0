"""The files of a small exercise, ex01_sums, that is fit for release."""

from pathlib import Path
from typing import Any

from cnnquiz.course.stub import cut
from cnnquiz.judge.material import Material
from cnnquiz.model.course import Exercise
from support import make_exercise, make_material

REFERENCE = '''\
"""Sums and products."""

import numpy as np


def add(n, k=0):
    """Return the sum of two numbers.

    >>> add(1, 2)
    3
    """
    ### BEGIN SOLUTION
    if n < 0:
        raise ValueError(f"n is {n}, expected at least 0")
    return n + k
    ### END SOLUTION


def scale(image, factor):
    """Return an image times a factor.

    >>> scale(np.ones(2), 3.0)
    array([3., 3.])
    """
    ### BEGIN SOLUTION
    return image * factor
    ### END SOLUTION
'''
CHECKS = '''\
from cnnquiz.judge.author import points


@points(3)
def check_sums(agree):
    """Two numbers are added."""
    agree("add", 5, 2)
    agree("add", 7, k=4)


@points(1)
def check_one_number(agree, rng):
    """One number alone is its own sum."""
    agree("add", int(rng.integers(1, 100)))


@points(2)
def check_negative_numbers_are_errors(agree):
    """A negative n is a ValueError."""
    agree.raises(ValueError, "add", -1, 3)


@points(4)
def check_products(agree, rng):
    """Every pixel is multiplied."""
    agree("scale", rng.uniform(1, 2, (2, 3)), 3.0)
'''
MISCONCEPTIONS = """\
from cnnquiz.judge.author import misconception


@misconception("takes-away", of="add")
def takes_away(reference, n, k=0):
    return reference.add(n, -k)


@misconception("second-forgotten", of="add")
def second_forgotten(reference, n, k=0):
    return reference.add(n)


@misconception("counts-from-one", of="add")
def counts_from_one(reference, n, k=0):
    return reference.add(n, k) + 1


@misconception("no-validation", of="add")
def not_validated(reference, n, k=0):
    return n + k


@misconception("scale-adds", of="scale")
def scale_adds(reference, image, factor):
    return image + factor


@misconception("input-modified", of="scale")
def scale_in_place(reference, image, factor):
    image *= factor
    return image
"""
IDS = (
    *("takes-away", "second-forgotten", "counts-from-one", "no-validation"),
    *("scale-adds", "input-modified"),
)
LESSON = "# Sums\n\nWrite `add` and `scale`.\n"


def small_exercise(tmp_path: Path, **changes: Any) -> Exercise:
    """Return the exercise, with its stub and its lesson written below `tmp_path`."""
    folder = tmp_path / "exercises" / "ex01_sums"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ex01_sums.py").write_text(cut(REFERENCE), encoding="utf-8")
    (folder / "README.md").write_text(LESSON, encoding="utf-8")
    return make_exercise(folder, "add", "scale", **changes)


def small_material(tmp_path: Path, exercise: Exercise | None = None, **files: str) -> Material:
    """Return the exercise's material; files left out are as above."""
    texts = {"reference": REFERENCE, "checks": CHECKS, "misconceptions": MISCONCEPTIONS}
    folder = tmp_path / "solutions" / "ex01_sums"
    return make_material(folder, exercise or small_exercise(tmp_path), **(texts | files))
