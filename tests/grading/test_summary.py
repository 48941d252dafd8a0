"""A class's results, put together."""

import pytest

from cnnquiz.grading.summary import reasons_to_look, summarise
from cnnquiz.judge.run import OFF_LIMITS_CHECK
from cnnquiz.model.gradebook import Grade, Override, Standing
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from support import make_catalogue

CATALOGUE = make_catalogue("forgot-sum", "adds-twice")


def check(name: str, verdict: Verdict, belief: str | None = None, **fields) -> CheckResult:
    held = CATALOGUE[belief] if belief else None
    return CheckResult(name, "It is so.", ("add",), 5.0, verdict, misconception=held, **fields)


def report(*checks: CheckResult, exercise="ex01", status=Status.GRADED, **fields):
    return ExerciseReport(exercise, "Sums", status, Confinement.FULL, checks=checks, **fields)


GOOD = report(check("a", Verdict.PASSED), check("b", Verdict.PASSED))
HALF = report(check("a", Verdict.PASSED), check("b", Verdict.FAILED, "forgot-sum"))
MISSING = report(status=Status.MISSING)
NOT_RUN = report(check("a", Verdict.NOT_RUN), status=Status.NOT_RUN, message="no worker")


def standing(student: str, *reports: ExerciseReport, problems=(), **fields) -> Standing:
    """Return where a student stands; `fields` are of every grade."""
    grades = tuple(
        Grade(student, one.exercise, one.score, one.max_score, one.status.value, **fields)
        for one in reports
    )
    return Standing(student, grades, reports, tuple(problems))


def test_scores_are_those_that_count_and_what_is_missing_or_not_judged_is_apart():
    summary = summarise(
        [
            standing("ann", GOOD, penalty=0.2),
            standing("bob", HALF, override=Override(9.0, "see mail")),
            standing("cy", MISSING),
            standing("dan", NOT_RUN),
            standing("eve", MISSING, override=Override(4.0, "was ill")),
        ],
        {},
    )

    (one,) = summary.exercises
    assert sorted(one.scores) == [4.0, 8.0, 9.0]
    assert (one.missing, one.not_run) == (1, 1)
    assert (one.mean, one.median) == (7.0, 8.0)
    assert one.passed == pytest.approx(2 / 3)
    assert one.full == 0.0
    assert {own.student: own.share for own in summary.students} == {
        "ann": 0.8,
        "bob": 0.9,
        "cy": 0.0,
        "dan": None,
        "eve": 0.4,
    }


def test_passing_begins_at_the_percentage_that_is_asked_for():
    standings = [standing("ann", GOOD), standing("bob", HALF)]

    assert summarise(standings, {}, 50).exercises[0].passed == 1.0
    assert summarise(standings, {}, 51).exercises[0].passed == 0.5


def test_checks_count_verdicts_and_leave_out_what_was_not_run():
    standings = [standing("ann", GOOD), standing("bob", HALF), standing("cy", NOT_RUN)]

    first, second = summarise(standings, {}).exercises[0].checks

    assert (first.name, first.judged, first.passed) == ("a", 2, 1.0)
    assert (second.passed, dict(second.verdicts)) == (
        0.5,
        {Verdict.PASSED: 1, Verdict.FAILED: 1},
    )


def test_beliefs_join_code_and_quizzes():
    more = report(check("c", Verdict.FAILED, "adds-twice"), exercise="ex02")
    standings = [standing("ann", HALF, more), standing("bob", HALF), standing("cy", GOOD)]

    found = summarise(
        standings, {"ann": [CATALOGUE["forgot-sum"]], "cy": [CATALOGUE["forgot-sum"]]}
    )

    forgot, twice = found.beliefs
    assert (forgot.misconception.id, forgot.students) == ("forgot-sum", ("ann", "bob", "cy"))
    assert (dict(forgot.code), forgot.quizzes) == (
        {"ann": ("ex01",), "bob": ("ex01",)},
        {"ann", "cy"},
    )
    assert (twice.misconception.id, dict(twice.code)) == ("adds-twice", {"ann": ("ex02",)})


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (report(check("a", Verdict.TIMEOUT), check("b", Verdict.TIMEOUT)), "too long in a and 1"),
        (report(check("a", Verdict.CRASHED)), "crashes in a"),
        (report(check(OFF_LIMITS_CHECK, Verdict.FAILED, message="It uses scipy.")), "scipy"),
        (report(status=Status.UNREADABLE, message="line 3: found a tab"), "read: line 3"),
        (NOT_RUN, "no worker"),
    ],
    ids=["timeout", "crash", "off limits", "unreadable", "not run"],
)
def test_what_needs_a_look_says_why(found, reason):
    (why,) = reasons_to_look(found)
    assert reason in why

    (look,) = summarise([standing("ann", found), standing("bob", HALF)], {}).looks
    assert (look.student, look.exercise, look.reasons) == ("ann", "ex01", (why,))


def test_wrong_answers_and_missing_files_need_no_look():
    assert list(reasons_to_look(HALF)) == list(reasons_to_look(MISSING)) == []


def test_confinement_is_counted_where_code_ran():
    loose = ExerciseReport("ex01", "Sums", Status.GRADED, Confinement.PROCESS)
    nothing = ExerciseReport("ex01", "Sums", Status.MISSING)
    standings = [
        standing(name, one) for name, one in zip("abc", (GOOD, loose, nothing), strict=True)
    ]

    (one,) = summarise(standings, {}).exercises

    assert one.confinement == {"full": 1, "process": 1}
