"""`cnnquiz prairielearn`: results for PrairieLearn's external graders."""

import json
import shutil

import pytest

from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.platforms.prairielearn import MOST_BYTES, results
from cnnquiz.platforms.work import Graded
from support.platforms import SUBMISSIONS, fits


@pytest.fixture
def grade(small, run, hand_in, tmp_path):
    """A function that grades a kind of submission in folders like PrairieLearn's."""
    del small

    def grade_it(kind):
        root = tmp_path / "grade"
        shutil.copytree(hand_in(kind), root / "student")
        ended = run("prairielearn", "run", "ex01", "--root", root, "--unsafe-local")
        return ended, (root / "results" / "results.json").read_bytes(), root

    return grade_it


@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_score_is_that_of_check_whatever_is_handed_in(grade, checked, kind):
    ended, data, root = grade(kind)
    report = checked(root / "student")

    document = json.loads(data)
    fits(document, "prairielearn")
    assert ended.status == 0
    assert b"7654321" not in data
    assert document["gradable"] is (report["status"] == "graded")
    if document["gradable"]:
        assert document["score"] == report["score"] / 10
        earned = [(test["points"], test["max_points"]) for test in document["tests"]]
        assert earned == [(check["earned"], check["points"]) for check in report["checks"]]
    else:
        assert document["format_errors"]


def test_failure_of_ours_does_not_count_as_an_attempt(grade, monkeypatch):
    def broken(*_args, **_more):
        raise CourseError([Problem("exercise.yaml", "", "secret mistake")])

    monkeypatch.setattr("cnnquiz.workbench.Workbench.check", broken)

    ended, data, _ = grade("right")

    document = json.loads(data)
    fits(document, "prairielearn")
    assert (ended.status, document["gradable"]) == (4, False)
    assert "this attempt does not count" in document["message"]
    assert b"secret" not in data
    assert "secret mistake" in ended.err


def test_grader_that_is_stopped_leaves_no_score(grade, monkeypatch):
    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnquiz.workbench.Workbench.check", interrupted)

    ended, data, _ = grade("right")

    assert ended.status == 130
    assert json.loads(data)["gradable"] is False


@pytest.mark.parametrize("text", ["x" * 5000, "卷" * 5000, "\x1b" * 5000, '"\\\n' * 2000])
def test_results_are_never_larger_than_prairielearn_takes(text):
    checks = tuple(
        CheckResult(f"check_{n}", "It adds.", ("add",), 0.01, Verdict.FAILED, text)
        for n in range(1000)
    )
    report = ExerciseReport("ex01", "Sums", Status.GRADED, checks=checks)

    data = results(Graded((report,), (), ()))

    assert len(data) <= MOST_BYTES
    fits(json.loads(data), "prairielearn")
    assert len(json.loads(data)["tests"]) == 1000


@pytest.mark.usefixtures("small")
def test_info_is_what_a_question_needs(run):
    ended = run("prairielearn", "info", "ex01", "--image", "course/cnnquiz", "--timeout", "90")

    document = json.loads(ended.out)
    assert document["gradingMethod"] == "External"
    options = document["externalGradingOptions"]
    assert options["entrypoint"] == "python3 -P -m cnnquiz prairielearn run ex01"
    assert (options["timeout"], options["enableNetworking"]) == (90, False)


@pytest.mark.usefixtures("small")
def test_students_edition_grades_nothing(run, hand_in, tmp_path, monkeypatch):
    monkeypatch.setattr("cnnquiz.wiring.solutions_folder", lambda: None)
    root = tmp_path / "grade"
    shutil.copytree(hand_in("right"), root / "student")

    ended = run("prairielearn", "run", "ex01", "--root", root)

    assert ended.status == 3
    assert json.loads((root / "results" / "results.json").read_text())["gradable"] is False
