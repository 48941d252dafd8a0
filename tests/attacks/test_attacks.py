"""Submissions that attack the grader gain nothing by it, and harm nobody else.

Each file of `submissions/` is one case, named after the attack and what comes of it. It is judged
between two honest submissions by the same zygote. Its functions but `add` are right.
"""

import contextlib
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cnnquiz.course.submission import read_submission
from cnnquiz.grading.check import run_checks
from cnnquiz.judge.run import Judge
from cnnquiz.model.course import Limits, Tools
from cnnquiz.model.report import ExerciseReport, Status, Verdict
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.confinement import ALL_LAYERS, QUICK_LAYERS, Layer
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from cnnquiz.sandbox.zygote import Zygote
from support import make_catalogue
from support.nursery import started as started_nursery
from support.small_course import IDS, small_exercise, small_material

FOLDER = Path(__file__).parent / "submissions"
CASES = sorted(FOLDER.glob("*.py"))
HONEST = next(path for path in CASES if path.stem.startswith("honest"))
WRITTEN = "cnnquiz-was-here"
GONE_S = 2.0


@pytest.fixture(scope="module", params=["quick", "all", "all from a nursery"])
def zygote(request) -> Iterator[Zygote]:
    """A zygote that judges all cases, one after the other."""
    layers = QUICK_LAYERS if request.param == "quick" else ALL_LAYERS
    with contextlib.ExitStack() as stack:
        nursery = None
        if "nursery" in request.param:
            if sys.platform != "linux":
                pytest.skip("only Linux has boxes, and nurseries for them")
            nursery = stack.enter_context(started_nursery(Tools.NUMPY))
        started = stack.enter_context(Zygote(layers, nursery=nursery))
        held = started.held()
        if Layer.BOX in layers - held.layers:
            pytest.skip(f"the same as without a box: {held.shortcomings()}")
        if not held.layers or "signals" in held.possible:  # some cases kill whatever they can
            pytest.skip(f"too little holds workers on this system: {held.shortcomings()}")
        yield started


@pytest.fixture
def grade(tmp_path, zygote):
    """Judge a file as a submission for the small exercise."""
    exercise = small_exercise(tmp_path, limits=Limits(seconds=2.0, memory_mb=256))
    judge = Judge(small_material(tmp_path, exercise), make_catalogue(*IDS).get)

    def grade(path: Path) -> ExerciseReport:
        submission = read_submission(path)
        assert isinstance(submission, Submission)
        worker = SubmissionWorker(zygote, exercise, submission)
        try:
            return run_checks(exercise, worker, judge.run)
        finally:
            worker.close()

    return grade


def expected(path: Path) -> tuple[float, str, str | None]:
    """Return the score that a case deserves, and patterns of what is said, and what never is."""
    text = path.read_text(encoding="utf-8")
    score, message, never = (
        re.search(rf"^# {name}: ?(.*)$", text, re.MULTILINE)
        for name in ("score", "message", "never")
    )
    assert score
    assert message
    return float(score[1]), message[1], never and never[1]


def descendants() -> set[int]:
    """Return the processes that came from this one and are not dead."""
    found = set()
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE:
                found.add(child.pid)
        except psutil.NoSuchProcess:
            continue
    return found


def assert_no_more_than(processes: set[int]) -> None:
    """Fail if there are more processes than before, and they do not go in two seconds."""
    deadline = time.monotonic() + GONE_S
    # A zygote that was killed is another one now.
    while len(descendants()) > len(processes):
        assert time.monotonic() < deadline, descendants() - processes
        time.sleep(0.01)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_attack_gains_nothing_and_harms_nobody(grade, zygote, path):
    assert grade(HONEST).score == 10
    processes, held = descendants(), zygote.held()
    score, message, never = expected(path)

    report = grade(path)

    assert_no_more_than(processes)
    assert (report.status, report.score) == (Status.GRADED, score), report
    assert report.confinement is held.confinement
    lost = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    texts = [check.message or "" for check in lost]
    assert all(texts), lost
    assert not message or any(re.search(message, text) for text in texts), texts
    assert never is None or not any(re.search(never, text) for text in texts), texts
    folders = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108  # tried by a case
    assert [folder for folder in folders if (folder / WRITTEN).exists()] == []
    assert grade(HONEST).score == 10
    assert zygote.held() == held
