"""What becomes of a submitted notebook, whichever way nbgrader is told of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.course.submission import most_bytes, read_submission
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import ExerciseReport, Status, Verdict
from cnnquiz.model.submission import Submission, Unreadable
from cnnquiz.nbgrader import questions
from cnnquiz.nbgrader.outputs import NOT_JUDGED, Judged, of_report

Check = Callable[[Exercise, Submission], ExerciseReport]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A notebook that somebody handed in.

    Attributes:
        notebook: its name, which is an exercise's, or that of a notebook of questions.
        student: whose it is.
        file: as it was handed in.
    """

    notebook: str
    student: str
    file: Path


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of it.

    Attributes:
        judged: what is to stand below each test cell, by name.
        problems: what somebody should look at.
    """

    judged: Mapping[str, Judged]
    problems: tuple[str, ...] = ()

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The names of test cells whose points have to be given by hand."""
        return tuple(name for name, one in self.judged.items() if not one.known)


def verdicts(submitted: Submitted, worth: Mapping[str, float], check: Check) -> Verdicts:
    """Return what becomes of a notebook; none of its bytes is run but where `check` does.

    Args:
        submitted: the notebook.
        worth: the points of its graded cells, by name.
        check: judges an exercise.

    Raises:
        CourseError: the course is wrong.
    """
    folder = wiring.exercises_folder()
    if submitted.notebook in exercise_slugs(folder):
        exercise = load_exercise(folder, submitted.notebook)
        found = read_submission(submitted.file)
        return of_exercise(_report(exercise, found, check), worth)
    return of_questions(submitted, worth)


def of_exercise(report: ExerciseReport, worth: Mapping[str, float]) -> Verdicts:
    """Return what becomes of the notebook of an exercise by the report on it."""
    judged = of_report(report, list(worth))
    problems = []
    if report.status is Status.NOT_RUN:
        broken = [check.name for check in report.checks if check.verdict is Verdict.NOT_RUN]
        problems.append(f"not judged ({', '.join(broken) or 'no check'}): {report.message}")
    return Verdicts(judged, tuple(problems))


def of_questions(submitted: Submitted, worth: Mapping[str, float]) -> Verdicts:
    """Return what becomes of a notebook of questions."""
    document = None
    try:
        if submitted.file.stat().st_size <= most_bytes(submitted.file):
            document = json.loads(submitted.file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        judged = dict.fromkeys(worth, NOT_JUDGED)
        return Verdicts(judged, ("the file cannot be read",))
    found, problems = questions.judged(document, worth, submitted.student)
    return Verdicts(found, tuple(problems))


def _report(exercise: Exercise, found: Submission | Unreadable, check: Check) -> ExerciseReport:
    from cnnquiz.grading.check import unreadable  # noqa: PLC0415  # numpy

    return unreadable(exercise, found) if isinstance(found, Unreadable) else check(exercise, found)
