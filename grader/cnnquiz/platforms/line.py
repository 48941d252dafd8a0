"""The one way from a report to what other systems show: a line for each check.

A line holds nothing that a student may not see: no call with its inputs, and nothing that the
student's code printed, since it may print the hidden inputs that it is called with.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.report.json_format import full_message
from cnnquiz.report.terminal import printable
from cnnquiz.report.text import REASONS

TEXT_CHARACTERS = 4000  # of one reason; longer ones are nobody's explanation
TITLE_CHARACTERS = 200

_NOT_WRITTEN = "This is not written yet."
_WITHOUT_CHECKS = {
    Status.MISSING: "There is no file for this exercise.",
    Status.UNREADABLE: "The file could not be read.",
    Status.NOT_RUN: "cnnquiz could not judge this exercise. No points are lost by it.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check, as other systems show it.

    Attributes:
        exercise: the exercise's short name.
        name: tells it from all other lines, such as `ex03.check_stride`.
        title: what people read, on one line.
        points: what it is worth.
        earned: points earned; None where our own failure kept it from being known.
        passed: whether nothing is left to do; None likewise.
        text: why it did not pass; empty if it did.
        seconds: how long it took.
    """

    exercise: str
    name: str
    title: str
    points: float
    earned: float | None
    passed: bool | None
    text: str = ""
    seconds: float = 0.0


def lines_of(report: ExerciseReport) -> tuple[Line, ...]:
    """Return a line for each check of a report.

    Where there are no checks because the file is missing or unreadable, or because of a failure of
    ours, one line stands for the whole exercise and its points.
    """
    if report.checks:
        return tuple(_line(report, check) for check in report.checks)
    failed_by_us = report.status is Status.NOT_RUN
    earned, passed = (None, None) if failed_by_us else (0.0, False)
    return (
        Line(
            report.exercise,
            report.exercise,
            one_line(f"{report.exercise}: {report.title}"),
            report.max_score,
            earned,
            passed,
            fit(report.message or _WITHOUT_CHECKS.get(report.status, "")),
        ),
    )


def lines_of_all(reports: Iterable[ExerciseReport]) -> tuple[Line, ...]:
    """Return the lines of several reports, in their order."""
    return tuple(line for report in reports for line in lines_of(report))


def score_of(reports: Sequence[ExerciseReport]) -> float | None:
    """Return the points earned in all; None if any exercise has none to be known."""
    scores = [report.score for report in reports]
    return None if None in scores else math.fsum(score or 0.0 for score in scores)


def worth_of(reports: Sequence[ExerciseReport]) -> float:
    """Return the points to be had in all."""
    return math.fsum(report.max_score for report in reports)


def fit(text: str, most: int = TEXT_CHARACTERS) -> str:
    """Return text that drives no terminal and no page, cut to `most` characters.

    Control characters, escape sequences' among them, characters that reverse the direction of
    writing, and halves of surrogate pairs become U+FFFD. Markup stays as it is: it is for those who
    write HTML or Markdown to escape it.
    """
    # Cut before anything is made of it: a megabyte is not looked at a character at a time.
    shown = printable(text[: most + 1]).strip("\n")
    if len(shown) <= most and len(text) <= most:
        return shown
    note = "… (cut)"
    return shown[: max(most - len(note), 0)] + note


def one_line(text: str, most: int = TITLE_CHARACTERS) -> str:
    """Return text on one line, otherwise as `fit` does."""
    return fit(" ".join(text[: 2 * most].split()), most)


def _line(report: ExerciseReport, check: CheckResult) -> Line:
    known = check.verdict is not Verdict.NOT_RUN
    passed = check.verdict is Verdict.PASSED
    return Line(
        report.exercise,
        one_line(f"{report.exercise}.{check.name}"),
        one_line(f"{report.exercise}: {check.description or check.name}"),
        check.points,
        check.earned,
        passed if known else None,
        "" if passed else fit(full_message(check) or REASONS.get(check.verdict, _NOT_WRITTEN)),
        check.seconds,
    )
