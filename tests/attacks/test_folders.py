"""Folders and archives that attack the grader gain nothing by it, and harm nobody else.

Each file of `folders/` is one case, named after the attack and what comes of it: `fill` hands
something in. All are graded as one class, between honest neighbours, as an instructor does.
"""

import contextlib
import csv
import io
import json
import re
import runpy
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from cnnquiz.cli.main import main
from cnnquiz.sandbox.confinement import ALL_LAYERS
from cnnquiz.sandbox.zygote import Zygote
from support import SMALL

SLUG = "ex01_double"
RIGHT = (SMALL / "solutions" / SLUG / f"{SLUG}.py").read_text(encoding="utf-8")
CASES = {
    path.stem: runpy.run_path(str(path))
    for path in sorted(Path(__file__).parent.glob("folders/*.py"))
}
HONEST = ("ann", "mia", "zoe")


@dataclass(frozen=True)
class Graded:
    """A class that has been graded, in every form that results are written in."""

    place: Path
    students: dict[str, Any]
    texts: dict[str, str]
    rows: dict[str, list[list[str]]]


def run(*arguments: str) -> str:
    """Return what the command line writes."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(arguments) == 0, arguments
    return out.getvalue()


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Graded:
    """The class of all cases, graded."""
    with Zygote(ALL_LAYERS) as zygote:
        held = zygote.held()
    if not held.layers or "signals" in held.possible:  # one case kills whatever it can
        pytest.skip(f"too little holds workers on this system: {held.shortcomings()}")
    home = tmp_path_factory.mktemp("attacked")
    place = home / "class"
    place.mkdir()
    for name in HONEST:
        (place / name).mkdir()
        (place / name / f"{SLUG}.py").write_text(f"{RIGHT}# {name}\n", encoding="utf-8")
    for name, case in CASES.items():
        case["fill"](place, case.get("STUDENT", name), SLUG, f"{RIGHT}# {name}\n")
    url = str(home / "gradebook.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNQUIZ_COURSE", str(SMALL))
        patch.setenv("CNNQUIZ_SOLUTIONS", str(SMALL / "solutions"))
        patch.setattr(tempfile, "tempdir", str(home))
        patch.chdir(home)
        command = ("grade", str(place), "--gradebook", url, "--format")
        texts = {form: run(*command, form) for form in ("json", "csv", "text")}
        export = ("gradebook", "export", "--format")
        texts |= {f"export {form}": run(*export, form) for form in ("json", "csv")}
    students = {one["student"]: one for one in json.loads(texts["json"])["submissions"]}
    rows = {form: list(csv.reader(io.StringIO(texts[form]))) for form in ("csv", "export csv")}
    return Graded(place, students, texts, rows)


@pytest.mark.parametrize("name", CASES)
def test_attack_has_the_score_it_deserves_and_says_why(graded, name):
    case = CASES[name]
    student = case.get("SHOWN", case.get("STUDENT", name))
    found = graded.students[student]
    (exercise,) = found["exercises"]
    said = [exercise["message"] or "", *(check["message"] or "" for check in exercise["checks"])]

    assert exercise["score"] == case["SCORE"], found
    if case["SAYS"]:
        assert any(re.search(case["SAYS"], text) for text in (*said, *found["problems"])), found
    if "NEVER" in case:
        assert not any(case["NEVER"] in text for text in graded.texts.values())


def test_nobody_is_missing_and_neighbours_have_full_marks(graded):
    assert len(graded.students) == len(CASES) + len(HONEST)
    for name in HONEST:
        assert graded.students[name]["exercises"][0]["score"] == 10
        assert graded.students[name]["problems"] == []
    for form, rows in graded.rows.items():
        assert len(rows) == 1 + len(graded.students), form
        scores = {row[rows[0].index("student")]: row[rows[0].index("score")] for row in rows[1:]}
        assert {scores[name] for name in HONEST} == {"10.0"}


def test_no_output_holds_what_drives_a_terminal(graded):
    for form, text in graded.texts.items():
        odd = {c for c in text if not (c.isprintable() or c in "\r\n")}
        assert odd == set(), form
    for name in graded.students:
        assert name.isprintable()


def test_no_cell_of_a_table_is_a_formula(graded):
    for form, rows in graded.rows.items():
        assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")] == [], form
    assert any(cell.startswith("'=HYPERLINK") for row in graded.rows["csv"] for cell in row)


def test_nothing_was_run_written_or_left(graded):
    assert list(graded.place.rglob("*.was-run")) == []
    for name in HONEST:
        assert [path.name for path in (graded.place / name).iterdir()] == [f"{SLUG}.py"]
    assert sorted(path.name for path in graded.place.parent.iterdir()) == ["class", "gradebook.db"]
    mine = [
        child for child in psutil.Process().children() if "cnnquiz" in " ".join(child.cmdline())
    ]
    _gone, left = psutil.wait_procs(mine, timeout=2)
    assert left == []
