"""Reads the course and the misconceptions from their folders.

`load_course` reads everything and reports the mistakes of all files at once. Commands that need
one exercise use `exercise_slugs`, `find` and `load_exercise`, which open two files only.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cnnquiz.course.yaml_file import read
from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.model.course import Course, Exercise, Misconception

_SLUG = re.compile(r"ex[0-9]{2}_[a-z0-9_]+")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(?:ex)?0*([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class _CourseFile:
    """What `course.yaml` says.

    Attributes:
        title: a few words.
        exercises: the exercises' folders, in teaching order.
    """

    title: str
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What `misconceptions.yaml` says."""

    misconceptions: tuple[Misconception, ...]


def load_course(folder: Path) -> Course:
    """Return the whole course, every exercise checked for its lesson and its stub.

    Args:
        folder: the `exercises` folder.

    Raises:
        CourseError: something is wrong in it; carries the problems of all files.
    """
    problems: list[Problem] = []
    try:
        course = _read_course_file(folder)
    except CourseError as error:
        problems += error.problems
        # The exercises are read all the same, so that their authors hear of everything at once.
        course = _CourseFile("", _folders_of_exercises(folder))
    exercises: list[Exercise] = []
    for slug in course.exercises:
        try:
            exercise = load_exercise(folder, slug)
        except CourseError as error:
            problems += error.problems
        else:
            exercises.append(exercise)
        problems += _missing_files(folder, slug)
    if problems:
        raise CourseError(problems)
    return Course(course.title, tuple(exercises))


def exercise_slugs(folder: Path) -> tuple[str, ...]:
    """Return the exercises' long names in teaching order, without reading any exercise.

    Args:
        folder: the `exercises` folder.

    Raises:
        CourseError: `course.yaml` is missing or wrong.
    """
    return _read_course_file(folder).exercises


def load_exercise(folder: Path, slug: str) -> Exercise:
    """Return one exercise. Its stub and lesson need not exist yet.

    Args:
        folder: the `exercises` folder.
        slug: the exercise's long name, as `exercise_slugs` gives it.

    Raises:
        CourseError: there is no such folder, or its `exercise.yaml` is missing or wrong.
    """
    home = folder / slug
    if not home.is_dir():
        expected = "there is no such folder, though course.yaml lists it"
        raise CourseError([Problem(f"{folder.name}/{slug}", "", expected)])
    return read(
        home / "exercise.yaml",
        Exercise,
        fixed={"folder": home},
        unique=("concepts[]", "functions[].name", "hints[]", "message_words[]", "off_limits[]"),
        checks=_EXERCISE_CHECKS,
        base=folder.parent,
    )


def find(slugs: Sequence[str], typed: str) -> str:
    """Return the exercise that somebody means.

    Args:
        slugs: the long names of all exercises.
        typed: a number (`3`), a short name (`ex03`, `ex3`), a long name (`ex03_output_size`), or
            the long name's end (`output_size`); in any case, with `-` for `_` if they like.

    Returns:
        One of `slugs`.

    Raises:
        UsageError: none of them, or several, could be meant.
    """
    word = typed.strip().lower().replace("-", "_")
    if number := _NUMBER.fullmatch(word):
        word = f"ex{int(number[1]):02d}"
    names = {name: slug for slug in slugs for name in (slug, _id(slug))}
    endings = [slug for slug in slugs if _ending(slug) == word]
    if word in names:
        return names[word]
    if len(endings) == 1:
        return endings[0]
    if endings:
        raise UsageError(f"{typed!r} could be any of {', '.join(endings)}")
    near = get_close_matches(word, [*map(_id, slugs), *slugs, *map(_ending, slugs)], n=1)
    hint = f"did you mean {near[0]}?" if near else "`cnnquiz list` shows them all"
    raise UsageError(f"no exercise {typed!r}; {hint}")


def load_catalogue(path: Path) -> dict[str, Misconception]:
    """Return the misconceptions by id, in the order of the file.

    Args:
        path: `questionbank/misconceptions.yaml`.

    Raises:
        CourseError: the file is missing or wrong.
    """
    catalogue = read(
        path,
        _Catalogue,
        unique=("misconceptions[].id",),
        checks={"misconceptions[].id": is_kebab_case},
        base=path.parent.parent,
    )
    return {misconception.id: misconception for misconception in catalogue.misconceptions}


def _read_course_file(folder: Path) -> _CourseFile:
    return read(
        folder / "course.yaml",
        _CourseFile,
        unique=("exercises[]",),
        checks={"exercises": is_not_empty, "exercises[]": _new_slug()},
        base=folder.parent,
    )


def _folders_of_exercises(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir() and _SLUG.fullmatch(p.name)))


def _missing_files(folder: Path, slug: str) -> list[Problem]:
    """Return a problem for the lesson and the stub, where they are missing."""
    if not (folder / slug).is_dir():
        return []  # which is a problem of its own
    wanted = {
        "README.md": "there is no such file, expected the lesson",
        f"{slug}.py": "there is no such file, expected the stub; `cnnquiz author stubs` writes it",
    }
    return [
        Problem(f"{folder.name}/{slug}/{name}", "", problem)
        for name, problem in wanted.items()
        if not (folder / slug / name).is_file()
    ]


def _id(slug: str) -> str:
    return slug.partition("_")[0]


def _ending(slug: str) -> str:
    return slug.partition("_")[2]


def _new_slug() -> Callable[[str], None]:
    """Return a check that each slug is well formed and its id not taken by one before it."""
    taken: dict[str, str] = {}

    def check(slug: str) -> None:
        if not _SLUG.fullmatch(slug):
            raise ValueError(
                f'found "{slug}", expected a name such as ex03_output_size: '
                "ex, two digits, then lower-case words joined by _"
            )
        if taken.setdefault(_id(slug), slug) != slug:
            raise ValueError(f'found "{slug}", but {_id(slug)} is {taken[_id(slug)]} already')

    return check


def is_kebab_case(id_: str) -> None:
    """Check that an id is made of lower-case words joined by -.

    Raises:
        ValueError: it is not.
    """
    if not _KEBAB.fullmatch(id_):
        raise ValueError(f'found "{id_}", expected lower-case words joined by -')


def is_not_empty(entries: tuple[object, ...]) -> None:
    """Check that a list has an entry.

    Raises:
        ValueError: it has none.
    """
    if not entries:
        raise ValueError("found an empty list, expected at least one entry")


def is_positive(number: float) -> None:
    """Check that a number is above 0.

    Raises:
        ValueError: it is not.
    """
    if number <= 0:
        raise ValueError(f"found {number}, expected more than 0")


_EXERCISE_CHECKS: Mapping[str, Callable[[Any], None]] = MappingProxyType(
    {
        "minutes": is_positive,
        "concepts": is_not_empty,
        "functions": is_not_empty,
        "hints": is_not_empty,
    }
)
