"""The judge runs an exercise's checks, the same ones in the same way whatever is around it."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from cnnquiz.errors import CourseError, SandboxError
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from cnnquiz.model.report import CheckResult, Verdict
from cnnquiz.wire.outcome import Returned, TimedOut
from support import CHECKOUT, FakeStudent, make_catalogue
from support.small_course import CHECKS, IDS, REFERENCE, small_exercise, small_material

CHECK = "from cnnquiz.judge.author import points\n\n@points(2)\n"


def run(material, student=None, seed=0, **options) -> tuple[CheckResult, ...]:
    """Return the results of a student, by default one who hands in the reference."""
    judge = Judge(material, make_catalogue(*IDS).get, **options)
    return judge.run(student or Rehearsal(material, material.reference), seed)


def timeless(results) -> list[CheckResult]:
    return [replace(result, seconds=0.0) for result in results]


# --- results ------------------------------------------------------------------------------------


def test_reference_passes_every_check_in_the_order_of_the_file(tmp_path):
    results = run(small_material(tmp_path))
    assert [(one.name, one.points, one.verdict, one.message) for one in results] == [
        ("check_sums", 3.0, "passed", None),
        ("check_one_number", 1.0, "passed", None),
        ("check_negative_numbers_are_errors", 2.0, "passed", None),
        ("check_products", 4.0, "passed", None),
    ]
    assert results[0].description == "Two numbers are added."
    assert results[0].functions == ("add",)
    assert results[3].functions == ("scale",)
    assert all(one.call is None and one.came_back is None for one in results)


def test_failed_check_shows_its_call_and_names_the_belief(tmp_path):
    material = small_material(tmp_path)
    student = Rehearsal(material, material.mutated(material.wrong_versions[0]))
    failed = run(material, student)[0]
    assert failed.verdict is Verdict.FAILED
    assert failed.earned == 0
    assert failed.call == "add(5, 2)"
    assert failed.came_back == "returned 3"
    assert failed.misconception.id == "takes-away"


def test_functions_are_those_that_the_author_names_or_that_the_text_shows(tmp_path):
    checks = (
        "from cnnquiz.judge.author import points\n\n"
        "@points(1, functions=['scale'])\ndef check_named(agree):\n    agree('add', 1)\n\n"
        "@points(1)\ndef check_inner(agree):\n"
        "    for name in ('scale', 'add'):\n"
        "        (lambda: name)()\n"
    )
    named, shown = run(small_material(tmp_path, checks=checks))
    assert named.functions == ("scale",)
    assert shown.functions == ("add", "scale")


def test_own_words_of_a_check_are_its_message(tmp_path):
    checks = (
        f"{CHECK}def check_said(student):\n    assert False, 'The sums do not add up.'\n\n"
        "def check_silent(student):\n    left = 1\n    assert left == 2\n"
    )
    said, silent = run(small_material(tmp_path, checks=checks))
    assert (said.verdict, said.message) == ("failed", "The sums do not add up.")
    # Had pytest rewritten the assert, the message would hold both sides.
    assert (silent.verdict, silent.message) == ("failed", "The result is not the right one.")


def test_parametrized_check_is_run_for_every_parameter(tmp_path):
    checks = (
        "import pytest\nfrom cnnquiz.judge.author import points\n\n"
        "@pytest.mark.parametrize('n', [1, 2])\n@points(1)\n"
        "def check_sums(agree, n):\n    agree('add', n)\n"
    )
    results = run(small_material(tmp_path, checks=checks))
    assert [one.name for one in results] == ["check_sums[1]", "check_sums[2]"]


def test_what_the_student_prints_in_a_check_is_kept_with_it(tmp_path):
    material = small_material(
        tmp_path, checks=f"{CHECK}def check_sums(agree):\n    agree('add', 1)\n"
    )
    student = FakeStudent(Returned(1), printed="so far so good\n")
    assert run(material, student)[0].printed == "so far so good\n"


def test_function_that_hung_gets_less_time_in_later_checks(tmp_path):
    material = small_material(tmp_path)
    right = Returned(7)
    student = FakeStudent(right, TimedOut(5.0), TimedOut(1.0), TimedOut(1.0), TimedOut(5.0))
    results = run(material, student)
    assert [one.verdict for one in results] == ["timeout"] * 4
    assert student.shares == [1.0, 0.2, 0.2, 1.0]


def test_function_that_changes_an_input_loses_one_check_by_it(tmp_path):
    checks = "".join(
        f"@points(2)\ndef check_{name}(agree):\n    agree('{function}', {argument}, 2)\n\n"
        for name, function, argument in [
            ("sum", "add", "5"),
            ("first", "scale", "np.ones(3)"),
            ("second", "scale", "np.ones(4)"),
        ]
    )
    head = "import numpy as np\n\nfrom cnnquiz.judge.author import points\n\n"
    material = small_material(tmp_path, checks=head + checks)

    def in_place(image, factor):
        image *= factor
        return image

    student = Rehearsal(material, {**material.reference, "scale": in_place})
    judge = Judge(material, make_catalogue(*IDS).get)
    for results in (judge.run(student), judge.run(student)):
        assert [one.verdict for one in results] == ["passed", "failed", "passed"]
        assert results[1].misconception.id == "input-modified"
        assert "changed its input image" in results[1].message


# --- the same results every time ----------------------------------------------------------------


def test_running_twice_gives_equal_results(tmp_path):
    material = small_material(tmp_path)
    student = Rehearsal(material, material.mutated(material.wrong_versions[4]))
    judge = Judge(material, make_catalogue(*IDS).get)
    first = judge.run(student, seed=3)
    between = judge.run(Rehearsal(material, material.reference))
    again = judge.run(student, seed=3)
    assert timeless(first) == timeless(again) == timeless(run(material, student, seed=3))
    assert timeless(between) == timeless(run(material))


def test_checks_collected_once_share_nothing_between_students(tmp_path):
    checks = (
        "import pytest\nfrom cnnquiz.judge.author import points\n\n"
        "@pytest.fixture\ndef sums():\n    return []\n\n"
        "@points(1)\ndef check_sums(agree, sums):\n"
        "    sums.append(agree('add', 1))\n    assert sums == [1]\n"
    )
    material = small_material(tmp_path, checks=checks)
    judge = Judge(material, {}.get)
    students = [FakeStudent(Returned(value)) for value in (1, 2, 1)]
    verdicts = [judge.run(student)[0].verdict for student in students]
    assert verdicts == ["passed", "failed", "passed"]


def test_hidden_inputs_depend_on_the_seed_and_the_check_alone(tmp_path):
    draw = (
        "def check_{}(agree, rng):\n    agree('add', float(rng.uniform()))\n    raise KeyError\n\n"
    )
    asked = []
    for index, (names, seed) in enumerate([("ab", 0), ("ba", 0), ("ab", 1)]):
        material = small_material(
            tmp_path / str(index), checks="".join(draw.format(name) for name in names)
        )
        student = FakeStudent(*[Returned(0.0)] * 2)
        run(material, student, seed=seed)
        asked.append(dict(zip(names, (args for _, args, _ in student.asked), strict=True)))
    assert asked[0] == asked[1]
    assert asked[0]["a"] != asked[0]["b"]
    assert asked[0]["a"] != asked[2]["a"]


def test_check_file_that_has_changed_is_read_again(tmp_path):
    material = small_material(tmp_path, checks=f"{CHECK}def check_old(agree):\n    pass\n")
    assert [one.name for one in run(material)] == ["check_old"]
    material = small_material(tmp_path, checks=f"{CHECK}def check_newer(agree):\n    pass\n")
    assert [one.name for one in run(material)] == ["check_newer"]


def test_check_files_of_one_name_in_two_courses_are_kept_apart(tmp_path):
    one = small_material(tmp_path / "1", checks=f"{CHECK}def check_one(agree):\n    pass\n")
    two = small_material(tmp_path / "2", checks=f"{CHECK}def check_two(agree):\n    pass\n")
    assert [run(material)[0].name for material in (one, two)] == ["check_one", "check_two"]


def test_surroundings_of_pytest_change_nothing(tmp_path, monkeypatch):
    material = small_material(tmp_path)
    before = timeless(run(material))
    for folder in (material.folder, material.folder.parent, tmp_path):
        (folder / "conftest.py").write_text("raise RuntimeError('a conftest is not wanted')\n")
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\nminversion = 99\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only -k nothing -W error")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(tmp_path)
    assert timeless(run(material)) == before
    assert os.environ["PYTEST_ADDOPTS"] == "--collect-only -k nothing -W error"
    assert os.environ["PYTEST_PLUGINS"] == "no_such_plugin"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


@pytest.mark.slow
def test_plain_pytest_run_over_the_solutions_collects_nothing():
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", str(CHECKOUT / "solutions")],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert ran.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, ran.stdout + ran.stderr


# --- mistakes of authors ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{}['key']", "KeyError: 'key'"),
        ("agree('multiply', 1)", "calls multiply, which exercise.yaml does not list"),
        ("agree('add', -1)", "the reference gave no value: "),
        ("agree.raises(ValueError, 'add', 1)", "the reference does not raise a ValueError"),
        ("import pytest; pytest.fail('not so')", "Failed: not so"),
        ("import pytest; pytest.skip('not now')", "Skipped: not now"),
        ("agree('add', [0] * 300_000)", "WireError: more than 200,000 entries"),
    ],
)
def test_bug_of_a_check_is_named_by_file_and_line_and_costs_nothing(tmp_path, body, problem):
    checks = f"{CHECK}def check_sums(agree):\n    first = 1\n    {body}\n"
    material = small_material(tmp_path, checks=checks)
    problems = []
    (result,) = run(material, broken=problems.append)
    assert result.verdict is Verdict.NOT_RUN
    assert result.earned is None
    assert result.message == "This check could not be run. That is not your doing."
    assert result.call is None
    assert [one.where for one in problems] == [f"{material.checks_file}:6"]
    assert problems[0].problem.startswith(problem)


def test_fixture_that_does_not_exist_is_a_bug_of_the_check(tmp_path):
    problems = []
    checks = f"{CHECK}def check_sums(agreeing):\n    pass\n"
    (result,) = run(small_material(tmp_path, checks=checks), broken=problems.append)
    assert result.verdict is Verdict.NOT_RUN
    assert problems[0].where == str(tmp_path / "solutions" / "ex01_sums" / "check_sums.py")
    assert "'agreeing'" in problems[0].problem


def test_bug_of_one_check_does_not_keep_the_others_from_running(tmp_path):
    checks = f"{CHECKS}\n\ndef check_last(agree):\n    agree('add', 1) / 0\n"
    problems = []
    results = run(small_material(tmp_path, checks=checks), broken=problems.append)
    assert [one.verdict for one in results] == ["passed"] * 4 + ["not_run"]
    assert len(problems) == 1


def test_worker_that_cannot_be_had_is_nobody_s_mistake(tmp_path):
    class Gone(FakeStudent):
        """A student whose worker could not be started."""

        def ask(self, _request):
            raise SandboxError("the worker process is gone")

    problems = []
    results = run(small_material(tmp_path), Gone(), broken=problems.append)
    assert {one.verdict for one in results} == {Verdict.NOT_RUN}
    assert {one.problem for one in problems} == {"the worker process is gone"}


def test_interruption_ends_the_whole_run(tmp_path):
    checks = f"{CHECK}def check_sums(agree):\n    raise KeyboardInterrupt\n"
    with pytest.raises(KeyboardInterrupt):
        run(small_material(tmp_path, checks=checks))


@pytest.mark.parametrize(
    ("checks", "line", "problem"),
    [
        ("x = 1\n\ndef check_a(:\n    pass\n", 3, "SyntaxError: invalid syntax"),
        ("import nothing_of_that_name\n", 1, "ModuleNotFoundError: No module named"),
        ("x = 1\ny = x / 0\n", 2, "ZeroDivisionError: division by zero"),
    ],
)
def test_check_file_that_cannot_be_loaded_is_named_with_its_line(tmp_path, checks, line, problem):
    material = small_material(tmp_path, checks=checks)
    for _ in range(2):  # a half-loaded module must not pass for a whole one
        with pytest.raises(CourseError) as caught:
            run(material)
        assert [one.where for one in caught.value.problems] == [f"{material.checks_file}:{line}"]
        assert caught.value.problems[0].problem.startswith(problem)


def test_check_file_without_checks_is_named(tmp_path):
    tests = (
        "def test_sums():\n    pass\n\nclass TestSums:\n    def check_sums(self):\n        pass\n"
    )
    material = small_material(tmp_path, checks=tests)
    with pytest.raises(CourseError, match="holds no check that pytest collects"):
        run(material)


def test_check_file_that_is_missing_is_named(tmp_path):
    material = small_material(tmp_path)
    material.checks_file.unlink()
    with pytest.raises(CourseError, match=r"check_sums\.py: is missing"):
        run(material)


def test_misconceptions_that_cannot_be_loaded_are_no_bug_of_a_check(tmp_path):
    material = small_material(tmp_path, misconceptions="x = 1 / 0\n")
    with pytest.raises(CourseError, match=r"misconceptions\.py:1: ZeroDivisionError"):
        run(material)


# --- off limits ---------------------------------------------------------------------------------


def test_use_of_what_is_off_limits_is_a_check_of_its_own_that_is_worth_nothing(tmp_path):
    exercise = small_exercise(tmp_path, off_limits=("torch", "scipy"))
    checks = f"{CHECK}def check_sums(agree):\n    agree('add', 1)\n"
    material = small_material(tmp_path, exercise, checks=checks)
    lost, off_limits = run(material, FakeStudent(Returned(1), off_limits=["scipy"]))
    assert lost.verdict is Verdict.FAILED
    assert "scipy" in lost.message
    assert off_limits.verdict is Verdict.FAILED
    assert off_limits.points == 0
    assert off_limits.functions == ("add",)
    assert "scipy" in off_limits.message
    assert "torch" not in off_limits.message
    kept, off_limits = run(material, FakeStudent(Returned(1)))
    assert (kept.verdict, off_limits.verdict) == ("passed", "passed")
    assert off_limits.message is None


def test_reference_and_checks_are_loaded_once_for_all_students(tmp_path):
    counter = tmp_path / "loaded"
    count = f"\nwith open({str(counter)!r}, 'a') as file:\n    file.write(__name__[-1])\n"
    material = small_material(tmp_path, reference=REFERENCE + count, checks=CHECKS + count)
    student = Rehearsal(material, material.reference)
    judge = Judge(material, {}.get)
    for _ in range(3):
        judge.run(student)
    assert len(counter.read_text()) == 2
