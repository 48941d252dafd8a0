"""How one Gradescope assignment is graded: what `build` decides and the autograder reads."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.gradebook import LatePolicy

FILE = "cnnquiz.json"
FORMAT = 1


class Visibility(StrEnum):
    """When students may see something; those who teach always do."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Settings:
    """How one assignment is graded.

    Attributes:
        exercises: the long names of its exercises.
        visibility: when students see a check's line: its title, its points, its message.
        hidden: checks that they see later, such as `ex03.check_stride`.
        hidden_until: when they see those.
        late: what is taken off for being late.
        seed: of hidden inputs that are drawn.
        format: of this file.
    """

    exercises: tuple[str, ...]
    visibility: Visibility = Visibility.VISIBLE
    hidden: tuple[str, ...] = ()
    hidden_until: Visibility = Visibility.AFTER_PUBLISHED
    late: LatePolicy = field(default_factory=LatePolicy)
    seed: int = 0
    format: int = FORMAT


def encode(settings: Settings) -> bytes:
    """Return the settings as JSON."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n"


def read(path: Path) -> Settings:
    """Return the settings in a file.

    Raises:
        CourseError: it is missing or wrong.
    """
    try:
        settings = msgspec.json.decode(path.read_bytes(), type=Settings)
    except (OSError, msgspec.DecodeError) as error:
        text = f"{error}; build the zip again: cnnquiz gradescope build"
        raise CourseError([Problem(path.name, "", text)]) from error
    if settings.format != FORMAT:
        text = f"found {settings.format}, expected {FORMAT}; build the zip again with this version"
        raise CourseError([Problem(path.name, "format", text)])
    return settings
