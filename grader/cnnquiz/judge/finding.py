"""What is wrong with an outcome, whatever value was due: the verdict, and words for it."""

import difflib
import inspect
from collections.abc import Callable
from typing import Any

from cnnquiz.judge.describe import known_type
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import (
    BrokeProtocol,
    Crashed,
    Missing,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    WrongSignature,
)


class Finding(Exception):  # noqa: N818  # no error: what a check came to say
    """Ends a check whose student is at fault.

    Attributes:
        verdict: how the check ends.
        message: why, in words that hold no hidden input and no expected value.
    """

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message


class CheckBrokenError(Exception):
    """Ends a check whose author is at fault; costs the student nothing."""


def misbehaviour(outcome: Outcome, function: str, due: Callable[..., Any]) -> Finding | None:
    """Return what kept a function from returning, or None if it did return.

    Args:
        outcome: what became of the call.
        function: the function's name.
        due: the reference's function of that name, for its parameters.
    """
    match outcome:
        case Returned():
            return None
        case Missing():
            return Finding(Verdict.NOT_IMPLEMENTED, _missing(outcome))
        case WrongSignature():
            parameters = ", ".join(inspect.signature(due).parameters)
            text = (
                f"{function} cannot be called as the exercise calls it."
                f" Keep the stub's parameters: ({parameters})."
            )
            return Finding(Verdict.ERROR, text)
        case Raised():
            return _raised(outcome, function)
        case TimedOut(seconds):
            text = f"No answer within {seconds:g} s. Is there a loop that never ends?"
            return Finding(Verdict.TIMEOUT, text)
        case Crashed(reason):
            return Finding(Verdict.CRASHED, f"The process with your code ended: {reason}.")
        case BrokeProtocol(problem):
            text = f"The process with your code was stopped: it sent the judge {problem}."
            return Finding(Verdict.CRASHED, text)


def _missing(outcome: Missing) -> str:
    if outcome.taken:
        return (
            f"{outcome.name} is not a function in your file, but something that cannot be called."
        )
    text = f"There is no {outcome.name} in your file."
    near = difflib.get_close_matches(outcome.name, outcome.defined, 1)
    return f"{text} Is it the one called {near[0]}?" if near else text


def _raised(outcome: Raised, function: str) -> Finding:
    where = f" at {outcome.place}: {outcome.place.code}" if outcome.place else ""
    if "NotImplementedError" in outcome.bases:
        return Finding(Verdict.NOT_IMPLEMENTED, f"{function} is not written yet.")
    if {"SystemExit", "KeyboardInterrupt"} & set(outcome.bases):
        return Finding(
            Verdict.ERROR, f"It tried to leave the program{where}. Return a value instead."
        )
    if "MemoryError" in outcome.bases:
        return Finding(Verdict.ERROR, f"It ran out of memory{where}.")
    if "RecursionError" in outcome.bases:
        return Finding(Verdict.ERROR, f"It called itself without end{where}.")
    name = known_type(outcome)
    article = "An" if name[0] in "AEIOU" else "A"
    name = name if name == "an exception" else f"{article} {name}"
    return Finding(Verdict.ERROR, f"{name[0].upper()}{name[1:]} was raised{where}")
