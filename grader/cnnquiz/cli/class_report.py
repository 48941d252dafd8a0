"""The class's report and the students' pages, for `gradebook report` and `grade --report`.

Near-identical submissions are found in what was handed in: the gradebook keeps reports, and of the
submissions themselves no more than a hash.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from cnnquiz import wiring
from cnnquiz.cli.output import make_folder, opened
from cnnquiz.cli.similar import compare
from cnnquiz.course.intake import Class
from cnnquiz.course.load import exercise_slugs
from cnnquiz.errors import UsageError
from cnnquiz.grading.summary import PASS_PERCENT, ClassSummary, summarise
from cnnquiz.model.course import Misconception
from cnnquiz.model.event import Response
from cnnquiz.model.gradebook import Standing
from cnnquiz.progress.journal import JOURNAL, read_journals
from cnnquiz.quiz.mastery import active_misconceptions
from cnnquiz.report.page import class_page, page_names, student_page

if TYPE_CHECKING:
    from cnnquiz.store.gradebook import Gradebook


def write_report(
    book: "Gradebook",
    output: Path,
    *,
    pages: Path | None = None,
    journals: Path | None = None,
    students: Class | None = None,
    pass_percent: float = PASS_PERCENT,
) -> None:
    """Write the class's report.

    Args:
        book: the gradebook.
        output: the file to write it to.
        pages: the folder for a page of each student; None for no such pages.
        journals: the folder of what students did in quizzes, if there is one.
        students: what was handed in; None if submissions are not to be compared.
        pass_percent: of an exercise's points, from which on it is passed.

    Raises:
        UsageError: the gradebook is empty, a folder or file cannot be read or written, or
            matplotlib is not installed.
    """
    quizzes = _beliefs(journals) if journals else {}
    known = sorted({grade.student for grade in book.grades()})
    if not known:
        raise UsageError("the gradebook has no results yet; cnnquiz grade brings them")
    for name in sorted(quizzes.keys() - set(known)):
        click.echo(f"cnnquiz: {name}: has a journal, but no result in the gradebook", err=True)
    names = page_names(known) if pages else {}
    standings = book.standings() if pages is None else _written(book.standings(), pages, names)
    summary = summarise(standings, quizzes, pass_percent)
    groups = None
    if students is not None:
        comparisons = compare(students, _slugs(summary))
        groups = [group for comparison in comparisons for group in comparison.groups()]
        for comparison in comparisons:
            for student, why in comparison.left_out.items():
                text = f"{student}: {comparison.exercise} is not compared: {why}"
                click.echo(f"cnnquiz: {text}", err=True)
    addresses = _addresses(names, pages, output)
    page = class_page(summary, groups, addresses, wiring.now(), version("cnnquiz"))
    with opened(output) as write:
        write(page)
    pages_too = f", and a page for each in {pages}" if pages else ""
    click.echo(f"{output}: {len(known)} students{pages_too}", err=True)


def _written(
    standings: Iterable[Standing], folder: Path, names: Mapping[str, str]
) -> Iterator[Standing]:
    """Yield where each student stands, and write their own pages on the way."""
    make_folder(folder)
    now = wiring.now()
    for standing in standings:
        with opened(folder / names[standing.student]) as write:
            write(student_page(standing, now))
        yield standing


def _addresses(names: Mapping[str, str], folder: Path | None, output: Path) -> dict[str, str]:
    """Return the address of each student's page, as seen from the report."""
    if folder is None:
        return {}
    try:
        there = os.path.relpath(folder.resolve(), output.resolve().parent)
    except ValueError:  # on Windows, from one drive to another
        there = str(folder.resolve())
    place = quote(Path(there).as_posix())
    return {student: f"{place}/{quote(name)}" for student, name in names.items()}


def _slugs(summary: ClassSummary) -> list[str]:
    """Return the long names of the exercises that there are results of."""
    graded = {one.exercise for one in summary.exercises}
    slugs = exercise_slugs(wiring.exercises_folder())
    return [slug for slug in slugs if slug.partition("_")[0] in graded]


def _beliefs(folder: Path) -> dict[str, list[Misconception]]:
    """Return what each student believes, by the quizzes in their journal.

    What a journal names and the catalogue does not know is left out: students write journals.
    """
    items = (*wiring.practice_items(), *wiring.exam_items())
    known = wiring.catalogue()
    beliefs: dict[str, list[Misconception]] = {}
    for student, journal in read_journals(folder):
        if journal.warning:
            click.echo(f"cnnquiz: {journal.warning}", err=True)
        answers = [event for event in journal.events if isinstance(event, Response)]
        active = active_misconceptions(answers, items)
        beliefs[student] = [known[id_] for id_ in active if id_ in known]
    if not beliefs:
        raise UsageError(f"found no journal in {folder}; expected STUDENT/{JOURNAL} files")
    return beliefs
