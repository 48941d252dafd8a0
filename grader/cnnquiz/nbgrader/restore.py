"""Puts a submitted notebook's cells back as the course made them, whatever was done to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cnnquiz.nbgrader.cells import BEGIN_HIDDEN, END_HIDDEN
from cnnquiz.nbgrader.outputs import METADATA


@dataclass(frozen=True, slots=True)
class Original:
    """A cell as the gradebook remembers it.

    Attributes:
        name: what nbgrader knows it by.
        cell_type: `code` or `markdown`.
        source: its text, as students received it but with what was hidden in it.
        checksum: nbgrader's.
        locked: whether it was not the student's to change.
        points: what it is worth; None if it is not graded.
        is_solution: whether the student's answer goes into it.
    """

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    points: float | None
    is_solution: bool

    @property
    def released(self) -> str:
        """Its text as students received it."""
        lines: list[str] = []
        hidden = False
        for line in self.source.split("\n"):
            if BEGIN_HIDDEN in line:
                hidden = True
            elif END_HIDDEN in line:
                hidden = False
            elif not hidden:
                lines.append(line)
        return "\n".join(lines)

    @property
    def metadata(self) -> dict[str, Any]:
        """What nbgrader wants to know about it."""
        known = {
            "schema_version": 3,
            "grade": self.points is not None,
            "grade_id": self.name,
            "locked": self.locked,
            "solution": self.is_solution,
            "task": False,
            "checksum": self.checksum,
            "cell_type": self.cell_type,
        }
        return known if self.points is None else known | {"points": self.points}


def originals(notebook: Any) -> dict[str, Original]:
    """Return the cells that the gradebook remembers of a notebook, by name, in their order.

    Args:
        notebook: nbgrader's own record of it, an `nbgrader.api.Notebook`.
    """
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return {
        cell.name: Original(
            cell.name,
            cell.cell_type,
            cell.source,
            cell.checksum,
            cell.locked,
            points.get(cell.name),
            cell.name in solutions,
        )
        for cell in notebook.source_cells
    }


def restore(submitted: Iterable[Any], known: Mapping[str, Original]) -> tuple[list[Any], list[str]]:
    """Return a submission's cells with those of the course as they were, and what was put right.

    - Of several cells of one name the last counts, as nbgrader has it; the others become ordinary.
    - What a student says that nbgrader should know of a cell is forgotten.
    - A locked cell gets its text back, and one that is worth points comes back if it was deleted.

    Args:
        submitted: dicts, as a notebook's file has them, or nbformat's nodes; they are changed.
        known: the course's cells by name, in their order.
    """
    cells: list[Any] = []
    notes: list[str] = []
    seen: set[str] = set()
    for cell in reversed(list(submitted)):
        name = _name(cell)
        metadata = cell.setdefault("metadata", {})
        metadata.pop("nbgrader", None)
        metadata.pop(METADATA, None)
        if name in seen:
            notes.append(f"{name} occurs several times; the last one counts")
        elif original := known.get(name):
            seen.add(name)
            notes += _put_back(cell, original)
        elif name:
            notes.append(f"{name[:60]} is no cell of this assignment")
        cells.append(cell)
    cells.reverse()
    for original in known.values():
        if original.points is not None and original.name not in seen:
            notes.append(f"{original.name} was deleted")
            cells.insert(_place(cells, original, list(known)), _new(original))
    return cells, notes


def _name(cell: Any) -> str:
    """Return the name under which a cell claims to be known; empty if it has none."""
    match cell.get("metadata"):
        case {"nbgrader": {"grade_id": str(name)}}:
            return name
        case _:
            return ""


def _put_back(cell: Any, original: Original) -> list[str]:
    notes = []
    if cell.get("cell_type") != original.cell_type:
        notes.append(f"{original.name} was made another kind of cell")
        cell["cell_type"] = original.cell_type
        for key in ("outputs", "execution_count", "attachments"):
            cell.pop(key, None)
        if original.cell_type == "code":
            cell |= {"outputs": [], "execution_count": None}
    if original.locked:
        if text_of(cell) not in (original.source, original.released):
            notes.append(f"{original.name} was changed")
        cell["source"] = original.source
    cell["metadata"]["nbgrader"] = original.metadata
    return notes


def _place(cells: list[Any], original: Original, order: list[str]) -> int:
    """Return where a cell belongs: behind the nearest one before it that is still there."""
    before = order[: order.index(original.name)]
    places = {_name(cell): index for index, cell in enumerate(cells)}
    return next((places[name] + 1 for name in reversed(before) if name in places), len(cells))


def _new(original: Original) -> dict[str, Any]:
    cell = {
        "cell_type": original.cell_type,
        "id": f"restored-{original.checksum}"[:40],
        "metadata": {"nbgrader": original.metadata},
        "source": original.source,
    }
    return cell | ({"outputs": [], "execution_count": None} if original.cell_type == "code" else {})


def text_of(cell: Any) -> str:
    """Return a cell's source, which files may have as lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
