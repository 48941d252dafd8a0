"""Where the parts of a course lie, and what reads them; the ways in and out build on it.

With `cnnquiz.workbench`, which brings sandbox and judge together, it alone names concrete parts.
Importing it is cheap: what needs numpy or msgspec is imported in the function that uses it.
"""

import functools
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cnnquiz.course import locate
from cnnquiz.course.load import exercise_slugs, load_catalogue, load_exercise
from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.model.course import Exercise, Misconception
from cnnquiz.model.report import Confinement
from cnnquiz.model.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnnquiz.judge.library import Library
    from cnnquiz.judge.material import Material
    from cnnquiz.model.item import Blueprint, Item
    from cnnquiz.quiz.release import Shelf
    from cnnquiz.quiz.rules import Known

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
