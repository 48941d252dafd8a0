"""What came out: verdicts of checks, and the report on one exercise of one submission."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cnnquiz.model.course import MAX_SCORE, Misconception


class Verdict(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    NOT_IMPLEMENTED = "not_implemented"
    NOT_RUN = "not_run"


class Status(StrEnum):
    """How far an exercise got."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    EXAMPLES_ONLY = "examples_only"
    NOT_RUN = "not_run"


class Confinement(StrEnum):
    """What held the student's code: everything there is, some of it, or only its own process."""

    FULL = "full"
    REDUCED = "reduced"
    PROCESS = "process"

    def reaches(self, minimum: "Confinement") -> bool:
        """Tell whether this is at least `minimum`."""
        order = (Confinement.PROCESS, Confinement.REDUCED, Confinement.FULL)
        return order.index(self) >= order.index(minimum)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's verdict, and the reasons for it.

    Attributes:
        name: the check function's name.
        description: its docstring, the line that students read.
        functions: the student's functions that it judges.
        points: what it is worth.
        verdict: how it ended.
        message: what was wrong, without hidden inputs or expected values; None when it passed.
        call: the call that showed it, inputs included; for the student's own eyes only.
        came_back: what that call gave, in the student's own words; likewise.
        misconception: the belief that explains the failure, if one does.
        printed: what the student's code printed meanwhile, cut.
        seconds: how long it took.
    """

    name: str
    description: str
    functions: tuple[str, ...]
    points: float
    verdict: Verdict
    message: str | None = None
    call: str | None = None
    came_back: str | None = None
    misconception: Misconception | None = None
    printed: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.points) and self.points >= 0):
            raise ValueError("points are finite and not negative")

    @property
    def earned(self) -> float | None:
        """Points earned: all or none, and None where our own failure kept it from running."""
        if self.verdict is Verdict.NOT_RUN:
            return None
        return self.points if self.verdict is Verdict.PASSED else 0.0


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """What became of one exercise.

    Attributes:
        exercise: its short name.
        title: its title.
        status: how far it got.
        confinement: what held the student's code; None if none of it ran.
        message: why there is nothing more to say, where that is so.
        checks: every check, in the order of the file.
        printed: what the file printed while it was loaded, cut.
    """

    exercise: str
    title: str
    status: Status
    confinement: Confinement | None = None
    message: str | None = None
    checks: tuple[CheckResult, ...] = ()
    printed: str = ""

    @property
    def score(self) -> float | None:
        """Points earned; None where there can be none."""
        match self.status:
            case Status.EXAMPLES_ONLY | Status.NOT_RUN:
                return None
            case Status.MISSING | Status.UNREADABLE:
                return 0.0
            case Status.GRADED:
                # Points such as 0.1 add up exactly only in this way.
                return math.fsum(check.earned or 0.0 for check in self.checks)

    @property
    def max_score(self) -> float:
        """Points to be had."""
        return MAX_SCORE

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do: full score, or every example passed."""
        if self.status is Status.EXAMPLES_ONLY:
            return all(check.verdict is Verdict.PASSED for check in self.checks)
        return self.score is not None and self.score >= self.max_score


def graded(report: ExerciseReport, checks: tuple[CheckResult, ...]) -> ExerciseReport:
    """Return `report` with its checks; one that could not run makes the exercise `not_run`."""
    broken = [check for check in checks if check.verdict is Verdict.NOT_RUN]
    if not broken:
        return replace(report, status=Status.GRADED, checks=checks)
    message = f"{len(broken)} of {len(checks)} checks could not be run; no points are lost by it."
    return replace(report, status=Status.NOT_RUN, message=message, checks=checks)


def without_inputs(report: ExerciseReport) -> ExerciseReport:
    """Return a report on other people's code: no calls, nothing that came back or was printed.

    All of these may hold hidden inputs, for which only a student's own check is the place.
    """
    nothing: dict[str, Any] = {"call": None, "came_back": None, "printed": ""}
    checks = tuple(
        # Most passed and have none of it: to copy those would take longer than all the rest here.
        replace(check, **nothing) if any(getattr(check, name) for name in nothing) else check
        for check in report.checks
    )
    return replace(report, checks=checks, printed="")
