"""`cnnquiz github`: checks in GitHub Actions, and results for Classroom 50."""

import contextlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cnnquiz import disk, wiring
from cnnquiz.cli.arguments import EXERCISE, TORCH_INDEX
from cnnquiz.cli.check import exit_status
from cnnquiz.cli.exit_status import COURSE_WRONG, TOOL_FAILED
from cnnquiz.cli.output import make_folder, opened
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.errors import SandboxError, UsageError, writing
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import Confinement, Status
from cnnquiz.workbench import Workbench

if TYPE_CHECKING:
    from cnnquiz.platforms.work import Graded

_HIDDEN_CHECKS = click.option(
    "--hidden-checks",
    is_flag=True,
    help="Run the hidden checks, where solutions are installed. Only on a machine of your own: on "
    "GitHub's, whoever can push can read every file.",
)


@click.group
def github() -> None:
    """Check in GitHub Actions, and write what Classroom 50 reads."""


@github.command
@click.option(
    "--exercise",
    "exercises",
    type=EXERCISE,
    multiple=True,
    help="An exercise to check; may be given again. By default, all that there is a file for.",
)
@click.option(
    "--install",
    metavar="REQUIREMENT",
    help="What pip is to install, such as the address of a wheel; by default, this version.",
)
@TORCH_INDEX
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, such as .github/workflows/cnnquiz.yaml, in place of stdout.",
)
def workflow(
    exercises: tuple[str, ...], install: str | None, torch_index: str | None, output: Path | None
) -> int:
    """Write a workflow that checks every push, by the docstrings' examples."""
    from cnnquiz.platforms.github.workflow import workflow as write_it  # noqa: PLC0415  # resources

    names = [slug.partition("_")[0] for slug in dict.fromkeys(exercises)]
    text = write_it(names, install or f"cnnquiz=={version('cnnquiz')}", torch_index)
    if output is not None:
        make_folder(output.parent)
    with opened(output) as write:
        write(text)
    return 0


@github.command
@click.argument("chosen", nargs=-1, type=EXERCISE, metavar="[EXERCISE]...")
@click.option(
    "--junit",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write what `cnnquiz check --format junit` does.",
)
@_HIDDEN_CHECKS
def check(chosen: tuple[str, ...], junit: Path | None, *, hidden_checks: bool) -> int:
    """Check what lies in the working directory, at any depth.

    Without EXERCISE, every exercise is checked that there is a file for. What comes of it goes to
    the log and, as a page, to the file that GITHUB_STEP_SUMMARY names. The exit status is that of
    `cnnquiz check`.
    """
    from cnnquiz.platforms.markdown import summary  # noqa: PLC0415  # only for this command
    from cnnquiz.report.junit import as_junit  # noqa: PLC0415  # likewise

    exercises = _exercises(chosen)
    graded = _graded(exercises, hidden_checks=hidden_checks)
    _log(graded)
    if junit is not None:
        with opened(junit) as write:
            write(as_junit(graded.reports) + "\n")
    _append("GITHUB_STEP_SUMMARY", summary(graded.reports, _notes(graded, hidden_checks)))
    return exit_status(graded.reports)


@github.command
@click.argument("chosen", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@_HIDDEN_CHECKS
def classroom50(chosen: tuple[str, ...], *, hidden_checks: bool) -> int:
    """Grade the working directory, as an autograder of Classroom 50 does.

    Writes result.json and release-body.md beside the student's files, and `status` and `summary`
    to the file that GITHUB_OUTPUT names. A point counts 100 there, since its scores are integers;
    where only examples are run, those of every function count 100. The exit status is 0, whatever
    the score, and another one only if there is none.
    """
    from cnnquiz.platforms.github import classroom50 as files  # noqa: PLC0415  # only here
    from cnnquiz.platforms.markdown import summary  # noqa: PLC0415  # likewise

    here = Path.cwd()
    handed = files.handed_in(os.environ)
    when = files.commit_time(here, handed)
    exercises = _exercises(chosen)
    graded = _graded(exercises, hidden_checks=hidden_checks)
    _log(graded)
    if any(report.status is Status.NOT_RUN for report in graded.reports):
        # The runner then says that there was an error, which is no score.
        return COURSE_WRONG if graded.problems else TOOL_FAILED
    document = files.result(
        graded.reports, exercises, handed, when, examples_only=not hidden_checks
    )
    text = json.dumps(document, indent=2, allow_nan=False) + "\n"
    page = summary(graded.reports, _notes(graded, hidden_checks))
    for path, content in ((here / "result.json", text), (here / "release-body.md", page)):
        with writing(path):
            disk.write_whole(path, content.encode())
    _append("GITHUB_OUTPUT", files.outputs(document))
    return 0


def _exercises(chosen: Sequence[str]) -> list[Exercise]:
    from cnnquiz.course.intake import Entry, slugs_in  # noqa: PLC0415  # archives

    folder = wiring.exercises_folder()
    slugs = exercise_slugs(folder)
    wanted = set(chosen) or slugs_in(Entry("", Path.cwd()), slugs)
    if not wanted:
        raise UsageError("found no file of any exercise here; name those that are to be checked")
    return [load_exercise(folder, slug) for slug in slugs if slug in wanted]


def _graded(exercises: Sequence[Exercise], *, hidden_checks: bool) -> "Graded":
    from cnnquiz.platforms.work import grade_folder  # noqa: PLC0415  # numpy
    from cnnquiz.sandbox.confinement import ALL_LAYERS, QUICK_LAYERS  # noqa: PLC0415  # likewise

    if hidden_checks:
        wiring.instructors_folder()
    # Examples are no secret, and what else is on the runner is the student's own.
    with Workbench(ALL_LAYERS if hidden_checks else QUICK_LAYERS) as bench:
        if hidden_checks:
            bench.require(Confinement.REDUCED)
        try:
            return grade_folder(bench, exercises, Path.cwd(), examples_only=not hidden_checks)
        except OSError as error:
            raise SandboxError(f"the working directory cannot be read: {error}") from error


def _notes(graded: "Graded", hidden_checks: bool) -> list[str]:
    notes = [f"Note: {oddity}" for oddity in graded.oddities]
    if not hidden_checks:
        notes.append("These are examples; the hidden checks run when your work is handed in.")
    return notes


def _log(graded: "Graded") -> None:
    """Write the reports to stdout, where no line of them is taken for a command."""
    from cnnquiz.report.terminal import terminal_of  # noqa: PLC0415  # after the worker started
    from cnnquiz.report.text import write_report, write_summary  # noqa: PLC0415  # likewise

    terminal = terminal_of(sys.stdout, os.environ)
    with _no_commands():
        for report in graded.reports:
            click.echo(write_report(report, terminal, advice=False) + "\n", color=terminal.colour)
        if len(graded.reports) > 1:
            click.echo(write_summary(graded.reports, terminal), color=terminal.colour)
        for problem in (*graded.oddities, *graded.problems):
            click.echo(f"cnnquiz: {terminal.fit(problem)}", err=True)


@contextlib.contextmanager
def _no_commands() -> Iterator[None]:
    """Keep Actions from obeying lines such as `::error::`, which a student's words may hold."""
    word = secrets.token_hex(16) if os.environ.get("GITHUB_ACTIONS") == "true" else None
    if word:
        click.echo(f"::stop-commands::{word}")
    try:
        yield
    finally:
        sys.stderr.flush()
        if word:
            click.echo(f"::{word}::")


def _append(variable: str, text: str) -> None:
    """Append text to the file that an environment variable names, if it names any."""
    if not (name := os.environ.get(variable)):
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{variable}: {name} cannot be written: {error.strerror}") from error
