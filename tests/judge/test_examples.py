"""The examples of the stub's docstrings are run beside the student's functions."""

from collections.abc import Sequence

import pytest

from cnnquiz.judge.examples import examples_of, run_examples
from cnnquiz.model.report import CheckResult, Verdict
from cnnquiz.wire.outcome import Crashed, Outcome, Returned, TimedOut
from support import make_exercise

STUB = '''\
"""Sums.

>>> nobody_looks_here()
"""


def add(n, k=0):
    """Return a sum.

    >>> add(1, 2)
    3
    >>> total = add(1)
    >>> [add(total),
    ...  add(0.1, 0.2)]
    [1, 0.3...]
    >>> add(-1)
    Traceback (most recent call last):
        ...
    ValueError: n is -1
    """
    raise NotImplementedError


class Net:
    """A network.

    >>> Net().size
    3
    """


def plain():
    """Return nothing, and has no example."""


def own():
    """Not listed in the exercise.

    >>> own()
    """
'''
RIGHT = ["3\n", "", "[1, 0.30000000000000004]\n"]
ERROR = "Traceback (most recent call last):\n    ...\nValueError: another message\n"


class Prompt:
    """Answers with the next of some outcomes, and remembers what it was asked to run."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[list[str]] = []
        self.checks = 0

    def begin_check(self, share: float = 1.0) -> None:
        """Count."""
        self.checks += share == 1.0

    def examples(self, sources: Sequence[str]) -> Outcome:
        """Return the next outcome."""
        self.asked.append(list(sources))
        return self.outcomes.pop(0)

    def printed(self) -> str:
        """Return what was printed besides."""
        return "besides\n"


@pytest.fixture
def exercise(tmp_path):
    folder = tmp_path / "ex01_sums"
    folder.mkdir()
    exercise = make_exercise(folder, "add", "Net", "plain")
    exercise.stub.write_text(STUB, encoding="utf-8")
    return exercise


def result(exercise, *printed: str) -> CheckResult:
    """Return the result for `add`, whose examples print this."""
    return run_examples(exercise, Prompt(Returned(list(printed)), Returned(["3\n"])))[0]


def test_examples_are_taken_from_the_functions_that_the_exercise_lists(exercise):
    found = dict(examples_of(exercise))
    assert {name: len(examples) for name, examples in found.items()} == {
        "add": 4,
        "Net": 1,
        "plain": 0,
    }


def test_examples_that_print_what_they_should_pass(exercise):
    prompt = Prompt(Returned([*RIGHT, ERROR]), Returned(["3\n"]))
    add, net = run_examples(exercise, prompt)
    assert (add.name, add.verdict, add.message) == ("examples_add", Verdict.PASSED, None)
    assert (add.points, add.functions, add.printed) == (0.0, ("add",), "besides\n")
    assert net.verdict is Verdict.PASSED
    assert prompt.asked == [
        ["add(1, 2)\n", "total = add(1)\n", "[add(total),\n add(0.1, 0.2)]\n", "add(-1)\n"],
        ["Net().size\n"],
    ]
    assert prompt.checks == 2


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        (["4\n", *RIGHT[1:], ERROR], "add(1, 2)\nshould give: 3\nit gave: 4"),
        (["", *RIGHT[1:], ERROR], "add(1, 2)\nshould give: 3\nit gave: nothing"),
        (["3\n", "1\n", RIGHT[2], ERROR], "total = add(1)\nshould give: nothing\nit gave: 1"),
        ([*RIGHT, "-1\n"], "add(-1)\nshould give: a ValueError\nit gave: -1"),
        (
            [*RIGHT, ERROR.replace("ValueError", "KeyError")],
            "add(-1)\nshould give: a ValueError\nit gave: KeyError: another message",
        ),
    ],
)
def test_first_example_that_prints_something_else_is_shown(exercise, printed, message):
    failed = result(exercise, *printed)
    assert (failed.verdict, failed.message) == (Verdict.FAILED, message)


def test_function_that_is_not_written_yet_is_called_so(exercise):
    trace = "Traceback (most recent call last):\n    ...\nNotImplementedError\n"
    found = result(exercise, *[trace] * 4)
    assert (found.verdict, found.message) == (Verdict.NOT_IMPLEMENTED, "add is not written yet.")


@pytest.mark.parametrize("value", [None, 3, ["3\n"], "3\n", [*RIGHT, ERROR, "more\n"]])
def test_answer_that_is_no_list_of_outputs_is_a_crash(exercise, value):
    found = run_examples(exercise, Prompt(Returned(value), Returned(["3\n"])))[0]
    assert found.verdict is Verdict.CRASHED


@pytest.mark.parametrize(
    ("outcome", "verdict"), [(TimedOut(1), Verdict.TIMEOUT), (Crashed("so"), Verdict.CRASHED)]
)
def test_worker_that_is_lost_costs_the_examples_of_one_function(exercise, outcome, verdict):
    add, net = run_examples(exercise, Prompt(outcome, Returned(["3\n"])))
    assert (add.verdict, net.verdict) == (verdict, Verdict.PASSED)
