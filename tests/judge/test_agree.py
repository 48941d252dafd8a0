"""`agree` compares one call of the student's with the reference's, and says what is wrong."""

from typing import Any

import numpy as np
import pytest

from cnnquiz.judge.agree import Agree
from cnnquiz.judge.finding import CheckBrokenError, Finding
from cnnquiz.judge.observation import CheckRun
from cnnquiz.judge.student import Rehearsal
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Crashed, Missing, Outcome, Place, Raised, Returned, TimedOut
from support import FakeStudent
from support.small_course import small_exercise, small_material

PROBES = """\
def twice(student, n):
    return student.add(student.add(n, n), n)

def broken(student):
    raise RuntimeError("the probe's own")
"""


@pytest.fixture
def material(tmp_path):
    return small_material(tmp_path, probes=PROBES)


@pytest.fixture
def agree_with(material):
    """Return an `agree` for a student who gives these outcomes, one after another."""

    def make(*outcomes: Outcome, **options: Any) -> Agree:
        student = FakeStudent(*outcomes, **options)
        return Agree(CheckRun(student, material, ("add",)))

    return make


@pytest.fixture
def agree_on(material):
    """Return an `agree` for a student who holds the reference, with some functions replaced."""

    def make(**functions: Any) -> Agree:
        student = Rehearsal(material, material.reference | functions)
        return Agree(CheckRun(student, material, ("add",)))

    return make


def finding(action: Any, *args: Any, **kwargs: Any) -> Finding:
    with pytest.raises(Finding) as caught:
        action(*args, **kwargs)
    return caught.value


# --- agreeing -----------------------------------------------------------------------------------


def test_result_that_agrees_is_given_to_the_check(agree_with):
    agree = agree_with(Returned(7), Returned([1.5]))
    assert agree("add", 5, 2) == 7


def test_student_and_reference_are_called_with_equal_inputs(agree_with):
    agree = agree_with(Returned(7))
    agree("add", 5, k=2)
    assert agree._run.student.asked == [("add", (5,), {"k": 2})]
    assert agree._run.observations[0].truth == Returned(7)


def test_reference_gets_inputs_of_its_own(agree_on, material):
    image = np.ones(3)
    taken = []
    material.reference["scale"] = lambda image, factor: taken.append(image) or image * factor
    agree_on(scale=lambda image, factor: image * factor)("scale", image, 2.0)
    assert not any(np.shares_memory(one, image) for one in taken)
    assert taken


def test_result_that_differs_fails_with_the_difference(agree_with):
    found = finding(agree_with(Returned(8)), "add", 5, 2)
    assert found.verdict is Verdict.FAILED
    assert found.message == "The int that came back is not the right one."


@pytest.mark.parametrize(
    ("outcome", "verdict", "words"),
    [
        (Missing("add", False, ("adds",)), Verdict.NOT_IMPLEMENTED, "Is it the one called adds?"),
        (Raised("NotImplementedError", ("NotImplementedError",), ""), Verdict.NOT_IMPLEMENTED, ""),
        (Raised("KeyError", ("KeyError",), "secret"), Verdict.ERROR, "A KeyError was raised"),
        (TimedOut(2.0), Verdict.TIMEOUT, "No answer within 2 s"),
        (Crashed("a segmentation fault"), Verdict.CRASHED, "a segmentation fault"),
    ],
)
def test_call_that_does_not_return_ends_the_check(agree_with, outcome, verdict, words):
    found = finding(agree_with(outcome), "add", 5, 2)
    assert found.verdict is verdict
    assert words in found.message


def test_changed_input_fails_though_the_result_is_right(agree_on):
    def in_place(image, factor):
        image *= factor
        return image

    found = finding(agree_on(scale=in_place), "scale", np.ones(2), 3.0)
    assert found.message == (
        "The result is right, but the call changed its input image. Work on a copy."
    )


def test_changed_input_is_not_called_by_a_name_of_the_student_s_own(agree_with):
    found = finding(agree_with(Returned(7, ("the_answer_is_7",))), "add", 5, 2)
    assert "changed an input." in found.message


def test_wrong_result_is_told_before_a_changed_input(agree_with):
    assert "not the right one" in finding(agree_with(Returned(8, ("n",))), "add", 5, 2).message


def test_reference_that_raises_is_the_author_s_fault(agree_with):
    with pytest.raises(CheckBrokenError, match="the reference gave no value"):
        agree_with(Returned(2))("add", -1, 3)


def test_function_that_the_exercise_does_not_list_is_the_author_s_fault(agree_with):
    with pytest.raises(CheckBrokenError, match=r"calls multiply, which exercise\.yaml does not"):
        agree_with()("multiply", 1)
    with pytest.raises(CheckBrokenError, match=r"calls multiply, which exercise\.yaml does not"):
        agree_with().raises(ValueError, "multiply", 1)


def test_latest_call_is_kept_as_text(agree_with):
    agree = agree_with(Returned(7), Returned(9))
    agree("add", 5, 2)
    finding(agree, "add", np.int64(5), k=3)
    assert agree._run.call == "add(5, k=3)"
    assert agree._run.came_back == "returned 9"


# --- other rules --------------------------------------------------------------------------------


def test_using_changes_the_rules_it_names_and_no_others(agree_with):
    agree = agree_with(Returned(7.5), Returned(7.5), Returned(7.5))
    loose = agree.using(atol=1)
    assert loose("add", 5.0, 2) == 7.5
    assert loose.using(rtol=0)("add", 5.0, 2) == 7.5
    assert finding(agree, "add", 5.0, 2).verdict is Verdict.FAILED


def test_using_may_ask_for_the_exact_dtype(agree_on):
    agree = agree_on(scale=lambda image, factor: (image * factor).astype("f8"))
    image = np.ones(2, "f4")
    agree("scale", image, 2.0)
    exact = agree.using(exact_dtype=True)
    assert (
        "The dtype is float64; it should be float32." in finding(exact, "scale", image, 2.0).message
    )


def test_facts_are_compared_where_values_are_free(agree_with):
    def measure(number):
        return {"the remainder by 5": number % 5}

    agree_with(Returned(12.0)).by(measure)("add", 5.0, 2)
    found = finding(agree_with(Returned(13.0)).by(measure), "add", 5.0, 2)
    assert found.message == "Not as it should be: the remainder by 5."


# --- errors that are due ------------------------------------------------------------------------


def error(type_: str, text: str, *bases: str, place: Place | None = None) -> Raised:
    return Raised(type_, (type_, *bases, "Exception"), text, place)


@pytest.mark.parametrize(
    "outcome",
    [
        error("ValueError", "n is -1"),
        error("ValueError", "expected n >= 0"),
        error("ValueError", "the factor is wrong"),  # of another function of the exercise
        error("UnicodeError", "n", "ValueError"),
        Raised("NegativeError", ("ValueError", "Exception"), "n"),
    ],
)
def test_error_that_is_due_passes(agree_with, outcome):
    agree_with(outcome).raises(ValueError, "add", -1, 3)


@pytest.mark.parametrize(
    ("outcome", "verdict", "words"),
    [
        (Returned(2), Verdict.FAILED, "A ValueError was due; an int came back."),
        (Returned([1]), Verdict.FAILED, "A ValueError was due; a list of 1 came back."),
        (error("TypeError", "n"), Verdict.FAILED, "A ValueError was due; TypeError was raised"),
        (
            error("KeyError", "n", place=Place(2, 3, "d[n]")),
            Verdict.FAILED,
            "KeyError was raised at cell 2, line 3: d[n]",
        ),
        (
            Raised("the answer is 42", ("Exception",), ""),
            Verdict.FAILED,
            "A ValueError was due; Exception was raised",
        ),
        (error("ValueError", "negative"), Verdict.FAILED, "its message names no parameter"),
        (error("ValueError", ""), Verdict.FAILED, "its message names no parameter"),
        (
            error("ValueError", "shapes (3,2) (3,3)", place=Place(None, 7, "window * kernel")),
            Verdict.FAILED,
            "what it has to be. It came from line 7: window * kernel",
        ),
        (error("ValueError", "not a number"), Verdict.FAILED, "its message names no parameter"),
        (error("NotImplementedError", ""), Verdict.NOT_IMPLEMENTED, "add is not written yet."),
        (Missing("add", False, ()), Verdict.NOT_IMPLEMENTED, "There is no add in your file."),
        (TimedOut(1.0), Verdict.TIMEOUT, "No answer within 1 s"),
        (
            Raised("ValueError", ("ValueError",), "n", None, ("n",)),
            Verdict.FAILED,
            "The error is right, but the call changed its input n",
        ),
    ],
)
def test_error_that_is_not_the_one_due_fails(agree_with, outcome, verdict, words):
    found = finding(agree_with(outcome).raises, ValueError, "add", -1, 3)
    assert found.verdict is verdict
    assert words in found.message


def test_error_may_name_a_word_that_the_exercise_allows(tmp_path):
    exercise = small_exercise(tmp_path, message_words=("out_channels",))
    material = small_material(tmp_path, exercise)
    student = FakeStudent(error("ValueError", "no such out-channel"))
    Agree(CheckRun(student, material, ("add",))).raises(ValueError, "add", -1)


@pytest.mark.parametrize(
    ("reference", "arguments"),
    [
        ("def add(n, k=0):\n    return n + k\n", (-1,)),
        ("def add(n, k=0):\n    raise TypeError('n')\n", (-1,)),
        ("def add(n, k=0):\n    raise ValueError('negative')\n", (-1,)),
    ],
)
def test_reference_that_does_not_raise_as_due_is_the_author_s_fault(tmp_path, reference, arguments):
    scale = "def scale(image, factor):\n    return image\n"
    material = small_material(tmp_path, reference=reference + scale)
    agree = Agree(CheckRun(FakeStudent(error("ValueError", "n")), material, ("add",)))
    with pytest.raises(CheckBrokenError, match="does not raise a ValueError that names"):
        agree.raises(ValueError, "add", *arguments)


# --- probes -------------------------------------------------------------------------------------


def test_probe_compares_what_it_says_of_both_sides(agree_on):
    assert agree_on().probe("twice", 3) == 9
    found = finding(agree_on(add=lambda n, k=0: n - k).probe, "twice", 3)
    assert found.message == "The int that came back is not the right one."


def test_probe_that_fails_on_the_reference_is_the_author_s_fault(agree_with):
    with pytest.raises(CheckBrokenError, match="the reference gave no value"):
        agree_with(Returned(1)).probe("broken")


# --- off limits ---------------------------------------------------------------------------------


def test_use_of_what_is_off_limits_fails_whatever_the_result(tmp_path):
    material = small_material(tmp_path, small_exercise(tmp_path, off_limits=("torch", "scipy")))
    student = FakeStudent(Returned(7), off_limits=["scipy"])
    run = CheckRun(student, material, ("add",))
    found = finding(Agree(run), "add", 5, 2)
    assert found.verdict is Verdict.FAILED
    assert found.message == "This uses scipy, which is off limits here."
    assert run.off_limits == ["scipy"]


def test_name_that_the_exercise_does_not_forbid_is_not_repeated(tmp_path):
    material = small_material(tmp_path, small_exercise(tmp_path, off_limits=("torch",)))
    student = FakeStudent(Returned(7), off_limits=["the answer is 7"])
    assert Agree(CheckRun(student, material, ("add",)))("add", 5, 2) == 7


# --- within a time ------------------------------------------------------------------------------


def test_call_that_takes_too_much_processor_time_fails_even_if_it_is_right(agree_with):
    found = finding(agree_with(Returned(3), seconds_each=2.5).within(cpu_seconds=2), "add", 1, 2)
    assert found.verdict is Verdict.FAILED
    assert found.message.startswith("It took more than 2 s of processor time.")


def test_call_within_its_time_is_compared_as_ever(agree_with):
    agree_with(Returned(3), seconds_each=1.5).within(cpu_seconds=2)("add", 1, 2)
    found = finding(agree_with(Returned(4), seconds_each=1.5).within(cpu_seconds=2), "add", 1, 2)
    assert "not the right one" in found.message


def test_call_that_was_cut_off_took_too_long_too(agree_with):
    found = finding(agree_with(TimedOut(10.0)).within(cpu_seconds=2), "add", 1, 2)
    assert found.verdict is Verdict.TIMEOUT
    assert "2 s of processor time" in found.message


def test_probe_that_takes_too_much_processor_time_fails_even_if_it_is_right(agree_with):
    agree = agree_with(Returned(9), Returned(9), seconds_each=2.5)
    agree.within(cpu_seconds=3).probe("twice", 3)
    found = finding(agree.within(cpu_seconds=2).probe, "twice", 3)
    assert found.verdict is Verdict.FAILED
    assert found.message.startswith("It took more than 2 s of processor time.")


def test_probe_that_was_cut_off_took_too_long_too(agree_with):
    agree = agree_with(TimedOut(10.0)).within(cpu_seconds=2)
    found = finding(agree.probe, "twice", 3)
    assert found.verdict is Verdict.TIMEOUT
    assert "2 s of processor time" in found.message
    assert agree._run.observations == []


def test_what_is_too_slow_is_not_kept_for_the_diagnosis(agree_with):
    agree = agree_with(Returned(3), seconds_each=9.0).within(cpu_seconds=2)
    finding(agree, "add", 1, 2)
    assert agree._run.observations == []
    assert agree._run.call == "add(1, 2)"
