"""The errors that cnnquiz raises about its surroundings, one tree, each with its exit status.

A finding about a student's code is never one of these: it is a value (see `cnnquiz.model.report`).
"""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


class CnnquizError(Exception):
    """Base of every error that the command line turns into one message and an exit status."""

    exit_code: ClassVar[int] = 4


class UsageError(CnnquizError):
    """What the user asked for does not exist or does not fit together."""

    exit_code = 2


class SandboxError(CnnquizError):
    """A worker could not be started or driven, for reasons that are not the student's."""


class LooseError(SandboxError):
    """Other people's code would not be held well enough.

    Attributes:
        found: the level of confinement that there is.
    """

    def __init__(self, message: str, found: str) -> None:
        super().__init__(message)
        self.found = found


class ClusterError(CnnquizError):
    """Other machines could not be reached, or are not fit to grade."""


class WorkspaceError(CnnquizError):
    """The student's folder could not be read or written."""


class StoreError(CnnquizError):
    """The gradebook could not be read or written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a course file.

    Attributes:
        where: file, with `:line` where a line is known.
        path: the place inside the file, such as `functions[2].name`; empty for the whole file.
        problem: what was found and what was expected.
    """

    where: str
    path: str
    problem: str

    def __str__(self) -> str:
        """Return the problem on one line: place, path, what is wrong."""
        return ": ".join(part for part in (self.where, self.path, self.problem) if part)


class CourseError(CnnquizError):
    """Course files that their author has to mend; carries every problem found at once."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses while `path` is written into a `UsageError`."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
