"""What Gradescope reads, and what it says about times."""

import json
from datetime import UTC, datetime

import pytest

from cnnquiz.model.gradebook import LatePolicy
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.platforms.gradescope.results import Times, no_score, results, times_in
from cnnquiz.platforms.gradescope.settings import Settings, Visibility
from cnnquiz.platforms.work import Graded
from support.platforms import fits

DUE = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
HOURS_LATE = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def graded(*checks: CheckResult, status: Status = Status.GRADED, **more: object) -> Graded:
    report = ExerciseReport("ex03", "Sums", status, checks=checks, **more)
    return Graded((report,), ("a.py: is not used",), ("secret problem",))


PASSED = CheckResult("check_a", "It adds.", ("add",), 4.0, Verdict.PASSED, seconds=0.25)
FAILED = CheckResult("check_b", "It <b>subtracts</b>.", ("sub",), 6.0, Verdict.FAILED, "No.")


def written(work: Graded, times: Times | None = None, **settings: object) -> dict:
    how = Settings(("ex03_sums",), **settings)
    return json.loads(results(work, how, times or Times()))


def test_results_fit_gradescopes_description():
    document = written(graded(PASSED, FAILED))

    fits(document, "gradescope")
    assert document["score"] == 4.0
    assert document["execution_time"] == 0.25
    assert [test["number"] for test in document["tests"]] == ["1.1", "1.2"]
    assert [test["status"] for test in document["tests"]] == ["passed", "failed"]
    assert [(test["score"], test["max_score"]) for test in document["tests"]] == [(4, 4), (0, 6)]
    assert document["stdout_visibility"] == "hidden"
    assert "secret problem" not in json.dumps(document)
    assert "a.py: is not used" in document["output"]


def test_what_people_read_is_text_so_that_markup_stays_text():
    document = written(graded(FAILED))

    assert document["tests"][0]["name"] == "ex03: It <b>subtracts</b>."
    formats = ("output_format", "test_output_format", "test_name_format")
    assert {document[name] for name in formats} == {"text"}


def test_named_checks_are_hidden_until_later_and_the_others_are_not():
    document = written(
        graded(PASSED, FAILED), hidden=("ex03.check_b",), hidden_until=Visibility.AFTER_DUE_DATE
    )

    assert [test["visibility"] for test in document["tests"]] == ["visible", "after_due_date"]


@pytest.mark.parametrize(
    "hiding", [{"hidden": ("ex03.check_b",)}, {"visibility": Visibility.AFTER_PUBLISHED}]
)
def test_output_does_not_tell_what_hidden_lines_add_up_to(hiding):
    assert "4 of 10" in written(graded(PASSED, FAILED))["output"]

    assert "of 10" not in written(graded(PASSED, FAILED), **hiding)["output"]


def test_file_that_cannot_be_read_costs_all_points_and_says_why():
    document = written(graded(status=Status.UNREADABLE, message="line 3: found a tab"))

    fits(document, "gradescope")
    assert document["score"] == 0
    (test,) = document["tests"]
    assert (test["score"], test["max_score"], test["output"]) == (0, 10, "line 3: found a tab")


@pytest.mark.parametrize("broken", [(), (PASSED,)], ids=["all", "some"])
def test_failure_of_ours_gives_neither_score_nor_tests(broken):
    unknown = CheckResult("check_c", "It fails.", ("add",), 1.0, Verdict.NOT_RUN)

    document = written(graded(*broken, unknown, status=Status.NOT_RUN))

    assert {"score", "tests"} & set(document) == set()
    assert "no points are lost" in document["output"]


def test_file_without_a_score_is_none_that_gradescope_accepts():
    with pytest.raises(Exception, match="is not valid under any of the given schemas"):
        fits(json.loads(no_score()), "gradescope")


def test_late_work_loses_what_the_course_says_and_is_told_so():
    late = LatePolicy(percent_a_day=10)

    document = written(graded(PASSED), Times(HOURS_LATE, DUE), late=late)

    assert document["score"] == 3.6
    assert document["tests"][0]["score"] == 4.0
    assert "10 % is taken off" in document["output"]


@pytest.mark.parametrize("times", [Times(DUE, DUE), Times(HOURS_LATE, None), Times(None, DUE)])
def test_work_that_is_not_known_to_be_late_loses_nothing(times):
    assert written(graded(PASSED), times, late=LatePolicy(percent_a_day=10))["score"] == 4.0


# --- times --------------------------------------------------------------------------------------


def test_times_are_taken_from_what_gradescope_says():
    text = json.dumps(
        {
            "created_at": "2026-03-02T00:00:00.365935-05:00",
            "assignment": {"due_date": "2026-03-01T18:00:00-05:00"},
            "users": [{"email": "a@b.c", "id": 1, "name": "A"}],
        }
    )

    times = times_in(text)

    assert times.due == DUE
    assert times.handed_in == datetime(2026, 3, 2, 5, 0, 0, 365935, tzinfo=UTC)


def test_extension_goes_before_the_general_due_date():
    own = [{"assignment": {"due_date": f"2026-03-0{day}T23:00:00Z"}} for day in (4, 8)]
    general = {"due_date": "2026-03-01T23:00:00Z"}

    times = times_in(json.dumps({"assignment": general, "users": own}))

    assert times.due == datetime(2026, 3, 8, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"created_at": 3, "assignment": [], "users": 7}',
        '{"created_at": "yesterday", "assignment": {"due_date": null}, "users": [null, {}]}',
        '{"created_at": "2026-03-01T23:00:00"}',
    ],
)
def test_times_that_are_not_told_are_not_known(text):
    assert times_in(text) == Times()
