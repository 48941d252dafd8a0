"""A whole class in, one report after another out, whoever does the grading."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cnnquiz.model.batch import HandedIn
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import ExerciseReport, Status
from cnnquiz.model.submission import Cell, Submission, Unreadable

COURSE_WRONG = "The exercise's own files are wrong. No points are lost by it."
_NOT_FILES_OF_IT = {"__pycache__"}


@dataclass(frozen=True, slots=True)
class Order:
    """One submission to grade.

    Attributes:
        number: tells it from every other order of the same batch.
        slug: the long name of the exercise.
        cells: the student's code.
        seed: of hidden inputs that are drawn.
    """

    number: int
    slug: str
    cells: tuple[Cell, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an order.

    Attributes:
        number: the order's.
        report: the report on it.
        problems: what is wrong with the course, each as one line.
        course_wrong: whether the exercise could not be graded for it.
    """

    number: int
    report: ExerciseReport
    problems: tuple[str, ...] = ()
    course_wrong: bool = False


class Graders(Protocol):
    """Whoever grades: processes on this machine, or many machines."""

    @property
    def capacity(self) -> int:
        """How many orders keep everybody busy."""

    def ready(self) -> None:
        """Wait until it is known that submissions will be held well enough.

        Raises:
            LooseError: they will not be.
            SandboxError: no worker can be started.
        """

    def put(self, order: Order) -> None:
        """Hand out an order, and do not wait for it."""

    def get(self) -> Answer:
        """Wait for the answer to some order."""

    def dismiss(self) -> None:
        """Let them end, once every order is answered; do not wait for it."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One exercise of one student, done.

    Attributes:
        work: the student's whole work.
        exercise: the exercise.
        key: what the result is known by; None for one that will not be used again.
        answer: what became of it; None if the result was known already.
    """

    work: HandedIn
    exercise: Exercise
    key: str | None
    answer: Answer | None

    @property
    def report(self) -> ExerciseReport | None:
        """The report, unless it was known already."""
        return None if self.answer is None else self.answer.report


def grade_batch(
    works: Iterable[HandedIn],
    exercises: Sequence[Exercise],
    *,
    graders: Graders,
    key: Callable[[Exercise, Submission], str],
    is_known: Callable[[str], bool],
    seed: int = 0,
) -> Iterator[Graded]:
    """Yield the result for every exercise of every student, as they come.

    Works are read only as fast as they are graded, so that a class may be as large as it likes.

    Args:
        works: what the students handed in.
        exercises: what to grade of it.
        graders: whoever grades.
        key: returns what a submission's result is known by.
        is_known: whether there is a result of that key already; asked just before it is graded.
        seed: of hidden inputs that are drawn.
    """
    under_way = _UnderWay(graders)
    number = 0
    for work in works:
        for exercise in exercises:
            number += 1
            submission = work.files.get(exercise.slug)
            if not isinstance(submission, Submission):
                yield Graded(
                    work, exercise, None, Answer(number, _without_code(exercise, submission))
                )
                continue
            waiting = Graded(work, exercise, key(exercise, submission), None)
            if is_known(waiting.key or ""):
                yield waiting
            elif not under_way.joins(waiting):
                while under_way.full:
                    yield from under_way.finished()
                under_way.add(waiting, Order(number, exercise.slug, submission.cells, seed))
    while under_way:
        yield from under_way.finished()


def _without_code(exercise: Exercise, found: Unreadable | None) -> ExerciseReport:
    from cnnquiz.grading.check import missing, unreadable  # noqa: PLC0415  # numpy

    if found is None:
        text = f"There is no {exercise.slug}.py or .ipynb in what was handed in."
        return missing(exercise, text)
    return unreadable(exercise, found)


class _UnderWay:
    """What is being graded; of several submissions of the same text, one."""

    def __init__(self, graders: Graders) -> None:
        self._graders = graders
        self._by_number: dict[int, list[Graded]] = {}
        self._by_key: dict[str | None, list[Graded]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_number)

    @property
    def full(self) -> bool:
        return len(self._by_number) >= self._graders.capacity

    def joins(self, one: Graded) -> bool:
        """Return whether its twin is under way, whose result it will have."""
        twins = self._by_key.get(one.key, [])
        if twins:
            twins.append(one)
        return bool(twins)

    def add(self, one: Graded, order: Order) -> None:
        self._by_number[order.number] = self._by_key[one.key] = [one]
        self._graders.put(order)

    def finished(self) -> Iterator[Graded]:
        """Wait for some order to be answered, and yield what it was the answer to."""
        answer = self._graders.get()
        twins = self._by_number.pop(answer.number)
        del self._by_key[twins[0].key]
        for one in twins:
            yield Graded(one.work, one.exercise, one.key, answer)


def not_run(exercise_id: str, title: str, message: str) -> ExerciseReport:
    """Return the report on an exercise that we failed to grade; nobody loses points by it."""
    return ExerciseReport(exercise_id, title, Status.NOT_RUN, message=message)


# --- what a result is known by ------------------------------------------------------------------


def digest_of_folders(folders: Iterable[Path]) -> str:
    """Return a sum of the names and contents of all files in some folders."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and not _NOT_FILES_OF_IT & set(place.parts):
                content = path.read_bytes()
                total.update(f"{place.as_posix()}\0{len(content)}\0".encode())
                total.update(content)
        total.update(b"\1")
    return total.hexdigest()


def key_of(submission: Submission, exercise_digest: str, version: str, seed: int) -> str:
    """Return what the result for a submission is known by.

    Args:
        submission: the student's code; who wrote it does not matter.
        exercise_digest: of all files of the exercise, the instructor's included.
        version: of cnnquiz.
        seed: of hidden inputs that are drawn.
    """
    total = hashlib.sha256()
    parts = [exercise_digest, version, str(seed)]
    for cell in submission.cells:
        parts += [str(cell.number), cell.source]
    for part in parts:
        data = part.encode()
        total.update(f"{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()
