"""Reports on a whole class, written one student after another."""

import json
from collections.abc import Iterable, Iterator

import msgspec

from cnnquiz.model.batch import StudentReport
from cnnquiz.model.report import ExerciseReport, Status, Verdict
from cnnquiz.report.json_format import FORMAT, submission_object
from cnnquiz.report.table import csv_lines
from cnnquiz.report.terminal import Terminal
from cnnquiz.report.text import points

_HEADER = (
    *("student", "exercise", "score", "max_score", "status", "confinement"),
    *("passed", "checks", "misconceptions", "message", "problems"),
)
_WORDS = {
    Status.MISSING: "missing",
    Status.UNREADABLE: "unreadable",
    Status.NOT_RUN: "not run",
    Status.EXAMPLES_ONLY: "examples",
}
_NAME_WIDTH = 24
_MARGIN = "\n    "  # of what is written of a student, inside of the whole


def json_pieces(reports: Iterable[StudentReport]) -> Iterator[str]:
    """Yield the reports as pieces of one JSON object, in ASCII."""
    yield f'{{\n  "format": {FORMAT},\n  "submissions": ['
    separator = ""
    for report in reports:
        # The encoder of the standard library is fast only where it does not indent.
        text = json.dumps(submission_object(report), allow_nan=False)
        text = msgspec.json.format(text, indent=2).replace("\n", _MARGIN)
        yield separator + _MARGIN + text
        separator = ","
    yield "\n  ]\n}\n"


def csv_pieces(reports: Iterable[StudentReport]) -> Iterator[str]:
    """Yield the reports as CSV: a header, then a line for every exercise of every student."""
    yield from csv_lines([_HEADER])
    for report in reports:
        problems = "; ".join(report.problems)
        yield from csv_lines(_row(report.student, one, problems) for one in report.exercises)


def _row(student: str, report: ExerciseReport, problems: str) -> tuple[object, ...]:
    beliefs = dict.fromkeys(
        check.misconception.id for check in report.checks if check.misconception
    )
    passed = sum(check.verdict is Verdict.PASSED for check in report.checks)
    return (
        *(student, report.exercise, report.score, report.max_score, report.status.value),
        None if report.confinement is None else report.confinement.value,
        *(passed, len(report.checks), " ".join(beliefs), report.message, problems),
    )


def text_pieces(reports: Iterable[StudentReport], terminal: Terminal) -> Iterator[str]:
    """Yield the reports as lines for people: a row for each student, then what was odd."""
    problems: list[str] = []
    names: tuple[str, ...] = ()
    for report in reports:
        if not names:
            names = tuple(exercise.exercise for exercise in report.exercises)
            heading = "student".ljust(_NAME_WIDTH) + "".join(name.rjust(11) for name in names)
            yield terminal.style(heading.rstrip(), bold=True) + "\n"
        student = terminal.fit(report.student).replace("\n", " ")
        scores = "".join(_score(exercise).rjust(11) for exercise in report.exercises)
        yield f"{student[: _NAME_WIDTH - 1].ljust(_NAME_WIDTH)}{scores}".rstrip() + "\n"
        problems += [f"{student}: {problem}" for problem in report.problems]
    if problems:
        yield "\n" + terminal.style("To look at:", bold=True) + "\n"
        for problem in problems:
            yield "\n".join(terminal.wrap(problem, "  ", "    ")) + "\n"


def _score(report: ExerciseReport) -> str:
    if report.status is not Status.GRADED or report.score is None:
        return _WORDS[report.status]
    return points(report.score)
