"""Reports in Markdown, for pages that others read: nothing in them becomes markup."""

import html
import re
from collections.abc import Sequence

from cnnquiz.model.report import ExerciseReport, Status, Verdict
from cnnquiz.platforms.line import lines_of
from cnnquiz.report.text import points

MOST_BYTES = 900_000  # GitHub takes a megabyte of a summary, and nothing at all of a larger one
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~@:/])")
_MARKS = {True: "✓", False: "✗", None: "?"}


def summary(reports: Sequence[ExerciseReport], notes: Sequence[str] = ()) -> str:
    """Return a table for each exercise, and the reasons for what did not pass.

    Args:
        reports: what came of the exercises.
        notes: more to say at the end, a line each.
    """
    parts = [_exercise(report) for report in reports]
    parts += [f"{escaped(note)}\n" for note in notes]
    text = "\n".join(parts)
    if len(text.encode()) <= MOST_BYTES:
        return text
    return "\n".join(f"{_headline(report)}\n" for report in reports)


def escaped(text: str) -> str:
    """Return text that Markdown, and HTML in it, shows as it is, on one line."""
    one = " ".join(text.split())
    return _MARKUP.sub(r"\\\1", html.escape(one, quote=False))


def _exercise(report: ExerciseReport) -> str:
    lines = lines_of(report)
    rows = [
        f"| {_MARKS[line.passed]} | {escaped(line.title)} | {_points(line.earned, line.points)} |"
        for line in lines
    ]
    reasons = [
        # A block of its own, which not even an empty line ends, but only its own end.
        f"<details><summary>{html.escape(line.title)}</summary>\n\n"
        f"<pre>{html.escape(line.text)}</pre>\n\n</details>\n"
        for line in lines
        if line.text
    ]
    table = ["|   | check | points |", "| :-: | --- | --: |", *rows, ""]
    return "\n".join([_headline(report), "", *table, *reasons])


def _headline(report: ExerciseReport) -> str:
    name = escaped(f"{report.exercise}  {report.title}")
    if report.score is not None:
        return f"### {name}: {_points(report.score, report.max_score)}"
    if report.status is Status.NOT_RUN:
        return f"### {name}: could not be judged"
    passed = sum(check.verdict is Verdict.PASSED for check in report.checks)
    return f"### {name}: the examples of {passed} of {len(report.checks)} functions pass"


def _points(earned: float | None, worth: float) -> str:
    if not worth:
        return ""
    return f"{'?' if earned is None else points(earned)} of {points(worth)}"
