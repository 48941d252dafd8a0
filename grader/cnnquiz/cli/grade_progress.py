"""How far a grading has got: a bar on stderr where that is a terminal, and one line at the end."""

import sys
import time
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Progress:
    """A bar with the rate and the time left."""

    def __init__(self, total: int) -> None:
        """Prepare it.

        Args:
            total: how many exercises of how many students there are, multiplied.
        """
        self._total = total
        self._done = self._graded = self._known = 0
        self._begun = time.monotonic()
        self._bar = _bar(total) if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        """Show the bar."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
        """Take the bar away, and say how it went."""
        if self._bar is not None:
            self._bar.stop()
        seconds = time.monotonic() - self._begun
        each = f", {seconds / self._graded * 1e3:.0f} ms each" if self._graded else ""
        known = f"; {self._known} known already" if self._known else ""
        ending = "" if kind is None else "; to go on, run the same command again"
        click.echo(
            f"{self._graded} graded in {seconds:.1f} s{each}{known}"
            f"{'' if kind is None else f' (of {self._total})'}{ending}",
            err=True,
        )

    def advance(self, *, graded: bool, known: bool) -> None:
        """Note that one more is done.

        Args:
            graded: whether it was graded just now.
            known: whether its result was known already; a missing file is neither.
        """
        self._done += 1
        self._graded += graded
        self._known += known
        if self._bar is not None:
            seconds = time.monotonic() - self._begun
            rate = f"{self._done / seconds:.0f}/s" if seconds else ""
            self._bar.update(self._bar.task_ids[0], advance=1, rate=rate)


def _bar(total: int) -> "Bar":
    from rich import progress  # noqa: PLC0415  # slow, and of use on a terminal alone
    from rich.console import Console  # noqa: PLC0415

    bar = progress.Progress(
        progress.TextColumn("grading"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
        progress.TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("", total=total, rate="")
    return bar
