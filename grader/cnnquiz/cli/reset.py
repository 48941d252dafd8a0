"""`cnnquiz reset`: the stub put back, the student's file kept beside it."""

import sys
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE
from cnnquiz.course.load import load_exercise
from cnnquiz.course.submission import find_submission
from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.model.course import Exercise
from cnnquiz.progress.workspace import find_workspace, reset_file, workspace_errors


@click.command
@click.argument("exercise", type=EXERCISE)
@click.option("--yes", is_flag=True, help="Do not ask first.")
def reset(exercise: str, yes: bool) -> None:
    """Put the stub back; your file is kept as a copy."""
    found = load_exercise(wiring.exercises_folder(), exercise)
    workspace = find_workspace(Path.cwd())
    file = _file(found, workspace)
    if _is_stub(file, found):
        click.echo(f"{file} is as it was at the start; nothing to do.", err=True)
        return
    if file.exists() and not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"to reset {file} without being asked, add --yes")
        click.echo("Your file will be kept as a copy.", err=True)
        if not click.confirm(f"Replace {file} by the stub?", err=True):
            click.echo("Nothing was changed.", err=True)
            return
    backup = reset_file(file, found.stub, workspace, wiring.now())
    click.echo(f"{file} is the stub again.")
    if backup:
        click.echo(f"Your file is kept as {backup}")


def _file(exercise: Exercise, workspace: Path) -> Path:
    """Return where the student's file is, or where `start` would put it."""
    found = find_submission(workspace, exercise)
    if found is None:
        return workspace / exercise.slug / exercise.stub.name
    if found.suffix != ".py":
        raise UsageError(f"{found} is a notebook; only .py files can be reset")
    return found


def _is_stub(file: Path, exercise: Exercise) -> bool:
    """Return whether the student's file is the stub, byte for byte."""
    try:
        stub = exercise.stub.read_bytes()
    except OSError as error:
        problem = Problem(str(exercise.stub), "", f"the stub cannot be read: {error.strerror}")
        raise CourseError([problem]) from error
    with workspace_errors(file):
        return file.exists() and file.read_bytes() == stub
