"""What hidden test cells call where nbgrader runs a kernel, as `nbgrader validate` does.

In a course that `cnnquiz nbgrader init` made, autograding runs no kernel: see `preprocessors`. A
kernel protects nothing, but with honest notebooks it finds the same.
"""

import atexit
import contextlib
import functools
import io
import os
import warnings
from pathlib import Path

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.model.report import ExerciseReport, Verdict
from cnnquiz.model.submission import Cell, Submission
from cnnquiz.nbgrader import questions
from cnnquiz.nbgrader.cells import THE_COURSES
from cnnquiz.nbgrader.outputs import told
from cnnquiz.workbench import Workbench


class NotPassed(AssertionError):  # noqa: N818  # students read the name
    """A check that did not pass; the message says why."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows in place of a traceback
        return str(self).split("\n")


class NotJudgedError(RuntimeError):
    """A check that could not be run, which is our failure."""


def judge(slug: str, check: str) -> None:
    """Judge what the cells run so far define, by one hidden check of an exercise.

    Raises:
        NotPassed: it does not pass.
        NotJudgedError: it could not be run.
    """
    from IPython import get_ipython  # noqa: PLC0415  # only in a kernel

    history = get_ipython().history_manager.input_hist_raw
    own = tuple(text for text in history if text.strip() and not text.startswith(THE_COURSES))
    # What is written to stderr would cost the cell's points.
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        report = _report(slug, own)
    result = next((one for one in report.checks if one.name == check), None)
    if result is None and report.score is None:
        raise NotJudgedError(report.message)
    if result is None:
        raise NotPassed(report.message or f"There is no check {check}.")
    if result.verdict is Verdict.NOT_RUN:
        raise NotJudgedError(result.message)
    if result.verdict is not Verdict.PASSED:
        raise NotPassed(told(result))


def mark(question: str, rev: int, answer: object, variant: int) -> float:
    """Return what an answer to a question is worth, from 0 to 1.

    While autograding, the variant follows from the student and not from whoever runs nbgrader.

    Raises:
        NotJudgedError: the question is not in the bank as it was when the notebook was built.
    """
    autograding = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    # nbgrader has a folder for each student, and in it one for the assignment.
    asked = Path.cwd().parent.name if autograding else variant
    marked = questions.marked(question, rev, str(answer), asked)
    if marked is None:
        raise NotJudgedError(f"{question} has changed since this notebook was built.")
    return marked.score


@functools.lru_cache(maxsize=4)
def _report(slug: str, sources: tuple[str, ...]) -> ExerciseReport:
    own = tuple(Cell(number, source) for number, source in enumerate(sources, 1))
    exercise = load_exercise(wiring.exercises_folder(), slug)
    return _bench().check(exercise, Submission(Path(f"{slug}.ipynb"), own))


@functools.cache
def _bench() -> Workbench:
    bench = Workbench()
    atexit.register(bench.__exit__)
    return bench
