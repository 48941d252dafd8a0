"""An exercise is fit for release only if every promise of its author holds when it is tried."""

import shutil

import pytest

from cnnquiz.course.stub import cut
from cnnquiz.grading import check as grading
from cnnquiz.grading.verify import Verification, Verifier
from cnnquiz.judge.examples import run_examples
from cnnquiz.judge.run import Judge
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from support import make_catalogue
from support.small_course import (
    CHECKS,
    IDS,
    LESSON,
    MISCONCEPTIONS,
    REFERENCE,
    small_exercise,
    small_material,
)

CATALOGUE = make_catalogue(*IDS)


@pytest.fixture
def verified(zygote):
    """Verify an exercise, with real workers."""

    def verify(material, *seeds: int) -> Verification:
        def in_worker(exercise, submission, run, checks):
            worker = SubmissionWorker(zygote, exercise, submission, material.probes_source)
            try:
                return run(exercise, worker, checks)
            finally:
                worker.close()

        def check(exercise, submission, seed):
            judge = Judge(material, CATALOGUE.get)
            return in_worker(
                exercise, submission, grading.run_checks, lambda worker: judge.run(worker, seed)
            )

        def examples(exercise, submission):
            return in_worker(
                exercise,
                submission,
                grading.run_examples,
                lambda prompt: run_examples(exercise, prompt),
            )

        return Verifier(material, CATALOGUE, check, examples).verify(seeds or (0,))

    return verify


def problems(verification: Verification) -> list[str]:
    return [str(problem) for problem in verification.problems]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def test_exercise_that_keeps_every_promise_has_no_problem(tmp_path, verified):
    done = verified(small_material(tmp_path), 0, 1, 2)
    assert problems(done) == []
    assert (done.wrong_versions, done.caught, done.named) == (6, 6, 6)
    assert done.seconds > 0


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"hints": ("Add.",)}, "ex01_sums/exercise.yaml: hints: found 1, expected 3 or more"),
        ({"concepts": ()}, "ex01_sums/exercise.yaml: concepts: found none"),
    ],
)
def test_description_that_says_too_little(tmp_path, verified, changes, problem):
    material = small_material(tmp_path, small_exercise(tmp_path, **changes))
    assert problems(verified(material)) == [problem]


STALE = "ex01_sums/ex01_sums.py: is not what the reference gives; run: cnnquiz author stubs"


@pytest.mark.parametrize(
    ("old", "new"), [("Return the sum", "Give the sum"), ("    raise NotImplementedError", "")]
)
def test_stub_that_is_not_the_reference_s(tmp_path, verified, old, new):
    material = small_material(tmp_path)
    stub = material.exercise.stub
    stub.write_text(changed(stub.read_text(), old, new))
    assert STALE in problems(verified(material))


@pytest.mark.parametrize("damage", ["missing", "no Python", "no text"])
def test_stub_that_cannot_be_used(tmp_path, verified, damage):
    material = small_material(tmp_path)
    stub = material.exercise.stub
    if damage == "missing":
        stub.unlink()
    else:
        stub.write_bytes(b"def add(:\n" if damage == "no Python" else b"\xff\xfe")
    assert STALE in problems(verified(material))


def test_delimiters_that_do_not_pair_up(tmp_path, verified):
    reference = changed(REFERENCE, "    ### BEGIN SOLUTION\n    return", "    return")
    found = problems(verified(small_material(tmp_path, reference=reference)))
    assert "ex01_sums/ex01_sums.py: line 26: a solution ends that has not begun" in found


def test_reference_that_is_missing(tmp_path, verified):
    material = small_material(tmp_path)
    (material.folder / "ex01_sums.py").unlink()
    assert any("No such file" in problem for problem in problems(verified(material)))


def test_lesson_that_is_missing(tmp_path, verified):
    material = small_material(tmp_path)
    material.exercise.lesson.unlink()
    assert problems(verified(material)) == ["ex01_sums/README.md: is missing"]


def test_lesson_that_leaves_a_function_out(tmp_path, verified):
    material = small_material(tmp_path)
    material.exercise.lesson.write_text(changed(LESSON, "`scale`", "the other"))
    assert problems(verified(material)) == ["ex01_sums/README.md: does not mention scale"]


def with_reference(tmp_path, reference):
    """Return material with this reference, and the stub that it gives."""
    material = small_material(tmp_path, reference=reference)
    material.exercise.stub.write_text(cut(reference))
    return material


def test_function_without_an_example(tmp_path, verified):
    reference = changed(REFERENCE, ">>> scale(np.ones(2), 3.0)\n    array([3., 3.])\n", "\n")
    found = problems(verified(with_reference(tmp_path, reference)))
    assert found == ["ex01_sums/ex01_sums.py: scale: has no example in its docstring"]


def test_example_that_the_reference_does_not_give(tmp_path, verified):
    reference = changed(REFERENCE, "    3\n", "    4\n")
    found = problems(verified(with_reference(tmp_path, reference)))
    message = "example: add(1, 2)\nshould give: 4\nit gave: 3"
    assert found == [f"ex01_sums/ex01_sums.py: add: {message}"]


# --- checks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("@points(3)", "@points(2)", "points: add up to 9, expected 10"),
        ("@points(1)\n", "", "check_one_number: is worth nothing; expected @points(…) above 0"),
        ('    """Two numbers are added."""\n', "", "check_sums: has no docstring, the line that"),
        (
            "@points(3)\n",
            "@points(3, functions=['scale'])\n",
            "takes-away (takes_away): makes check_sums fail, which does not judge add",
        ),
        (
            'agree("scale", rng',
            'agree("sca" + "le"[:], rng',
            "check_products: names no function of the exercise",
        ),
        ('agree("scale", rng', 'agree("sca" + "le"[:], rng', "scale: carries 0 points, expected"),
        (
            '    agree("add", 7, k=4)',
            "    assert False, 'never'",
            "check_sums, seed 0: the reference fails: never [add(5, 2)]",
        ),
        (
            '    agree("add", 7, k=4)',
            "    1 / 0",
            "ex01_sums.py: seed 0: the reference is not_run: 1 of 4 checks could not be run",
        ),
        (
            'agree("add", int(rng.integers(1, 100)))',
            "assert rng",
            "ex01_sums/ex01_sums.py: scores 1.0 (graded), expected 0",
        ),
        (
            'agree("add", int(rng.integers(1, 100)))',
            "assert rng",
            "check_one_number says passed, expected not_implemented",
        ),
        ("def check_products", "def check_products(:", "check_sums.py:24: SyntaxError"),
    ],
)
def test_checks_that_do_not_keep_their_promises(tmp_path, verified, old, new, problem):
    material = small_material(tmp_path, checks=changed(CHECKS, old, new))
    found = problems(verified(material))
    assert any(problem in line for line in found), found


def test_reference_that_does_not_load_in_a_worker(tmp_path, verified):
    reference = changed(
        REFERENCE,
        "import numpy as np\n",
        "import sys\nimport numpy as np\nassert not sys.flags.isolated\n",
    )
    found = problems(verified(with_reference(tmp_path, reference)))
    assert any("seed 0: the reference is unreadable: The file could not" in one for one in found)


def test_every_seed_with_which_the_reference_fails_is_named(tmp_path, verified):
    # Of the first draws with the seeds 0 to 3, some are below a half and some above.
    checks = changed(CHECKS, 'agree("add", int(rng.integers(1, 100)))', "assert rng.random() < 0.5")
    checks = changed(checks, "@points(1)", "@points(1, functions=['add'])")
    material = small_material(tmp_path, checks=checks)
    failing = [
        seed
        for seed in range(4)
        if any("the reference fails" in line for line in problems(verified(material, seed)))
    ]
    together = problems(verified(material, *range(4)))
    named = [line for line in together if "the reference fails" in line]
    assert 0 < len(failing) < 4
    assert [line.partition(" seed ")[2][0] for line in named] == [str(seed) for seed in failing]


# --- misconceptions -----------------------------------------------------------------------------

EXTRA = """

@misconception("{id}", of="{of}")
def {name}(reference, *args, **kwargs):
    return {result}
"""


@pytest.mark.parametrize(
    ("misconceptions", "problem"),
    [
        (
            MISCONCEPTIONS.rpartition("@misconception")[0],
            "ex01_sums/misconceptions.py: found 5, expected 6 or more",
        ),
        (
            MISCONCEPTIONS + EXTRA.format(name="extra", id="takes-away", of="multiply", result="0"),
            "misconceptions.py: takes-away: replaces multiply, which is no function here",
        ),
        (
            MISCONCEPTIONS + EXTRA.format(name="extra", id="unheard-of", of="add", result="0"),
            "misconceptions.py: unheard-of: is not in questionbank/misconceptions.yaml",
        ),
        (
            MISCONCEPTIONS
            + EXTRA.format(
                name="extra", id="takes-away", of="scale", result="reference.scale(*args)"
            ),
            "misconceptions.py: takes-away (extra): no check of scale catches it with seed 0",
        ),
        ("x = 1 / 0\n", "misconceptions.py:1: ZeroDivisionError: division by zero"),
    ],
)
def test_misconceptions_that_do_not_keep_their_promises(
    tmp_path, verified, misconceptions, problem
):
    material = small_material(tmp_path, misconceptions=misconceptions)
    found = problems(verified(material))
    assert any(problem in line for line in found), found


def test_misconception_that_is_not_caught_is_not_counted_as_caught(tmp_path, verified):
    right = EXTRA.format(
        name="extra", id="takes-away", of="add", result="reference.add(*args, **kwargs)"
    )
    done = verified(small_material(tmp_path, misconceptions=MISCONCEPTIONS + right), 0, 1)
    assert (done.wrong_versions, done.caught, done.named) == (7, 6, 6)
    assert len(done.problems) == 2  # one for each seed


def test_misconceptions_that_the_diagnosis_cannot_tell_apart(tmp_path, verified):
    same = "".join(
        EXTRA.format(name=f"extra_{index}", id=id_, of="add", result="12345")
        for index, id_ in enumerate(["scale-adds", "input-modified"] * 3)
    )
    done = verified(small_material(tmp_path, misconceptions=MISCONCEPTIONS + same))
    assert (done.wrong_versions, done.caught, done.named) == (12, 12, 9)
    assert problems(done) == [
        "ex01_sums/misconceptions.py: the diagnosis names 9 of 12 that are caught, expected 80%"
    ]


def test_folder_of_an_exercise_that_does_not_exist(tmp_path, verified):
    material = small_material(tmp_path)
    shutil.rmtree(material.folder)
    assert problems(verified(material))
