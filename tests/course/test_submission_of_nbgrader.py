"""Notebooks that came from nbgrader: not every cell in them is the student's."""

import json
from pathlib import Path
from typing import Any

from cnnquiz.course.submission import parse_submission
from cnnquiz.model.submission import Cell, Submission, Unreadable


def cell(source: str, **nbgrader: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": nbgrader}}


def parsed(*cells: dict[str, Any]) -> Submission | Unreadable:
    return parse_submission(Path("ex.ipynb"), json.dumps({"cells": cells}).encode())


def test_locked_cells_are_the_courses_and_others_keep_their_numbers() -> None:
    found = parsed(
        cell("import doctest", locked=True, solution=False, grade=False),
        cell("def f(): ...", locked=False, solution=True, grade=False),
        cell("examples(f)", locked=True, solution=False, grade=True),
        {"cell_type": "code", "source": "mine = 1", "metadata": {}},
    )
    assert isinstance(found, Submission)
    assert found.cells == (Cell(2, "def f(): ..."), Cell(4, "mine = 1"))


def test_a_notebook_of_the_courses_cells_alone_is_told() -> None:
    found = parsed(cell("examples(f)", locked=True, solution=False, grade=True))
    assert isinstance(found, Unreadable)
    assert "no code cell of your own" in found.message
