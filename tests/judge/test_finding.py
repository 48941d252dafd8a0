"""Whatever keeps a function from returning is told in words without anything hidden."""

import pytest

from cnnquiz.judge.finding import misbehaviour
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import (
    BrokeProtocol,
    Crashed,
    Missing,
    Place,
    Raised,
    Returned,
    TimedOut,
    WrongSignature,
)

PLACE = Place(2, 3, "return 1 / 0")


def scale(image, factor=1):
    """Stand for the reference."""
    return image * factor


def test_function_that_returned_did_not_misbehave():
    assert misbehaviour(Returned(None), "scale", scale) is None


@pytest.mark.parametrize(
    ("outcome", "verdict", "message"),
    [
        (
            Missing("scale", False, ()),
            Verdict.NOT_IMPLEMENTED,
            "There is no scale in your file.",
        ),
        (
            Missing("scale", False, ("plot", "Scale")),
            Verdict.NOT_IMPLEMENTED,
            "There is no scale in your file. Is it the one called Scale?",
        ),
        (
            Missing("scale", True, ("scales",)),
            Verdict.NOT_IMPLEMENTED,
            "scale is not a function in your file, but something that cannot be called.",
        ),
        (
            WrongSignature("(the, answer)"),
            Verdict.ERROR,
            "Keep the stub's parameters: (image, factor).",
        ),
        (
            Raised("NotImplementedError", ("NotImplementedError",), "", PLACE),
            Verdict.NOT_IMPLEMENTED,
            "scale is not written yet.",
        ),
        (
            Raised("ZeroDivisionError", ("ZeroDivisionError",), "hidden 42", PLACE),
            Verdict.ERROR,
            "A ZeroDivisionError was raised at cell 2, line 3: return 1 / 0",
        ),
        (
            Raised("IndexError", ("IndexError",), "hidden 42"),
            Verdict.ERROR,
            "An IndexError was raised",
        ),
        (
            Raised("hidden 42", ("KeyError", "LookupError"), "hidden 42"),
            Verdict.ERROR,
            "A KeyError was raised",
        ),
        (Raised("hidden 42", (), "hidden 42"), Verdict.ERROR, "An exception was raised"),
        (
            Raised("SystemExit", ("SystemExit",), "0", PLACE),
            Verdict.ERROR,
            "to leave the program at cell 2, line 3: return 1 / 0. Return a value instead.",
        ),
        (
            Raised("KeyboardInterrupt", ("KeyboardInterrupt",), ""),
            Verdict.ERROR,
            "It tried to leave the program. Return a value instead.",
        ),
        (Raised("MemoryError", ("MemoryError",), ""), Verdict.ERROR, "It ran out of memory."),
        (
            Raised("RecursionError", ("RecursionError",), "", PLACE),
            Verdict.ERROR,
            "It called itself without end at cell 2, line 3: return 1 / 0.",
        ),
        (
            TimedOut(2.5),
            Verdict.TIMEOUT,
            "No answer within 2.5 s. Is there a loop that never ends?",
        ),
        (
            Crashed("a segmentation fault (SIGSEGV)"),
            Verdict.CRASHED,
            "The process with your code ended: a segmentation fault (SIGSEGV).",
        ),
        (
            BrokeProtocol("an answer that was not asked for"),
            Verdict.CRASHED,
            "was stopped: it sent the judge an answer that was not asked for.",
        ),
    ],
)
def test_every_other_outcome_has_its_verdict_and_its_words(outcome, verdict, message):
    found = misbehaviour(outcome, "scale", scale)
    assert found.verdict is verdict
    assert found.message.endswith(message)
    assert "42" not in found.message
