import json
from datetime import UTC, datetime

import pytest

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.progress.log import record_check, record_hints

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def scored(points: float) -> ExerciseReport:
    checks = (CheckResult("check_a", "It adds.", ("add",), points, Verdict.PASSED),)
    return ExerciseReport("ex01", "Sums", Status.GRADED, checks=checks)


def test_whole_table_of_a_student_who_has_begun(run, workspace):
    record_check(workspace, scored(7.5), NOW)
    record_hints(workspace, "ex01", 2, NOW)

    ended = run("list")

    assert ended.status == 0
    assert ended.out == (
        "exercise  title     minutes  best                   hints\n"
        "ex01      Sums            5  7.5 / 10   ███████▌    2 of 3\n"
        "ex02      Products       20  -                      0 of 3\n"
    )
    assert ended.err == "\nNext: cnnquiz show ex01\n"


def test_next_is_the_first_exercise_without_full_score(run, workspace):
    record_check(workspace, scored(10), NOW)

    assert run("list").err == "\nNext: cnnquiz show ex02\n"


@pytest.mark.parametrize(
    ("verdict", "said"), [(Verdict.PASSED, "examples pass"), (Verdict.FAILED, "examples fail")]
)
def test_without_hidden_checks_the_examples_are_what_counts(run, workspace, verdict, said):
    checks = (CheckResult("example_1", "Example 1", ("add",), 0, verdict),)
    report = ExerciseReport("ex01", "Sums", Status.EXAMPLES_ONLY, checks=checks)
    record_check(workspace, report, NOW)

    assert run("list").out.splitlines()[1] == (
        f"ex01      Sums            5  {said}          0 of 3"
    )


def test_json_has_everything_the_log_knows(run, workspace):
    record_check(workspace, scored(7.5), NOW)

    ended = run("list", "--format", "json")

    assert (ended.status, ended.err) == (0, "")
    empty = {"best": None, "last": None, "status": None, "checks": 0, "when": None}
    both = {"max_score": 10.0, "complete": False, "hints": 0, "hints_available": 3}
    assert json.loads(ended.out) == {
        "format": 1,
        "exercises": [
            {
                "exercise": "ex01",
                "title": "Sums",
                "minutes": 5,
                "best": 7.5,
                "last": 7.5,
                "status": "graded",
                "checks": 1,
                "when": "2026-03-04T05:06:07Z",
                **both,
            },
            {"exercise": "ex02", "title": "Products", "minutes": 20, **empty, **both},
        ],
    }


def test_damaged_log_is_warned_of_and_the_list_is_shown(run, workspace):
    (workspace / ".cnnquiz" / "progress.json").write_text("{")

    ended = run("list")

    assert ended.status == 0
    assert ended.err.startswith("cnnquiz: ")
    assert "damaged; it is kept as progress.json.bak" in ended.err
    assert len(ended.out.splitlines()) == 3


def test_long_title_is_cut_to_the_width(run, course, monkeypatch):
    path = course / "ex01_sums" / "exercise.yaml"
    path.write_text(path.read_text().replace("title: Sums", f"title: {'long ' * 30}"))
    monkeypatch.setenv("COLUMNS", "70")

    lines = run("list").out.splitlines()

    assert max(map(len, lines)) == 70
    assert "…" in lines[1]
