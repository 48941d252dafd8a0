"""Checks are rehearsed once; where that is enough, no check is run again, and nothing changes."""

from dataclasses import replace

import pytest

from cnnquiz.judge.compare import difference
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from cnnquiz.judge.unforeseen import UNFORESEEN, UnforeseeableError, holds_unforeseen
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Returned
from support import FakeStudent, make_catalogue
from support.small_course import IDS, small_exercise, small_material

HEAD = """\
from pathlib import Path

from cnnquiz.judge.author import points

COUNT = Path(__file__).with_name("count")


def counted():
    COUNT.write_text(COUNT.read_text() + "x" if COUNT.exists() else "x")


@points(1, functions=("add",))
"""


class Told(Rehearsal):
    """Trusted functions that remember what was foreseen, and what was asked."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.foreseen, self.asked = [], []

    def begin_check(self, share=1.0, foreseen=()):
        super().begin_check(share, foreseen)
        self.foreseen.append([one.arguments()[0] for one in foreseen])

    def ask(self, request):
        self.asked.append(request.arguments()[0])
        return super().ask(request)


def judged(tmp_path, body, *students, **options):
    """Return how often the check ran for these students, and its last result."""
    material = small_material(tmp_path, checks=HEAD + body, **options)
    judge = Judge(material, make_catalogue(*IDS).get)
    result = None
    for make in students or (Told,):
        student = make(material, material.reference) if isinstance(make, type) else make
        result = judge.run(student)[0]
    count = material.checks_file.with_name("count")
    return len(count.read_text()) if count.exists() else 0, result, student


def test_check_runs_once_for_any_number_of_students_who_are_right(tmp_path):
    body = "def check_a(agree, rng):\n    counted()\n    agree('add', int(rng.integers(9)), 2)\n"
    runs, result, student = judged(tmp_path, body, *[Told] * 4)
    assert runs == 1
    assert result.verdict is Verdict.PASSED
    assert student.foreseen == [student.asked]


def test_answer_that_was_right_before_is_not_compared_again(tmp_path, monkeypatch):
    compared = []

    def counting(actual, due, tolerance):
        compared.append(actual)
        return difference(actual, due, tolerance)

    monkeypatch.setattr("cnnquiz.judge.rule.difference", counting)
    right, again, wrong = Returned(3), Returned(3), Returned(4)
    checks = f"{HEAD}def check_a(agree):\n    agree('add', 1, 2)\n"
    judge = Judge(small_material(tmp_path, checks=checks), make_catalogue(*IDS).get)
    # The rehearsal is compared as well, and what is the same is another object in `again`.
    for answer, times, verdict in (
        (right, 2, Verdict.PASSED),
        (right, 0, Verdict.PASSED),
        (again, 1, Verdict.PASSED),
        (again, 0, Verdict.PASSED),
        (wrong, 1, Verdict.FAILED),
        (right, 0, Verdict.PASSED),
    ):
        compared.clear()
        assert judge.run(FakeStudent(answer))[0].verdict is verdict
        assert compared.count(answer.value) >= times
        assert times or not compared


def test_answer_that_is_right_again_still_loses_where_an_input_is_changed(tmp_path):
    body = "def check_a(agree):\n    agree('add', 1, 2)\n"
    checks = f"{HEAD}{body}@points(1, functions=('add',))\n{body.replace('_a', '_b')}"
    judge = Judge(small_material(tmp_path, checks=checks), make_catalogue(*IDS).get)
    changed, right = Returned(3, ("n",)), Returned(3)
    for answer, due in ((right, "passed"), (changed, "failed"), (changed, "failed")):
        results = judge.run(FakeStudent(answer, right))
        assert [result.verdict.value for result in results] == [due, "passed"]


def test_check_runs_again_for_a_student_who_is_wrong_without_asking_twice(tmp_path):
    body = (
        "def check_a(agree):\n    counted()\n    for n in (1, 2, 3):\n        agree('add', n, 2)\n"
    )
    wrong = FakeStudent(Returned(3), Returned(5))
    runs, result, _ = judged(tmp_path, body, Told, wrong)
    assert runs == 2
    assert result.verdict is Verdict.FAILED
    assert result.call == "add(2, 2)"
    assert [args for _, args, _ in wrong.asked] == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    "use",
    [
        "agree('add', agree('add', 1, 2), 2)",
        "agree('add', [agree('add', 1, 2)][0] + 1, 2)",
        "agree('add', 1, agree('add', 1, 2) and 2)",
        "agree('add', 3, 2) if agree('add', 1, 2) == 3 else None",
        "agree('add', len(str(agree('add', 1, 2))), 2)",
        "assert agree('add', 1, 2) == 3",
        "agree.within(cpu_seconds=9)('add', 1, 2)",
    ],
)
def test_check_that_looks_at_a_result_is_run_for_everybody(tmp_path, use):
    body = f"def check_a(agree):\n    counted()\n    {use}\n"
    runs, result, student = judged(tmp_path, body, Told, Told)
    assert runs == 1 + 2  # a rehearsal, which comes to nothing, and both students
    assert result.verdict is Verdict.PASSED
    assert student.foreseen == [[]]


@pytest.mark.parametrize("fixture", ["student", "reference"])
def test_nothing_that_may_be_due_is_sent_ahead(tmp_path, fixture):
    body = f"def check_a(agree, {fixture}):\n    counted()\n    agree('add', 1, 2)\n"
    runs, result, student = judged(tmp_path, body, Told, Told)
    assert (runs, result.verdict, student.foreseen) == (2, Verdict.PASSED, [[]])


def test_requests_that_would_fill_the_memory_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("cnnquiz.judge.script._KEPT_BYTES", 0)
    body = "def check_a(agree):\n    counted()\n    agree('add', 1, 2)\n"
    material = small_material(tmp_path, checks=HEAD + body + body.replace("_a", "_b"))
    student = Told(material, material.reference)
    results = Judge(material, {}.get).run(student)
    assert [one.verdict for one in results] == [Verdict.PASSED] * 2
    assert [len(one) for one in student.foreseen] == [1, 0]


def test_another_seed_is_another_rehearsal(tmp_path):
    body = "def check_a(agree, rng):\n    agree('add', int(rng.integers(10**9)), 2)\n"
    material = small_material(tmp_path, checks=HEAD + body)
    judge = Judge(material, {}.get)
    asked = []
    for seed in (0, 1, 0):
        student = Told(material, material.reference)
        judge.run(student, seed)
        assert student.foreseen == [student.asked]
        asked += student.asked
    assert asked[0] == asked[2] != asked[1]


def test_results_are_those_of_checks_that_are_run_in_full(tmp_path, monkeypatch):
    exercise = small_exercise(tmp_path, off_limits=("scipy",))
    material = small_material(tmp_path, exercise)
    namespaces = [material.reference, *map(material.mutated, material.wrong_versions)]
    students = [Rehearsal(material, namespace) for namespace in namespaces]

    def results():
        judge = Judge(material, make_catalogue(*IDS).get)
        return [[replace(one, seconds=0.0) for one in judge.run(one)] for one in students]

    quick = results()
    monkeypatch.setattr("cnnquiz.judge.script._PLAIN_FIXTURES", frozenset())
    assert quick == results()
    assert {one.verdict for result in quick for one in result} > {Verdict.PASSED}


def test_interruption_of_a_rehearsal_is_an_interruption(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        judged(tmp_path, "def check_a(agree):\n    raise KeyboardInterrupt\n")


def test_result_that_is_not_known_yet_is_found_in_any_container():
    assert holds_unforeseen(({"a": [1, (UNFORESEEN,)]}, {}))
    assert not holds_unforeseen(({"a": [1, ("UNFORESEEN",)]}, {"k": None}))
    for use in (bool, str, hash, len, iter, list, lambda it: it.shape, lambda it: it == 1):
        with pytest.raises(UnforeseeableError):
            use(UNFORESEEN)
