"""Notebooks of which some cell cannot be run: what is left when that cell ends where it fails.

In a notebook an error ends its cell, and the cells below are run all the same. So an example left
over, or a function that is half written, costs what stands in its own cell and nothing else.
"""

import ast
import bisect
import time
import warnings
from collections.abc import Callable
from dataclasses import replace

from cnnquiz.model.submission import Cell, Submission
from cnnquiz.wire.outcome import Lost, Raised, Returned

MOST_CUTS = 20  # of one notebook; whoever has more errors than that hears of these first
# Of the time limit, for all attempts together: a cell that hangs is found in some six of them.
MOST_LIMITS = 10.0

Load = Callable[[Submission], Returned | Raised | Lost]


def salvage(
    submission: Submission, load: Load, limit_s: float
) -> tuple[Submission, tuple[int, ...]]:
    """Return a notebook that loads, and the numbers of the cells that were cut short for it.

    One that takes too long to mend, as only a hostile one does, comes back as far as it is.

    Args:
        submission: a notebook that does not load.
        load: tries to load one, in a worker.
        limit_s: how long one attempt may take, in seconds.
    """
    cut: list[int] = []
    deadline = time.monotonic() + MOST_LIMITS * limit_s

    def attempt(part: Submission) -> Returned | Raised | Lost:
        if time.monotonic() > deadline:
            raise _TakesTooLongError
        return load(part)

    for _ in range(MOST_CUTS):
        try:
            outcome = attempt(submission)
            if isinstance(outcome, Returned):
                break
            cell, line = _failing(submission, outcome, attempt)
        except _TakesTooLongError:
            break
        kept = _before(cell, line)
        cells = [replace(one, source=kept) if one is cell else one for one in submission.cells]
        submission = replace(submission, cells=tuple(cells))
        if cell.number is not None:
            cut.append(cell.number)
    return submission, tuple(dict.fromkeys(cut))


class _TakesTooLongError(Exception):
    """There is no time left."""


def _failing(submission: Submission, outcome: Raised | Lost, load: Load) -> tuple[Cell, int]:
    """Return the cell that fails, and the line of it at which it does."""
    if isinstance(outcome, Raised) and (place := outcome.place) is not None:
        for cell in submission.cells:
            # What raised may be a function of an earlier cell; then some cell called it.
            if cell.number == place.cell and not _in_definition(cell, place.line):
                return cell, place.line
    steps = [
        (index, line)
        for index, cell in enumerate(submission.cells)
        for line in (*_starts(cell), cell.source.count("\n") + 2)
    ]

    def fails(step: tuple[int, int]) -> bool:
        index, line = step
        last = submission.cells[index]
        kept = (*submission.cells[:index], replace(last, source=_before(last, line)))
        return not isinstance(load(replace(submission, cells=kept)), Returned)

    # The first step that fails is the one behind the statement that does.
    at = bisect.bisect_left(steps, True, key=fails)  # what `fails` is to be
    index, line = steps[min(at, len(steps) - 1)]
    starts = [start for start in _starts(submission.cells[index]) if start < line]
    return submission.cells[index], (starts or [1])[-1]


def _before(cell: Cell, line: int) -> str:
    """Return a cell's source up to the statement in which a line lies."""
    if line > cell.source.count("\n") + 1:
        return cell.source
    starts = [start for start in _starts(cell) if start <= line]
    if not starts:
        return ""
    return "\n".join(cell.source.split("\n")[: starts[-1] - 1])


def _starts(cell: Cell) -> list[int]:
    """Return the first lines of a cell's statements; none of one that is no Python as it stands."""
    return [first for first, _ in _spans(cell)]


def _in_definition(cell: Cell, line: int) -> bool:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = (node for node in _statements(cell) if isinstance(node, definitions))
    return any(node.body[0].lineno <= line <= (node.end_lineno or 0) for node in found)


def _spans(cell: Cell) -> list[tuple[int, int]]:
    return [
        (
            min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]),
            node.end_lineno or node.lineno,
        )
        for node in _statements(cell)
    ]


def _statements(cell: Cell) -> list[ast.stmt]:
    """Return a cell's statements. It is parsed only, and not run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the student's code: the worker has printed them
        try:
            return ast.parse(cell.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
