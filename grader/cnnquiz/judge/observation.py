"""One check on one student, while it runs, and what it sees."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from cnnquiz.judge.describe import call_text, came_back
from cnnquiz.judge.finding import Finding
from cnnquiz.judge.material import Material
from cnnquiz.judge.rule import Rule
from cnnquiz.judge.student import Student
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Outcome, Returned
from cnnquiz.wire.request import Request

_KEPT_RIGHT = 8


@dataclass(frozen=True, slots=True)
class Observation:
    """One request that a check made, and what came of it.

    Attributes:
        function: the student's function that it was about.
        request: what was asked.
        outcome: what the student's side made of it.
        truth: what the reference made of it.
        rule: how they are compared.
    """

    function: str
    request: Request
    outcome: Outcome
    truth: Outcome
    rule: Rule


@dataclass(slots=True)
class CheckRun:
    """One check on one student, while it runs.

    Attributes:
        student: answers requests.
        material: the exercise's reference, and what goes with it.
        functions: the student's functions that the check judges.
        observations: everything so far that gave something to compare.
        off_limits: what of the exercise's off-limits list the check's requests used.
        told: functions that have lost a check for changing an input. All checks on one student
            share it: the results of such a function may be right, and one mistake costs one check.
        latest: the latest request, and what came of it; None before the first.
        rehearsal: where this is a rehearsal, what the check asks, in order; else None.
    """

    student: Student
    material: Material
    functions: tuple[str, ...]
    observations: list[Observation] = field(default_factory=list)
    off_limits: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    latest: tuple[Request, Outcome] | None = None
    rehearsal: "list[Step] | None" = None

    @property
    def call(self) -> str | None:
        """The latest request as text, which takes longer than to make it: only when asked for."""
        if self.latest is None:
            return None
        request, _ = self.latest
        return call_text(request.function, *request.arguments())

    @property
    def came_back(self) -> str | None:
        """What the latest request gave, as text."""
        return None if self.latest is None else came_back(self.latest[1])

    def observe(self, observation: Observation) -> None:
        """Keep what came of a request, and raise if it used something that is off limits.

        Raises:
            Finding: it did.
        """
        self.observations.append(observation)
        used = self.student.off_limits_used()
        if used:
            forbidden = self.material.exercise.off_limits
            self.off_limits += [entry for entry in forbidden if entry in used]
        if self.off_limits:
            text = f"This uses {readable(self.off_limits[0])}, which is off limits here."
            raise Finding(Verdict.FAILED, text)


# Raises a Finding if what came back is not as it should be; returns the student's result.
Settle: TypeAlias = Callable[[CheckRun, Observation], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One request that a check is known to make, whatever the student answers.

    Attributes:
        function: the student's function that it is about.
        request: what will be asked.
        truth: what the reference makes of it.
        rule: how the two are compared.
        settle: judges what comes of it.
        right: results that were found to be right, each of which comes from many students.
    """

    function: str
    request: Request
    truth: Outcome
    rule: Rule
    settle: Settle
    right: list[Outcome] = field(default_factory=list)

    def take(self, run: CheckRun, outcome: Outcome) -> Any:
        """Judge what the student's side has made of the request, and return the result.

        Raises:
            Finding: it is not as it should be.
        """
        observation = Observation(self.function, self.request, outcome, self.truth, self.rule)
        run.observe(observation)
        if isinstance(outcome, Returned) and any(one is outcome for one in self.right):
            return outcome.value
        value = self.settle(run, observation)
        # The same answers, byte for byte, are the same object: see `Request`.
        if isinstance(outcome, Returned) and not outcome.modified and len(self.right) < _KEPT_RIGHT:
            self.right.append(outcome)
        return value


def with_words(rule: Rule, material: Material) -> Rule:
    """Return a rule that knows the words of helpful messages."""
    return replace(rule, words=material.words)


def readable(entry: str) -> str:
    """Return an entry of an exercise's off-limits list in words: a pattern's stars are left out."""
    return entry.replace("*", "…")
