"""What a gradebook holds, written for people, for programs, and into an export of Canvas."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnquiz.errors import UsageError
from cnnquiz.model.gradebook import Change, Grade
from cnnquiz.report.table import csv_lines, safe
from cnnquiz.report.terminal import Terminal
from cnnquiz.report.text import points

FORMAT = 1
_HEADER = (
    *("student", "exercise", "score", "max_score", "status", "confinement", "handed_in"),
    *("late_penalty", "override", "override_reason", "final"),
)
_IDS = ("SIS Login ID", "SIS User ID", "ID", "Student")  # Canvas's columns that name a student
_BOM = "\ufeff"


def as_csv(grades: Sequence[Grade]) -> Iterator[str]:
    """Yield the grades as CSV: a header, then a line for every exercise of every student."""
    yield from csv_lines([_HEADER, *(tuple(_fields(grade).values()) for grade in grades)])


def as_json(grades: Sequence[Grade]) -> Iterator[str]:
    """Yield the grades as one JSON object, in ASCII."""
    document = {"format": FORMAT, "grades": [_fields(grade) for grade in grades]}
    yield json.dumps(document, indent=2, allow_nan=False) + "\n"


def _fields(grade: Grade) -> dict[str, object]:
    override = grade.override
    values = (
        *(grade.student, grade.exercise, grade.score, grade.max_score, grade.status),
        grade.confinement,
        grade.handed_in and f"{grade.handed_in:%Y-%m-%dT%H:%M:%SZ}",
        grade.penalty,
        *((None, None) if override is None else (override.score, override.reason)),
        grade.final,
    )
    return dict(zip(_HEADER, values, strict=True))


# --- what changed -------------------------------------------------------------------------------


def changes_as_text(changes: Iterable[Change], terminal: Terminal) -> Iterator[str]:
    """Yield lines on what changed: a line for each student and exercise, then the checks."""
    for change in changes:
        head = f"{change.student}  {change.exercise}  {_state(change.before)}"
        yield "\n".join(terminal.wrap(f"{head} → {_state(change.after)}", "", "    ")) + "\n"
        for name, before, after in change.checks:
            yield "\n".join(terminal.wrap(f"{name}: {before} → {after}", "    ")) + "\n"


def changes_as_json(changes: Iterable[Change]) -> Iterator[str]:
    """Yield what changed as one JSON object, in ASCII."""
    objects = [
        {
            "student": change.student,
            "exercise": change.exercise,
            "before": _state_object(change.before),
            "after": _state_object(change.after),
            "checks": [
                {"name": name, "before": before, "after": after}
                for name, before, after in change.checks
            ],
        }
        for change in changes
    ]
    yield json.dumps({"format": FORMAT, "changes": objects}, indent=2, allow_nan=False) + "\n"


def _state(state: tuple[str, float | None] | None) -> str:
    if state is None:
        return "nothing"
    status, score = state
    return status if score is None else f"{points(score)} ({status})"


def _state_object(state: tuple[str, float | None] | None) -> dict[str, object] | None:
    return None if state is None else {"status": state[0], "score": state[1]}


# --- Canvas -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """An export of Canvas with one column filled.

    Attributes:
        text: the file, to be imported there.
        filled: how many students got a grade.
        scaled: what grades were multiplied by, where the column is worth other points than the
            exercise.
        without_row: students of the gradebook whom the export does not have.
        without_grade: students of the export whom the gradebook does not have.
    """

    text: str
    filled: int
    scaled: float
    without_row: tuple[str, ...]
    without_grade: tuple[str, ...]


def fill_canvas(text: str, grades: Sequence[Grade], exercise: str, column: str | None) -> Filled:
    """Return a Canvas export with the grades of one exercise in one of its columns.

    All other cells stay as they are, but for text that a spreadsheet would take for a formula.

    Args:
        text: the instructor's own export, as a file of Canvas holds it.
        grades: the grades of all exercises.
        exercise: the exercise's short name.
        column: the column's name, or its beginning; by default one that begins with the exercise's
            name.

    Raises:
        UsageError: the file is no such export, or the column is not clear.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    rows = list(csv.reader(io.StringIO(text.removeprefix(_BOM), newline=""), strict=False))
    if not rows or not set(_IDS) & set(rows[0]):
        found = ", ".join(rows[0][:4]) if rows else "an empty file"
        raise UsageError(
            f"found {found}; expected an export of Canvas's gradebook, with Student, ID …"
        )
    header = rows[0]
    at = _column(header, column or exercise)
    finals = {g.student: g for g in grades if g.exercise == exercise and g.final is not None}
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    names = [index for name in _IDS if name in header for index in [header.index(name)]]
    by = max(names, key=lambda index: sum(_of(row[index], finals) is not None for row in rows[1:]))
    scale = _scale(rows, at, finals)
    taken: set[str] = set()
    without: list[str] = []
    for row in rows[1:]:
        grade = _of(row[by], finals)
        if grade is not None and grade.final is not None:
            row[at] = f"{grade.final * scale:.10g}"
            taken.add(grade.student)
        elif row[by].strip() and not _is_possible(row):
            without.append(row[by])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n" if "\r\n" in text else "\n")
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    missing = tuple(sorted(finals.keys() - taken))
    return Filled(bom + out.getvalue(), len(taken), scale, missing, tuple(without))


def _column(header: Sequence[str], wanted: str) -> int:
    exact = [index for index, name in enumerate(header) if name == wanted]
    found = exact or [
        index
        for index, name in enumerate(header)
        if re.match(rf"{re.escape(wanted)}(?![0-9])", name, re.IGNORECASE)
    ]
    if len(found) != 1:
        names = "; ".join(name for name in header if name not in _IDS)
        raise UsageError(f"{len(found)} columns fit {wanted!r}; --column is one of: {names}")
    return found[0]


def _of(cell: str, finals: Mapping[str, Grade]) -> Grade | None:
    name = cell.strip()
    return finals.get(name) or finals.get(name.partition("@")[0])


def _is_possible(row: Sequence[str]) -> bool:
    """Return whether a row holds what each column is worth."""
    return any(cell.strip() == "Points Possible" for cell in row)


def _scale(rows: Sequence[Sequence[str]], at: int, finals: Mapping[str, Grade]) -> float:
    most = {grade.max_score for grade in finals.values()}
    for row in rows[1:3]:
        if _is_possible(row) and len(most) == 1:
            try:
                possible = float(row[at])
            except ValueError:
                return 1.0
            return possible / most.pop() if possible > 0 else 1.0
    return 1.0


def _cell(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return safe(text)
    return text
