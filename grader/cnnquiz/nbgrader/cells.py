"""Notebooks as Jupyter's files hold them: cells with what nbgrader wants to know about them.

Plain dicts, because writing one needs no more, and nbformat takes a second to import.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

JsonCell = dict[str, Any]

# The first line of what is the course's, and not the student's to change.
THE_COURSES = "# Part of the course: this cell stays as it is."
# nbgrader's own delimiters.
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# So that "Run All" goes on to the cells below one that complains.
_GOES_ON = {"tags": ["raises-exception"]}
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<file>[\w.-]+\.svg)\)")


def markdown(name: str, text: str) -> JsonCell:
    """Return a text cell, which nbgrader puts back if somebody changes it."""
    cell = _cell("markdown", name, text)
    cell["metadata"]["nbgrader"] = _meta(name, locked=True)
    return cell


def code(name: str, source: str) -> JsonCell:
    """Return a code cell that is the student's, and that nbgrader does not know."""
    return _code(name, source)


def tools(name: str, source: str) -> JsonCell:
    """Return a locked code cell, folded away."""
    cell = _code(name, f"{THE_COURSES}\n{source}")
    cell["metadata"] |= {"nbgrader": _meta(name, locked=True), "jupyter": {"source_hidden": True}}
    return cell


def solution(name: str, source: str) -> JsonCell:
    """Return a code cell for an answer that nbgrader's test cells judge."""
    cell = _code(name, source)
    cell["metadata"] |= {"nbgrader": _meta(name, solution=True), **_GOES_ON}
    return cell


def judged(
    name: str, points: float, about: Sequence[str], visible: str, hidden: str = ""
) -> JsonCell:
    """Return a locked cell that is worth points.

    Args:
        name: what nbgrader knows it by.
        points: what it is worth.
        about: comment lines that say what it is.
        visible: code that students receive.
        hidden: code that they do not.
    """
    lines = [THE_COURSES, *(f"# {line}" for line in about), *filter(None, [visible])]
    if hidden:
        lines += [BEGIN_HIDDEN, hidden, END_HIDDEN]
    cell = _code(name, "\n".join(lines))
    meta = _meta(name, grade=True, locked=True) | {"points": points}
    cell["metadata"] |= {"nbgrader": meta, **_GOES_ON}
    return cell


def essay(name: str, points: float, answer: str) -> JsonCell:
    """Return a text cell that somebody reads and gives points for; `answer` is a good one."""
    text = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
    cell = _cell("markdown", name, text)
    cell["metadata"]["nbgrader"] = _meta(name, grade=True, solution=True) | {"points": points}
    return cell


def notebook(slug: str, cells: Sequence[JsonCell]) -> str:
    """Return a notebook's file; the same cells give the same bytes."""
    for cell in cells:
        name = f"{slug}\n{cell.pop('name')}"
        cell["id"] = hashlib.sha256(name.encode()).hexdigest()[:16]
    document = {
        "cells": list(cells),
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def with_pictures(text: str, folder: Path) -> str:
    """Return Markdown whose SVG pictures are in it, so that one file suffices.

    As HTML: JupyterLab shows no SVG attachment, and nbgrader's feedback no SVG in an image link.
    """

    def embedded(found: re.Match[str]) -> str:
        return picture(folder / found["file"], found["alt"])

    return _PICTURE.sub(embedded, text)


def picture(file: Path, alt: str) -> str:
    """Return an HTML image that holds an SVG file."""
    data = base64.b64encode(file.read_bytes()).decode()
    words = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'


def _cell(kind: str, name: str, text: str) -> JsonCell:
    return {
        "cell_type": kind,
        "name": name,
        "metadata": {},
        "source": text.strip("\n").splitlines(keepends=True),
    }


def _code(name: str, source: str) -> JsonCell:
    return _cell("code", name, source) | {"execution_count": None, "outputs": []}


def _meta(
    name: str, *, grade: bool = False, locked: bool = False, solution: bool = False
) -> dict[str, Any]:
    return {
        "schema_version": 3,
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "solution": solution,
        "task": False,
    }
