"""What stands below test cells."""

from types import SimpleNamespace
from typing import Any

import pytest

from cnnquiz.model.course import Misconception
from cnnquiz.model.item import Mark
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict, graded
from cnnquiz.nbgrader.outputs import NOT_JUDGED, Judged, of_check, of_mark, of_report

BELIEF = Misconception("stride-ignored", "Stride does nothing", "It does.", "stride")


def result(verdict: Verdict, **more: Any) -> CheckResult:
    return CheckResult("check_f", "F is right.", ("f",), 2.0, verdict, **more)


def points(judged: Judged, worth: float = 2.0) -> float | None:
    """Return what nbgrader's own rule makes of it."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade

    meta = {"grade": True, "solution": False, "points": worth}
    cell = SimpleNamespace(
        metadata=from_dict({"nbgrader": meta}),
        cell_type="code",
        outputs=[from_dict(dict(output)) for output in judged.outputs],
    )
    score: float | None = determine_grade(cell)[0]
    return score


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.NOT_RUN])
def test_nbgraders_rule_gives_what_the_check_earned(verdict: Verdict) -> None:
    check = result(verdict, message="So it is.")
    assert points(of_check(check)) == check.earned


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("score", [0.0, 1 / 3, 0.5, 1.0])
def test_nbgraders_rule_gives_partial_credit_for_a_question(score: float) -> None:
    assert points(of_mark(Mark(score, None, "Well."), 3.0), 3.0) == pytest.approx(3 * score)


def test_what_could_not_be_judged_is_left_to_somebody() -> None:
    assert not of_check(result(Verdict.NOT_RUN)).known
    broken = graded(ExerciseReport("ex01", "", Status.GRADED), (result(Verdict.NOT_RUN),))
    assert of_report(broken, ["check_f"]) == {"check_f": NOT_JUDGED}
    failed = ExerciseReport("ex01", "", Status.NOT_RUN, message="no worker")
    assert of_report(failed, ["check_f", "examples_f"]) == {
        "check_f": NOT_JUDGED,
        "examples_f": Judged(),
    }


def test_a_check_that_the_exercise_has_no_more_is_left_to_somebody() -> None:
    report = graded(ExerciseReport("ex01", "", Status.GRADED), (result(Verdict.PASSED),))
    assert of_report(report, ["check_old"]) == {"check_old": NOT_JUDGED}


def test_inputs_results_and_prints_are_never_shown() -> None:
    check = result(
        Verdict.FAILED,
        message="The int is not the right one.",
        call="f(28, 3)",
        came_back="returned 27",
        printed="28 3",
        misconception=BELIEF,
    )
    judged = of_check(check)
    text = str(judged.outputs)
    assert "Perhaps you think: Stride does nothing. It does." in text
    assert judged.misconception == "stride-ignored"
    for secret in ("f(28", "returned 27", "28 3"):
        assert secret not in text


def test_a_message_drives_no_terminal() -> None:
    (output,) = of_check(result(Verdict.FAILED, message="a\x1b[31m\nb")).outputs
    assert "\x1b" not in str(output)
    assert len(output["traceback"]) == 2
