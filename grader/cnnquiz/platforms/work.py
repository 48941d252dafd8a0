"""Grades what one student handed in, in a folder that another system has made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cnnquiz.course.intake import Entry, read_work
from cnnquiz.errors import CourseError
from cnnquiz.grading.batch import COURSE_WRONG, not_run
from cnnquiz.grading.check import missing, unreadable
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import ExerciseReport, without_inputs
from cnnquiz.model.submission import Submission, Unreadable
from cnnquiz.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Graded:
    """What came of one student's folder.

    Attributes:
        reports: one for each exercise, without inputs.
        oddities: what is odd about what was handed in; students may see it.
        problems: what is wrong with the course or with us; they may not.
    """

    reports: tuple[ExerciseReport, ...]
    oddities: tuple[str, ...]
    problems: tuple[str, ...]


def grade_folder(
    bench: Workbench,
    exercises: Sequence[Exercise],
    folder: Path,
    *,
    seed: int = 0,
    examples_only: bool = False,
) -> Graded:
    """Return what came of a folder. Raises nothing because of what lies in it.

    Args:
        bench: runs the checks.
        exercises: those to grade.
        folder: what was handed in, at any depth, as `cnnquiz grade` takes it.
        seed: of hidden inputs that are drawn.
        examples_only: run the docstrings' examples alone, whether there are solutions or not.

    Raises:
        SandboxError: no worker process can be started.
    """
    work = read_work(Entry("", folder), [exercise.slug for exercise in exercises])
    reports = []
    problems: list[str] = []
    for exercise in exercises:
        try:
            found = work.files.get(exercise.slug)
            report = _report(bench, exercise, found, seed=seed, examples_only=examples_only)
        except CourseError as error:
            report = not_run(exercise.id, exercise.title, COURSE_WRONG)
            problems += map(str, error.problems)
        reports.append(without_inputs(report))
    problems += map(str, bench.problems)
    bench.problems.clear()
    return Graded(tuple(reports), work.problems, tuple(problems))


def _report(
    bench: Workbench,
    exercise: Exercise,
    found: Submission | Unreadable | None,
    *,
    seed: int,
    examples_only: bool,
) -> ExerciseReport:
    match found:
        case None:
            return missing(exercise, f"There is no {exercise.slug}.py in what was handed in.")
        case Unreadable():
            return unreadable(exercise, found)
        case Submission() if examples_only:
            return bench.examples(exercise, found)
        case Submission():
            return bench.check(exercise, found, seed)
