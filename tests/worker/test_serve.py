"""The worker answers the judge's requests, one submission at a time."""

import sys
from typing import Any

import pytest

from cnnquiz.wire.outcome import (
    Missing,
    Outcome,
    Place,
    Raised,
    Returned,
    WrongSignature,
    from_plain,
)
from cnnquiz.wire.values import TOO_LARGE, Opaque, decode
from cnnquiz.worker.serve import Worker

HARMLESS = "def double(n):\n    return 2 * n\n"


class Asked:
    """A worker, asked as the judge asks it."""

    def __init__(self) -> None:
        self.worker = Worker({})
        self.off_limits: list[str] = []

    def __call__(self, do: str, **content: Any) -> Outcome:
        """Return the outcome that the worker's reply describes."""
        reply = decode(self.worker.answer({"do": do, **content}))
        assert set(reply) == {"outcome", "off_limits"}
        self.off_limits = reply["off_limits"]
        return from_plain(reply["outcome"])

    def load(self, *sources: str, off_limits: tuple[str, ...] = (), probes: str = ""):
        """Load a plain file, or a notebook of several cells."""
        numbers = [None] if len(sources) == 1 else range(1, len(sources) + 1)
        cells = [list(cell) for cell in zip(numbers, sources, strict=True)]
        exec(probes, self.worker.probes)  # noqa: S102  # as the zygote does
        return self("load", module="ex01_sums", cells=cells, off_limits=list(off_limits))

    def call(self, function: str, *args: Any, **kwargs: Any) -> Outcome:
        """Call one of the submission's functions."""
        return self("call", function=function, args=args, kwargs=kwargs)

    def probe(self, function: str, *args: Any, **kwargs: Any) -> Outcome:
        """Call a probe."""
        return self("probe", function=function, args=args, kwargs=kwargs)


@pytest.fixture
def asked() -> Asked:
    return Asked()


# --- loading ------------------------------------------------------------------------------------


def test_file_is_loaded_and_tells_what_it_defines(asked):
    source = f"from math import pi, sqrt\n{HARMLESS}class Thing:\n    pass\n"
    assert asked.load(source) == Returned(["double", "Thing"])
    assert asked.call("double", 4) == Returned(8)


def test_cells_share_one_module_and_run_in_order(asked):
    assert asked.load("n = 1", "%matplotlib inline\nn += 1", HARMLESS + "n *= 10") == Returned(
        ["double"]
    )
    assert asked.worker.module.n == 20


def test_every_cell_is_compiled_before_any_can_change_how(asked):
    cheat = "import cnnquiz.worker.serve as s\ns.compile_cell = lambda *_: compile('', '', 'exec')"
    outcome = asked.load(cheat, "def f(:\n    pass")
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.place) == ("SyntaxError", Place(2, 1, "def f(:"))


def test_module_is_named_after_the_exercise_and_is_not_the_program(asked):
    asked.load(
        "if __name__ == '__main__':\n    raise SystemExit\n"
        "import ex01_sums\ndef own():\n    return ex01_sums.own is own, __name__\n"
    )
    assert asked.call("own") == Returned((True, "ex01_sums"))
    assert sys.modules["ex01_sums"] is asked.worker.module


def test_dataclass_in_a_submission_can_be_made(asked):
    asked.load(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Size:\n    n: int\ndef size():\n    return Size(3).n\n"
    )
    assert asked.call("size") == Returned(3)


@pytest.mark.parametrize(
    ("source", "type_", "line", "code"),
    [
        ("x = 1\n\n1 / 0\n", "ZeroDivisionError", 3, "1 / 0"),
        ("def f(:\n    pass", "SyntaxError", 1, "def f(:"),
        ("if True:\nx = 1", "IndentationError", 2, "x = 1"),
        ("import sys\nsys.exit(2)", "SystemExit", 2, "sys.exit(2)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 1, "raise KeyboardInterrupt"),
        ("import no_such_module", "ModuleNotFoundError", 1, "import no_such_module"),
        ("def f():\n    raise ValueError\nf()", "ValueError", 2, "raise ValueError"),
        ("import json\njson.loads('')", "JSONDecodeError", 2, "json.loads('')"),
        ("exec('1 +')", "SyntaxError", 1, "exec('1 +')"),
    ],
)
def test_file_that_cannot_be_loaded_says_where_and_why(asked, source, type_, line, code):
    outcome = asked.load(source)
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.place) == (type_, Place(None, line, code))


def test_cell_that_cannot_be_loaded_is_named(asked):
    outcome = asked.load("x = 1", "!ls\n%time\ny = 1 / 0")
    assert outcome.place == Place(2, 3, "y = 1 / 0")
    outcome = Asked().load("x = 1", "\n\nx = = 2")
    assert (outcome.text, outcome.place) == ("invalid syntax", Place(2, 3, "x = = 2"))


# --- calling ------------------------------------------------------------------------------------


def test_calls_have_the_outcomes_of_what_they_do(asked):
    asked.load(f"{HARMLESS}def fail(n):\n    n[0] = 1\n    raise ValueError('n')\nsize = 3\n")
    assert asked.call("double", n=[1]) == Returned([1, 1])
    assert asked.call("double") == WrongSignature("(n)")
    assert asked.call("triple", 1) == Missing("triple", False, ("double", "fail"))
    assert asked.call("size", 1) == Missing("size", True, ("double", "fail"))
    failed = asked.call("fail", [0])
    assert failed.modified == ("n",)
    assert failed.place == Place(None, 5, "raise ValueError('n')")


EXITS = """\
class Exits:
    def {looked_at}(self, name):
        raise SystemExit
    def __call__(self, n):
        return 2 * n
double = Exits()
"""


def test_object_that_leaves_where_its_signature_is_looked_for_is_called(asked):
    asked.load(EXITS.format(looked_at="__getattr__"))
    assert asked.call("double", 3) == Returned(6)


def test_object_that_leaves_wherever_it_is_looked_at_is_a_finding(asked):
    outcome = asked.load(EXITS.format(looked_at="__getattribute__"))
    assert isinstance(outcome, Raised)
    assert outcome.type == "SystemExit"


def test_place_is_the_deepest_line_of_the_submission(asked):
    asked.load(
        "import json\n",
        "def outer(text):\n    return inner(text)\n",
        "# a comment\ndef inner(text):\n    return json.loads(text)\n",
    )
    assert asked.call("outer", "{").place == Place(3, 3, "return json.loads(text)")


def test_recursion_without_end_has_a_place(asked):
    asked.load("def f(n):\n    return f(n + 1)\n")
    outcome = asked.call("f", 1)
    assert outcome.type == "RecursionError"
    assert outcome.place == Place(None, 2, "return f(n + 1)")


def test_functions_remember_what_the_file_does_between_calls(asked):
    asked.load("calls = []\ndef count():\n    calls.append(1)\n    return len(calls)\n")
    assert [asked.call("count").value for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    "body",
    [
        "value = []\n    value.append(value)\n    return value",
        "return list(range(300_000))",
        "return 'x' * 10**8",
        "import numpy\n    return numpy.zeros(10**8, 'u1')",
    ],
)
def test_result_that_no_message_holds_is_too_large(asked, body):
    asked.load(f"def f():\n    {body}\n")
    assert asked.call("f") == Returned(Opaque(TOO_LARGE))


# --- off limits ---------------------------------------------------------------------------------


def test_use_of_what_is_off_limits_is_reported_with_the_call(asked):
    source = f"import forbidden_fruit as t\n{HARMLESS}def cheat(n):\n    return t.double(n)\n"
    assert asked.load(source, off_limits=("forbidden_fruit",)) == Returned(["double", "cheat"])
    assert asked.off_limits == []
    outcome = asked.call("cheat", 1)
    assert outcome.type == "OffLimitsError"
    assert outcome.place == Place(None, 5, "return t.double(n)")
    assert asked.off_limits == ["forbidden_fruit"]
    assert asked.call("double", 1) == Returned(2)
    assert asked.off_limits == []


def test_use_while_the_file_is_loaded_is_reported_with_the_loading(asked):
    source = f"import forbidden_fruit as t\nt.seed(1)\n{HARMLESS}"
    assert asked.load(source, off_limits=("forbidden_fruit",)) == Returned(["double"])
    assert asked.off_limits == ["forbidden_fruit"]


def test_report_of_uses_is_cut(asked):
    asked.load(
        "import forbidden_fruit as t\ndef cheat():\n    for _ in range(99):\n"
        "        try:\n            t.f()\n        except ImportError:\n            pass\n",
        off_limits=("forbidden_fruit",),
    )
    asked.call("cheat")
    assert asked.off_limits == ["forbidden_fruit"] * 20


# --- probes -------------------------------------------------------------------------------------

PROBES = """\
def twice(student, n):
    return student.double(student.double(n))

def state(student):
    return student.missing_part(1)

def broken(student):
    return {}["key"]
"""


def test_probe_uses_the_functions_of_the_submission(asked):
    asked.load(HARMLESS, probes=PROBES)
    assert asked.probe("twice", 3) == Returned(12)
    assert asked.probe("twice", n=3) == Returned(12)


def test_probe_of_a_function_that_is_not_there_names_it(asked):
    asked.load(HARMLESS, probes=PROBES)
    assert asked.probe("state") == Missing("missing_part", False, ("double",))


def test_exception_in_a_probe_has_the_place_in_the_submission_if_it_is_there(asked):
    asked.load("def double(n):\n    return n.size\n", probes=PROBES)
    assert asked.probe("twice", 3).place == Place(None, 2, "return n.size")
    assert asked.probe("broken").place is None


def test_probes_are_not_among_the_functions_of_the_submission(asked):
    asked.load(HARMLESS, probes=PROBES)
    assert asked.call("twice", 3) == Missing("twice", False, ("double",))


# --- examples -----------------------------------------------------------------------------------


def printed(asked: Asked, *sources: str) -> list[str]:
    outcome = asked("examples", sources=list(sources))
    assert isinstance(outcome, Returned)
    return outcome.value


def test_examples_print_what_a_prompt_would(asked):
    asked.load(HARMLESS)
    sources = ["double(2)\n", "x = double(3)\n", "x\n", "print('a', 'b')\n", "None\n", "'a'\n"]
    assert printed(asked, *sources) == ["4\n", "", "6\n", "a b\n", "", "'a'\n"]
    assert printed(asked, "for n in range(2):\n    double(n)\n\n") == ["0\n2\n"]


def test_exception_in_an_example_prints_its_last_line(asked):
    asked.load("def fail():\n    print('before')\n    raise ValueError('n is 0')\n")
    trace = "Traceback (most recent call last):\n    ...\n"
    assert printed(asked, "fail()\n", "leave()\n", "1\n") == [
        f"before\n{trace}ValueError: n is 0\n",
        f"{trace}NameError: name 'leave' is not defined\n",
        "1\n",
    ]
    assert printed(asked, "raise SystemExit(3)\n") == [f"{trace}SystemExit: 3\n"]


def test_example_that_uses_what_is_off_limits_says_so(asked):
    asked.load("import forbidden_fruit as t\n", off_limits=("forbidden_fruit",))
    assert printed(asked, "t.f()\n") == ["forbidden_fruit.f is off limits in this exercise\n"]
    assert asked.off_limits == ["forbidden_fruit"]


def test_examples_change_nothing_in_the_submission(asked):
    asked.load(HARMLESS)
    printed(asked, "double = None\n")
    assert asked.call("double", 2) == Returned(4)
