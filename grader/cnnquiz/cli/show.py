"""`cnnquiz show`: the lesson of an exercise."""

import os
import re
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE
from cnnquiz.course.load import load_exercise
from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.course import Exercise
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.report.terminal import Terminal, terminal_of

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


@click.command
@click.argument("exercise", type=EXERCISE)
@click.option("--pager", is_flag=True, help="Show it page by page.")
def show(exercise: str, pager: bool) -> None:
    """Show the lesson of an exercise.

    On a terminal it is laid out; into a file or a pipe goes the Markdown as it is.
    """
    found = load_exercise(wiring.exercises_folder(), exercise)
    lesson = _read(found.lesson)
    piped = not sys.stdout.isatty()
    terminal = terminal_of(sys.stderr if piped else sys.stdout, os.environ)
    pictures = pictures_of(lesson, found, find_workspace(Path.cwd()), terminal)
    if piped:
        # As bytes, since the stream's encoding may lack what the lesson holds.
        click.echo(lesson.encode(), nl=not lesson.endswith("\n"))
        click.echo(pictures, err=True, nl=bool(pictures))
        return
    text = f"{render(lesson, terminal, os.environ)}{pictures}"
    if pager:
        click.echo_via_pager(f"{text}\n", color=terminal.colour)
    else:
        click.echo(text, color=terminal.colour)
    click.echo(f"Write it in {found.stub.name}, then: cnnquiz check {found.id}", err=True)


def render(lesson: str, terminal: Terminal, environ: Mapping[str, str]) -> str:
    """Return a lesson's Markdown laid out for a terminal, with its colours if it has any.

    Args:
        lesson: the Markdown text.
        terminal: what can be shown.
        environ: the environment, which says how many colours there are.
    """
    # rich takes 80 ms to import, which a lesson that goes into a pipe need not spend.
    from rich.console import Console  # noqa: PLC0415
    from rich.markdown import Markdown  # noqa: PLC0415

    out = StringIO()
    console = Console(
        file=out,
        width=terminal.width,
        force_terminal=terminal.colour,
        no_color=not terminal.colour,
        highlight=False,
        legacy_windows=False,
        _environ=dict(environ),
    )
    console.print(Markdown(lesson, code_theme="ansi_dark"))
    text = out.getvalue()
    if terminal.unicode:
        return text
    return text.encode(terminal.encoding, "replace").decode(terminal.encoding)


def pictures_of(lesson: str, exercise: Exercise, workspace: Path, terminal: Terminal) -> str:
    """Return a list of the lesson's pictures, each with its path; empty if there are none.

    Args:
        lesson: the Markdown text.
        exercise: whose lesson it is.
        workspace: where the student has copies; a picture that is not there is the course's own.
        terminal: where the list will be read.
    """
    lines: list[str] = []
    for alt, name in _PICTURE.findall(lesson):
        copy = workspace / exercise.slug / name
        path = copy if copy.is_file() else exercise.folder / name
        lines += [f"  {path}", *terminal.wrap(alt, "      ")]  # a path is copied: never wrapped
    return "\n".join(["Pictures:", *lines]) if lines else ""


def _read(lesson: Path) -> str:
    try:
        return lesson.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(str(lesson), "", f"the lesson cannot be read: {error}")
        raise CourseError([problem]) from error
