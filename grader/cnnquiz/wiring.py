"""The one place that names concrete parts; the ways in and out build on it.

Importing it is cheap: what needs numpy or pytest is imported in the method that uses it.
"""

import contextlib
import functools
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cnnquiz.course import locate
from cnnquiz.course.load import exercise_slugs, load_catalogue, load_exercise
from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.model.course import Exercise, Misconception, Tools
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.confinement import ALL_LAYERS, QUICK_LAYERS, Held, Layer
from cnnquiz.sandbox.process import Nursery
from cnnquiz.sandbox.zygote import Zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnnquiz.judge.library import Library
    from cnnquiz.judge.material import Material
    from cnnquiz.judge.run import Judge
    from cnnquiz.model.item import Blueprint, Item
    from cnnquiz.quiz.release import Shelf
    from cnnquiz.quiz.rules import Known
    from cnnquiz.sandbox.submission_worker import SubmissionWorker
    from cnnquiz.wire.outcome import Lost, Raised, Returned

MINIMUM_VARIABLE = "CNNQUIZ_MINIMUM_CONFINEMENT"


def course_folder() -> Path:
    """Return the folder that holds `exercises/` and `questionbank/`.

    Raises:
        CourseError: there is none.
    """
    return locate.course_folder(os.environ)


def exercises_folder() -> Path:
    """Return the folder of the exercises that students receive.

    Raises:
        CourseError: there is no course.
    """
    return course_folder() / "exercises"


def solutions_folder() -> Path | None:
    """Return the folder of references and hidden checks; None in the students' edition.

    Raises:
        CourseError: the environment names a folder that does not exist.
    """
    return locate.solutions_folder(os.environ)


def checkout() -> Path | None:
    """Return the checkout that contains the package, or None if it is installed."""
    return locate.checkout_folder()


def instructors_folder() -> Path:
    """Return the folder of references and hidden checks, where a command cannot do without.

    Raises:
        CourseError: this is the students' edition.
    """
    folder = solutions_folder()
    if folder is None:
        problem = (
            f"found no solutions; install cnnquiz-instructor or set {locate.SOLUTIONS_VARIABLE}"
        )
        raise CourseError([Problem("solutions", "", problem)])
    return folder


@functools.cache
def catalogue() -> dict[str, Misconception]:
    """Return the misconceptions by id.

    Raises:
        CourseError: the catalogue is wrong.
    """
    return load_catalogue(course_folder() / "questionbank" / "misconceptions.yaml")


def misconception(id_: str) -> Misconception | None:
    """Return a misconception, or None if the catalogue has none of that id.

    Raises:
        CourseError: the catalogue is wrong.
    """
    return catalogue().get(id_)


def material(exercise: Exercise) -> "Material":
    """Return the instructor's half of an exercise.

    Raises:
        CourseError: this is the students' edition.
    """
    from cnnquiz.judge.material import Material  # noqa: PLC0415  # numpy

    return Material(instructors_folder() / exercise.slug, exercise)


def concept_names() -> dict[str, str]:
    """Return what people call the concepts of the question bank, by their ids.

    Raises:
        CourseError: `concepts.yaml` is missing or wrong.
    """
    from cnnquiz.course.bank import load_concepts  # noqa: PLC0415  # msgspec

    concepts = load_concepts(course_folder() / "questionbank")
    return {concept.id: concept.name for concept in concepts.values()}


def library() -> "Library":
    """Return the functions that the question bank's items may call.

    Raises:
        CourseError: this is the students' edition, or the course is wrong.
    """
    from cnnquiz.judge.library import Library  # noqa: PLC0415  # numpy

    folder = exercises_folder()
    materials = [material(load_exercise(folder, slug)) for slug in exercise_slugs(folder)]
    return Library(materials, instructors_folder() / "oracles")


def practice_items() -> "tuple[Item, ...]":
    """Return the items that everybody may see, as dealt.

    Raises:
        CourseError: they cannot be read.
    """
    from cnnquiz.course.bank import DEALT, load_dealt  # noqa: PLC0415  # msgspec

    return load_dealt(course_folder() / "questionbank" / DEALT)


def exam_items() -> "tuple[Item, ...]":
    """Return the items kept for exams, as dealt; none in the students' edition.

    Raises:
        CourseError: they cannot be read.
    """
    from cnnquiz.course.bank import DEALT, load_dealt  # noqa: PLC0415  # msgspec

    folder = solutions_folder()
    path = folder / "exam" / DEALT if folder else None
    return load_dealt(path) if path and path.is_file() else ()


def blueprint() -> "Blueprint":
    """Return what every form of an exam is made of.

    Raises:
        CourseError: this is the students' edition, or `blueprint.yaml` is missing or wrong.
    """
    from cnnquiz.course.bank import load_blueprint  # noqa: PLC0415  # msgspec

    return load_blueprint(instructors_folder() / "exam")


def shelves() -> "list[Shelf]":
    """Return the two halves of the question bank, as yet without items.

    Raises:
        CourseError: this is the students' edition.
    """
    from cnnquiz.quiz.release import Shelf  # noqa: PLC0415  # jinja2

    practice = Shelf(course_folder() / "questionbank", exam=False)
    return [practice, Shelf(instructors_folder() / "exam", exam=True)]


def known() -> "Known":
    """Return what items may refer to.

    Raises:
        CourseError: the course is wrong.
    """
    from cnnquiz.course import bank  # noqa: PLC0415  # msgspec
    from cnnquiz.quiz.rules import Known  # noqa: PLC0415  # only authors need it

    folder, exercises = course_folder() / "questionbank", exercises_folder()
    slugs = exercise_slugs(exercises)
    return Known(
        concepts=bank.load_concepts(folder),
        exercises=[slug.partition("_")[0] for slug in slugs],
        misconceptions=catalogue(),
        headings={
            f"{note.id}/{heading.id}": heading.about
            for note in bank.load_notes(folder)
            for heading in note.headings
        },
        pictures=[path.relative_to(exercises).as_posix() for path in exercises.glob("*/*.svg")],
    )


def held() -> Held:
    """Return what holds other people's code on this machine.

    Raises:
        SandboxError: no worker process can be started.
    """
    with Zygote(ALL_LAYERS, hidden=[instructors_folder()]) as zygote:
        return zygote.held()


def minimum_confinement() -> Confinement:
    """Return how well other people's code has to be held at least, as the environment says.

    Raises:
        UsageError: it says something else.
    """
    found = os.environ.get(MINIMUM_VARIABLE) or Confinement.REDUCED.value
    try:
        return Confinement(found)
    except ValueError as error:
        levels = ", ".join(level.value for level in Confinement)
        text = f"{MINIMUM_VARIABLE}: found {found!r}, expected one of {levels}"
        raise UsageError(text) from error


def result_key(
    exercises: "Sequence[Exercise]", version: str, seed: int
) -> "Callable[[Exercise, Submission], str]":
    """Return what gives the key that a submission's result is known by.

    Args:
        exercises: those that it will be asked for; all their files are read at once.
        version: of cnnquiz.
        seed: of hidden inputs that are drawn.

    Raises:
        CourseError: this is the students' edition.
    """
    from cnnquiz.grading.batch import key_of  # noqa: PLC0415  # msgspec

    digests = exercise_digests(exercise.slug for exercise in exercises)
    return lambda exercise, submission: key_of(submission, digests[exercise.slug], version, seed)


def exercise_digests(slugs: Iterable[str]) -> dict[str, str]:
    """Return a sum of all files of each exercise, the instructor's included, by its long name.

    Raises:
        CourseError: this is the students' edition.
    """
    from cnnquiz.grading.batch import digest_of_folders  # noqa: PLC0415  # msgspec

    halves = (exercises_folder(), instructors_folder())
    return {slug: digest_of_folders(half / slug for half in halves) for slug in slugs}


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


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
        return exercise in self._judges or solutions_folder() is not None

    def _material(self, exercise: Exercise) -> "Material":
        if exercise not in self._materials:
            self._materials[exercise] = material(exercise)
        return self._materials[exercise]

    def _judge(self, exercise: Exercise) -> "Judge":
        from cnnquiz.judge.run import Judge  # noqa: PLC0415  # pytest

        if exercise not in self._judges:
            own = self._material(exercise)
            self._judges[exercise] = Judge(own, misconception, self.problems.append)
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
        # Wherever solutions may lie; not `solutions_folder`, which may take a while to find them.
        named = filter(None, [os.environ.get(locate.SOLUTIONS_VARIABLE)])
        hidden = [Path(name).absolute() for name in named]
        return Zygote(self._layers, hidden, tools, self._nursery)
