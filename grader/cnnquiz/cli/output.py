"""Where commands write what they are asked for."""

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from cnnquiz import disk
from cnnquiz.errors import UsageError, writing


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[Callable[[str], object]]:
    """Yield what writes to a file, which appears when it is complete, or else to stdout.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is None:
        yield lambda text: click.echo(text, nl=False)
        return
    with (
        writing(output),
        disk.replacing(output) as file,
        io.TextIOWrapper(file, encoding="utf-8", newline="\n") as text,
    ):
        yield text.write


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, unless they are there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror}") from error
