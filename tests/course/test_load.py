"""The course and the misconceptions come from their folders, or all their problems do."""

from pathlib import Path

import pytest

from cnnquiz.course.load import (
    exercise_slugs,
    find,
    load_catalogue,
    load_course,
    load_exercise,
)
from cnnquiz.errors import CourseError, UsageError
from cnnquiz.model.course import Limits, Misconception, Tools

# A course that says what is wrong with it is broken; others there serve other tests.
BROKEN_COURSES = [
    path.parent for path in (Path(__file__).parents[1] / "courses").glob("*/expected.txt")
]

EXERCISE = """\
format: 1
title: Sums
minutes: 10
tools: numpy
concepts: [sum]
functions:
  - name: total
    summary: the sum of a list
hints: [Add them up.]
"""


@pytest.fixture
def exercises(tmp_path: Path) -> Path:
    """The folder of a sound course of two exercises, listed against their numbers' order."""
    folder = tmp_path / "exercises"
    for slug in ("ex01_sum", "ex02_mean"):
        home = folder / slug
        home.mkdir(parents=True)
        (home / "exercise.yaml").write_text(EXERCISE)
        (home / "README.md").write_text("# Sums\n")
        (home / f"{slug}.py").write_text('"""Sums."""\n')
    listed = "format: 1\ntitle: A course\nexercises: [ex02_mean, ex01_sum]\n"
    (folder / "course.yaml").write_text(listed)
    return folder


@pytest.mark.parametrize("case", sorted(BROKEN_COURSES), ids=lambda case: case.name)
def test_broken_course_is_refused_with_exactly_its_problems(case: Path):
    of_exercises = (case / "exercises").is_dir()
    load = load_course if of_exercises else load_catalogue
    with pytest.raises(CourseError) as caught:
        load(case / ("exercises" if of_exercises else "questionbank/misconceptions.yaml"))
    assert str(caught.value) == (case / "expected.txt").read_text().rstrip("\n")


def test_course_has_its_exercises_in_the_order_of_the_list(exercises: Path):
    course = load_course(exercises)
    assert course.title == "A course"
    assert [exercise.slug for exercise in course.exercises] == ["ex02_mean", "ex01_sum"]


def test_exercise_is_what_its_file_says(exercises: Path):
    file = exercises / "ex01_sum" / "exercise.yaml"
    file.write_text(EXERCISE + "off_limits: [torch]\nlimits: {seconds: 2, memory_mb: 64}\n")
    exercise = load_exercise(exercises, "ex01_sum")
    assert exercise.folder == exercises / "ex01_sum"
    assert exercise.title == "Sums"
    assert exercise.minutes == 10
    assert exercise.tools is Tools.NUMPY
    assert exercise.concepts == ("sum",)
    assert exercise.function_names == ("total",)
    assert exercise.functions[0].summary == "the sum of a list"
    assert exercise.hints == ("Add them up.",)
    assert exercise.off_limits == ("torch",)
    assert exercise.message_words == ()
    assert exercise.limits == Limits(seconds=2.0, memory_mb=64)


@pytest.mark.parametrize("key", ["concepts", "hints", "message_words", "off_limits"])
def test_lists_of_an_exercise_hold_nothing_twice(exercises: Path, key: str):
    lines = [line for line in EXERCISE.splitlines() if not line.startswith(f"{key}:")]
    file = exercises / "ex01_sum" / "exercise.yaml"
    file.write_text("\n".join([*lines, f"{key}: [a, b, a]"]))
    with pytest.raises(CourseError, match=rf'{key}\[2\]: found "a" again, first on line'):
        load_exercise(exercises, "ex01_sum")


@pytest.mark.parametrize("key", ["concepts", "hints"])
def test_lists_that_every_exercise_needs_are_not_empty(exercises: Path, key: str):
    lines = [line for line in EXERCISE.splitlines() if not line.startswith(f"{key}:")]
    file = exercises / "ex01_sum" / "exercise.yaml"
    file.write_text("\n".join([*lines, f"{key}: []"]))
    with pytest.raises(CourseError, match=f"{key}: found an empty list, expected at least one"):
        load_exercise(exercises, "ex01_sum")


def test_one_exercise_is_read_though_others_are_broken(exercises: Path):
    (exercises / "ex02_mean" / "exercise.yaml").write_text("nonsense")
    assert load_exercise(exercises, "ex01_sum").slug == "ex01_sum"


def test_one_exercise_is_read_before_its_stub_and_lesson_are_written(exercises: Path):
    (exercises / "ex01_sum" / "ex01_sum.py").unlink()
    (exercises / "ex01_sum" / "README.md").unlink()
    assert load_exercise(exercises, "ex01_sum").slug == "ex01_sum"


def test_slugs_are_listed_without_opening_any_exercise(exercises: Path):
    (exercises / "ex02_mean" / "exercise.yaml").unlink()
    assert exercise_slugs(exercises) == ("ex02_mean", "ex01_sum")


def test_slugs_are_refused_when_the_list_is_broken(exercises: Path):
    (exercises / "course.yaml").write_text("format: 1\ntitle: A course\nexercises: [sum]\n")
    with pytest.raises(CourseError, match=r'course\.yaml:3: exercises\[0\]: found "sum", expected'):
        exercise_slugs(exercises)


def test_a_folder_without_a_course_is_refused_and_not_a_crash(tmp_path: Path):
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path / "nowhere")
    assert str(caught.value) == "nowhere/course.yaml: there is no such file"


SLUGS = ("ex01_kernels", "ex03_output_size", "ex10_batch_norm")


@pytest.mark.parametrize(
    "typed",
    [
        "ex03_output_size",
        "ex03",
        "ex3",
        "3",
        "03",
        "EX03",
        "output_size",
        "output-size",
        " Output_Size ",
    ],
)
def test_exercise_is_found_by_any_of_its_names(typed: str):
    assert find(SLUGS, typed) == "ex03_output_size"


def test_number_ten_is_not_number_one():
    assert find(SLUGS, "10") == "ex10_batch_norm"
    assert find(SLUGS, "1") == "ex01_kernels"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ex33", "no exercise 'ex33'; did you mean ex03?"),
        ("outptu_size", "no exercise 'outptu_size'; did you mean output_size?"),
        ("ex03_ouput_size", "no exercise 'ex03_ouput_size'; did you mean ex03_output_size?"),
        ("transformers", "no exercise 'transformers'; `cnnquiz list` shows them all"),
        ("", "no exercise ''; `cnnquiz list` shows them all"),
        ("\x1b[2J", r"no exercise '\x1b[2J'; `cnnquiz list` shows them all"),
    ],
)
def test_unknown_exercise_is_refused_with_the_nearest_one(typed: str, message: str):
    with pytest.raises(UsageError) as caught:
        find(SLUGS, typed)
    assert str(caught.value) == message


def test_name_that_two_exercises_end_in_is_refused():
    with pytest.raises(UsageError) as caught:
        find(("ex01_pooling", "ex02_pooling"), "pooling")
    assert str(caught.value) == "'pooling' could be any of ex01_pooling, ex02_pooling"


def test_catalogue_has_the_misconceptions_by_id(tmp_path: Path):
    path = tmp_path / "misconceptions.yaml"
    path.write_text(
        "format: 1\n"
        "misconceptions:\n"
        "  - {id: adds-twice, belief: It doubles., refutation: It does not., concept: sum}\n"
        "  - {id: skips-1, belief: It skips., refutation: Nothing is left out., concept: sum}\n"
    )
    catalogue = load_catalogue(path)
    assert list(catalogue) == ["adds-twice", "skips-1"]
    assert catalogue["adds-twice"] == Misconception(
        "adds-twice", "It doubles.", "It does not.", "sum"
    )


def test_the_course_of_this_checkout_lists_exercises():
    """The real list is read, whatever state the exercises themselves are in."""
    exercises = Path(__file__).parents[2] / "exercises"
    assert "ex03_output_size" in exercise_slugs(exercises)
