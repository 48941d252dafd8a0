"""`cnnquiz start`: the exercises, copied to where the student works."""

from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.course.load import load_course
from cnnquiz.progress.workspace import write_workspace


@click.command
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def start(folder: Path) -> None:
    """Write the exercises into a folder.

    DIR is the folder to write to, by default the present one. A file that you have changed is
    never overwritten, so the command can be repeated when the course has been updated.
    """
    course = load_course(wiring.exercises_folder())
    copied = write_workspace(course.exercises, folder)
    click.echo(f"{_count(len(copied.written))} written to {folder}")
    if copied.up_to_date:
        click.echo(f"{_count(len(copied.up_to_date))} already up to date")
    for place in copied.kept:
        click.echo(f"kept, because you changed it: {folder / place}")
    change = "" if folder.resolve() == Path.cwd().resolve() else f"cd {folder}; "
    if course.exercises:
        click.echo(f"Next: {change}cnnquiz show {course.exercises[0].id}", err=True)


def _count(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"
