"""Orders for graders of the small course, and their answers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from cnnquiz.grading.batch import Answer, Order
from cnnquiz.model.submission import Cell
from support import SMALL

SLUG = "ex01_double"
RIGHT = (SMALL / "solutions" / SLUG / f"{SLUG}.py").read_text()
WRONG = RIGHT.replace("values.sum()", "values.sum() + 1e6")
ENDLESS = "while True: pass\n"
SOURCES = [RIGHT, WRONG, "x = 1\n", "import os\nos._exit(3)\n", "1 +\n", 'print("\\ud800")\n']


def order(number: int, source: str = RIGHT) -> Order:
    """Return an order to grade a submission of one cell."""
    return Order(number, SLUG, (Cell(None, source),), 0)


def answers(graders: Any, sources: Sequence[str]) -> list[Answer]:
    """Return the answers in the order of the sources, without how long they took."""
    for number, source in enumerate(sources):
        graders.put(order(number, source))
    return in_order(graders.get() for _ in sources)


def in_order(found: Iterable[Answer]) -> list[Answer]:
    """Return answers by their numbers, without how long they took."""
    return [
        replace(
            one,
            report=replace(
                one.report,
                checks=tuple(replace(check, seconds=0.0) for check in one.report.checks),
            ),
        )
        for one in sorted(found, key=lambda answer: answer.number)
    ]
