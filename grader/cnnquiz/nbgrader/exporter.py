"""The plug-in for `nbgrader export --exporter=cnnquiz.nbgrader.exporter.MisconceptionExporter`.

One line for every assignment of every student, as nbgrader's own exporter has it, and a column for
every misconception: the points that it explains the loss of. Text stands in quotes, and nothing is
taken for a formula by a spreadsheet.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from cnnquiz import disk
from cnnquiz.nbgrader.outputs import METADATA
from cnnquiz.report.table import csv_lines

_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "needs_manual_grade"),
)


class MisconceptionExporter(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Writes scores as CSV, for each assignment and misconception."""

    def export(self, gradebook: Any) -> None:
        """Write the file that `--to` names, or else grades.csv."""
        rows = list(self._rows(gradebook))
        beliefs = sorted({name for _, lost in rows for name in lost})
        lines = [
            (*_COLUMNS, *beliefs),
            *((*known, *(lost.get(name) for name in beliefs)) for known, lost in rows),
        ]
        path = Path(self.to or "grades.csv")
        disk.write_whole(path, "".join(csv_lines(lines)).encode())
        self.log.info("wrote %s: %d lines, %d misconceptions", path, len(rows), len(beliefs))

    def _rows(self, gradebook: Any) -> Iterator[tuple[tuple[object, ...], Counter[str]]]:
        """Yield the columns of every line that nbgrader knows, and the points lost by belief."""
        students = [one for one in gradebook.students if not self.student or one.id in self._ids()]
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in map(str, self.assignment):
                continue
            for student in students:
                try:
                    handed_in = gradebook.find_submission(assignment.name, student.id)
                except MissingEntry:
                    yield _row(assignment, student, None), Counter()
                else:
                    yield _row(assignment, student, handed_in), self._lost(handed_in)

    def _ids(self) -> set[str]:
        return {str(one) for one in self.student}

    def _lost(self, handed_in: Any) -> Counter[str]:
        """Return the points that each belief explains the loss of, in the autograded notebooks."""
        course = self.parent.coursedir
        folder = course.format_path(
            course.autograded_directory, handed_in.student.id, handed_in.assignment.name
        )
        lost: Counter[str] = Counter()
        for notebook in handed_in.notebooks:
            named = _beliefs(Path(folder) / f"{notebook.name}.ipynb")
            for grade in notebook.grades:
                if belief := named.get(grade.name):
                    lost[belief] += grade.max_score - grade.score
        # What somebody has given back by hand was not lost after all.
        return Counter({name: round(points, 6) for name, points in lost.items() if points > 0})


def _row(assignment: Any, student: Any, handed_in: Any) -> tuple[object, ...]:
    names = (student.id, student.last_name, student.first_name, student.email)
    head = (assignment.name, _time(assignment.duedate))
    if handed_in is None:
        return (*head, None, *names, 0.0, 0.0, 0.0, assignment.max_score, None)
    penalty = handed_in.late_submission_penalty or 0.0
    final = max(0.0, handed_in.score - penalty)
    by_hand = "yes" if handed_in.needs_manual_grade else None
    scores = (handed_in.score, penalty, final, assignment.max_score, by_hand)
    return (*head, _time(handed_in.timestamp), *names, *scores)


def _time(value: Any) -> str | None:
    return None if value is None else f"{value:%Y-%m-%d %H:%M:%S}"


def _beliefs(path: Path) -> dict[str, str]:
    """Return the belief that each test cell of an autograded notebook names, by the cell's name."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # not autograded
    found = {}
    for cell in cells:
        match cell.get("metadata"):
            case {"nbgrader": {"grade_id": str(name)}, **more}:
                match more.get(METADATA):
                    case {"misconception": str(belief)}:
                        found[name] = belief
                    case _:
                        pass
            case _:
                pass
    return found
