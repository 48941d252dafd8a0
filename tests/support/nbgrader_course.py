"""A course of nbgrader with five exercises and twelve submissions, graded in two ways."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cnnquiz.cli.main import main
from support import CHECKOUT
from support.nbgrader_class import EXERCISES, WITH_QUESTIONS, hand_in, with_short_limits

Score = tuple[float | None, bool]  # points by the autograder, and whether somebody has to look


@dataclass
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass
class Course:
    """A course in a folder, and what was found on the way.

    Attributes:
        folder: the course's.
        exchange: nbgrader's.
        ran: every command by name.
        scores: of every test cell by student, notebook and name; for each way of grading.
        pages: of each way of grading, the text of all autograded notebooks and feedback pages.
    """

    folder: Path
    exchange: Path
    ran: dict[str, Ran] = field(default_factory=dict)
    scores: dict[str, dict[tuple[str, str, str], Score]] = field(default_factory=dict)
    pages: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, *args: str | Path) -> Ran:
        """Run `cnnquiz nbgrader`, in this process: nbgrader takes seconds to import."""
        out, err = io.StringIO(), io.StringIO()
        quiet = warnings.catch_warnings(action="ignore")  # nbgrader's own
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), quiet:
            status = main(["nbgrader", *map(str, args)])
        return Ran(status, out.getvalue(), err.getvalue())

    def step(self, name: str, *args: str | Path) -> Ran:
        """Run a step on the course, and remember how it ended."""
        self.ran[name] = self.run(*args, "--course", self.folder)
        return self.ran[name]

    def nbgrader(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        """Run nbgrader itself, as an instructor does in the course's folder."""
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *map(str, args)],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT / "grader"), "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )

    def all_scores(self) -> dict[tuple[str, str, str], Score]:
        """Return what the gradebook says of every test cell."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "cnn") as book:
            return {
                (submission.student.id, notebook.name, grade.name): (
                    grade.auto_score,
                    grade.needs_manual_grade,
                )
                for assignment in book.assignments
                for submission in assignment.submissions
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def notebook(self, step: str, student: str, slug: str) -> dict[str, Any]:
        """Return a notebook of some step, as its file has it."""
        path = self.folder / step / student / slug / f"{slug}.ipynb"
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return document


def _texts(folder: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for step in ("autograded", "feedback")
        for path in (folder / step).rglob("*")
        if path.suffix in (".ipynb", ".html")
    }


def _submit(course: Course, handed_in: Path) -> None:
    """Put into the exchange what `nbgrader submit` would put there for each student."""
    for number, folder in enumerate(sorted(handed_in.glob("*/*"))):
        when = f"2026-03-01 12:00:{number:02}.000000 UTC"
        name = f"{folder.parent.name}+{folder.name}+{when}"
        target = course.exchange / "cnn" / "inbound" / name
        shutil.copytree(folder, target)
        (target / "timestamp.txt").write_text(when, encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """The course, after everything has been done with it once."""
    home = tmp_path_factory.mktemp("nbgrader")
    material = with_short_limits(home / "material")
    (home / "roster.csv").write_text("id,last_name\nperfect,=1+1\nnobody,N\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNQUIZ_COURSE", str(material))
        patch.setenv("CNNQUIZ_SOLUTIONS", str(CHECKOUT / "solutions"))
        patch.setenv("JUPYTER_DATA_DIR", str(home / "jupyter"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(home / "jupyter"))
        made = Course(home / "cnn", home / "exchange")
        _go_through(made, home)
        yield made
        from cnnquiz.nbgrader import preprocessors

        preprocessors.close()


def _go_through(course: Course, home: Path) -> None:
    folder = course.folder
    roster = ("--roster", home / "roster.csv")
    course.ran["init"] = course.run("init", folder, "--exchange", course.exchange, *roster)
    course.step("build", "build", *EXERCISES)
    course.step("build questions", "build", WITH_QUESTIONS, "--with-quiz", "2")
    course.step("release", "release", *EXERCISES)
    hand_in(folder / "release", home / "handed in")
    _submit(course, home / "handed in")
    course.step("collect", "collect", *EXERCISES)
    for way, more in {"fast": ("--fast", "--jobs", "2"), "nbgrader": ()}.items():
        course.step(f"autograde {way}", "autograde", *EXERCISES, *more)
        course.scores[way] = course.all_scores()
        course.step(f"feedback {way}", "feedback", *EXERCISES)
        course.pages[way] = dict(_texts(folder))
