"""Where sandbox and judge meet: workers that stay warm, and checks that stay loaded.

Importing it is cheap: what needs numpy or pytest is imported in the method that uses it.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cnnquiz import wiring
from cnnquiz.course import locate
from cnnquiz.errors import Problem
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.confinement import ALL_LAYERS, QUICK_LAYERS, Held, Layer
from cnnquiz.sandbox.process import Nursery
from cnnquiz.sandbox.zygote import Zygote

if TYPE_CHECKING:
    from cnnquiz.judge.material import Material
    from cnnquiz.judge.run import Judge
    from cnnquiz.sandbox.submission_worker import SubmissionWorker
    from cnnquiz.wire.outcome import Lost, Raised, Returned


def held() -> Held:
    """Return what holds other people's code on this machine.

    Raises:
        SandboxError: no worker process can be started.
    """
    with Zygote(ALL_LAYERS, hidden=[wiring.instructors_folder()]) as zygote:
        return zygote.held()


class Workbench:
    """Checks submissions, with workers that stay warm and checks that stay loaded between them.

    Making one starts a worker process at once, beside whatever the caller does next. A context
    manager: leaving it ends every process that it started.
    """

    def __init__(
        self,
        layers: Iterable[Layer] = QUICK_LAYERS,
        tools: Tools = Tools.NUMPY,
        nursery: Nursery | None = None,
    ) -> None:
        """Start the first worker process.

        Args:
            layers: what is to confine workers; those that this system lacks are left out.
            tools: what the first exercise needs, if that is known.
            nursery: what worker processes come from that need the same as it has imported.
        """
        self._layers = frozenset(layers)
        self._nursery = nursery
        self._first: Zygote | None = self._start(tools)
        self._zygotes: dict[Tools, Zygote] = {}
        self._materials: dict[Exercise, Material] = {}
        self._judges: dict[Exercise, Judge] = {}
        self.problems: list[Problem] = []

    def __enter__(self) -> Self:
        """Return the workbench itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """End every process that came from it."""
        for zygote in (*self._zygotes.values(), *filter(None, [self._first])):
            zygote.close()

    def require(self, minimum: Confinement, tools: Tools = Tools.NUMPY) -> None:
        """Make sure that workers are confined well enough for other people's code.

        Args:
            minimum: the least level that will do.
            tools: what those workers will need.

        Raises:
            LooseError: they are not; it says what is missing.
            SandboxError: no worker process can be started.
        """
        zygote = self._zygotes.get(tools) or self._first or self._zygote(tools)
        zygote.require(minimum)

    def forget_workers(self) -> None:
        """Leave all worker processes to the process that this one was forked from."""
        for zygote in (*self._zygotes.values(), *filter(None, [self._first])):
            zygote.forget()
        self._zygotes, self._first = {}, None

    def prepare(self, exercise: Exercise, seed: int = 0) -> None:
        """Do what is done once for all submissions, while the worker process starts.

        Args:
            exercise: what there will be submissions for.
            seed: of hidden inputs that are drawn.

        Raises:
            CourseError: the exercise's files cannot be used.
        """
        if self._has_checks(exercise):
            self._judge(exercise).prepare(seed)

    def check(self, exercise: Exercise, submission: Submission, seed: int = 0) -> ExerciseReport:
        """Return the report on a submission: by hidden checks, or in their absence by examples.

        Checks that fail for reasons of their own are added to `problems`.

        Args:
            exercise: what it is a submission for.
            submission: the student's file.
            seed: of hidden inputs that are drawn.

        Raises:
            CourseError: the exercise's files cannot be used.
        """
        if not self._has_checks(exercise):
            return self.examples(exercise, submission)
        from cnnquiz.grading.behind import used_by_each, with_what_is_behind  # noqa: PLC0415  # numpy
        from cnnquiz.grading.check import run_checks, with_cells_cut  # noqa: PLC0415  # numpy

        def run(worker: "SubmissionWorker") -> tuple[CheckResult, ...]:
            results = self._judge(exercise).run(worker, seed)
            if all(result.earned == result.points for result in results):
                return results
            return with_what_is_behind(results, used_by_each(submission))

        probes = self._material(exercise).probes_source
        with self._worker(exercise, submission, probes) as worker:
            report = run_checks(exercise, worker, run)
        if report.status is not Status.UNREADABLE or submission.cells[0].number is None:
            return report
        from cnnquiz.grading.salvage import salvage  # noqa: PLC0415  # only for such notebooks

        def load(part: Submission) -> "Returned | Raised | Lost":
            with self._worker(exercise, part, None) as worker:
                return worker.load()

        submission, cut = salvage(submission, load, exercise.limits.seconds)
        with self._worker(exercise, submission, probes) as worker:
            rest = run_checks(exercise, worker, run)
        # Where nothing comes of it, what is wrong with the file says more than failed checks do.
        return with_cells_cut(rest, cut, report) if rest.score else report

    def examples(self, exercise: Exercise, submission: Submission) -> ExerciseReport:
        """Return the report on the examples that the stub's docstrings show."""
        from cnnquiz.grading import check  # noqa: PLC0415  # numpy
        from cnnquiz.judge.examples import run_examples  # noqa: PLC0415  # doctest

        with self._worker(exercise, submission, None) as worker:
            return check.run_examples(
                exercise, worker, lambda prompt: run_examples(exercise, prompt)
            )

    def _has_checks(self, exercise: Exercise) -> bool:
        # To look for solutions takes a millisecond, which a class need not pay for everybody.
        return exercise in self._judges or wiring.solutions_folder() is not None

    def _material(self, exercise: Exercise) -> "Material":
        if exercise not in self._materials:
            self._materials[exercise] = wiring.material(exercise)
        return self._materials[exercise]

    def _judge(self, exercise: Exercise) -> "Judge":
        from cnnquiz.judge.run import Judge  # noqa: PLC0415  # pytest

        if exercise not in self._judges:
            own = self._material(exercise)
            self._judges[exercise] = Judge(own, wiring.misconception, self.problems.append)
        return self._judges[exercise]

    @contextlib.contextmanager
    def _worker(
        self, exercise: Exercise, submission: Submission, probes: str | None
    ) -> Iterator["SubmissionWorker"]:
        from cnnquiz.sandbox.submission_worker import SubmissionWorker  # noqa: PLC0415  # numpy

        worker = SubmissionWorker(self._zygote(exercise.tools), exercise, submission, probes)
        try:
            worker.start()  # it loads the submission while the judge imports pytest
            yield worker
        finally:
            worker.close()

    def _zygote(self, tools: Tools) -> Zygote:
        """Return the zygote for `tools`; the first one started serves whatever comes first."""
        if tools not in self._zygotes:
            self._zygotes[tools], self._first = self._first or self._start(tools), None
        return self._zygotes[tools]

    def _start(self, tools: Tools) -> Zygote:
        # Wherever solutions may lie; `wiring.solutions_folder` may take a while to find them.
        named = filter(None, [os.environ.get(locate.SOLUTIONS_VARIABLE)])
        hidden = [Path(name).absolute() for name in named]
        return Zygote(self._layers, hidden, tools, self._nursery)
