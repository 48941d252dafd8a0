"""An exercise's folder in solutions/ is loaded once, and its mistakes are named with their line."""

import sys

import numpy as np
import pytest

from cnnquiz.errors import CourseError
from cnnquiz.wire.outcome import Missing, Raised, Returned, WrongSignature
from cnnquiz.wire.request import call_of, probe_of
from cnnquiz.wire.values import TOO_LARGE, Opaque
from support import make_exercise, make_material
from support.small_course import IDS, REFERENCE, small_material

PROBES = "def total(student, n):\n    return student.add(n, 1)\n"


def test_reference_holds_the_functions_that_the_exercise_lists(tmp_path):
    reference = small_material(tmp_path).reference
    assert set(reference) == {"add", "scale"}
    assert reference["add"](1, 2) == 3


def test_wrong_versions_come_in_the_order_of_their_file(tmp_path):
    material = small_material(tmp_path)
    assert tuple(wrong.id for wrong in material.wrong_versions) == IDS


def test_misconceptions_and_probes_may_be_left_out(tmp_path):
    exercise = make_exercise(tmp_path / "ex01_sums", "add")
    material = make_material(tmp_path / "bare", exercise, reference="def add(n):\n    return n\n")
    assert material.wrong_versions == ()
    assert material.probes_source is None
    assert material.probes == {}
    assert material.checks_file.name == "check_sums.py"


@pytest.mark.parametrize(
    ("reference", "where", "problem"),
    [
        ("def add(n, k=0):\n    return n + k\n", "", "defines no scale, which exercise.yaml lists"),
        ("import numpy\n\nx = = 1\n", ":3", "SyntaxError: invalid syntax"),
        ("x = 1\nimport nothing_of_that_name\n", ":2", "ModuleNotFoundError: No module named"),
        ("def f():\n    return 1 / 0\n\nx = f()\n", ":2", "ZeroDivisionError: division by zero"),
    ],
)
def test_reference_that_cannot_be_used_is_named_with_its_line(tmp_path, reference, where, problem):
    material = small_material(tmp_path, reference=reference)
    with pytest.raises(CourseError) as caught:
        _ = material.reference
    (found,) = caught.value.problems
    assert found.where == f"{material.folder / 'ex01_sums.py'}{where}"
    assert found.problem.startswith(problem)


def test_reference_that_is_missing_is_named(tmp_path):
    material = small_material(tmp_path)
    (material.folder / "ex01_sums.py").unlink()
    with pytest.raises(CourseError, match=r"ex01_sums\.py: is missing"):
        _ = material.reference


def test_file_that_fails_to_load_leaves_no_module_behind(tmp_path):
    before = set(sys.modules)
    material = small_material(tmp_path, probes="1 / 0\n")
    with pytest.raises(CourseError, match=r"probes\.py:1: ZeroDivisionError"):
        _ = material.probes
    assert set(sys.modules) <= before


def test_wrong_version_replaces_one_function_and_uses_the_others(tmp_path):
    material = small_material(tmp_path)
    mutated = material.mutated(material.wrong_versions[0])
    assert mutated["add"](5, k=2) == 3
    assert mutated["scale"] is material.reference["scale"]


def test_trusted_code_is_called_on_copies_as_in_a_worker(tmp_path):
    material = small_material(tmp_path)
    image = np.ones(2)
    kept = []

    def keep(image, factor):
        kept.append(image)
        image[0] = factor
        return image, np.ma.array([1]), {1}

    outcome = material.ask({"keep": keep}, call_of("keep", (image,), {"factor": 7.0}))
    assert outcome.modified == ("image",)
    assert outcome.value[0].tolist() == [7.0, 1.0]
    assert outcome.value[1:] == (Opaque("an array subclass", "MaskedArray"), Opaque("a set", "set"))
    assert image.tolist() == [1.0, 1.0]
    assert not np.shares_memory(outcome.value[0], kept[0])


def test_trusted_code_has_the_outcomes_of_untrusted_code(tmp_path):
    material = small_material(tmp_path)
    reference = dict(material.reference)
    assert material.ask(reference, call_of("add", (1, 2), {})) == Returned(3)
    assert material.ask(reference, call_of("add", (), {})) == WrongSignature("(n, k)")
    assert isinstance(material.ask(reference, call_of("multiply", (), {})), Missing)
    assert isinstance(material.ask(reference, call_of("add", (-1,), {})), Raised)
    endless = {"endless": lambda: (rows := [], rows.append(rows))[0]}
    assert material.ask(endless, call_of("endless", (), {})) == Returned(Opaque(TOO_LARGE))


def test_reference_itself_is_called_on_copies_and_without_being_watched(tmp_path):
    source = REFERENCE.replace("if n < 0:", "n.append(k)\n    if n is None:").replace(
        "return n + k", "return n"
    )
    material = small_material(tmp_path, reference=source)
    values = [1]
    assert material.ask(material.reference, call_of("add", (values, 2), {})) == Returned([1, 2])
    assert values == [1]
    raised = material.ask(material.reference, call_of("add", (None,), {}))
    assert isinstance(raised, Raised)
    assert raised.type == "AttributeError"


def test_probe_sees_the_functions_as_attributes(tmp_path):
    material = small_material(tmp_path, probes=PROBES)
    assert material.probes_source == PROBES
    assert material.ask(material.reference, probe_of("total", (3,), {})) == Returned(4)
    wrong = {"add": lambda n, k: n * k}
    assert material.ask(wrong, probe_of("total", (), {"n": 3})) == Returned(3)


def test_files_of_two_exercises_are_modules_of_their_own(tmp_path):
    one = small_material(tmp_path / "1")
    two = small_material(tmp_path / "2", reference=REFERENCE.replace("n + k", "n + k + 1"))
    assert one.reference["add"](1) == 1
    assert two.reference["add"](1) == 2
    assert one.reference["add"](1) == 1


def test_reference_is_asked_once_for_each_call_and_never_for_a_wrong_version_instead(tmp_path):
    counting = (
        "calls = []\n\ndef add(n, k=0):\n    calls.append(n)\n    return n + k + len(calls)\n"
    )
    exercise = make_exercise(tmp_path / "ex01_sums", "add")
    files = {"reference": counting, "probes": PROBES}
    material = make_material(tmp_path / "solutions" / "ex01_sums", exercise, **files)
    x = np.array([1.0, 2.0])

    first = material.ask(material.reference, call_of("add", (x,), {}))
    x[0] = 5.0
    other = material.ask(material.reference, call_of("add", (x,), {}))
    x[0] = 1.0
    again = material.ask(material.reference, call_of("add", (x,), {}))
    wrong = material.ask({"add": lambda n: n}, call_of("add", (x,), {}))
    probed = [material.ask(material.reference, probe_of("total", (1,), {})) for _ in range(2)]

    assert isinstance(first, Returned)
    assert again is first
    assert isinstance(other, Returned)
    assert other.value.tolist() == [7.0, 4.0]
    assert isinstance(wrong, Returned)
    assert wrong.value.tolist() == [1.0, 2.0]
    assert probed[0] is probed[1]
    # The dtype and the layout are part of a call as well.
    assert material.ask(material.reference, call_of("add", (x.astype("f4"),), {})) is not first


def test_no_more_is_kept_of_the_reference_than_so_many_calls(tmp_path, monkeypatch):
    monkeypatch.setattr("cnnquiz.judge.material._KEPT", 2)
    material = small_material(tmp_path)

    found = [material.ask(material.reference, call_of("add", (n,), {})) for n in (1, 2, 3, 3)]

    assert found[2] is not found[3]
    assert material.ask(material.reference, call_of("add", (1,), {})) is found[0]


def test_what_wrong_versions_give_is_kept_as_long_as_there_is_room(tmp_path, monkeypatch):
    monkeypatch.setattr("cnnquiz.judge.material._KEPT_WRONG_BYTES", 2000)
    material = small_material(tmp_path)
    wrong = material.wrong_versions[0]
    small, large = call_of("add", (1, 2), {}), call_of("add", (np.ones(500), 2), {})

    kept = [material.ask_wrong(wrong, small) for _ in range(2)]
    too_large = [material.ask_wrong(wrong, large) for _ in range(2)]

    assert kept[0] is kept[1]
    assert too_large[0] is not too_large[1]
    assert material.ask_wrong(wrong, small) is kept[0]
