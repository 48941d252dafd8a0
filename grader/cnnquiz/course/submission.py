"""Reads a student's file as text. Nothing in it is run, imported or parsed as Python here.

Magics and shell lines of a notebook stay in: the worker, which runs the cells, drops them.
"""

import json
import math
import stat
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cnnquiz.model.course import Exercise
from cnnquiz.model.submission import Cell, Submission, Unreadable

CODE_BYTES = 1 << 20  # of Python, in a plain file or in all code cells together
NOTEBOOK_BYTES = 25 << 20  # of a whole notebook file, whose pictures make it large


class _Finding(Exception):  # noqa: N818  # no error: it becomes the value that is returned
    """Why a file cannot be read; never leaves this module."""


def read_submission(path: Path) -> Submission | Unreadable:
    """Return the student's code, or why it cannot be read. Raises nothing.

    Args:
        path: a `.ipynb` notebook, or else a Python file in UTF-8, with or without a byte order
            mark. The caller looks first whether it exists (`find_submission`), since a missing
            file is another finding than an unreadable one.
    """
    most, what = _most(path)
    try:
        data = _bytes(path, most, what)
    except _Finding as finding:
        return Unreadable(str(finding))
    except OSError as error:
        return Unreadable(f"the file cannot be read: {error.strerror}")
    return parse_submission(path, data)


def parse_submission(path: Path, data: bytes) -> Submission | Unreadable:
    """Return the student's code in a file's bytes, or why it cannot be read. Raises nothing.

    Args:
        path: where they come from; `.ipynb` makes them a notebook, anything else Python.
        data: all of them, or at least one more than a file may have (see `most_bytes`).
    """
    most, what = _most(path)
    try:
        if len(data) > most:
            raise _too_large(len(data), most, what)
        text = _decoded(data)
        cells = _code_cells(text) if what == "notebook" else (Cell(None, text),)
        _look_through(cells)
    except _Finding as finding:
        return Unreadable(str(finding))
    return Submission(path, cells)


def most_bytes(path: Path) -> int:
    """Return how many bytes a file of that name may have."""
    return _most(path)[0]


def find_submission(folder: Path, exercise: Exercise) -> Path | None:
    """Return the student's file for an exercise, or None if there is none.

    Args:
        folder: the student's folder; the file may lie in it, or in the exercise's own folder
            there, or in `exercises/` and the exercise's folder. A `.py` file anywhere goes before
            a notebook.
        exercise: the exercise whose long name the file bears.

    Raises:
        OSError: the folder may not be searched.
    """
    slug = exercise.slug
    for suffix in (".py", ".ipynb"):
        name = f"{slug}{suffix}"
        for home in (folder / slug, folder, folder / "exercises" / slug):
            if (home / name).exists():
                return home / name
    return None


def nearest_file(path: Path) -> str | None:
    """Return the Python file or notebook beside `path` whose name is most like it, if any is.

    Args:
        path: a file that does not exist, as the user typed it.
    """
    if not path.parent.is_dir():
        return None
    names = {
        beside.name.lower(): beside.name
        for beside in sorted(path.parent.iterdir())
        if beside.suffix.lower() in (".py", ".ipynb")
    }
    near = get_close_matches(path.name.lower(), names, n=1)
    return str(path.with_name(names[near[0]])) if near else None


def _most(path: Path) -> tuple[int, str]:
    """Return how many bytes the file may have, and what they are."""
    is_notebook = path.suffix.lower() == ".ipynb"
    return (NOTEBOOK_BYTES, "notebook") if is_notebook else (CODE_BYTES, "Python")


def _bytes(path: Path, most: int, what: str) -> bytes:
    """Return the file's bytes, of which there may be `most`; `what` says what they are."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        # Opening a pipe would wait for a writer.
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise _Finding(f"found {kind}, expected a Python file or a notebook")
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _too_large(max(status.st_size, len(data)), most, what)
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        raise _Finding(
            f"line {line}: found the byte 0x{byte:02x}, expected text in UTF-8; "
            "save the file in that encoding"
        ) from None


def _code_cells(text: str) -> tuple[Cell, ...]:
    """Return a notebook's code cells, numbered from 1, without those that came with it."""
    try:
        notebook = json.loads(text) if text.strip() else None
    except json.JSONDecodeError as error:
        raise _Finding(
            f"line {error.lineno}: found text that is not JSON, expected a notebook; "
            "open it in Jupyter and save it again"
        ) from None
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        raise _Finding("found JSON that is no notebook") from None
    match notebook:
        case None:
            raise _Finding("the file is empty")
        case {"cells": list(cells)}:
            code = [c for c in cells if isinstance(c, dict) and c.get("cell_type") == "code"]
        case {"worksheets": _}:
            raise _Finding("found a notebook in a format before 4; open it in Jupyter and save it")
        case _:
            raise _Finding("found JSON that is no notebook: it has no list of cells")
    if not code:
        raise _Finding("found a notebook without code cells, expected your functions in some")
    own = [(number, cell) for number, cell in enumerate(code, 1) if not _is_the_courses(cell)]
    if not own:
        raise _Finding("found no code cell of your own, only those that came with the notebook")
    return tuple(Cell(number, _source(cell, number)) for number, cell in own)


def _is_the_courses(cell: dict[str, Any]) -> bool:
    """Return whether nbgrader keeps a cell from being changed: an example, or a test of its own."""
    match cell:
        case {"metadata": {"nbgrader": {"locked": True, "solution": False}}}:
            return True
        case _:
            return False


def _source(cell: dict[str, Any], number: int) -> str:
    match cell.get("source"):
        case str(source):
            return source
        case list(lines) if all(isinstance(line, str) for line in lines):
            return "".join(lines)
        case _:
            problem = "found no source text; open the notebook in Jupyter and save it again"
            raise _Finding(f"cell {number}: {problem}")


def _look_through(cells: tuple[Cell, ...]) -> None:
    """Raise a finding about code that is too long, empty, or no text that can be passed on."""
    size = 0
    for cell in cells:
        where = "" if cell.number is None else f"cell {cell.number}, "
        try:
            size += len(cell.source.encode())
        except UnicodeEncodeError as error:  # JSON can spell what UTF-8 cannot
            line = cell.source.count("\n", 0, error.start) + 1
            raise _Finding(f"{where}line {line}: found half of a surrogate pair") from None
        if "\0" in cell.source:
            line = cell.source.count("\n", 0, cell.source.index("\0")) + 1
            raise _Finding(f"{where}line {line}: found a NUL character, expected text")
    if size > CODE_BYTES:
        raise _too_large(size, CODE_BYTES, "Python")
    if not any(cell.source.strip() for cell in cells):
        raise _Finding("the file is empty" if cells[0].number is None else "all cells are empty")


def _too_large(size: int, most: int, what: str) -> _Finding:
    tenths = math.ceil(size / (1 << 20) * 10) / 10  # rounded up, so that it never looks allowed
    return _Finding(f"{tenths:.1f} MiB of {what}; at most {most >> 20} MiB is read")
