"""`cnnquiz why`: a belief, and what is true."""

import os
import sys
from difflib import get_close_matches

import click

from cnnquiz import wiring
from cnnquiz.errors import UsageError
from cnnquiz.report.terminal import terminal_of


@click.command
@click.argument("misconception")
def why(misconception: str) -> None:
    """Explain a misconception: what is believed, what is true, where to practise it."""
    found = wiring.misconception(misconception)
    if found is None:
        near = get_close_matches(misconception, wiring.catalogue(), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"no misconception {misconception!r}{hint}")
    terminal = terminal_of(sys.stdout, os.environ)
    click.echo("\n".join(terminal.wrap(f"One may think: {found.belief}")))
    click.echo("")
    click.echo("\n".join(terminal.wrap(found.refutation)))
    items = [item for item in wiring.practice_items() if misconception in item.misconceptions]
    exercises = sorted({item.exercise for item in items if item.exercise})
    if items:
        count = len(items)
        questions = f"{count} question{'s' if count > 1 else ''}"
        click.echo(f"\n{questions} on this: cnnquiz quiz {misconception}")
    if exercises:
        click.echo(f"To practise it: {', '.join(f'cnnquiz show {id_}' for id_ in exercises)}")
