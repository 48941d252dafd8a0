"""A function that fails because of another one is reported together with it."""

from cnnquiz.grading.behind import used_by_each, with_what_is_behind
from cnnquiz.model.report import CheckResult, Verdict
from support import make_submission

USING = """\
import numpy as np

def pad(image):
    return np.pad(image, 1)

def half(image):
    return [pad(row) for row in image]

class Layer:
    def forward(self, image):
        return half(image).pad

def alone(image):
    pad = image.half
    return pad
"""


def check(name: str, *functions: str, verdict: Verdict = Verdict.FAILED, message="Wrong."):
    return CheckResult(name, "It is right.", functions, 1.0, verdict, message)


def test_functions_and_classes_reach_what_they_use_directly_or_not():
    used = used_by_each(make_submission(USING))
    assert used["pad"] == set()
    assert used["half"] == {"pad"}
    assert used["Layer"] == {"half", "pad"}
    assert used["alone"] == set()


def test_cells_with_magics_and_warnings_are_read(recwarn):
    used = used_by_each(make_submission("%time 1\ndef f():\n    '\\d'", "def g():\n    return f()"))
    assert used == {"f": set(), "g": {"f"}}
    assert len(recwarn) == 0


def test_failed_check_names_what_its_function_uses_and_fails_by_itself():
    pad, half = check("check_pad", "pad"), check("check_half", "half")
    found = with_what_is_behind([pad, half], {"pad": set(), "half": {"pad", "other"}})
    assert found[0] == pad
    assert found[1].functions == ("half", "pad")
    assert found[1].message == "It uses pad, where checks fail too: begin there. Wrong."
    assert (found[1].earned, found[1].points) == (0.0, 1.0)


def test_nothing_is_behind_a_mistake_of_its_own():
    right = check("check_pad", "pad", verdict=Verdict.PASSED, message=None)
    wrong = check("check_half", "half")
    used = {"pad": {"half"}, "half": {"pad"}}
    assert with_what_is_behind([right, wrong], used) == (right, wrong)


def test_function_that_uses_an_unwritten_one_is_not_called_unwritten():
    missing = Verdict.NOT_IMPLEMENTED
    pad = check("check_pad", "pad", verdict=missing, message="pad is not written yet.")
    half = check("check_half", "half", verdict=missing, message="half is not written yet.")
    found = with_what_is_behind([pad, half], {"pad": set(), "half": {"pad"}})
    assert found[0] == pad
    assert found[1].message == "half uses pad. Begin there: not all of it is written."
