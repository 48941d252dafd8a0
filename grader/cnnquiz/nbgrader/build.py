"""Writes the source notebooks of assignments into a course of nbgrader."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.course.submission import read_submission
from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.model.submission import Unreadable
from cnnquiz.nbgrader.questions import NAME, questions_notebook
from cnnquiz.nbgrader.source import source_notebook
from cnnquiz.workbench import Workbench


def build(course: Path, slugs: Sequence[str], questions: int = 0) -> Iterator[Path]:
    """Write the source notebooks of some exercises, and yield each file once it is there.

    Args:
        course: the course's folder, with its `nbgrader_config.py`.
        slugs: the exercises' long names, which become the assignments' names.
        questions: how many questions each assignment is to have, in a notebook of their own.

    Raises:
        CourseError: this is the students' edition, or the course is wrong.
        UsageError: there are no questions about an exercise.
    """
    exercises = wiring.exercises_folder()
    with Workbench() as bench:
        for slug in slugs:
            exercise = load_exercise(exercises, slug)
            path = wiring.instructors_folder() / slug / f"{slug}.py"
            reference = read_submission(path)
            if isinstance(reference, Unreadable):
                raise CourseError([Problem(str(path), "", reference.message)])
            report = bench.check(exercise, reference)
            (cell,) = reference.cells
            text = source_notebook(exercise, cell.source, report, _given("given_examples.py"))
            folder = course / "source" / slug
            yield from _write(folder, [(slug, text)])
            if questions:
                asked = questions_notebook(slug, questions, exercises, _given("given_questions.py"))
                if asked is None:
                    raise UsageError(f"the question bank has no question about {exercise.id}")
                yield from _write(folder, [(NAME, asked)])


def _write(folder: Path, notebooks: Iterable[tuple[str, str]]) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in notebooks:
        path = folder / f"{name}.ipynb"
        path.write_text(text, encoding="utf-8", newline="\n")
        yield path


def _given(name: str) -> str:
    """Return the text of a module that notebooks hold."""
    return (files("cnnquiz.nbgrader") / name).read_text(encoding="utf-8")
