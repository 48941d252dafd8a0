"""A failed check is explained by the one misconception that gives what the student gave."""

# ruff: noqa: ARG005  # stand-ins for students' functions need not use what they take

import numpy as np
import pytest

from cnnquiz.judge.material import Material
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from cnnquiz.model.report import CheckResult
from cnnquiz.wire.outcome import Returned
from support import FakeStudent, make_catalogue
from support.small_course import IDS, REFERENCE, small_exercise, small_material

TWO_POWERS = """\
from cnnquiz.judge.author import misconception

@misconception("multiplies", of="add")
def multiplies(reference, n, k=0):
    return n * k

@misconception("raises-to-power", of="add")
def raises_to_power(reference, n, k=0):
    return n ** k

@misconception("forgot-list", of="add")
def forgot_list(reference, n, k=0):
    return (entry for entry in (n, k))

@misconception("never-ends", of="add")
def never_ends(reference, n, k=0):
    rows = []
    rows.append(rows)
    return rows
"""
TWO_CHECKS = """\
from cnnquiz.judge.author import points

@points(1)
def check_by_one(agree):
    agree("add", 3, 1)

@points(1)
def check_by_two(agree):
    agree("add", 3, 2)
"""
ALL = (*IDS, "multiplies", "raises-to-power", "forgot-list", "never-ends")


def judged(material, **functions) -> dict[str, CheckResult]:
    """Return the results of a student who has these functions, by the check's name."""
    student = Rehearsal(material, material.reference | functions)
    problems = []
    results = Judge(material, make_catalogue(*ALL).get, broken=problems.append).run(student)
    assert problems == []
    return {result.name: result for result in results}


def named(material, **functions) -> dict[str, str | None]:
    """Return the misconception named for every check that such a student fails."""
    return {
        name: result.misconception.id if result.misconception else None
        for name, result in judged(material, **functions).items()
        if result.earned == 0
    }


def test_misconception_that_gives_what_the_student_gave_is_named(tmp_path):
    material = small_material(tmp_path)
    assert named(material, add=material.reference["add"]) == {}
    assert named(material, add=lambda n, k=0: n + k) == {
        "check_negative_numbers_are_errors": "no-validation"
    }
    assert named(material, add=lambda n, k=0: n)["check_sums"] == "second-forgotten"
    assert named(material, scale=lambda image, factor: image + factor) == {
        "check_products": "scale-adds"
    }


def test_belief_is_named_though_the_student_s_parameters_have_other_names(tmp_path):
    def in_place(picture, by):
        picture *= by
        return picture

    assert named(small_material(tmp_path), scale=in_place) == {"check_products": "input-modified"}


def test_none_is_named_where_nothing_fits(tmp_path):
    material = small_material(tmp_path)
    assert named(material, add=lambda n, k=0: 1000)["check_sums"] is None
    assert named(material, scale=lambda image, factor: None) == {"check_products": None}


def test_version_has_to_fit_every_call_of_the_check(tmp_path):
    # add(5, 2) as by "takes-away", and then add(7, k=4) as by none.
    guessed = {2: 3, 4: 100, 0: 0}
    material = small_material(tmp_path, checks=CHECKS_OF_SUMS)
    assert named(material, add=lambda n, k=0: guessed[k]) == {"check_sums": "takes-away"}
    later = {2: 7, 4: 3, 0: 0}  # right at first: then no version fits both calls
    assert named(material, add=lambda n, k=0: later[k]) == {"check_sums": None}


CHECKS_OF_SUMS = """\
from cnnquiz.judge.author import points

@points(1)
def check_sums(agree):
    agree("add", 5, 2)
    agree("add", 7, k=4)
"""


def test_version_that_is_right_on_the_failed_call_explains_nothing(tmp_path):
    def unhelpful(n, k=0):
        if n < 0:
            raise ValueError("wrong")
        return n + k

    def truthful(n, k=0):
        if n < 0:
            raise ValueError("n")
        return n + k

    material = small_material(tmp_path)
    assert named(material, add=unhelpful) == {"check_negative_numbers_are_errors": None}
    assert named(material, add=truthful) == {}


def test_refusal_where_none_was_due_is_no_accident_of_the_same_type(tmp_path):
    def accident(*numbers):
        raise ValueError(f"operands could not be broadcast together: {len(numbers)}")

    def refusal(n, k=0):
        raise ValueError(f"k has to be 0, but {n} and {k} came")

    accidents = """\
from cnnquiz.judge.author import misconception

@misconception("multiplies", of="add")
def multiplies(reference, n, k=0):
    raise ValueError("operands could not be broadcast together")
"""
    material = small_material(tmp_path, checks=TWO_CHECKS, misconceptions=accidents)
    assert set(named(material, add=accident).values()) == {"multiplies"}
    assert set(named(material, add=refusal).values()) == {None}


def test_right_result_that_lost_its_points_otherwise_is_explained_by_nothing(tmp_path):
    material = small_material(
        tmp_path,
        small_exercise(tmp_path, off_limits=("torch",)),
        checks=TWO_CHECKS.replace("3, 1", "3"),
    )
    # With one number "takes-away" and "second-forgotten" are right as well.
    student = FakeStudent(Returned(3), Returned(5), off_limits=["torch"])
    results = Judge(material, make_catalogue(*ALL)).run(student)
    assert [result.verdict for result in results] == ["failed"] * 3
    assert {result.misconception for result in results} == {None}


@pytest.mark.parametrize(
    ("function", "belief"),
    [(lambda n, k: n * k, "multiplies"), (lambda n, k: n**k, "raises-to-power")],
)
def test_one_of_several_that_fit_is_chosen_by_what_other_checks_saw(tmp_path, function, belief):
    material = small_material(tmp_path, checks=TWO_CHECKS, misconceptions=TWO_POWERS)
    assert named(material, add=function) == {"check_by_one": belief, "check_by_two": belief}


def test_first_in_the_file_is_chosen_where_nothing_tells_them_apart(tmp_path):
    only_one = TWO_CHECKS.partition("@points(1)\ndef check_by_two")[0]
    material = small_material(tmp_path, checks=only_one, misconceptions=TWO_POWERS)
    assert named(material, add=lambda n, k: n**k) == {"check_by_one": "multiplies"}


def test_version_that_gives_no_plain_data_breaks_nothing(tmp_path):
    material = small_material(tmp_path, checks=TWO_CHECKS, misconceptions=TWO_POWERS)
    assert named(material, add=lambda n, k: [n, k])["check_by_one"] is None
    assert named(material, add=lambda n, k: "text")["check_by_two"] is None


def test_student_of_whom_nothing_came_back_holds_no_belief(tmp_path):
    def not_written(n, k=0):
        raise NotImplementedError

    material = small_material(tmp_path)
    results = judged(material, add=not_written)
    assert results["check_sums"].verdict == "not_implemented"
    assert set(named(material, add=not_written).values()) == {None}


def test_belief_that_the_catalogue_lacks_is_not_named(tmp_path):
    material = small_material(tmp_path)
    student = Rehearsal(material, material.mutated(material.wrong_versions[0]))
    results = Judge(material, make_catalogue("another").get).run(student)
    assert all(result.misconception is None for result in results)


def test_errors_of_one_type_count_as_the_same_mistake(tmp_path):
    mistake = """\
from cnnquiz.judge.author import misconception

@misconception("takes-away", of="add")
def fails(reference, n, k=0):
    return {}[n]
"""
    material = small_material(tmp_path, misconceptions=mistake)
    assert named(material, add=lambda n, k=0: {}["another text"])["check_sums"] == "takes-away"
    assert named(material, add=lambda n, k=0: [][n])["check_sums"] is None


def test_belief_about_another_function_explains_nothing(tmp_path):
    same_wrong = REFERENCE.replace("return image * factor", "return np.asarray(image)")
    material = small_material(tmp_path, reference=same_wrong)
    found = named(material, scale=lambda image, factor: np.asarray(image) + factor)
    assert found == {"check_products": "scale-adds"}
    assert named(material, scale=lambda image, factor: 6) == {"check_products": None}


TAKES_AWAY_AND_FAILS = """\
from cnnquiz.judge.author import misconception

@misconception("takes-away", of="add")
def takes_away(reference, n, k=0):
    return {1: n - 1}[k]
"""


def test_exception_is_explained_by_no_belief_that_a_right_result_refutes(tmp_path):
    material = small_material(tmp_path, checks=TWO_CHECKS, misconceptions=TAKES_AWAY_AND_FAILS)
    # Both fail on k = 2; but 3 + 1 is right, and not what one who takes away gets.
    assert named(material, add=lambda n, k: {1: n + 1}[k]) == {"check_by_two": None}
    assert named(material, add=lambda n, k: {1: n - 1}[k]) == {
        "check_by_one": "takes-away",
        "check_by_two": "takes-away",
    }


def test_wrong_versions_are_asked_once_for_any_number_of_students(tmp_path, monkeypatch):
    material = small_material(tmp_path)
    own = material.mutated(material.wrong_versions[0])
    asked = []
    worked_out = Material._worked_out

    def counted(self, namespace, request):
        asked.append(namespace is own)
        return worked_out(self, namespace, request)

    student = Rehearsal(material, own)
    judge = Judge(material, make_catalogue(*IDS).get)
    first = judge.run(student)
    monkeypatch.setattr(Material, "_worked_out", counted)
    again = judge.run(student)
    assert [one.misconception for one in again] == [one.misconception for one in first]
    assert any(one.misconception for one in again)
    assert asked
    assert all(asked)  # all that is left to be worked out is the student's own
