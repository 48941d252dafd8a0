"""A grader process: takes orders from a socket, one after another, and answers each.

It keeps one warm workbench, whose checks stay loaded from one submission to the next. The first of
several processes forks the others once it is warm: to import torch and to rehearse the checks
anew would take each of them as long as a hundred submissions do.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil

from cnnquiz import disk, wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.errors import CourseError, LooseError, SandboxError
from cnnquiz.grading.batch import COURSE_WRONG, Answer, Order, not_run
from cnnquiz.jobs.codec import receive, send
from cnnquiz.jobs.messages import Reply, Start
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.model.report import Confinement, ExerciseReport, without_inputs
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.confinement import ALL_LAYERS
from cnnquiz.sandbox.process import Nursery
from cnnquiz.workbench import Workbench
from cnnquiz.worker import kernel

_END_S = 3.0
_EXIT_BROKEN = 70


def main(nursery: Nursery | None = None) -> None:
    """Run grader processes: the first one, which forks the others.

    `sys.argv[3]` is the file descriptor of the channel on which it is told what to start with.

    Args:
        nursery: what their worker processes come from, if there is one; it is ended with them.
    """
    signal.signal(signal.SIGTERM, _leave)
    gc.disable()  # until all that is slow to import is there
    with (
        contextlib.suppress(KeyboardInterrupt, EOFError, ConnectionError),
        socket.socket(fileno=int(sys.argv[3])) as channel,
        nursery or contextlib.nullcontext(),
        _started(channel) as start,
        # Other people's code: everything that this machine has to hold it.
        Workbench(ALL_LAYERS, start.first.tools, nursery) as bench,
    ):
        grader = Grader(bench, start.minimum)
        if start.first.slug:  # while workers' processes are made
            grader.prepare(start.first.slug, start.first.seed)
        send(channel, grader.fit(start.first.tools))
        if start.first.slug:  # while the command opens its gradebook
            grader.read_catalogue()
        order = receive(channel, Order)
        grader.prepare(order.slug, order.seed)
        # What there is by now stays: nobody need look through it for garbage, or copy it for that.
        # To look for some first would take as long as two submissions.
        gc.freeze()
        gc.enable()
        with _others(start, grader, channel):
            _serve(channel, grader, order)
    os._exit(0)  # all is closed; torch would take half a second to leave


@contextlib.contextmanager
def _started(channel: socket.socket) -> Iterator[Start]:
    """Find out what to start with, and do so; delete temporary files in the end."""
    start = receive(channel, Start)
    _end_with(start.parent)
    _give_way(len(start.channels))
    os.environ.clear()
    os.environb.update(start.environment)
    tempfile.tempdir = start.folders[0]
    # What Python would have read there itself.
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [folder for folder in named if folder and folder not in sys.path]
    with _deleted(start.folders[0]):
        yield start


def _give_way(graders: int) -> None:
    """Where graders keep all cores busy, let workers finish what they are at.

    Otherwise every answer interrupts some worker, so that it is read at once. With a core to spare,
    a grader would wait that could work beside its worker. What this process starts does likewise.
    """
    if sys.platform == "linux" and graders >= len(os.sched_getaffinity(0)):
        with contextlib.suppress(PermissionError):  # a container may forbid it; it was a wish
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


@contextlib.contextmanager
def _others(start: Start, grader: "Grader", channel: socket.socket) -> Iterator[None]:
    """Fork the other processes, and end them when this one ends."""
    first, forked = os.getpid(), []
    try:
        for place in range(1, len(start.channels)):
            pid = os.fork()
            if pid == 0:
                channel.close()
                _be_another(start, place, grader, first)
            forked.append(psutil.Process(pid))
            os.close(start.channels[place])
        yield
    finally:
        _end(forked)


def _be_another(start: Start, place: int, grader: "Grader", first: int) -> None:
    """Be a process of its own after a fork, and never return to what the first one has open."""
    status = _EXIT_BROKEN
    try:
        with contextlib.suppress(KeyboardInterrupt, EOFError, ConnectionError):
            _end_with(first)
            for later in start.channels[place + 1 :]:
                os.close(later)
            os.environ["TMPDIR"] = tempfile.tempdir = start.folders[place]
            with (
                _deleted(start.folders[place]),
                socket.socket(fileno=start.channels[place]) as channel,
                grader.with_own_workers(),
            ):
                _serve(channel, grader, receive(channel, Order))
        status = 0
    except BaseException:  # noqa: BLE001  # nobody is left to raise to
        traceback.print_exc()
    finally:
        os._exit(status)


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(processes, _END_S)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _serve(channel: socket.socket, grader: "Grader", order: Order) -> None:
    while True:
        try:
            reply = Reply(grader(order))
        except SandboxError as error:
            reply = _refusal(error)
        send(channel, reply)
        order = receive(channel, Order)


def _refusal(error: SandboxError) -> Reply:
    return Reply(refusal=(str(error), error.found if isinstance(error, LooseError) else None))


class Grader:
    """Answers orders with a workbench."""

    def __init__(self, bench: Workbench, minimum: Confinement) -> None:
        self._bench = bench
        self._minimum = minimum
        self._exercises: dict[str, Exercise] = {}

    def fit(self, tools: Tools) -> Reply:
        """Return whether submissions will be held well enough: an empty reply if so."""
        # The slow imports, beside the start of the worker process.
        importlib.import_module("cnnquiz.judge.run")
        try:
            self._bench.require(self._minimum, tools)
        except SandboxError as error:
            return _refusal(error)
        return Reply()

    def prepare(self, slug: str, seed: int) -> None:
        """Do what is done once for all orders; what fails comes again with each of them.

        Args:
            slug: the exercise that they are for.
            seed: of hidden inputs that are drawn.
        """
        with contextlib.suppress(CourseError):
            self._prepared(slug, seed)

    def read_catalogue(self) -> None:
        """Read what wrong submissions are explained by; what fails comes again with the first."""
        with contextlib.suppress(CourseError):
            wiring.catalogue()

    def __call__(self, order: Order) -> Answer:
        """Return what became of an order.

        Raises:
            LooseError: submissions would not be held well enough, so this one was not run.
            SandboxError: no worker process can be started.
        """
        short = order.slug.partition("_")[0]
        title, problems, wrong = order.slug, [], False
        try:
            exercise = self._prepared(order.slug, order.seed)
            title = exercise.title
            self._bench.require(self._minimum, exercise.tools)
            submission = Submission(Path(f"{order.slug}.py"), order.cells)
            report = self._bench.check(exercise, submission, order.seed)
        except CourseError as error:
            report, wrong = not_run(short, title, COURSE_WRONG), True
            problems = [str(problem) for problem in error.problems]
        problems += [str(problem) for problem in self._bench.problems]
        self._bench.problems.clear()
        return Answer(order.number, _whole(without_inputs(report)), tuple(problems), wrong)

    @contextlib.contextmanager
    def with_own_workers(self) -> Iterator[None]:
        """Leave the worker processes to the process that this one was forked from."""
        self._bench.forget_workers()
        with self._bench:
            yield

    def _prepared(self, slug: str, seed: int) -> Exercise:
        if slug not in self._exercises:
            self._exercises[slug] = load_exercise(wiring.exercises_folder(), slug)
        exercise = self._exercises[slug]
        self._bench.prepare(exercise, seed)
        return exercise


def _whole(report: ExerciseReport) -> ExerciseReport:
    """Return a report whose messages can be sent.

    Half of a surrogate pair, which some text of the student's may hold, becomes an escape.
    """
    checks = tuple(
        replace(check, message=_escaped(check.message)) if check.message else check
        for check in report.checks
    )
    return replace(report, message=_escaped(report.message), checks=checks)


def _escaped(text: str | None) -> str | None:
    return text and text.encode("utf-8", "backslashreplace").decode()


@contextlib.contextmanager
def _deleted(folder: str) -> Iterator[None]:
    try:
        yield
    finally:
        disk.delete(folder)


def _leave(_number: int, _frame: object) -> None:
    # As Ctrl-C does, which nothing on the way takes for a finding about a submission.
    raise KeyboardInterrupt


def _end_with(parent: int) -> None:
    """See to it that this process ends when the one that started it does, however that ends.

    The socket tells as well, but only once the submission in hand is graded.
    """
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it has ended meanwhile
        sys.exit()
