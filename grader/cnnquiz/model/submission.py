"""A student's file as text, before anything in it has been run or even parsed."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of the student's code.

    Attributes:
        number: its place among the notebook's code cells, from 1 (text cells do not count, and
            neither does the order in which cells were run); None for a plain Python file.
        source: its code as the student wrote it, magics and shell lines included.
    """

    number: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's file that could be read.

    Attributes:
        path: where it lies.
        cells: its code in order: one cell for a Python file, a notebook's code cells otherwise.
    """

    path: Path
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A student's file that could not be read: a finding about the submission, not our failure.

    Attributes:
        message: why, and what to do about it, for the student.
    """

    message: str
