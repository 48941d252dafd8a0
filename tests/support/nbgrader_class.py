"""Twelve students, each with a notebook that is odd in another way."""

import copy
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.nbgrader.given_questions import VARIANT, variant_of
from cnnquiz.nbgrader.pieces import pieces
from cnnquiz.nbgrader.questions import NAME
from support import CHECKOUT

EXERCISES = (
    *("ex01_kernels", "ex02_padding_stride", "ex03_output_size", "ex04_nchw"),
    "ex07_receptive_field",
)
WITH_QUESTIONS = "ex07_receptive_field"
Notebook = dict[str, Any]


def with_short_limits(folder: Path) -> Path:
    """Return a copy of the course in which a hang ends soon; its functions are light ones."""
    for name in ("exercises", "questionbank"):
        shutil.copytree(CHECKOUT / name, folder / name)
    for slug in EXERCISES:
        with (folder / "exercises" / slug / "exercise.yaml").open("a", encoding="utf-8") as file:
            file.write("\nlimits: {seconds: 1}\n")
    return folder


def name_of(cell: Mapping[str, Any]) -> str:
    """Return what nbgrader knows a cell by; empty if it knows nothing of it."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def cell_of(notebook: Notebook, name: str) -> dict[str, Any]:
    """Return the cell of that name."""
    (cell,) = (cell for cell in notebook["cells"] if name_of(cell) == name)
    return cell


def text_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's source."""
    return "".join(cell["source"])


def added(notebook: Notebook, source: str, at: int | None = None, **metadata: Any) -> None:
    """Add a code cell, at the end or at a place."""
    cell = {
        "cell_type": "code",
        "id": f"mine-{len(notebook['cells'])}",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(len(notebook["cells"]) if at is None else at, cell)


def solved(released: Notebook, slug: str, *functions: str) -> Notebook:
    """Return a released notebook with the reference's solutions, of all or some functions."""
    exercise = load_exercise(CHECKOUT / "exercises", slug)
    reference = (CHECKOUT / "solutions" / slug / f"{slug}.py").read_text(encoding="utf-8")
    notebook = copy.deepcopy(released)
    for piece in pieces(reference, exercise.function_names):
        if piece.function and piece.function in (functions or exercise.function_names):
            cell_of(notebook, piece.function)["source"] = piece.source
    return notebook


def with_body(notebook: Notebook, function: str, body: str) -> None:
    """Put another body into a function, below its docstring."""
    cell = cell_of(notebook, function)
    head, _, rest = text_of(cell).partition('"""')
    docstring, _, _ = rest.partition('"""')
    cell["source"] = f'{head}"""{docstring}"""\n    {body}\n'


# --- the twelve ---------------------------------------------------------------------------------


def _partial(released: Notebook, slug: str) -> Notebook:
    return solved(released, slug, "conv_output_size")


def _wrong(released: Notebook, slug: str) -> Notebook:
    notebook = solved(released, slug)
    cell = cell_of(notebook, "conv_output_size")
    cell["source"] = text_of(cell).replace("room // stride + 1", "room + 1")
    return notebook


def _hanging(released: Notebook, slug: str) -> Notebook:
    notebook = solved(released, slug)
    with_body(notebook, "trace_shapes", "while True: pass")
    return notebook


def _exiting(released: Notebook, slug: str) -> Notebook:
    """Leaves in a function, and in a cell of its own between two others."""
    notebook = solved(released, slug)
    with_body(notebook, "same_padding", "raise SystemExit(0)")
    added(notebook, "import sys\nkept = 1\nsys.exit()\nlost = 1", at=3)
    return notebook


def _printing(released: Notebook, slug: str) -> Notebook:
    notebook = solved(released, slug)
    cell = cell_of(notebook, "receptive_field")
    cell["source"] = f"{text_of(cell)}\nprint('receptive')\n"
    added(notebook, "import sys\nprint('x' * 10000)\nprint('to stderr', file=sys.stderr)", at=2)
    return notebook


def _warning(released: Notebook, slug: str) -> Notebook:
    notebook = solved(released, slug)
    text = 'import warnings\nwarnings.warn("careful")\nwarnings.simplefilter("error")'
    added(notebook, text, at=2)
    return notebook


def _tampering(released: Notebook, _slug: str) -> Notebook:
    """Changes what is not the student's, in every way that a text editor has."""
    notebook = copy.deepcopy(released)
    tests = [cell for cell in notebook["cells"] if name_of(cell).startswith("check_")]
    tests[0]["source"] = "assert True"
    tests[1]["metadata"]["nbgrader"]["points"] = 100
    tests[2]["metadata"]["nbgrader"] |= {"grade": False, "locked": False}
    tests[3]["cell_type"] = "raw"
    tests[3].pop("outputs")
    tests[3].pop("execution_count")
    tests[4]["metadata"]["nbgrader"]["grade_id"] = name_of(tests[5])
    tests[6]["metadata"]["nbgrader"] = {"grade": True}
    notebook["cells"] += [copy.deepcopy(tests[5]), copy.deepcopy(tests[7])]
    mine = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False}
    added(notebook, "10", nbgrader=mine | {"grade_id": "mine", "points": 10})
    text = "import sys\nsys.modules['cnnquiz.nbgrader.kernel'] = sys.modules['nbgrader'] = sys"
    added(notebook, text, at=1)
    return notebook


def _deleted(released: Notebook, slug: str) -> Notebook:
    notebook = solved(released, slug)
    notebook["cells"] = [
        cell for cell in notebook["cells"] if not re.match("check_|examples_|lesson", name_of(cell))
    ]
    return notebook


KINDS: Mapping[str, tuple[str, Callable[[Notebook, str], Notebook]]] = {
    "perfect": ("ex01_kernels", solved),
    "partial": ("ex03_output_size", _partial),
    "wrong": ("ex03_output_size", _wrong),
    "hanging": ("ex03_output_size", _hanging),
    "exiting": ("ex02_padding_stride", _exiting),
    "printing": ("ex07_receptive_field", _printing),
    "warning": ("ex04_nchw", _warning),
    "tampering": ("ex03_output_size", _tampering),
    "deleted": ("ex03_output_size", _deleted),
    "renamed": ("ex01_kernels", solved),
    "broken": ("ex03_output_size", solved),
    "empty": ("ex04_nchw", solved),
}


def hand_in(released: Path, folder: Path, *, everything: bool = False) -> None:
    """Write what the twelve hand in: `folder`, student, exercise, notebook.

    Args:
        released: the folder of released assignments.
        folder: where to.
        everything: whether they all hand in all five, with solutions where they are not odd; else
            only the perfect one does.
    """
    for student, (own, make) in KINDS.items():
        for slug in EXERCISES if everything or student == "perfect" else (own,):
            source = json.loads((released / slug / f"{slug}.ipynb").read_text(encoding="utf-8"))
            notebook = (make if slug == own else solved)(source, slug)
            if everything:
                added(notebook, f"# by {student}")  # so that none is known from another
            text = json.dumps(notebook)
            name = slug
            if slug == own:
                text = {"broken": text[:2000], "empty": _EMPTY}.get(student, text)
                name = "my work" if student == "renamed" else slug
            path = folder / student / slug / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
            asked = released / slug / f"{NAME}.ipynb"
            if asked.is_file():
                text = json.dumps(_answered(json.loads(asked.read_text(encoding="utf-8")), student))
                (path.parent / asked.name).write_text(text, encoding="utf-8")


def _answered(notebook: Notebook, student: str) -> Notebook:
    """Answer the first question in the student's variant; the second in another, by its output."""
    items = {item.id: item for item in wiring.practice_items()}
    names = [name_of(cell) for cell in notebook["cells"]]
    first, second = (name[len("ask-") :] for name in names if name.startswith("ask-"))
    item = items[first]
    variant = variant_of(student, first, len(item.variants))
    cell_of(notebook, f"answer-{first}")["source"] = f"answer_1 = {item.variants[variant].answer!r}"
    other = variant_of(student, second, len(items[second].variants)) + 1
    shown = {"output_type": "display_data", "metadata": {}}
    data = {VARIANT: {"question": second, "variant": other}, "text/plain": "…"}
    cell_of(notebook, f"ask-{second}")["outputs"] = [shown | {"data": data}]
    return notebook


_EMPTY = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
