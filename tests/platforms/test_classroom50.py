from datetime import UTC, datetime, timedelta, timezone

import pytest

from cnnquiz.errors import UsageError
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.platforms.github.classroom50 import (
    commit_time,
    handed_in,
    outputs,
    result,
    whole_points,
)
from support import make_exercise
from support.platforms import CLASSROOM50, fits

WHEN = datetime(2026, 3, 2, 1, 0, tzinfo=timezone(timedelta(hours=2)))


def report(*checks: CheckResult, status: Status = Status.GRADED, **more: object) -> ExerciseReport:
    return ExerciseReport("ex01", "Sums", status, checks=checks, **more)


def check(points: float, verdict: Verdict, name: str = "check_a") -> CheckResult:
    return CheckResult(name, "It adds.", ("add",), points, verdict)


@pytest.fixture
def exercise(tmp_path):
    """An exercise whose stub has examples for one of two functions."""
    folder = tmp_path / "ex01_sums"
    folder.mkdir()
    stub = 'def add(a):\n    """Add.\n\n    >>> add(1)\n    2\n    """\n\ndef sub(a):\n    pass\n'
    (folder / "ex01_sums.py").write_text(stub)
    return make_exercise(folder, "add", "sub")


def written(told, exercise, *, examples_only=False):
    return result([told], [exercise], handed_in(CLASSROOM50), WHEN, examples_only=examples_only)


def test_result_fits_the_runners_description(exercise):
    checks = [check(0.25, Verdict.PASSED), check(9.75, Verdict.TIMEOUT)]

    document = written(report(*checks), exercise)

    fits(document, "classroom50")
    assert (document["score"], document["max-score"]) == (25, 1000)
    assert [test["score"] for test in document["tests"]] == [25, 0]
    assert document["datetime"] == "2026-03-01T23:00:00Z"
    assert document["review"] == CLASSROOM50["COMMIT_URL"]
    assert outputs(document) == "status=failure\nsummary=25 of 1000, 1 of 2 checks passed\n"


def test_full_score_is_success(exercise):
    document = written(report(check(10.0, Verdict.PASSED)), exercise)

    assert outputs(document).startswith("status=success\n")


def test_examples_of_each_function_count_the_same(exercise):
    examples = [check(0.0, Verdict.PASSED, "examples_add"), check(0.0, Verdict.FAILED)]

    document = written(report(*examples, status=Status.EXAMPLES_ONLY), exercise, examples_only=True)

    assert (document["score"], document["max-score"]) == (100, 200)


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNREADABLE])
def test_unreadable_file_is_worth_as_much_as_a_readable_one(exercise, status):
    told = report(status=status, message="line 1: no Python")

    examples = written(told, exercise, examples_only=True)
    hidden = written(told, exercise)

    fits(examples, "classroom50")
    assert [(t["score"], t["max-score"]) for t in examples["tests"]] == [(0, 100)]
    assert (hidden["score"], hidden["max-score"]) == (0, 1000)
    assert examples["tests"][0]["output"] == "line 1: no Python"


@pytest.mark.parametrize(
    ("points", "whole"),
    [
        ([0.25, 0.75, 9.0], [25, 75, 900]),
        ([10 / 3] * 3, [334, 333, 333]),
        ([10 / 7] * 7, [143, 143, 143, 143, 143, 143, 142]),
        ([0.1] * 100, [10] * 100),
        ([0.0, 10.0], [0, 1000]),
    ],
)
def test_whole_points_add_up_and_are_off_by_less_than_one(points, whole):
    assert whole_points(points, 10.0) == whole
    assert sum(whole) == 1000
    assert all(abs(a - 100 * b) < 1 for a, b in zip(whole, points, strict=True))


# --- what the runner says -----------------------------------------------------------------------


def test_everything_that_is_wrong_with_the_environment_is_named_at_once():
    environment = CLASSROOM50 | {
        "CLASSROOM": "",
        "COMMIT_URL": "javascript:alert(1)",
        "OWNER": "ann\nstatus=success",
        "ASSIGNMENT_TYPE": "solo",
    }

    with pytest.raises(UsageError) as caught:
        handed_in(environment)

    for name in ("CLASSROOM", "COMMIT_URL", "OWNER", "ASSIGNMENT_TYPE"):
        assert f"{name}: found" in str(caught.value)
    assert "RELEASE_URL" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_the_runner_stamps_itself_may_be_missing(exercise):
    environment = {k: v for k, v in CLASSROOM50.items() if k not in ("OWNER", "ASSIGNMENT_TYPE")}
    told = report(check(10.0, Verdict.PASSED))

    document = result([told], [exercise], handed_in(environment), WHEN, examples_only=False)

    assert {"owner", "assignment_type"} & set(document) == set()


def test_time_is_that_of_the_tag_where_git_knows_none(tmp_path):
    when = commit_time(tmp_path, handed_in(CLASSROOM50))

    assert when == datetime(2026, 3, 1, 23, 59, tzinfo=UTC)


def test_time_that_nobody_tells_is_never_now(tmp_path):
    handed = handed_in(CLASSROOM50 | {"SUBMISSION_TAG": "submit/last"})

    with pytest.raises(UsageError, match="neither git nor SUBMISSION_TAG"):
        commit_time(tmp_path, handed)
