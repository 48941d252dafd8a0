"""A submission goes in, and a report comes out, whatever becomes of the submission."""

import pytest

from cnnquiz.errors import SandboxError
from cnnquiz.grading.check import missing, run_checks, run_examples, unreadable
from cnnquiz.judge.run import Judge
from cnnquiz.model.course import Limits
from cnnquiz.model.report import CheckResult, Confinement, Status, Verdict
from cnnquiz.model.submission import Unreadable
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from cnnquiz.wire.outcome import BrokeProtocol, Crashed, Place, Raised, Returned, TimedOut
from support import make_catalogue, make_submission
from support.small_course import IDS, small_exercise, small_material

PASSED = CheckResult("check_a", "A.", ("add",), 10.0, Verdict.PASSED)
RIGHT = """\
def add(n, k=0):
    print("adding", n)
    if n < 0:
        raise ValueError("n is negative")
    return n + k

def scale(image, factor):
    return image * factor
"""


class FakeWorker:
    """Is loaded with some outcome."""

    def __init__(self, outcome=None, printed: str = "") -> None:
        self._outcome = outcome or Returned(["add"])
        self._printed = printed

    def load(self):
        """Return the outcome, or raise it."""
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome

    def confinement(self) -> Confinement:
        """Return what holds it."""
        return Confinement.PROCESS

    def printed(self) -> str:
        """Return what was printed while loading."""
        return self._printed


def report_on(exercise, worker, *results, run=run_checks):
    return run(exercise, worker, lambda _worker: results)


@pytest.fixture
def exercise(tmp_path):
    return small_exercise(tmp_path, limits=Limits(seconds=2.0, memory_mb=256))


# --- without running anything -------------------------------------------------------------------


def test_file_that_is_missing_scores_nothing(exercise):
    report = missing(exercise, "There is no ex01_sums.py.")
    assert (report.exercise, report.title) == ("ex01", "Sums")
    assert (report.status, report.score, report.confinement) == (Status.MISSING, 0.0, None)
    assert report.message == "There is no ex01_sums.py."


def test_file_that_is_no_text_scores_nothing(exercise):
    report = unreadable(exercise, Unreadable("the file is empty"))
    assert (report.status, report.score) == (Status.UNREADABLE, 0.0)
    assert (report.message, report.confinement) == ("the file is empty", None)


# --- loading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (TimedOut(2.5), ["not loaded within 2.5 s", "loop outside of the functions?"]),
        (Crashed("a segmentation fault"), ["ended while the file was loaded: a segmentation"]),
        (BrokeProtocol("a frame of 9 bytes"), ["was stopped", "it sent a frame of 9 bytes."]),
        (
            Raised("NameError", ("NameError",), "name 'x'", Place(2, 3, "y = x")),
            ["cell 2, line 3: y = x", "NameError (name 'x')"],
        ),
        (Raised("ModuleNotFoundError", ("ModuleNotFoundError",), ""), ["is one file"]),
        (Raised("FileNotFoundError", ("FileNotFoundError",), ""), ["Only the file itself"]),
        (Raised("SystemExit", ("SystemExit",), "0"), ["if __name__ == '__main__':"]),
        (Raised("EOFError", ("EOFError",), ""), ["answer input()"]),
        (Raised("NotImplementedError", ("NotImplementedError",), ""), ["not written yet"]),
    ],
)
def test_file_that_cannot_be_loaded_scores_nothing_and_says_why(exercise, outcome, words):
    report = report_on(exercise, FakeWorker(outcome, "loading\n"), PASSED)
    assert (report.status, report.score) == (Status.UNREADABLE, 0.0)
    assert (report.confinement, report.printed) == (Confinement.PROCESS, "loading\n")
    assert report.checks == ()
    assert [word for word in words if word not in report.message] == []


# --- checking -----------------------------------------------------------------------------------


def test_loaded_file_gets_the_results_of_its_checks(exercise):
    report = report_on(exercise, FakeWorker(printed="loading\n"), PASSED)
    assert (report.status, report.score, report.message) == (Status.GRADED, 10.0, None)
    assert (report.checks, report.printed) == ((PASSED,), "loading\n")


def test_check_that_could_not_be_run_leaves_no_score(exercise):
    broken = CheckResult("check_b", "B.", ("add",), 5.0, Verdict.NOT_RUN)
    report = report_on(exercise, FakeWorker(), PASSED, broken)
    assert (report.status, report.score) == (Status.NOT_RUN, None)
    assert report.checks == (PASSED, broken)
    assert "1 of 2 checks could not be run" in report.message


def test_worker_that_cannot_be_had_is_no_fault_of_the_student(exercise):
    report = report_on(exercise, FakeWorker(SandboxError("the worker process is gone")), PASSED)
    assert (report.status, report.score) == (Status.NOT_RUN, None)
    assert report.message == (
        "The checks could not be run: the worker process is gone. That is not your doing."
    )


def test_examples_alone_give_no_score(exercise):
    result = CheckResult("examples_add", "A.", ("add",), 0.0, Verdict.PASSED)
    report = report_on(exercise, FakeWorker(), result, run=run_examples)
    assert (report.status, report.score) == (Status.EXAMPLES_ONLY, None)
    failed = report_on(exercise, FakeWorker(Crashed("so")), result, run=run_examples)
    assert (failed.status, failed.score) == (Status.UNREADABLE, 0.0)


# --- with a real worker and real checks ---------------------------------------------------------


def graded(tmp_path, exercise, zygote, *sources):
    material = small_material(tmp_path, exercise)
    problems = []
    judge = Judge(material, make_catalogue(*IDS).get, broken=problems.append)
    worker = SubmissionWorker(zygote, exercise, make_submission(*sources))
    try:
        return run_checks(exercise, worker, judge.run)
    finally:
        worker.close()
        assert problems == []


def test_right_submission_has_full_score_and_its_output_with_each_check(tmp_path, exercise, zygote):
    report = graded(tmp_path, exercise, zygote, "print('hello')\n" + RIGHT)
    assert (report.status, report.score, report.complete) == (Status.GRADED, 10.0, True)
    assert report.printed == "hello\n"
    assert report.checks[0].printed.split() == ["adding", "5", "adding", "7"]
    assert report.checks[3].printed == ""


def test_hang_costs_the_checks_of_one_function_and_not_the_time_of_all(tmp_path, exercise, zygote):
    hang = RIGHT.replace("return n + k", "while True: pass")
    report = graded(tmp_path, exercise, zygote, hang)
    assert [check.verdict for check in report.checks] == ["timeout", "timeout", "passed", "passed"]
    # 2 s for the first, a fifth of that for the second.
    assert sum(check.seconds for check in report.checks) < 4.5


def test_wrong_submission_in_a_notebook_is_told_its_belief(tmp_path, exercise, zygote):
    cells = RIGHT.replace("return n + k", "return n - k").partition("def scale")
    report = graded(tmp_path, exercise, zygote, cells[0], "%time\n" + "".join(cells[1:]))
    assert report.score == 7.0
    assert report.checks[0].misconception.id == "takes-away"


def test_stub_as_it_was_handed_out_scores_nothing(tmp_path, exercise, zygote):
    report = graded(tmp_path, exercise, zygote, exercise.stub.read_text())
    assert report.score == 0.0
    assert {check.verdict for check in report.checks} == {Verdict.NOT_IMPLEMENTED}
