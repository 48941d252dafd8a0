"""Arguments that several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
from click.shell_completion import CompletionItem

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, find
from cnnquiz.errors import UsageError


class ExerciseArgument(click.ParamType[str]):
    """An exercise as people name it (`ex03`, `3`, `output_size`); its value is the slug."""

    name = "exercise"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the slug of the exercise that `value` names.

        Raises:
            UsageError: there is no such exercise.
            CourseError: the course's list of exercises cannot be read.
        """
        del param, ctx
        return find(exercise_slugs(wiring.exercises_folder()), value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the short names that begin with what is typed so far."""
        del ctx, param
        names = [slug.partition("_")[0] for slug in exercise_slugs(wiring.exercises_folder())]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


EXERCISE = ExerciseArgument()


class ExerciseOrFile(click.ParamType[str | Path]):
    """An exercise's name, or a student's file, which ends in .py or .ipynb."""

    name = "exercise"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Path:
        """Return the file, or else the exercise's long name.

        Raises:
            UsageError: it is neither.
            CourseError: the course's list of exercises cannot be read.
        """
        if value.endswith((".py", ".ipynb")):
            return Path(value)
        return EXERCISE.convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the short names, and leave files to the shell."""
        files = [CompletionItem(incomplete, type="file")]
        return EXERCISE.shell_complete(ctx, param, incomplete) + files


EXERCISE_OR_FILE = ExerciseOrFile()

_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)


def formats(*names: str, explained: str) -> Callable[[_Command], _Command]:
    """Return the option `--format`, one of `names`; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=explained,
    )


FORM = formats("text", "json", explained="For people, or JSON for programs.")

OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, in place of stdout.",
)

SEED = click.option(
    "--seed", type=int, default=0, show_default=True, help="Of hidden random inputs."
)


def _index(_context: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    if url is not None and (urlsplit(url).scheme not in ("https", "http") or len(url.split()) != 1):
        raise UsageError(f"--torch-index: found {url!r}, expected the address of a package index")
    return url


TORCH_INDEX = click.option(
    "--torch-index",
    metavar="URL",
    callback=_index,
    help="The package index to install torch from, such as one with builds for processors alone.",
)

UNSAFE_LOCAL = click.option(
    "--unsafe-local",
    is_flag=True,
    help="Grade even where other people's code is held by nothing but its own process.",
)
