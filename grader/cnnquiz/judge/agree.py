"""`agree`: call the student's function and the reference, compare, and say what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cnnquiz.judge.compare import Tolerance
from cnnquiz.judge.describe import call_text, came_back, kind, known_type
from cnnquiz.judge.finding import CheckBrokenError, Finding, misbehaviour
from cnnquiz.judge.material import Material
from cnnquiz.judge.rule import Measure, Rule, names_any
from cnnquiz.judge.student import Student
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Outcome, Raised, Returned, TimedOut

Replay = Callable[[Mapping[str, Any]], Outcome]
Ask = Callable[[str, Sequence[Any], Mapping[str, Any]], Outcome]
Called = tuple[str, Sequence[Any], Mapping[str, Any], Outcome]


@dataclass(frozen=True, slots=True)
class Observation:
    """One call that a check made, kept for the diagnosis.

    Attributes:
        function: the student's function it was about.
        outcome: what became of it.
        truth: what the reference made of the same call.
        replay: makes the call again, on other functions.
        rule: how they are compared.
    """

    function: str
    outcome: Outcome
    truth: Outcome
    replay: Replay
    rule: Rule


@dataclass(slots=True)
class CheckRun:
    """One check on one student, while it runs.

    Attributes:
        functions: the student's functions that the check judges.
        observations: every call so far that gave something to compare.
        latest: the latest call, its arguments, and what became of it; None before the first.
        off_limits: what of the exercise's off-limits list the check's calls used.
        told: functions that have lost a check for changing an input. All checks on one student
            share it: the results of such a function may be right, and one mistake costs one check.
    """

    student: Student
    material: Material
    functions: tuple[str, ...]
    observations: list[Observation] = field(default_factory=list)
    latest: Called | None = None
    off_limits: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    @property
    def call(self) -> str | None:
        """The latest call as text, which takes longer than the call: only when it is asked for."""
        return None if self.latest is None else call_text(*self.latest[:3])

    @property
    def came_back(self) -> str | None:
        """What the latest call gave, as text."""
        return None if self.latest is None else came_back(self.latest[3])

    def observe(self, function: str, outcome: Outcome, replay: Replay, rule: Rule) -> Observation:
        """Keep a call, and raise if it used something that is off limits.

        Raises:
            Finding: it did.
        """
        truth = replay(self.material.reference)
        rule = replace(rule, words=self.material.words)
        self.observations.append(Observation(function, outcome, truth, replay, rule))
        forbidden = self.material.exercise.off_limits
        used = self.student.off_limits_used()
        self.off_limits += [entry for entry in forbidden if entry in used]
        if self.off_limits:
            text = f"This uses {readable(self.off_limits[0])}, which is off limits here."
            raise Finding(Verdict.FAILED, text)
        return self.observations[-1]


class Agree:
    """The fixture `agree`: call it with a function's name and arguments, and they are compared."""

    def __init__(self, run: CheckRun, rule: Rule | None = None) -> None:
        self._run = run
        self._rule = rule or Rule()

    def using(
        self, *, rtol: float | None = None, atol: float | None = None, exact_dtype: bool = False
    ) -> "Agree":
        """Return an `agree` that compares by other rules.

        Args:
            rtol: relative tolerance; left out, as it was.
            atol: absolute tolerance; left out, as it was.
            exact_dtype: whether an array's dtype has to equal the reference's.
        """
        now = self._rule.tolerance
        new = Tolerance(
            now.rtol if rtol is None else rtol, now.atol if atol is None else atol, exact_dtype
        )
        return Agree(self._run, replace(self._rule, tolerance=new))

    def within(self, *, cpu_seconds: float) -> "Agree":
        """Return an `agree` whose calls, or probes, may take so much processor time each.

        The time of all threads counts.

        Processor time, since a busy machine is not the student's fault; the exercise's limit, in
        wall-clock time, has to leave room for it.
        """
        return Agree(self._run, replace(self._rule, cpu_seconds=cpu_seconds))

    def by(self, measure: Measure) -> "Agree":
        """Return an `agree` that compares facts about results rather than their values.

        Args:
            measure: takes a result of the right shape and kind, and returns facts about it, by
                description: values that are equal for every right result, whatever was drawn at
                random. "the share that is kept" is a description, rounded shares are facts.
        """
        return Agree(self._run, replace(self._rule, measure=measure))

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """Compare one call with the reference's, and return the student's result.

        Raises:
            Finding: they differ, the call fails, or it changed one of its arguments.
            CheckBrokenError: the reference itself raises.
        """
        return self._compare(self._call(function, args, kwargs, self._rule))

    def probe(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Compare what a probe says of the student's functions with what it says of the reference.

        Raises:
            Finding: as for a call.
            CheckBrokenError: the probe fails on the reference.
        """
        run = self._run
        outcome = self._timed(run.student.probe, name, args, kwargs, self._rule)
        observation = run.observe(
            run.functions[0] if run.functions else name,
            outcome,
            lambda functions: run.material.probe(functions, name, args, kwargs),
            self._rule,
        )
        return self._compare(observation)

    def raises(self, error: type[Exception], function: str, /, *args: Any, **kwargs: Any) -> None:
        """Check that a call raises `error`, or a class of its kind, with a message that helps.

        The message has to name a parameter of one of the exercise's functions, or one of its
        `message_words`.

        Raises:
            Finding: it does not.
            CheckBrokenError: the reference does not.
        """
        words = self._run.material.words
        observation = self._call(function, args, kwargs, self._rule)
        outcome, truth = observation.outcome, observation.truth
        if not (isinstance(truth, Raised) and _fits(truth, error) and names_any(truth.text, words)):
            raise CheckBrokenError(
                f"the reference does not raise a {error.__name__} that names a parameter"
            )
        due = error.__name__
        match outcome:
            case Returned(value):
                text = f"A {due} was due; {kind(value)} came back."
                raise Finding(Verdict.FAILED, text)
            case Raised() if (
                not _fits(outcome, error) and "NotImplementedError" not in outcome.bases
            ):
                where = f" at {outcome.place}: {outcome.place.code}" if outcome.place else ""
                text = f"A {due} was due; {known_type(outcome)} was raised{where}"
                raise Finding(Verdict.FAILED, text)
            case Raised() if _fits(outcome, error) and not names_any(outcome.text, words):
                text = (
                    f"A {due} came, but its message names no parameter."
                    f" Say which one is at fault, and what it has to be."
                )
                # Shown, since it need not be one that the student raised: where nothing looks at
                # the input, numpy may stumble over it further down.
                if outcome.place:
                    text += f" It came from {outcome.place}: {outcome.place.code}"
                raise Finding(Verdict.FAILED, text)
            case Raised() if _fits(outcome, error):
                self._untouched(observation)
            case _:
                self._behaved(observation)

    def _call(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule
    ) -> Observation:
        run = self._run
        if function not in run.material.reference:
            raise CheckBrokenError(f"calls {function}, which exercise.yaml does not list")
        outcome = self._timed(run.student.call, function, args, kwargs, rule)
        return run.observe(
            function,
            outcome,
            lambda functions: run.material.call(functions, function, args, kwargs),
            rule,
        )

    def _timed(
        self, ask: Ask, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], rule: Rule
    ) -> Outcome:
        """Return what becomes of a call or a probe, and raise if it took too long."""
        run = self._run
        before_s = run.student.cpu_seconds() if rule.cpu_seconds else 0.0
        outcome = ask(name, args, kwargs)
        run.latest = name, args, kwargs, outcome
        # Before it is compared: what is too slow is not diagnosed by doing it again and again.
        if rule.cpu_seconds:
            self._in_time(outcome, before_s, rule.cpu_seconds)
        return outcome

    def _in_time(self, outcome: Outcome, before_s: float, allowed_s: float) -> None:
        text = f"It took more than {allowed_s:g} s of processor time. Which loop is too long?"
        if isinstance(outcome, TimedOut):
            raise Finding(Verdict.TIMEOUT, text)
        returned = isinstance(outcome, Returned)
        if returned and self._run.student.cpu_seconds() - before_s > allowed_s:
            raise Finding(Verdict.FAILED, text)

    def _compare(self, observation: Observation) -> Any:
        truth = observation.truth
        if not isinstance(truth, Returned):
            raise CheckBrokenError(f"the reference gave no value: {truth}")
        value = self._behaved(observation).value
        if found := observation.rule.differs(value, truth.value):
            raise Finding(Verdict.FAILED, found)
        self._untouched(observation)
        return value

    def _behaved(self, observation: Observation) -> Returned:
        function = observation.function
        due = self._run.material.reference.get(function, _no_reference)
        if finding := misbehaviour(observation.outcome, function, due):
            raise finding
        if not isinstance(observation.outcome, Returned):
            raise CheckBrokenError("an outcome of no known kind")
        return observation.outcome

    def _untouched(self, observation: Observation) -> None:
        modified = getattr(observation.outcome, "modified", ())
        known = [name for name in modified if name in self._run.material.parameters]
        if modified and observation.function not in self._run.told:
            self._run.told.add(observation.function)
            right = "error" if isinstance(observation.outcome, Raised) else "result"
            what = f"its input {known[0]}" if known else "an input"
            text = f"The {right} is right, but the call changed {what}. Work on a copy."
            raise Finding(Verdict.FAILED, text)


def readable(entry: str) -> str:
    """Return an entry of an exercise's off-limits list in words: a pattern's stars are left out."""
    return entry.replace("*", "…")


def _no_reference() -> None:
    """Stand in for a reference where a probe judges several functions."""


def _fits(outcome: Raised, error: type[Exception]) -> bool:
    return error.__name__ in outcome.bases
