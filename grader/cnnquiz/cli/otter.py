"""`cnnquiz otter`: test files for Otter-Grader."""

from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE
from cnnquiz.cli.output import make_folder, opened
from cnnquiz.course.load import exercise_slugs, load_exercise


@click.group
def otter() -> None:
    """Write public test files for Otter-Grader."""


@otter.command
@click.argument("chosen", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder to write them to; it is made.",
)
@click.option(
    "--points",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="What the examples of one function are worth.",
)
def tests(chosen: tuple[str, ...], output: Path, points: float) -> int:
    """Write the docstrings' examples as test files, one for each function.

    Hidden checks are not among them: Otter runs tests beside the student's code, which can read
    them and change what comes of them. Grade with `cnnquiz grade`.
    """
    from cnnquiz.platforms.otter import files_of  # noqa: PLC0415  # doctest

    folder = wiring.exercises_folder()
    wanted = set(chosen)
    make_folder(output)
    for slug in exercise_slugs(folder):
        if slug in wanted:
            for name, text in files_of(load_exercise(folder, slug), points):
                with opened(output / name) as write:
                    write(text)
                click.echo(output / name)
    return 0
