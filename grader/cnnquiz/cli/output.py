"""Where commands write what they are asked for."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from cnnquiz.errors import UsageError


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[Callable[[str], object]]:
    """Yield what writes to a file, which appears when it is complete, or else to stdout."""
    if output is None:
        yield lambda text: click.echo(text, nl=False)
        return
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield file.write
        beside.replace(output)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
