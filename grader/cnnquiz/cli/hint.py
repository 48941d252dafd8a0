"""`cnnquiz hint`: one more hint each time."""

import os
import sys
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE
from cnnquiz.course.load import load_exercise
from cnnquiz.progress.log import read_log, record_hints
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.report.terminal import terminal_of


@click.command
@click.argument("exercise", type=EXERCISE)
@click.option("--again", is_flag=True, help="Repeat the hints that were shown already.")
def hint(exercise: str, again: bool) -> None:
    """Show one more hint for an exercise.

    The hints go from a nudge to nearly the answer. Which ones you have seen is remembered; it
    costs no points.
    """
    found = load_exercise(wiring.exercises_folder(), exercise)
    workspace = find_workspace(Path.cwd())
    log = read_log(workspace)
    _warn(log.warning)
    seen = min(log.of(found.id).hints, len(found.hints))
    if again:
        _show(found.hints, range(seen))
        if not seen:
            click.echo(f"No hint was shown yet. The first: cnnquiz hint {found.id}", err=True)
        return
    if seen == len(found.hints):
        click.echo(
            f"There are no more hints. To repeat them: cnnquiz hint {found.id} --again", err=True
        )
        return
    _show(found.hints, range(seen, seen + 1))
    _warn(record_hints(workspace, found.id, seen + 1, wiring.now()))
    if seen + 1 == len(found.hints):
        click.echo(f"That was the last hint. The lesson: cnnquiz show {found.id}", err=True)


def _show(hints: tuple[str, ...], numbers: range) -> None:
    terminal = terminal_of(sys.stdout, os.environ)
    for number in numbers:
        label = terminal.style(f"Hint {number + 1} of {len(hints)}", bold=True)
        click.echo(label, color=terminal.colour)
        click.echo("\n".join(terminal.wrap(hints[number].strip(), "  ")))


def _warn(warning: str | None) -> None:
    if warning:
        click.echo(f"cnnquiz: {warning}", err=True)
