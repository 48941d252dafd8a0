"""Whether what came of a request is what was due, and what to say if it is not."""

from typing import Any

from cnnquiz.judge.describe import kind, known_type
from cnnquiz.judge.finding import CheckBrokenError, Finding, misbehaviour
from cnnquiz.judge.observation import CheckRun, Observation
from cnnquiz.judge.rule import names_any
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Raised, Returned


def by_result(run: CheckRun, observation: Observation) -> Any:
    """Return the student's result if it agrees with the reference's.

    Raises:
        Finding: it does not, there is none, or an input was changed.
        CheckBrokenError: the reference itself gave none.
    """
    truth = observation.truth
    if not isinstance(truth, Returned):
        raise CheckBrokenError(f"the reference gave no value: {truth}")
    value = _behaved(run, observation).value
    if found := observation.rule.differs(value, truth.value):
        raise Finding(Verdict.FAILED, found)
    _untouched(run, observation)
    return value


def by_error(run: CheckRun, observation: Observation, error: type[Exception]) -> None:
    """Accept an exception of a kind, with a message that names a parameter.

    Raises:
        Finding: none came, another one, or one that does not help.
        CheckBrokenError: the reference does not raise such a one.
    """
    outcome, truth, words = observation.outcome, observation.truth, observation.rule.words
    if not (isinstance(truth, Raised) and _fits(truth, error) and names_any(truth.text, words)):
        raise CheckBrokenError(
            f"the reference does not raise a {error.__name__} that names a parameter"
        )
    due = error.__name__
    match outcome:
        case Returned(value):
            text = f"A {due} was due; {kind(value)} came back."
            raise Finding(Verdict.FAILED, text)
        case Raised() if not _fits(outcome, error) and "NotImplementedError" not in outcome.bases:
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
            _untouched(run, observation)
        case _:
            _behaved(run, observation)


def _behaved(run: CheckRun, observation: Observation) -> Returned:
    function = observation.function
    due = run.material.reference.get(function, _no_reference)
    if finding := misbehaviour(observation.outcome, function, due):
        raise finding
    if not isinstance(observation.outcome, Returned):
        raise CheckBrokenError("an outcome of no known kind")
    return observation.outcome


def _untouched(run: CheckRun, observation: Observation) -> None:
    modified = getattr(observation.outcome, "modified", ())
    if modified and observation.function not in run.told:
        run.told.add(observation.function)
        known = [name for name in modified if name in run.material.parameters]
        right = "error" if isinstance(observation.outcome, Raised) else "result"
        what = f"its input {known[0]}" if known else "an input"
        text = f"The {right} is right, but the call changed {what}. Work on a copy."
        raise Finding(Verdict.FAILED, text)


def _no_reference() -> None:
    """Stand in for a reference where a probe judges several functions."""


def _fits(outcome: Raised, error: type[Exception]) -> bool:
    return error.__name__ in outcome.bases
