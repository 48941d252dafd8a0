"""What the fixtures of checks hand out."""

import pytest

from cnnquiz.judge.plugin import names_in
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from cnnquiz.model.report import Verdict
from support import make_catalogue
from support.small_course import IDS, small_material

CHECKS = """\
from cnnquiz.judge.author import points


@points(10, functions=("add",))
def check_sums(agree, exercise_folder):
    agree("add", int((exercise_folder / "numbers.txt").read_text()), 2)
"""


@pytest.mark.parametrize(("data", "asked"), [("5", "add(5, 2)"), ("7", "add(7, 2)")])
def test_exercise_folder_is_where_students_find_their_data(tmp_path, data, asked):
    material = small_material(tmp_path, checks=CHECKS)
    assert material.exercise.folder != material.folder
    (material.exercise.folder / "numbers.txt").write_text(data, encoding="utf-8")
    judge = Judge(material, make_catalogue(*IDS).get)
    (right,) = judge.run(Rehearsal(material, material.reference))
    assert right.verdict is Verdict.PASSED
    (wrong,) = judge.run(Rehearsal(material, material.mutated(material.wrong_versions[0])))
    assert (wrong.verdict, wrong.call) == (Verdict.FAILED, asked)


def test_names_in_a_function_are_its_strings_at_any_depth():
    def check(agree):
        for name in ("one", "two"):
            agree(name, key=lambda: "three")

    assert names_in(check.__code__) >= {"one", "two", "three"}
