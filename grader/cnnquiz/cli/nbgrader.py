"""`cnnquiz nbgrader`: assignments for courses that run on nbgrader."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cnnquiz.cli.arguments import EXERCISE
from cnnquiz.cli.exit_status import TOOL_FAILED
from cnnquiz.errors import UsageError

if TYPE_CHECKING:
    from cnnquiz.nbgrader.drive import Done

    Grade = Callable[[str, Sequence[str]], Iterator[tuple[str, Done]]]


_COURSE = click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="this folder",
    help="The course's folder, with its nbgrader_config.py.",
)


@click.group
def nbgrader() -> None:
    """Make, release, collect and grade assignments with nbgrader."""


@nbgrader.command
@click.argument("folder", metavar="COURSE_DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--course-id", help="nbgrader's name for the course; by default the folder's.")
@click.option(
    "--exchange",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder by which notebooks come and go; by default nbgrader's own.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file: id, and perhaps first_name, last_name, email, lms_user_id.",
)
def init(folder: Path, course_id: str | None, exchange: Path | None, roster: Path | None) -> None:
    """Make a course of nbgrader in COURSE_DIR.

    Its configuration keeps students' code out of any kernel. In a course that is there already,
    nothing but the roster changes.
    """
    from cnnquiz.nbgrader.course import CONFIG, make_course, read_roster  # noqa: PLC0415  # csv

    count = make_course(
        folder, course_id, exchange, None if roster is None else read_roster(roster)
    )
    students = f", {count} students in the gradebook" if roster else ""
    click.echo(f"{folder / CONFIG} is ready{students}", err=True)
    click.echo(f"Next: cnnquiz nbgrader build ex01 --course {folder}", err=True)


@nbgrader.command
@click.argument("exercises", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option(
    "--with-quiz",
    "questions",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Add a notebook with N questions, and one to be answered in words.",
)
@_COURSE
def build(exercises: tuple[str, ...], questions: int, course: Path) -> None:
    """Write the source notebooks of assignments.

    There is one assignment for each EXERCISE. They hold the reference solutions. What students
    receive is made by `nbgrader release`.
    """
    from cnnquiz.nbgrader import build as notebooks  # noqa: PLC0415  # numpy, the question bank
    from cnnquiz.nbgrader.course import require_course  # noqa: PLC0415  # csv

    require_course(course)
    for path in notebooks.build(course, list(dict.fromkeys(exercises)), questions):
        click.echo(path)


@nbgrader.command
@click.argument("exercises", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option("--plain", is_flag=True, help="Write the release folder only; use no exchange.")
@click.option("--force", is_flag=True, help="Replace what the exchange has already.")
@_COURSE
def release(exercises: tuple[str, ...], plain: bool, force: bool, course: Path) -> int:
    """Release assignments to students.

    What they receive is made from the source notebooks, and put into nbgrader's exchange.
    """
    run = _Steps(course)
    for slug in run.bar(exercises, "releasing"):
        run.course.require_source(slug)
        if run.note(slug, run.course.generate(slug)) and not plain:
            run.note(slug, run.course.release(slug, force=force))
    return run.end()


@nbgrader.command
@click.argument("exercises", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder with one folder or archive for each student, in place of the exchange.",
)
@_COURSE
def collect(exercises: tuple[str, ...], folder: Path | None, course: Path) -> int:
    """Fetch what students handed in.

    It comes from nbgrader's exchange, or from a folder.
    """
    run = _Steps(course)
    if folder is not None:
        from cnnquiz.nbgrader.collect import collect_from  # noqa: PLC0415  # archives

        for slug in run.bar(exercises, "collecting"):
            for student, done in collect_from(folder, course, slug):
                run.note(f"{_short(slug)}, {student}", done)
        return run.end()
    for slug in run.bar(exercises, "collecting"):
        run.note(slug, run.course.collect(slug))
    return run.end()


@nbgrader.command
@click.argument("exercises", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option("--fast", is_flag=True, help="Grade in the pool of `cnnquiz grade`: the same scores.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="With --fast: how many processes; by default, one for each core.",
)
@click.option("--student", "chosen", multiple=True, help="Only this one; may be given again.")
@click.option(
    "--unsafe-local",
    is_flag=True,
    help="With --fast: grade even where nothing but its own process holds students' code.",
)
@_COURSE
def autograde(
    exercises: tuple[str, ...],
    *,
    fast: bool,
    jobs: int | None,
    chosen: tuple[str, ...],
    unsafe_local: bool,
    course: Path,
) -> int:
    """Grade what was collected.

    Scores go into nbgrader's gradebook, notebooks into autograded/. The exit status is 4 if
    somebody could not be graded, or something is left to be judged by hand.
    """
    run = _Steps(course)
    todo = [(slug, run.students(run.course.submitted(slug), chosen, slug)) for slug in exercises]
    total = sum(len(students) for _, students in todo)
    with (
        run.grading(total, jobs, fast=fast, unsafe_local=unsafe_local) as grade,
        run.progress("grading", total) as advance,
    ):
        for slug, students in todo:
            for student, done in grade(slug, students):
                run.note(f"{_short(slug)}, {student}", done)
                advance()
    return run.end()


@nbgrader.command
@click.argument("exercises", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option("--student", "chosen", multiple=True, help="Only this one; may be given again.")
@click.option("--release", "put", is_flag=True, help="Put it into nbgrader's exchange as well.")
@_COURSE
def feedback(exercises: tuple[str, ...], chosen: tuple[str, ...], put: bool, course: Path) -> int:
    """Write feedback on what was autograded.

    It is one HTML page for each notebook.
    """
    run = _Steps(course)
    todo = [(slug, run.students(run.course.autograded(slug), chosen, slug)) for slug in exercises]
    with run.progress("writing feedback", sum(len(students) for _, students in todo)) as advance:
        for slug, students in todo:
            for student in students:
                run.note(f"{_short(slug)}, {student}", run.course.feedback(slug, student))
                advance()
            if put:
                run.note(slug, run.course.release_feedback(slug))
    return run.end()


def _short(slug: str) -> str:
    return slug.partition("_")[0]


class _Steps:
    """Steps of nbgrader under way: the course, a bar, and what is to be told."""

    def __init__(self, course: Path) -> None:
        from cnnquiz.nbgrader.drive import Course  # noqa: PLC0415  # nbgrader

        self.course = Course(course)
        self._done = self._failed = self._incomplete = 0

    def students(self, found: Sequence[str], chosen: Sequence[str], slug: str) -> list[str]:
        """Return whose work is to be looked at.

        Raises:
            UsageError: there is none, or none of somebody who was named.
        """
        if missing := [name for name in chosen if name not in found]:
            raise UsageError(f"{slug}: there is nothing of {', '.join(missing)}")
        if not found:
            raise UsageError(f"{slug}: there is nobody's work yet; run the step before this one")
        return [name for name in found if not chosen or name in chosen]

    @contextlib.contextmanager
    def grading(
        self, total: int, jobs: int | None, *, fast: bool, unsafe_local: bool
    ) -> Iterator["Grade"]:
        """Yield what grades some students' work on an exercise: nbgrader, or our own processes."""
        if not fast:
            yield lambda slug, students: (
                (student, self.course.autograde(slug, student)) for student in students
            )
            return
        from cnnquiz.cli.grade import cores  # noqa: PLC0415  # only here
        from cnnquiz.jobs.pool import Pool  # noqa: PLC0415  # msgspec
        from cnnquiz.nbgrader.fast import FastGrading  # noqa: PLC0415  # nbgrader

        with Pool(min(jobs or cores(), total)) as pool:
            yield lambda slug, students: FastGrading(
                self.course, slug, unsafe_local=unsafe_local
            ).grade(students, pool)

    def note(self, place: str, done: "Done") -> bool:
        """Tell what there is to say about a step, and return whether it succeeded."""
        for text in done.notes:
            click.echo(f"cnnquiz: {place}: {text}", err=True)
        self._done += done.success
        self._failed += not done.success
        self._incomplete += done.incomplete
        return done.success

    def bar(self, slugs: Sequence[str], doing: str) -> Iterator[str]:
        """Yield exercises, each once, and show how far that has got."""
        names = list(dict.fromkeys(slugs))
        with self.progress(doing, len(names)) as advance:
            for name in names:
                yield name
                advance()

    @contextlib.contextmanager
    def progress(self, doing: str, total: int) -> Iterator[Callable[[], None]]:
        """Show a bar on stderr where that is a terminal; yield what moves it on."""
        with click.progressbar(
            length=total, label=doing, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            yield lambda: bar.update(1)

    def end(self) -> int:
        """Say how it went, and return the exit status."""
        failed = f"; {self._failed} failed" if self._failed else ""
        if self._incomplete:
            failed += f"; {self._incomplete} with something left to be judged by hand"
        click.echo(f"{self._done} done{failed}", err=True)
        return TOOL_FAILED if self._failed or self._incomplete else 0
