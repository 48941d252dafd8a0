"""Zygotes for all tests of a module, and workers that are closed after each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cnnquiz.model.course import Limits, Tools
from cnnquiz.sandbox.confinement import NO_LAYERS, Layer
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from cnnquiz.sandbox.zygote import Zygote
from support import make_exercise, make_submission
from support.attempts import ATTEMPTS

MakeWorker = Callable[..., SubmissionWorker]


@pytest.fixture(scope="module", autouse=True)
def _no_process_is_left() -> Iterator[None]:
    me = psutil.Process()
    before = {child.pid for child in me.children(recursive=True)}
    yield
    assert {child.pid for child in me.children(recursive=True)} <= before


@pytest.fixture(scope="module", autouse=True)
def _secret() -> Iterator[None]:
    """Something in the judge's environment that workers must not see."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNQUIZ_TEST_SECRET", "squirrel")
        yield


@pytest.fixture(scope="module")
def zygote(_secret) -> Iterator[Zygote]:
    """A zygote as `check` has it."""
    with Zygote() as started:
        yield started


@pytest.fixture(scope="module")
def bare_zygote(_secret) -> Iterator[Zygote]:
    """A zygote whose workers nothing holds but their own process."""
    with Zygote(NO_LAYERS) as started:
        yield started


@pytest.fixture
def make_worker(tmp_path, zygote) -> Iterator[MakeWorker]:
    """Make a worker that holds a submission of these cells; it is closed after the test."""
    made: list[SubmissionWorker] = []

    def make(
        *sources: str,
        seconds: float = 5.0,
        memory_mb: int = 256,
        probes: str | None = None,
        own_zygote: Zygote | None = None,
        tools: Tools = Tools.NUMPY,
        off_limits: tuple[str, ...] = (),
    ) -> SubmissionWorker:
        limits = Limits(seconds=seconds, memory_mb=memory_mb)
        exercise = make_exercise(
            tmp_path / "ex01_sums", tools=tools, limits=limits, off_limits=off_limits
        )
        submission = make_submission(*sources)
        made.append(SubmissionWorker(own_zygote or zygote, exercise, submission, probes))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


@pytest.fixture(scope="module")
def holding() -> Iterator[Callable[[frozenset[Layer]], Zygote]]:
    """Return a zygote with just these layers; it is closed after the module."""
    made: dict[frozenset[Layer], Zygote] = {}

    def make(layers: frozenset[Layer]) -> Zygote:
        if layers not in made:
            made[layers] = Zygote(layers)
        return made[layers]

    yield make
    for zygote in made.values():
        zygote.close()


@pytest.fixture
def attempt(make_worker, holding):
    """Call one of `ATTEMPTS` in a worker held by just these layers."""

    def call(layers, function, *arguments):
        worker = make_worker(ATTEMPTS, own_zygote=holding(frozenset(layers)))
        outcome = worker.call(function, arguments, {})
        worker.close()
        return outcome

    return call


@pytest.fixture
def beside(tmp_path) -> Path:
    """Somebody else's file, which anybody may read."""
    tmp_path.chmod(0o755)
    path = tmp_path / "someone_elses.py"
    path.write_text("answer = 42\n", encoding="utf-8")
    path.chmod(0o666)
    return path
