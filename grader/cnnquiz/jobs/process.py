"""A grader process: takes orders from a socket, one after another, and answers each.

It keeps one warm workbench, whose checks stay loaded from one submission to the next.
"""

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnnquiz import disk, wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.errors import CourseError
from cnnquiz.grading.batch import Answer, Order, not_run
from cnnquiz.jobs.codec import receive, send
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import ExerciseReport, without_inputs
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.confinement import ALL_LAYERS

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Run a grader process.

    Of `sys.argv`, 2 is the socket's file descriptor, 3 the parent's process id, 4 the folder for
    temporary files. The parent deletes that, unless it was killed.
    """
    signal.signal(signal.SIGTERM, _leave)
    with (
        _deleted(sys.argv[4]),
        contextlib.suppress(KeyboardInterrupt, EOFError, ConnectionError),
        socket.socket(fileno=int(sys.argv[2])) as channel,
    ):
        _end_with(int(sys.argv[3]))
        _serve(channel)


def _serve(channel: socket.socket) -> None:
    # Other people's code: everything that this machine has to hold it.
    with wiring.Workbench(ALL_LAYERS) as bench:
        grade = Grader(bench)
        while True:
            send(channel, grade(receive(channel, Order)))


class Grader:
    """Answers orders with a workbench; the same on this machine and on others."""

    def __init__(self, bench: wiring.Workbench) -> None:
        self._bench = bench
        self._exercises: dict[str, Exercise] = {}

    def __call__(self, order: Order) -> Answer:
        """Return what became of an order."""
        short = order.slug.partition("_")[0]
        title, problems, wrong = order.slug, [], False
        try:
            if order.slug not in self._exercises:
                folder = wiring.exercises_folder()
                self._exercises[order.slug] = load_exercise(folder, order.slug)
            exercise = self._exercises[order.slug]
            title = exercise.title
            submission = Submission(Path(f"{order.slug}.py"), order.cells)
            report = self._bench.check(exercise, submission, order.seed)
        except CourseError as error:
            text = "The exercise's own files are wrong. No points are lost by it."
            report, wrong = not_run(short, title, text), True
            problems = [str(problem) for problem in error.problems]
        problems += [str(problem) for problem in self._bench.problems]
        self._bench.problems.clear()
        return Answer(order.number, _whole(without_inputs(report)), tuple(problems), wrong)


def _whole(report: ExerciseReport) -> ExerciseReport:
    """Return a report whose messages can be sent.

    Half of a surrogate pair, which some text of the student's may hold, becomes an escape.
    """
    checks = tuple(replace(check, message=_escaped(check.message)) for check in report.checks)
    return replace(report, message=_escaped(report.message), checks=checks)


def _escaped(text: str | None) -> str | None:
    return text and text.encode("utf-8", "backslashreplace").decode()


@contextlib.contextmanager
def _deleted(folder: str) -> Iterator[None]:
    try:
        yield
    finally:
        disk.delete(folder)


def _leave(_number: int, _frame: object) -> None:
    # As Ctrl-C does, which nothing on the way takes for a finding about a submission.
    raise KeyboardInterrupt


def _end_with(parent: int) -> None:
    """See to it that this process ends when the one that started it does, however that ends.

    The socket tells as well, but only once the submission in hand is graded.
    """
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it has ended meanwhile
        sys.exit()
