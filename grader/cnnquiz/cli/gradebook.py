"""`cnnquiz gradebook`: what holds, what changed, and what is decided by hand."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE, FORM, OUTPUT, formats
from cnnquiz.cli.grade import GRADEBOOK
from cnnquiz.cli.output import opened
from cnnquiz.errors import UsageError
from cnnquiz.model.gradebook import LatePolicy
from cnnquiz.report.terminal import terminal_of

if TYPE_CHECKING:
    from cnnquiz.store.gradebook import Gradebook


@click.group
@click.option(
    "--gradebook",
    "url",
    default=GRADEBOOK,
    show_default=True,
    metavar="URL",
    help="An SQLite file, or any database URL that SQLAlchemy knows.",
)
@click.pass_context
def gradebook(context: click.Context, url: str) -> None:
    """Look into the gradebook, decide, and export grades."""
    context.obj = url


def _open(context: click.Context) -> "Gradebook":
    from cnnquiz.store.gradebook import Gradebook  # noqa: PLC0415  # SQLAlchemy

    url: str = context.obj
    if "://" not in url and not Path(url).is_file():
        raise UsageError(f"no gradebook {url} here; cnnquiz grade makes one")
    return Gradebook(url)


@gradebook.command("list")
@click.pass_context
def list_(context: click.Context) -> int:
    """List the gradings: number, when it began, whether it was complete."""
    with _open(context) as book:
        for number, begun, ended in book.gradings():
            state = "complete" if ended else "interrupted"
            click.echo(f"{number:5}  {begun:%Y-%m-%d %H:%M} UTC  {state}")
    return 0


@gradebook.command
@click.argument("first", type=int, required=False)
@click.argument("second", type=int, required=False)
@FORM
@click.pass_context
def diff(context: click.Context, first: int | None, second: int | None, form: str) -> int:
    """Show what changed between two gradings, and for whom.

    FIRST and SECOND are numbers of `gradebook list`; by default, the last two complete ones. The
    exit status is 0 if nothing changed, and 1 otherwise.
    """
    from cnnquiz.report.gradebook import changes_as_json, changes_as_text  # noqa: PLC0415  # csv

    with _open(context) as book:
        if first is None or second is None:
            complete = [number for number, _, ended in book.gradings() if ended is not None]
            earlier = [number for number in complete if first is None or number != first]
            if len(earlier) < (2 if first is None else 1):
                raise UsageError("there are no two complete gradings yet to compare")
            first, second = (earlier[-2] if first is None else first), earlier[-1]
        changes = book.diff(first, second)
    if form == "json":
        _write(changes_as_json(changes))
    else:
        terminal = terminal_of(sys.stdout, os.environ)
        _write(changes_as_text(changes, terminal))
        click.echo(f"{len(changes)} changes between grading {first} and {second}", err=True)
    return 1 if changes else 0


@gradebook.command
@formats("csv", "json", explained="How it is written.")
@OUTPUT
@click.pass_context
def export(context: click.Context, form: str, output: Path | None) -> int:
    """Write what holds for everybody: scores, lateness, overrides, final scores."""
    from cnnquiz.report.gradebook import as_csv, as_json  # noqa: PLC0415  # csv

    with _open(context) as book:
        grades = book.grades()
    _write((as_csv if form == "csv" else as_json)(grades), output)
    return 0


@gradebook.command
@click.argument("export_file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("exercise", type=EXERCISE)
@click.option("--column", help="The column to fill; by default, one that begins with ex….")
@OUTPUT
@click.pass_context
def canvas(
    context: click.Context,
    export_file: Path,
    exercise: str,
    column: str | None,
    output: Path | None,
) -> int:
    """Fill one column of EXPORT_FILE, which is Canvas's own export, with grades of EXERCISE.

    Students are found by login, SIS id, Canvas id or name, whichever fits most of them.
    """
    from cnnquiz.report.gradebook import fill_canvas  # noqa: PLC0415  # csv

    short = exercise.partition("_")[0]
    try:
        text = export_file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{export_file}: is not UTF-8, as exports of Canvas are") from None
    with _open(context) as book:
        filled = fill_canvas(text, book.grades(), short, column)
    _write(iter([filled.text]), output)
    click.echo(f"{filled.filled} grades filled in", err=True)
    if filled.scaled != 1.0:
        click.echo(f"grades were multiplied by {filled.scaled:g}, to fit the column", err=True)
    for name in filled.without_row:
        click.echo(f"cnnquiz: {name}: has a grade, but no row in the export", err=True)
    for name in filled.without_grade:
        click.echo(f"cnnquiz: {name}: has a row, but no grade", err=True)
    return 0


@gradebook.command
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default="report.html",
    show_default=True,
    help="The file to write the report to.",
)
@click.option(
    "--students",
    "pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder to write a page for each student to, to be handed out.",
)
@click.option(
    "--journals",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="What students did in quizzes: a STUDENT.jsonl, or STUDENT/journal.jsonl, for each.",
)
@click.option(
    "--submissions",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="What was handed in, to find submissions that are nearly the same.",
)
@click.option(
    "--pass-percent",
    type=click.FloatRange(0, 100),
    default=50.0,
    show_default=True,
    help="Of an exercise's points, from which on it is passed.",
)
@click.pass_context
def report(
    context: click.Context,
    *,
    output: Path,
    pages: Path | None,
    journals: Path | None,
    submissions: Path | None,
    pass_percent: float,
) -> int:
    """Write what holds for the class as one page for a browser: no other file, no network.

    It shows how scores are distributed, which checks are passed, who holds which misconception, and
    which submissions need a look. It is for those who grade. The pages of --students show what is
    each student's own, without any input of a hidden check.
    """
    from cnnquiz.cli.class_report import write_report  # noqa: PLC0415  # jinja2
    from cnnquiz.course.intake import find_students  # noqa: PLC0415  # archives

    students = find_students(submissions) if submissions else None
    with _open(context) as book:
        write_report(
            book,
            output,
            pages=pages,
            journals=journals,
            students=students,
            pass_percent=pass_percent,
        )
    return 0


# --- decisions ----------------------------------------------------------------------------------


@gradebook.command
@click.option("--percent-a-day", type=float, required=True, help="Of the score, each day begun.")
@click.option("--most-percent", type=float, default=100.0, show_default=True, help="In all.")
@click.option(
    "--grace-minutes", type=float, default=0.0, show_default=True, help="Late, but not counted."
)
@click.pass_context
def late(
    context: click.Context, percent_a_day: float, most_percent: float, grace_minutes: float
) -> int:
    """Set what is taken off for being late."""
    try:
        policy = LatePolicy(percent_a_day, most_percent, grace_minutes)
    except ValueError as error:
        raise UsageError(str(error)) from error
    with _open(context) as book:
        book.set_policy(policy, wiring.now())
    return 0


@gradebook.command
@click.argument("exercise", type=EXERCISE)
@click.argument("when", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z"]))
@click.option("--student", help="Whose extension this is; by default it holds for everybody.")
@click.pass_context
def due(context: click.Context, exercise: str, when: datetime, student: str | None) -> int:
    """Set when EXERCISE is due: 2026-03-01T23:59, in this machine's time zone, or with +01:00."""
    # Without a zone, it is this machine's.
    when = when.astimezone()
    with _open(context) as book:
        book.set_due(exercise.partition("_")[0], when, student, wiring.now())
    click.echo(f"{exercise} is due {when:%Y-%m-%d %H:%M %Z}", err=True)
    return 0


@gradebook.command
@click.argument("student")
@click.argument("exercise", type=EXERCISE)
@click.argument("score", type=float, required=False)
@click.option("--reason", required=True, help="Why; kept beside the score.")
@click.pass_context
def override(
    context: click.Context, student: str, exercise: str, score: float | None, reason: str
) -> int:
    """Set STUDENT's score for EXERCISE by hand; without SCORE, take that back."""
    if not reason.strip():
        raise UsageError("--reason is empty; say why, for whoever asks later")
    if score is not None and not 0 <= score < float("inf"):
        raise UsageError(f"found the score {score:g}, expected 0 or more")
    with _open(context) as book:
        book.set_override(student, exercise.partition("_")[0], score, reason, wiring.now())
    return 0


def _write(pieces: Iterator[str], output: Path | None = None) -> None:
    with opened(output) as write:
        for piece in pieces:
            write(piece)
