"""What a terminal can show, and text made fit for it: safe, encodable, wrapped."""

import os
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

import click

MAX_WIDTH = 100  # longer lines are hard to read
MIN_WIDTH = 40
_DEFAULT_WIDTH = 80
_MARKS = "✓✗⏱·█▏▎▍▌▋▊▉→…"

# What stands for a character that the stream's encoding lacks; all others become "?".
# (RUF001 warns of characters that look like others: here that is the point.)
_LACKING = "·×−–—“”„‘’…→≤≥≠≈√"  # noqa: RUF001
_INSTEAD = ("*", "x", *"---", *'"""', *"''", "...", "->", "<=", ">=", "!=", "~", "sqrt")
_PLAIN = dict(zip(_LACKING, _INSTEAD, strict=True))
_PARTS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the stream that a report goes to can show.

    Attributes:
        width: characters on a line.
        colour: whether escape sequences for colour may be written.
        encoding: the name of the stream's encoding, as Python knows it.
    """

    width: int = _DEFAULT_WIDTH
    colour: bool = False
    encoding: str = "utf-8"

    @property
    def unicode(self) -> bool:
        """Whether marks, bars and arrows can be written as more than ASCII."""
        return _encodes(_MARKS, self.encoding)

    def style(self, text: str, **styles: Any) -> str:
        """Return `text` with click's `styles` (`fg`, `bold`, `dim`), or as it is without colour."""
        return click.style(text, **styles) if self.colour else text

    def fit(self, text: str) -> str:
        """Return `text` with nothing in it that drives a terminal or cannot be encoded."""
        text = printable(text)
        if _encodes(text, self.encoding):
            return text
        return "".join(c if _encodes(c, self.encoding) else _PLAIN.get(c, "?") for c in text)

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """Return `text` as lines no longer than the width, its own line breaks kept.

        Args:
            text: what to wrap; `fit` is applied to it.
            first: what the first line begins with.
            rest: what every other line begins with; by default spaces as wide as `first`.
        """
        rest = " " * len(first) if rest is None else rest
        lines: list[str] = []
        for line in self.fit(text).split("\n"):
            start = rest if lines else first
            lines += textwrap.wrap(
                line,
                self.width,
                initial_indent=start,
                subsequent_indent=rest,
                break_on_hyphens=False,
            ) or [start.rstrip()]
        return lines

    def bar(self, value: float, full: float, cells: int = 10) -> str:
        """Return a bar of `cells` characters of which the part `value / full` is filled."""
        part = min(max(value / full, 0.0), 1.0) if full else 0.0
        # Rounded down: only full score looks full.
        if not self.unicode:
            return ("#" * int(part * cells)).ljust(cells, "-")
        eighths = int(part * cells * 8)
        return ("█" * (eighths // 8) + _PARTS[eighths % 8].strip()).ljust(cells)


def terminal_of(stream: TextIO, environ: Mapping[str, str]) -> Terminal:
    """Return what `stream` can show.

    Args:
        stream: where a report will be written.
        environ: the environment: a value in `NO_COLOR`, or `TERM=dumb`, turns colour off, and
            `COLUMNS` gives the width, which otherwise is the terminal's (80 if it is none).
    """
    wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    encoding = getattr(stream, "encoding", None) or "ascii"
    width = min(max(_columns(stream, environ), MIN_WIDTH), MAX_WIDTH)
    return Terminal(width, wanted and stream.isatty(), encoding)


def printable(text: str) -> str:
    """Return `text` with U+FFFD for whatever could drive a terminal.

    That is all control characters but the line break, the characters that reverse the direction
    of writing, and lone surrogates. Tabs become spaces.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)
    return "".join(_printable(c) for c in text)


def _printable(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return " " if unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    if (columns := environ.get("COLUMNS", "")).isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _DEFAULT_WIDTH
    except (OSError, ValueError):  # not a terminal, or no file at all
        return _DEFAULT_WIDTH
