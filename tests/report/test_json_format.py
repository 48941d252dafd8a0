import json

import pytest

from cnnquiz.model.course import Misconception
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.report.json_format import as_json

BELIEF = Misconception(
    "stride-ignored", "The stride changes nothing", "It skips windows.", "stride"
)


def check(verdict: Verdict, **more: object) -> CheckResult:
    return CheckResult("check_a", "It adds.", ("add",), 2, verdict, **more)


def test_whole_document_has_the_promised_keys_in_the_promised_order():
    failed = check(
        Verdict.FAILED,
        message="It is too large.",
        call="add(1, 2)",
        came_back="4",
        misconception=BELIEF,
        printed="noise",
        seconds=0.01,
    )
    passed = CheckResult("check_b", "It subtracts.", ("sub",), 8, Verdict.PASSED)
    report = ExerciseReport(
        "ex03", "Sums", Status.GRADED, Confinement.FULL, checks=(failed, passed), printed="noise"
    )

    # Compared as text: keys in another order, or one more, are another format.
    assert as_json([report]) == json.dumps(
        {
            "format": 1,
            "exercises": [
                {
                    "exercise": "ex03",
                    "title": "Sums",
                    "score": 8.0,
                    "max_score": 10.0,
                    "status": "graded",
                    "message": None,
                    "confinement": "full",
                    "checks": [
                        {
                            "name": "check_a",
                            "description": "It adds.",
                            "functions": ["add"],
                            "points": 2.0,
                            "earned": 0.0,
                            "status": "failed",
                            "message": "It is too large.\n"
                            "Perhaps you think: The stride changes nothing. It skips windows.",
                            "call": "add(1, 2)",
                            "misconception": "stride-ignored",
                            "seconds": 0.01,
                        },
                        {
                            "name": "check_b",
                            "description": "It subtracts.",
                            "functions": ["sub"],
                            "points": 8.0,
                            "earned": 8.0,
                            "status": "passed",
                            "message": None,
                            "call": None,
                            "misconception": None,
                            "seconds": 0.0,
                        },
                    ],
                }
            ],
        },
        indent=2,
    )


@pytest.mark.parametrize(
    ("status", "score"),
    [
        (Status.UNREADABLE, 0.0),
        (Status.MISSING, 0.0),
        (Status.EXAMPLES_ONLY, None),
        (Status.NOT_RUN, None),
    ],
)
def test_exercise_without_verdicts_says_why_and_scores_zero_or_null(status, score):
    report = ExerciseReport("ex03", "Sums", status, message="the reason")

    [found] = json.loads(as_json([report]))["exercises"]

    assert found == {
        "exercise": "ex03",
        "title": "Sums",
        "score": score,
        "max_score": 10.0,
        "status": status.value,
        "message": "the reason",
        "confinement": None,
        "checks": [],
    }


def test_check_that_we_could_not_run_has_earned_null_and_not_zero():
    report = ExerciseReport("ex03", "Sums", Status.NOT_RUN, checks=(check(Verdict.NOT_RUN),))

    [found] = json.loads(as_json([report]))["exercises"][0]["checks"]

    assert (found["earned"], found["status"]) == (None, "not_run")


def test_belief_that_ends_with_a_full_stop_gets_no_second_one():
    belief = Misconception("a", "Kernels add up.", "They do not.", "size")
    report = ExerciseReport(
        "ex03", "Sums", Status.GRADED, checks=(check(Verdict.FAILED, misconception=belief),)
    )

    [found] = json.loads(as_json([report]))["exercises"][0]["checks"]

    assert found["message"] == "Perhaps you think: Kernels add up. They do not."


def test_document_is_ascii_whatever_students_write():
    report = ExerciseReport("ex03", "Größe 卷积 \ud800", Status.MISSING)

    text = as_json([report])

    assert text.isascii()
    assert json.loads(text)["exercises"][0]["title"] == "Größe 卷积 \ud800"
