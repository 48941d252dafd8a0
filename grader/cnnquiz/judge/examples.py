"""The examples in a stub's docstrings, for an edition that has no hidden checks.

They come from the course's own stub, not from the student's file, and are run in the worker; only
what they print comes back.
"""

import ast
import doctest
from collections.abc import Iterator, Sequence
from typing import Protocol

from cnnquiz.judge.finding import misbehaviour
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import CheckResult, Verdict
from cnnquiz.wire.outcome import Outcome, Returned

_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Prompt(Protocol):
    """Where lines can be run as at a prompt, beside the student's functions."""

    def begin_check(self, share: float = 1.0) -> None:
        """Reset what is limited per check."""

    def examples(self, sources: Sequence[str]) -> Outcome:
        """Run lines one after another; a list of what each printed is returned."""

    def printed(self) -> str:
        """Return what was printed besides since this was last asked."""


def run_examples(exercise: Exercise, prompt: Prompt) -> tuple[CheckResult, ...]:
    """Return a result for every function that has examples; they are worth no points."""
    return tuple(
        _result(name, examples, prompt) for name, examples in examples_of(exercise) if examples
    )


def examples_of(exercise: Exercise) -> Iterator[tuple[str, list[doctest.Example]]]:
    """Yield each function of an exercise's stub with the examples of its docstring."""
    tree = ast.parse(exercise.stub.read_text(encoding="utf-8"))
    for node in tree.body:
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and node.name in exercise.function_names
        ):
            text = ast.get_docstring(node) or ""
            yield node.name, doctest.DocTestParser().get_examples(text, node.name)


def _result(name: str, examples: Sequence[doctest.Example], prompt: Prompt) -> CheckResult:
    prompt.begin_check()
    outcome = prompt.examples([example.source for example in examples])
    verdict, message = _verdict(name, examples, outcome)
    return CheckResult(
        name=f"examples_{name}",
        description=f"The examples of {name}.",
        functions=(name,),
        points=0.0,
        verdict=verdict,
        message=message,
        printed=prompt.printed(),
    )


def _verdict(
    name: str, examples: Sequence[doctest.Example], outcome: Outcome
) -> tuple[Verdict, str | None]:
    if finding := misbehaviour(outcome, name, run_examples):
        return finding.verdict, finding.message
    printed = outcome.value if isinstance(outcome, Returned) else None
    if not isinstance(printed, list) or len(printed) != len(examples):
        return Verdict.CRASHED, "The examples gave no readable output."
    for example, got in zip(examples, map(str, printed), strict=True):
        if not _as_wanted(example, got):
            if "NotImplementedError" in got:
                return Verdict.NOT_IMPLEMENTED, f"{name} is not written yet."
            return Verdict.FAILED, _mismatch(example, got)
    return Verdict.PASSED, None


def _as_wanted(example: doctest.Example, got: str) -> bool:
    checker = doctest.OutputChecker()
    if example.exc_msg is None:
        return checker.check_output(example.want, got, _FLAGS)
    # Only an exception's type: the message is the student's to choose.
    return got.rpartition("\n    ...\n")[2].startswith(example.exc_msg.partition(":")[0])


def _mismatch(example: doctest.Example, got: str) -> str:
    wanted = example.want.strip() or "nothing"
    if example.exc_msg is not None:
        wanted = f"a {example.exc_msg.partition(':')[0]}"
    printed = got.strip().rpartition("\n")[2] if got.startswith("Traceback") else got.strip()
    return f"{example.source.strip()}\nshould give: {wanted}\nit gave: {printed or 'nothing'}"
