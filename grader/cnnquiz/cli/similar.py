"""`cnnquiz similar`: submissions of a class that are nearly the same."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE, FORM
from cnnquiz.course.intake import Class, find_students, read_work
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.model.submission import Submission
from cnnquiz.report.terminal import Terminal, terminal_of

if TYPE_CHECKING:
    from cnnquiz.grading.similar import Comparison, Group

FORMAT = 1
NO_VERDICT = "This is where to look, and no verdict: people may have worked together, as agreed."


@click.command
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--exercise",
    "chosen",
    type=EXERCISE,
    multiple=True,
    help="An exercise to compare; may be given again. By default, all of them.",
)
@FORM
def similar(submissions: Path, *, chosen: tuple[str, ...], form: str) -> int:
    """List submissions that are nearly the same, exercise by exercise.

    SUBMISSIONS is a folder that holds one folder or archive for each student, as for `grade`.
    Names, comments, formatting, the order of functions and what stands in the stub do not count,
    and what many in the class write alike counts little. No code is run.
    """
    students = find_students(submissions)
    comparisons = compare(students, chosen)
    groups = [group for comparison in comparisons for group in comparison.groups()]
    left_out = [
        (comparison.exercise, student, why)
        for comparison in comparisons
        for student, why in comparison.left_out.items()
    ]
    if form == "json":
        document = {
            "format": FORMAT,
            "groups": [asdict(group) for group in groups],
            "not_compared": [
                {"exercise": exercise, "student": student, "reason": why}
                for exercise, student, why in left_out
            ],
        }
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return 0
    terminal = terminal_of(sys.stdout, os.environ)
    for line in _lines(groups, terminal):
        click.echo(line)
    for exercise, student, why in left_out:
        click.echo(f"cnnquiz: {student}: {exercise} is not compared: {why}", err=True)
    click.echo(NO_VERDICT if groups else "No two submissions are nearly the same.", err=True)
    return 0


def compare(students: Class, slugs: Sequence[str]) -> list["Comparison"]:
    """Return what has compared a class's submissions, exercise by exercise.

    Args:
        students: the class.
        slugs: the long names of the exercises to compare; none for all of the course.

    Raises:
        CourseError: the course cannot be read.
    """
    from rich.console import Console  # noqa: PLC0415  # 70 ms
    from rich.progress import track  # noqa: PLC0415  # likewise

    from cnnquiz.grading.similar import Comparison  # noqa: PLC0415  # numpy, pygments

    folder = wiring.exercises_folder()
    slugs = [slug for slug in exercise_slugs(folder) if not slugs or slug in slugs]
    comparisons = {}
    for slug in slugs:
        exercise = load_exercise(folder, slug)
        comparisons[slug] = Comparison(exercise.id, exercise.stub.read_text(encoding="utf-8"))
    for entry in track(
        students.entries,
        "comparing",
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ):
        for slug, submission in read_work(entry, slugs).files.items():
            if isinstance(submission, Submission):
                comparisons[slug].add(entry.student, submission)
    return list(comparisons.values())


def _lines(groups: Sequence["Group"], terminal: Terminal) -> Iterator[str]:
    for at, group in enumerate(groups):
        if not at or groups[at - 1].exercise != group.exercise:
            yield terminal.style(group.exercise, bold=True)
        yield from terminal.wrap(", ".join(group.students), f"  {in_common(group):>10}  ")


def in_common(group: "Group") -> str:
    """Return how much those of a group have in common, in words."""
    least, most = round(group.least * 100), round(group.most * 100)
    return f"{most} %" if least == most else f"{least}–{most} %"  # noqa: RUF001  # a range
