"""What a gradebook knows, as values."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from cnnquiz.model.report import ExerciseReport

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What is taken off a score for being late.

    Attributes:
        percent_a_day: of the score, for each day that has begun.
        most_percent: of the score, in all.
        grace_minutes: how late is not late yet.
    """

    percent_a_day: float = 0.0
    most_percent: float = 100.0
    grace_minutes: float = 0.0

    def __post_init__(self) -> None:
        percents = (self.percent_a_day, self.most_percent)
        if not all(0 <= percent <= 100 for percent in percents):
            raise ValueError("percents lie between 0 and 100")
        if not (math.isfinite(self.grace_minutes) and self.grace_minutes >= 0):
            raise ValueError("minutes of grace are 0 or more")

    def penalty(self, handed_in: datetime | None, due: datetime | None) -> float:
        """Return the part of the score that is lost, from 0 to 1.

        Args:
            handed_in: when the file was last written; None if that is not known.
            due: when it was to be; None if there is no such time.
        """
        if handed_in is None or due is None:
            return 0.0
        late = handed_in - due
        if late <= timedelta(minutes=self.grace_minutes):
            return 0.0
        days = -(-late // _DAY)
        return min(days * self.percent_a_day, self.most_percent) / 100


@dataclass(frozen=True, slots=True)
class Override:
    """A score that somebody has set by hand.

    Attributes:
        score: the score, in points.
        reason: why.
    """

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What holds for one exercise of one student.

    Attributes:
        student: the student.
        exercise: the exercise's short name.
        score: points earned; None where there are none to be known.
        max_score: points to be had.
        status: how far the exercise got.
        confinement: what held the student's code; None if none of it ran.
        handed_in: when the file was last written, in UTC; None if that is not known.
        penalty: the part of the score that is lost for being late, from 0 to 1.
        override: a score set by hand, which counts instead.
    """

    student: str
    exercise: str
    score: float | None
    max_score: float
    status: str
    confinement: str | None = None
    handed_in: datetime | None = None
    penalty: float = 0.0
    override: Override | None = None

    @property
    def final(self) -> float | None:
        """Points that count; None where there are none to be known."""
        if self.override is not None:
            return self.override.score
        return None if self.score is None else self.score * (1 - self.penalty)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one student stands: what holds for every exercise, and why.

    Attributes:
        student: the student.
        grades: what holds for each exercise.
        reports: the reports that the grades are from, in the same order.
        problems: what was odd about what they handed in, in the gradings that these are from.
    """

    student: str
    grades: tuple[Grade, ...]
    reports: tuple[ExerciseReport, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How two gradings differ about one exercise of one student.

    Attributes:
        student: the student.
        exercise: the exercise's short name.
        before: status and score in the first; None if it has neither.
        after: likewise in the second.
        checks: checks that ended differently: name, verdict before, verdict after.
    """

    student: str
    exercise: str
    before: tuple[str, float | None] | None
    after: tuple[str, float | None] | None
    checks: tuple[tuple[str, str, str], ...] = ()
