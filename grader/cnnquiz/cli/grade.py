"""`cnnquiz grade`: hidden checks on what a whole class handed in."""

import contextlib
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE, OUTPUT, SEED, UNSAFE_LOCAL, formats
from cnnquiz.cli.exit_status import COURSE_WRONG, TOOL_FAILED
from cnnquiz.cli.output import opened
from cnnquiz.course.intake import Class, find_students, read_work, slugs_in
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.errors import LooseError, SandboxError, UsageError
from cnnquiz.model.batch import StudentReport
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import Confinement, ExerciseReport, Status
from cnnquiz.report.terminal import terminal_of

if TYPE_CHECKING:
    from cnnquiz.grading.batch import Graded, Graders
    from cnnquiz.store.gradebook import Gradebook

GRADEBOOK = "gradebook.db"
_EVEN_SO = {
    Confinement.REDUCED: "To grade even so, say --minimum-confinement reduced.",
    Confinement.PROCESS: (
        "Scores are protected even so, your files are not: if you trust everybody's code with"
        " them, say --unsafe-local."
    ),
}


@click.command
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--exercise",
    "chosen",
    type=EXERCISE,
    multiple=True,
    help="An exercise to grade; may be given again. By default, all that anybody handed in.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    help="How many processes grade at the same time; by default, one for each core.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Grade on a Dask cluster: its scheduler's address, such as tcp://10.0.0.5:8786.",
)
@click.option(
    "--gradebook",
    "url",
    default=GRADEBOOK,
    show_default=True,
    metavar="URL",
    help="Where results are kept: an SQLite file, or any database URL that SQLAlchemy knows.",
)
@formats("text", "json", "csv", explained="How the results are written.")
@OUTPUT
@click.option(
    "--report",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the class's report, a page for a browser; see `gradebook report`.",
)
@SEED
@click.option(
    "--minimum-confinement",
    "minimum",
    type=click.Choice([level.value for level in Confinement]),
    default=Confinement.REDUCED.value,
    show_default=True,
    envvar=wiring.MINIMUM_VARIABLE,
    show_envvar=True,
    help="Grade only where other people's code is held at least so well.",
)
@UNSAFE_LOCAL
def grade(
    submissions: Path,
    *,
    chosen: tuple[str, ...],
    jobs: int | None,
    cluster: str | None,
    url: str,
    form: str,
    output: Path | None,
    page: Path | None,
    seed: int,
    minimum: str,
    unsafe_local: bool,
) -> int:
    """Grade what a class handed in.

    SUBMISSIONS is a folder that holds one folder or archive (zip, tar) for each student. What is
    graded already is not graded again: after an interruption, run the same command once more.

    How well other people's code is held is tried out at the start and stands in every report: full
    (it reaches nothing outside, and uses up nothing), reduced (some of what holds it is missing) or
    process (it can read and write your files). What is missing is said where it is too little.

    The exit status is 0 once everybody is judged, 2 for a command that does not fit, 3 if course
    files are wrong, and 4 if something could not be judged because cnnquiz itself failed.
    """
    wiring.instructors_folder()
    students = find_students(submissions)
    for name in students.ignored:
        click.echo(f"cnnquiz: {name}: is neither a folder nor an archive; ignored", err=True)
    least = _least(Confinement(minimum), unsafe_local=unsafe_local)
    exercises = _exercises(students, chosen)
    total = len(students.entries) * len(exercises)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_saying_what_to_do())
        graders = stack.enter_context(
            _graders(cluster, jobs, total, exercises, seed=seed, minimum=least)
        )
        # SQLAlchemy, which is slow to import: beside the start of the graders.
        from cnnquiz.store.gradebook import Gradebook  # noqa: PLC0415

        graders.ready()  # before there is a gradebook
        book = stack.enter_context(Gradebook(url))
        run = _Run(book, exercises, seed, least)
        run.grade(students, graders)
        graders.dismiss()  # while results are written
        with opened(output) as write:
            for piece in _pieces(form, run.reports(), output):
                write(piece)
        if page:
            from cnnquiz.cli.class_report import write_report  # noqa: PLC0415  # jinja2

            write_report(book, page, students=students)
    for problem in run.problems:
        click.echo(f"cnnquiz: {problem}", err=True)
    if run.not_run:
        return COURSE_WRONG if run.course_wrong else TOOL_FAILED
    return 0


@contextlib.contextmanager
def _saying_what_to_do() -> Iterator[None]:
    """Where other people's code would not be held well enough, say how to grade even so."""
    try:
        yield
    except LooseError as error:
        even_so = _EVEN_SO.get(Confinement(error.found), "")
        raise SandboxError(f"{error} {even_so}".rstrip()) from error


def _least(minimum: Confinement, *, unsafe_local: bool) -> Confinement:
    """Return the level below which nothing is graded."""
    if not unsafe_local:
        return minimum
    asked = click.get_current_context().get_parameter_source("minimum")
    if asked is ParameterSource.COMMANDLINE and minimum is not Confinement.PROCESS:
        raise UsageError(
            f"--unsafe-local grades at any level, --minimum-confinement {minimum.value} does not:"
            " say one of them"
        )
    return Confinement.PROCESS


def _exercises(students: Class, chosen: Sequence[str]) -> list[Exercise]:
    folder = wiring.exercises_folder()
    slugs = exercise_slugs(folder)
    wanted = set(chosen)
    if not wanted:
        for entry in students.entries:
            wanted |= slugs_in(entry, slugs)
            if len(wanted) == len(slugs):
                break
    if not wanted:
        example = f"{slugs[0]}.py" if slugs else "ex01_….py"
        raise UsageError(f"found no file of any exercise, such as {example}, in any submission")
    return [load_exercise(folder, slug) for slug in slugs if slug in wanted]


def _graders(
    cluster: str | None,
    jobs: int | None,
    total: int,
    exercises: list[Exercise],
    *,
    seed: int,
    minimum: Confinement,
) -> "contextlib.AbstractContextManager[Graders]":
    """Return whoever grades: processes on this machine, or a cluster."""
    if cluster is None:
        from cnnquiz.jobs.messages import First  # noqa: PLC0415  # msgspec
        from cnnquiz.jobs.pool import Pool  # noqa: PLC0415  # likewise

        first = First(exercises[0].tools, exercises[0].slug, seed)
        return Pool(min(jobs or cores(), total), first=first, minimum=minimum)
    if jobs is not None:
        raise UsageError("--jobs is for this machine; a cluster's Dask workers say how many grade")
    try:
        from cnnquiz.jobs.cluster import Cluster  # noqa: PLC0415  # half a second
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--cluster needs Dask ({error}): pip install 'cnnquiz[cluster]'"
        ) from error
    return Cluster(
        cluster,
        [exercise.slug for exercise in exercises],
        minimum=minimum,
        tell=lambda text: click.echo(f"cnnquiz: {text}", err=True),
    )


@dataclass
class _Run:
    """One grading of a class, and what was noticed on the way.

    Attributes:
        minimum: how well a student's code was held at least, for its result to count.
        problems: what is wrong with the course or with us, each once.
        not_run: how many could not be judged.
        course_wrong: whether course files were the reason of any of them.
    """

    book: "Gradebook"
    exercises: list[Exercise]
    seed: int
    minimum: Confinement
    problems: dict[str, None] = field(default_factory=dict)
    not_run: int = 0
    course_wrong: bool = False
    _grading: int = 0
    _attempts: dict[str, int] = field(default_factory=dict)

    def grade(self, students: Class, graders: "Graders") -> None:
        """Grade everybody, and keep every result as it comes."""
        # Whatever is imported before the graders start keeps all of them waiting.
        from importlib.metadata import version  # noqa: PLC0415  # 40 ms

        from cnnquiz.cli.grade_progress import Progress  # noqa: PLC0415  # rich
        from cnnquiz.grading.batch import grade_batch  # noqa: PLC0415  # msgspec

        slugs = [exercise.slug for exercise in self.exercises]
        ours = version("cnnquiz")
        key = wiring.result_key(self.exercises, ours, self.seed)
        self._grading = self.book.begin(ours, self.seed, wiring.now())
        works = (read_work(entry, slugs) for entry in students.entries)
        total = len(students.entries) * len(slugs)
        gc.freeze()  # what has been imported stays: nobody need look through it for garbage
        with Progress(total) as progress:
            for graded in grade_batch(
                works,
                self.exercises,
                graders=graders,
                key=key,
                is_known=self._is_known,
                seed=self.seed,
            ):
                self._keep(graded)
                known = graded.answer is None
                progress.advance(graded=not known and graded.key is not None, known=known)
        self.book.end(self._grading, wiring.now())

    def _is_known(self, key: str) -> bool:
        attempt = self.book.known(key, minimum=self.minimum)
        if attempt is not None:
            self._attempts[key] = attempt
        return attempt is not None

    def _keep(self, graded: "Graded") -> None:
        work, exercise, answer = graded.work, graded.exercise, graded.answer
        if answer is None:
            outcome: ExerciseReport | int = self._attempts.pop(graded.key or "")
        else:
            outcome = answer.report
            held = outcome.confinement
            if held is not None and not held.reaches(self.minimum):
                raise SandboxError(
                    f"expected confinement {self.minimum.value}, found {held.value} where the"
                    f" submission of {work.student} was graded"
                )
            self.problems |= dict.fromkeys(answer.problems)
            self.course_wrong |= answer.course_wrong
            self.not_run += outcome.status is Status.NOT_RUN
        self.book.record(
            self._grading,
            work.student,
            exercise.id,
            outcome,
            key=graded.key,
            handed_in=work.handed_in.get(exercise.slug),
            now=wiring.now(),
        )
        if exercise is self.exercises[0]:
            self.book.record_problems(self._grading, work.student, work.problems)

    def reports(self) -> Iterator[StudentReport]:
        """Yield the reports on all students, in alphabetical order."""
        return self.book.reports(self._grading)


def cores() -> int:
    """Return how many cores this process may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# --- output -------------------------------------------------------------------------------------


def _pieces(form: str, reports: Iterable[StudentReport], output: Path | None) -> Iterator[str]:
    from cnnquiz.report import batch  # noqa: PLC0415  # csv and json

    if form == "json":
        return batch.json_pieces(reports)
    if form == "csv":
        return batch.csv_pieces(reports)
    with open(os.devnull, "w", encoding="utf-8") as nobody:  # noqa: PTH123  # a stream, no file
        terminal = terminal_of(nobody if output else sys.stdout, os.environ)
    return batch.text_pieces(reports, terminal)
