"""`cnnquiz export`: the question bank in the formats of other systems."""

from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.output import opened_for_bytes
from cnnquiz.errors import UsageError
from cnnquiz.export.build import build
from cnnquiz.export.fidelity import Fidelity, as_csv, as_json, as_text, summary, table
from cnnquiz.export.formats import NAMES, format_named
from cnnquiz.model.item import Figure, Item

ALL_VARIANTS = 1000  # more than any item has


@click.group
def export() -> None:
    """Write questions for other systems."""


@export.command
@click.option(
    "--format", "form", type=click.Choice(NAMES), required=True, help="The system to write for."
)
@click.option("--topic", "topics", multiple=True, help="This topic alone; may be repeated.")
@click.option(
    "--variants",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="How many variants of each question, at most.",
)
@click.option("--exam", is_flag=True, help="The questions kept for exams, in place of the others.")
@click.option("--keyless", is_flag=True, help="Without answers: responses are marked elsewhere.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
@click.option(
    "--report",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to report on what became of each question, on stdout.",
)
def bank(  # noqa: PLR0917  # click passes them by name
    form: str,
    topics: tuple[str, ...],
    variants: int,
    exam: bool,
    keyless: bool,
    output: Path,
    report: str,
) -> None:
    """Write the question bank in the format of another system.

    Stdout then says of each question whether it is exact there, degraded or left out, and why.
    The file holds the answers, unless it is keyless.
    """
    target = format_named(form)
    write = target.write_keyless if keyless else target.write
    if write is None:
        raise UsageError(f"files for {form} hold the answers; --keyless goes with --format html")
    items = _of_topics(_exam_items() if exam else wiring.practice_items(), topics)
    groups, found = build(items, target.abilities, variants=variants, drawing=_drawing)
    if not groups:
        raise UsageError(f"nothing can be written as {form}: {found[0].losses[0].why}")
    content = write(groups)
    with opened_for_bytes(output) as file:
        file.write(content)
    _report(found, form, report)
    count = sum(len(group.questions) for group in groups)
    click.echo(f"{output}: {count} questions of {len(found)} items: {summary(found)}", err=True)


@export.command("table")
def table_() -> None:
    """Show what becomes of each type of question in each format, as markdown."""
    items = wiring.practice_items()
    columns = []
    for name in NAMES:
        abilities = format_named(name).abilities
        _, found = build(items, abilities, variants=ALL_VARIANTS, drawing=_drawing)
        columns.append((name, found))
    click.echo(table(columns), nl=False)


def _exam_items() -> tuple[Item, ...]:
    wiring.instructors_folder()  # in the students' edition it says what is missing
    return wiring.exam_items()


def _of_topics(items: tuple[Item, ...], topics: tuple[str, ...]) -> list[Item]:
    known = dict.fromkeys(item.topic for item in items)
    if unknown := [topic for topic in topics if topic not in known]:
        raise UsageError(f"no topic {' or '.join(unknown)}; there are {', '.join(known)}")
    return [item for item in items if not topics or item.topic in topics]


def _drawing(figure: Figure) -> bytes:
    return (wiring.exercises_folder() / figure.file).read_bytes()


def _report(found: list[Fidelity], form: str, report: str) -> None:
    if report == "json":
        text = as_json(found, form)
    else:
        text = as_csv(found) if report == "csv" else as_text(found)
    click.echo(text, nl=False)
