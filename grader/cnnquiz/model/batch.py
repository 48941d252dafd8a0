"""What a class handed in, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cnnquiz.model.report import ExerciseReport
from cnnquiz.model.submission import Submission, Unreadable


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one student handed in.

    Attributes:
        student: the name of their folder or archive, fit to be shown.
        files: what there is for each exercise, by its long name; exercises without a file are
            left out.
        handed_in: when the file of each of them was last written, in UTC, by the same names.
        problems: what is odd about it, for the instructor; each begins with a place.
    """

    student: str
    files: Mapping[str, Submission | Unreadable]
    handed_in: Mapping[str, datetime]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StudentReport:
    """What became of all that one student handed in.

    Attributes:
        student: the student.
        exercises: a report on every exercise of the grading, in teaching order.
        problems: as `HandedIn` has them.
    """

    student: str
    exercises: tuple[ExerciseReport, ...]
    problems: tuple[str, ...] = ()
