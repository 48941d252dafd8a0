"""The command `cnnquiz`: its table of subcommands, and the boundary where errors become text."""

import contextlib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from cnnquiz.cli.exit_status import INTERRUPTED, PIPE_CLOSED, TOOL_FAILED
from cnnquiz.errors import CnnquizError, CourseError


@dataclass(frozen=True, slots=True)
class Entry:
    """A subcommand that is imported only when it is run.

    Attributes:
        where: `module:attribute` of the click command.
        help: the line that `cnnquiz --help` shows.
    """

    where: str
    help: str


COMMANDS = {
    "start": Entry("cnnquiz.cli.start:start", "Write the exercises into a folder."),
    "list": Entry("cnnquiz.cli.list:list_", "List the exercises and how far you are."),
    "show": Entry("cnnquiz.cli.show:show", "Show the lesson of an exercise."),
    "check": Entry("cnnquiz.cli.check:check", "Check your solutions and say what is wrong."),
    "hint": Entry("cnnquiz.cli.hint:hint", "Show one more hint for an exercise."),
    "reset": Entry("cnnquiz.cli.reset:reset", "Put the stub back; your file is kept as a copy."),
    "quiz": Entry("cnnquiz.cli.quiz:quiz", "Answer questions and see why answers are right."),
    "review": Entry("cnnquiz.cli.review:review", "Answer again what you are about to forget."),
    "progress": Entry("cnnquiz.cli.progress:progress", "Show what you have mastered so far."),
    "why": Entry("cnnquiz.cli.why:why", "Explain a misconception."),
    "bank": Entry("cnnquiz.cli.bank:bank", "Look into the question bank, and answer from it."),
    "grade": Entry("cnnquiz.cli.grade:grade", "Grade what a class handed in."),
    "gradebook": Entry(
        "cnnquiz.cli.gradebook:gradebook", "Look into the gradebook, decide, and export grades."
    ),
    "similar": Entry("cnnquiz.cli.similar:similar", "List submissions that are nearly the same."),
    "export": Entry("cnnquiz.cli.export:export", "Write questions for other systems."),
    "nbgrader": Entry(
        "cnnquiz.cli.nbgrader:nbgrader", "Make, release and grade assignments with nbgrader."
    ),
    "gradescope": Entry(
        "cnnquiz.cli.gradescope:gradescope", "Make an autograder for Gradescope, and try it out."
    ),
    "github": Entry("cnnquiz.cli.github:github", "Check in GitHub Actions, and for Classroom 50."),
    "prairielearn": Entry(
        "cnnquiz.cli.prairielearn:prairielearn", "Grade as an external grader of PrairieLearn."
    ),
    "otter": Entry("cnnquiz.cli.otter:otter", "Write public test files for Otter-Grader."),
    "author": Entry("cnnquiz.cli.author:author", "Write and verify exercises and questions."),
}


class _ReaderGone(Exception):  # noqa: N818  # not an error: `cnnquiz list | head -1` is fine
    """Whoever read the output has stopped reading."""


class Commands(click.Group):
    """A group that knows its subcommands' help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands in the table's order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a subcommand, or None if there is none of that name."""
        del ctx
        if (entry := COMMANDS.get(cmd_name)) is None:
            return None
        module, _, attribute = entry.where.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of subcommands from their entries."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the arguments, as click does, where `--help` already writes."""
        with _reader_may_go():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, as click does."""
        with _reader_may_go():
            return super().invoke(ctx)


@contextlib.contextmanager
def _reader_may_go() -> Iterator[None]:
    """Keep a closed pipe from click, which would exit with 1: that means points lost."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGone from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cnnquiz", message="cnnquiz %(version)s")
def cnnquiz() -> None:
    """Learn convolutional networks by writing them.

    Begin with `cnnquiz start`, then `cnnquiz show ex01`.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 is full score, 1 points lost, 2 a command that does not fit, 3 course files that are wrong,
    4 a failure of ours, 130 an interruption by the user.

    Args:
        args: the arguments after the program's name; by default those of the process.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name may hold what the stream cannot encode; no report is lost over it.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = cnnquiz.main(args, prog_name="cnnquiz", standalone_mode=False)
        sys.stdout.flush()  # a closed pipe shows here rather than when the interpreter ends
    except (KeyboardInterrupt, click.Abort) as error:
        if error.__cause__ is None:  # else click has ended the line after ^C already
            click.echo(err=True)
        return INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        # What is left in the buffer has nowhere to go; the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    # The program's outermost frame: a bug is to be seen whole, and not to look like lost points.
    except Exception as error:  # noqa: BLE001
        return _explain(error)
    return status if isinstance(status, int) else 0


def _explain(error: Exception) -> int:
    """Write to stderr what went wrong, and return the exit status for it."""
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, CnnquizError):
        problems = error.problems if isinstance(error, CourseError) else (error,)
        for problem in problems:
            click.echo(f"cnnquiz: {problem}", err=True)
        return error.exit_code
    traceback.print_exception(error)
    click.echo("cnnquiz: this is a bug in cnnquiz, not in your work", err=True)
    return TOOL_FAILED
