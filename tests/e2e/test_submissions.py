"""Right submissions of every kind have full marks; wrong ones lose only what they should.

The files of `tests/submissions/` are collected from their folders: `right_*.py`, and
`wrong_<function>_*.py` whose first line is `# wrong: <function>`.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.course.submission import read_submission
from cnnquiz.model.course import Tools
from cnnquiz.model.report import ExerciseReport, Status, Verdict
from cnnquiz.model.submission import Cell, Submission
from cnnquiz.workbench import Workbench

FOLDER = Path(__file__).parents[1] / "submissions"
EXERCISES = Path(__file__).parents[2] / "exercises"
SEEDS = 20
# Training takes a minute each time.
SEEDS_OF_LONG_ONES = 20 if os.environ.get("RUN_LONG") == "1" else 2
LONG = {"ex20_train_digits"}
RIGHT = sorted(FOLDER.glob("*/right_*.py"))
WRONG = sorted(FOLDER.glob("*/wrong_*.py"))


def name(path: Path) -> str:
    """Return a submission's name among all of them."""
    return f"{path.parent.name}/{path.stem}"


def uses_torch(path: Path) -> bool:
    """Return whether a submission is for an exercise with torch."""
    return load_exercise(EXERCISES, path.parent.name).tools is Tools.TORCH


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    """A workbench whose workers stay warm from one submission to the next."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("CNNQUIZ_COURSE", "CNNQUIZ_SOLUTIONS"):
            patch.delenv(variable, raising=False)
        with Workbench() as bench:
            yield bench


def report_on(bench: Workbench, path: Path, seed: int) -> ExerciseReport:
    """Return the report on a file, once it is clear that every check was really run."""
    submission = read_submission(path)
    assert isinstance(submission, Submission), submission
    return checked(bench, path, submission, seed)


def checked(bench: Workbench, path: Path, submission: Submission, seed: int) -> ExerciseReport:
    """Return the report on a submission of the exercise that a file belongs to."""
    exercise = load_exercise(wiring.exercises_folder(), path.parent.name)
    report = bench.check(exercise, submission, seed)
    assert bench.problems == []
    assert report.status is Status.GRADED, report.message
    return report


def test_every_folder_is_an_exercise_s_and_holds_both_right_and_wrong_submissions():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and any(path.glob("*.py"))}

    assert folders
    assert folders - set(exercise_slugs(EXERCISES)) == set()
    assert folders - {path.parent.name for path in RIGHT} == set()
    assert folders - {path.parent.name for path in WRONG} == set()
    strays = set(FOLDER.glob("*/*.py")) - {*RIGHT, *WRONG}
    assert strays == set()


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_right_submission_has_full_marks_with_every_seed(bench, path):
    for seed in range(SEEDS_OF_LONG_ONES if path.parent.name in LONG else SEEDS):
        report = report_on(bench, path, seed)
        failed = [check for check in report.checks if check.verdict is not Verdict.PASSED]
        assert failed == [], f"seed {seed}"
        assert report.score == 10


@pytest.mark.parametrize("path", [path for path in RIGHT if uses_torch(path)], ids=name)
def test_right_submission_has_full_marks_with_several_threads(bench, path):
    submission = read_submission(path)
    assert isinstance(submission, Submission)
    threads = Cell(1, "import torch\ntorch.set_num_threads(3)")
    report = checked(bench, path, replace(submission, cells=(threads, *submission.cells)), seed=0)
    assert report.score == 10


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_wrong_submission_loses_points_of_the_function_that_is_wrong_and_no_other(bench, path):
    mark, _, function = path.read_text(encoding="utf-8").partition("\n")[0].partition(": ")
    assert mark == "# wrong"
    assert path.stem.startswith(f"wrong_{function}_")

    report = report_on(bench, path, seed=0)

    assert report.score is not None
    assert report.score < 10
    lost = {check.name: check.functions for check in report.checks if check.earned != check.points}
    assert lost
    assert {check: names for check, names in lost.items() if function not in names} == {}
