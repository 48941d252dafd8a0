"""Submitted notebooks whose cells were tampered with."""

from typing import Any

import pytest

from cnnquiz.nbgrader.outputs import METADATA
from cnnquiz.nbgrader.restore import Original, restore

HIDDEN = "# Right?\n### BEGIN HIDDEN TESTS\njudge()\n### END HIDDEN TESTS"
KNOWN = {
    one.name: one
    for one in (
        Original(
            "f", "code", "def f(): ...", "0" * 32, locked=False, points=None, is_solution=True
        ),
        Original("check_f", "code", HIDDEN, "1" * 32, locked=True, points=2.0, is_solution=False),
        Original("check_g", "code", HIDDEN, "2" * 32, locked=True, points=3.0, is_solution=False),
    )
}


def cell(name: str, source: str = "# Right?", **changes: Any) -> dict[str, Any]:
    kind = {"cell_type": "code", "source": source, "outputs": [], "execution_count": 3}
    return kind | {"metadata": {"nbgrader": {"grade_id": name}}} | changes


def names(cells: list[dict[str, Any]]) -> list[str]:
    return [one["metadata"].get("nbgrader", {}).get("grade_id", "") for one in cells]


def test_an_honest_notebook_is_no_news() -> None:
    cells, notes = restore(
        [cell("f", "def f(): return 1"), cell("check_f"), cell("check_g")], KNOWN
    )
    assert notes == []
    assert [one["source"] for one in cells] == ["def f(): return 1", HIDDEN, HIDDEN]
    assert cells[1]["metadata"]["nbgrader"] == KNOWN["check_f"].metadata


@pytest.mark.parametrize("source", ["1 / 0", ["1", " / 0"], "", 7])
def test_a_test_cell_gets_its_text_and_its_points_back(source: Any) -> None:
    meta = {"nbgrader": {"grade_id": "check_f", "points": 99, "grade": False, "locked": False}}
    cells, notes = restore([cell("f"), cell("", source, metadata=meta), cell("check_g")], KNOWN)
    assert cells[1]["source"] == HIDDEN
    assert cells[1]["metadata"]["nbgrader"]["points"] == 2.0
    assert cells[1]["metadata"]["nbgrader"]["grade"] is True
    assert notes == ["check_f was changed"]


def test_a_deleted_test_cell_comes_back_in_its_place() -> None:
    cells, notes = restore([cell("f"), cell("mine?"), cell("check_g")], KNOWN)
    assert names(cells) == ["f", "check_f", "", "check_g"]
    assert notes == ["mine? is no cell of this assignment", "check_f was deleted"]


def test_of_two_cells_of_one_name_the_last_counts() -> None:
    cells, notes = restore(
        [cell("f", "a"), cell("f", "b"), cell("check_f"), cell("check_g")], KNOWN
    )
    assert names(cells) == ["", "f", "check_f", "check_g"]
    assert notes == ["f occurs several times; the last one counts"]


def test_a_cell_of_another_kind_becomes_code_again() -> None:
    text = {"cell_type": "raw", "source": "x", "metadata": {"nbgrader": {"grade_id": "check_f"}}}
    cells, _ = restore([cell("f"), text, cell("check_g")], KNOWN)
    assert (cells[1]["cell_type"], cells[1]["outputs"]) == ("code", [])


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": 3}, {"nbgrader": {"grade_id": ["f"]}}])
def test_metadata_of_any_kind_is_read(metadata: dict[str, Any]) -> None:
    cells, _ = restore([cell("", metadata=metadata)], KNOWN)
    assert names(cells) == ["", "check_f", "check_g"]


def test_nobody_says_what_they_believe_in_the_metadata() -> None:
    forged = cell("check_f")
    forged["metadata"][METADATA] = {"misconception": "none-of-mine"}
    cells, _ = restore([forged], KNOWN)
    assert all(METADATA not in one["metadata"] for one in cells)
