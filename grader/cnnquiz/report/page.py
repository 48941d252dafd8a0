"""Pages for a browser: the class's report, and each student's feedback. One file each, no network.

Everything that goes into them is escaped, and made fit to be shown, by the environment that fills
the templates: no template can forget to.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from cnnquiz.grading.similar import Group
from cnnquiz.grading.summary import ClassSummary
from cnnquiz.model.gradebook import Standing
from cnnquiz.model.report import Status, Verdict
from cnnquiz.report import plot
from cnnquiz.report.terminal import printable
from cnnquiz.report.text import points

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 2000  # characters of one text; what students' code says can be of any length
_NAME = 60  # of a student's name
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_STATUS = {
    Status.MISSING: "nothing handed in",
    Status.UNREADABLE: "cannot be read",
    Status.NOT_RUN: "not judged",
    Status.EXAMPLES_ONLY: "examples only",
}
_VERDICT = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "too slow",
    Verdict.CRASHED: "crashed",
    Verdict.NOT_IMPLEMENTED: "not written",
    Verdict.NOT_RUN: "not judged",
}


def class_page(
    summary: ClassSummary,
    groups: Sequence[Group] | None,
    pages: Mapping[str, str],
    now: datetime,
    version: str,
) -> str:
    """Return the class's report.

    Args:
        summary: what the results say.
        groups: near-identical submissions; None if they were not compared.
        pages: the address of each student's own page, where there is one.
        now: the time, in UTC.
        version: of cnnquiz.

    Raises:
        UsageError: matplotlib is not installed.
    """
    shares = [one.share for one in summary.students if one.share is not None]
    judged = [one for one in summary.exercises if one.scores or one.missing]
    plots = {
        "all": plot.shares_plot(shares) if shares else "",
        "bands": plot.bands_plot(judged) if judged else "",
        "beliefs": plot.beliefs_plot(summary.beliefs) if summary.beliefs else "",
        **{one.exercise: plot.scores_plot(one) for one in summary.exercises if one.scores},
    }
    return (
        _environment()
        .get_template("class.html")
        .render(
            summary=summary,
            shares=sorted(shares),
            groups=groups,
            pages=pages,
            plots={name: Markup(svg) for name, svg in plots.items()},  # noqa: S704  # plot's own SVG
            most_beliefs=plot.BELIEFS,
            now=now,
            version=version,
        )
    )


def student_page(standing: Standing, now: datetime) -> str:
    """Return a student's own results, which are fit to be handed out: no call, no input.

    Args:
        standing: where the student stands.
        now: the time, in UTC.
    """
    template = _environment().get_template("student.html")
    results = [
        (grade, report) for grade, report in zip(standing.grades, standing.reports, strict=True)
    ]
    known = [grade for grade in standing.grades if grade.final is not None]
    return template.render(
        student=standing.student,
        results=results,
        points=sum(grade.final or 0.0 for grade in known),
        max_points=sum(grade.max_score for grade in known),
        now=now,
    )


def page_names(students: Sequence[str]) -> dict[str, str]:
    """Return a file name for each student's page, safe on every system and unique in a folder.

    A plain name is kept. Anything else gets what is plain in it, and a part of its hash.
    """
    lower = [student.lower() for student in students]
    names = {}
    for student in students:
        is_plain = _PLAIN_NAME.fullmatch(student) and not _DEVICES.fullmatch(student)
        if is_plain and lower.count(student.lower()) == 1:
            names[student] = f"{student}.html"
        else:
            plain = re.sub(r"[^A-Za-z0-9]+", "-", student)[:40].strip("-")
            if not plain or _DEVICES.fullmatch(plain):
                plain = "student"
            digest = hashlib.sha256(student.encode(errors="surrogatepass")).hexdigest()[:12]
            names[student] = f"{plain}.{digest}.html"  # a plain name has no dot in it
    return names


# --- the environment ------------------------------------------------------------------------------


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_fit,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": points,
        "percent": _percent,
        "name": _short_name,
        "status": lambda status: _STATUS.get(Status(status), ""),
        "verdict": _VERDICT.__getitem__,
    }
    return environment


def _fit(value: Any) -> Any:
    """Return what a template puts out: nothing that drives the page, and no more than is read."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} … ({len(text)} characters)"
    return text if text.isprintable() else printable(text)


def _percent(share: float | None) -> str:
    """Return a share in percent; only what is whole looks so."""
    if share is None:
        return "–"  # noqa: RUF001  # a dash
    percent = round(share * 100)
    if percent == 100 and share < 1 - 1e-9:
        percent = 99
    return f"{percent or int(share > 0)} %"


def _short_name(name: str) -> str:
    """Return a name that leaves room for others, with both its ends."""
    return name if len(name) <= _NAME else f"{name[:40]} … {name[-15:]}"
