"""Arguments that several commands take."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, find


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

FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or JSON for programs.",
)
