"""Functions of a submission that use each other: where a failed check's mistake may really lie.

A check judges one function. If that one calls another of the exercise, as it may, a mistake in
the other makes it fail too; then the report names both, and says where to begin.
"""

import dis
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import CodeType

from cnnquiz.model.report import CheckResult, Verdict
from cnnquiz.model.submission import Submission
from cnnquiz.worker.cells import compile_cell

_NO_LOSS = (Verdict.PASSED, Verdict.NOT_RUN)


def used_by_each(submission: Submission) -> dict[str, set[str]]:
    """Return, by name, the functions and classes of a submission that each one uses in the end.

    Read from their compiled code, which is not run: a name that is only looked up counts too. A
    file that compiles in its worker alone, having changed the interpreter there, uses nothing.

    Args:
        submission: one that a worker has loaded.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the student's code: the worker has printed them
        try:
            modules = [compile_cell(cell.source, "submission") for cell in submission.cells]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}
    codes = {
        code.co_name: code
        for module in modules
        for code in module.co_consts
        if isinstance(code, CodeType)
    }
    direct = {name: _names(code, frozenset(codes)) for name, code in codes.items()}
    return {name: _reached(name, direct) for name in direct}


def with_what_is_behind(
    checks: Sequence[CheckResult], used: Mapping[str, set[str]]
) -> tuple[CheckResult, ...]:
    """Return the checks; one that failed also names what its function uses and fails by itself.

    Args:
        checks: the results of all checks of an exercise.
        used: what `used_by_each` gave.
    """
    failing = {
        name for check in checks if check.verdict not in _NO_LOSS for name in check.functions
    }
    unwritten = {
        name
        for check in checks
        if check.verdict is Verdict.NOT_IMPLEMENTED
        for name in check.functions
    }
    return tuple(
        check if check.verdict in _NO_LOSS else _named(check, used, failing, unwritten)
        for check in checks
    )


def _named(
    check: CheckResult, used: Mapping[str, set[str]], failing: set[str], unwritten: set[str]
) -> CheckResult:
    reached = {name for function in check.functions for name in used.get(function, ())}
    behind = sorted((reached & failing) - set(check.functions))
    if not behind:
        return check
    functions, names = (*check.functions, *behind), " and ".join(behind)
    if check.verdict is Verdict.NOT_IMPLEMENTED and unwritten & set(behind):
        # Not to be told that it is not written itself.
        message = f"{check.functions[0]} uses {names}. Begin there: not all of it is written."
    else:
        message = f"It uses {names}, where checks fail too: begin there. {check.message or ''}"
    return replace(check, functions=functions, message=message.rstrip())


def _names(code: CodeType, of: frozenset[str]) -> set[str]:
    """Return which names out of `of` a function's code looks up, nested functions included."""
    inner = (_names(constant, of) for constant in code.co_consts if isinstance(constant, CodeType))
    if of.isdisjoint(code.co_names):  # most are: to read their steps takes longer than to compile
        return set[str]().union(*inner)
    own = {
        step.argval
        for step in dis.get_instructions(code)
        if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}
    }
    return (own & of).union(*inner)


def _reached(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for name in direct[waiting.pop()]:
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached
