"""Where commands write what they are asked for."""

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from cnnquiz import disk
from cnnquiz.errors import UsageError, writing


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[Callable[[str], object]]:
    """Yield what writes text as `opened_for_bytes` does, or to stdout where `output` is None.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is None:
        yield lambda text: click.echo(text, nl=False)
        return
    with (
        opened_for_bytes(output) as file,
        io.TextIOWrapper(file, encoding="utf-8", newline="\n") as text,
    ):
        yield text.write


@contextlib.contextmanager
def opened_for_bytes(output: Path) -> Iterator[BinaryIO]:
    """Yield a file that appears when it is complete.

    A pipe or a device, such as /dev/null, takes what is written as it comes, and stays in its
    place.

    Raises:
        UsageError: the file cannot be written.
    """
    with writing(output):
        no_file = output.exists() and not output.is_file()
        with output.open("wb") if no_file else disk.replacing(output) as file:
            yield file


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, unless they are there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror}") from error
