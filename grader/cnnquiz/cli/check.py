"""`cnnquiz check`: hidden checks on the student's own files."""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE_OR_FILE, formats
from cnnquiz.cli.exit_status import COURSE_WRONG, POINTS_LOST, TOOL_FAILED
from cnnquiz.course.load import exercise_slugs, find, load_exercise
from cnnquiz.course.submission import find_submission, nearest_file, read_submission
from cnnquiz.errors import CourseError, UsageError
from cnnquiz.model.course import Exercise
from cnnquiz.model.event import Checked
from cnnquiz.model.report import ExerciseReport, Status
from cnnquiz.model.submission import Unreadable
from cnnquiz.progress.journal import record
from cnnquiz.progress.log import record_check
from cnnquiz.progress.workspace import STATE, find_workspace
from cnnquiz.report.terminal import terminal_of
from cnnquiz.report.text import write_report, write_summary
from cnnquiz.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Job:
    """An exercise to check, and the file to check it on.

    Attributes:
        path: the student's file; None if there is none.
        own: whether it was found in the student's own folder, so that its score is remembered.
        following: the short name of the exercise that comes after it.
    """

    exercise: Exercise
    path: Path | None
    own: bool
    following: str | None


def _only_one(
    _context: click.Context, _option: click.Parameter, files: tuple[Path, ...]
) -> Path | None:
    if len(files) > 1:
        raise UsageError(f"--file is one file; found {len(files)}")
    return files[0] if files else None


@click.command
@click.argument("exercises", nargs=-1, type=EXERCISE_OR_FILE, metavar="[EXERCISE]...")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    multiple=True,  # so that a second one is refused, and not silently taken for the first
    callback=_only_one,
    help="The file to check, a .py or .ipynb; by default it is looked for in your folder.",
)
@click.option("--all", "every", is_flag=True, help="Check every exercise that you have a file for.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved; Ctrl-C ends.")
@formats("text", "json", "junit", explained="How the result is written to stdout.")
def check(
    exercises: tuple[str | Path, ...], file: Path | None, every: bool, watch: bool, form: str
) -> int:
    """Check your solutions and say what is wrong.

    EXERCISE is a name such as ex03; several may be given. Or it is one file, such as ex03.ipynb.
    The exit status is 0 for full score, 1 if points are lost, 2 for a command that does not fit,
    3 if course files are wrong, and 4 if cnnquiz itself fails.
    """
    # First of all: the worker process starts while the rest is read and imported here.
    with Workbench() as bench:
        folder = wiring.exercises_folder()
        files = [name for name in exercises if isinstance(name, Path)]
        names = [name for name in exercises if isinstance(name, str)]
        if len(files) + bool(file) > 1:
            raise UsageError("one file at a time; for more, name the exercises")
        jobs = _jobs(folder, names, files[0] if files else file, every=every)
        if watch:
            return _watch(bench, jobs, form)
        return _check(bench, jobs, form)


def _jobs(folder: Path, named: Sequence[str], file: Path | None, *, every: bool) -> list[Job]:
    slugs = exercise_slugs(folder)
    if every and (named or file):
        raise UsageError("--all checks every exercise; leave out the names and --file")
    if file is not None and not named:
        named = [_named_by(file, slugs)]
    if file is not None and len(named) > 1:
        raise UsageError(f"--file is one file; found {len(named)} exercises to check it for")
    if not named and not every:
        raise UsageError("which exercise? Name one (cnnquiz check ex01), or say --all")
    if file is not None and not file.exists():
        near = nearest_file(file)
        raise UsageError(f"no file {file}" + (f"; did you mean {near}?" if near else ""))
    workspace = find_workspace(Path.cwd())
    jobs: list[Job] = []
    for slug in dict.fromkeys(slugs if every else named):
        exercise = load_exercise(folder, slug)
        own = _own_file(exercise, workspace)
        path = file or own
        is_own = path is not None and own is not None and path.resolve() == own.resolve()
        after = slugs[slugs.index(slug) + 1 :]
        jobs.append(Job(exercise, path, is_own, after[0].partition("_")[0] if after else None))
    if every and not any(job.path for job in jobs):
        raise UsageError("found no file of any exercise here; cnnquiz start writes them")
    return [job for job in jobs if job.path or not every]


def _named_by(file: Path, slugs: Sequence[str]) -> str:
    try:
        return find(slugs, file.stem)
    except UsageError:
        text = f"which exercise is {file.name} for? Name it: cnnquiz check ex01 --file {file}"
        raise UsageError(text) from None


def _own_file(exercise: Exercise, workspace: Path) -> Path | None:
    return find_submission(Path.cwd(), exercise) or find_submission(workspace, exercise)


# --- checking ---------------------------------------------------------------------------------


def _check(bench: Workbench, jobs: Sequence[Job], form: str) -> int:
    """Check, print, remember; return the exit status."""
    reports: list[ExerciseReport] = []
    wrong: list[CourseError] = []
    workspace = find_workspace(Path.cwd())
    shown = _Shown(form, single=len(jobs) == 1)
    for job in jobs:
        with _busy(f"checking {job.exercise.id} …", show=len(jobs) > 1):
            try:
                report = _report(bench, job)
            except CourseError as error:
                # One exercise's mistake does not keep the others from being checked.
                wrong.append(error)
                continue
        reports.append(report)
        shown.add(report, job)
        # Not everywhere that a file is checked is a folder to leave a log in.
        if job.own and (workspace / STATE).is_dir():
            now = wiring.now()
            event = Checked(now, report.exercise, report.score, tuple(_beliefs(report)))
            for warning in (record_check(workspace, report, now), record(workspace, [event])):
                if warning is not None:
                    click.echo(f"cnnquiz: {warning}", err=True)
    shown.finish()
    for problem in [*bench.problems, *(one for error in wrong for one in error.problems)]:
        click.echo(f"cnnquiz: {problem}", err=True)
    bench.problems.clear()
    return exit_status(reports, course_wrong=bool(wrong))


def _report(bench: Workbench, job: Job) -> ExerciseReport:
    from cnnquiz.grading.check import missing, unreadable  # noqa: PLC0415  # numpy

    exercise = job.exercise
    if job.path is None:
        text = f"There is no {exercise.slug}.py here, nor in a folder of that name."
        return missing(exercise, text)
    submission = read_submission(job.path)
    if isinstance(submission, Unreadable):
        return unreadable(exercise, submission)
    return bench.check(exercise, submission)


def _beliefs(report: ExerciseReport) -> dict[str, None]:
    """Return the ids of the misconceptions that a report names, each once, in order."""
    named = (check.misconception for check in report.checks)
    return dict.fromkeys(found.id for found in named if found is not None)


def _questions_on(report: ExerciseReport) -> str | None:
    """Return what to ask questions about: a belief that was found, or else the exercise."""
    try:
        items = wiring.practice_items()
    except CourseError:  # a course may have no questions
        return None
    asked = {id_ for item in items for id_ in (item.exercise, *item.misconceptions)}
    return next((name for name in (*_beliefs(report), report.exercise) if name in asked), None)


def exit_status(reports: Sequence[ExerciseReport], *, course_wrong: bool = False) -> int:
    """Return the exit status for some reports: of several that apply, 4 before 3 before 1."""
    if any(report.status is Status.NOT_RUN for report in reports):
        return TOOL_FAILED
    if course_wrong:
        return COURSE_WRONG
    return 0 if all(report.complete for report in reports) else POINTS_LOST


class _Shown:
    """Writes reports to stdout: text as they come, other formats when all are there."""

    def __init__(self, form: str, *, single: bool) -> None:
        self._form = form
        self._single = single
        self._reports: list[ExerciseReport] = []
        self._terminal = terminal_of(sys.stdout, os.environ)

    def add(self, report: ExerciseReport, job: Job) -> None:
        self._reports.append(report)
        if self._form != "text":
            return
        text = write_report(report, self._terminal, following=job.following, advice=self._single)
        click.echo(text + ("" if self._single else "\n"), color=self._terminal.colour)
        if self._single and not report.complete and (offer := _questions_on(report)):
            click.echo(f"Questions on this: cnnquiz quiz {offer}")

    def finish(self) -> None:
        if self._form == "text":
            if not self._single and self._reports:
                text = write_summary(self._reports, self._terminal)
                click.echo(text, color=self._terminal.colour)
            return
        click.echo(_FORMATS[self._form](self._reports))


def _as_json(reports: Sequence[ExerciseReport]) -> str:
    from cnnquiz.report.json_format import as_json  # noqa: PLC0415  # only for this format

    return as_json(reports)


def _as_junit(reports: Sequence[ExerciseReport]) -> str:
    from cnnquiz.report.junit import as_junit  # noqa: PLC0415  # only for this format

    return as_junit(reports)


_FORMATS: dict[str, Callable[[Sequence[ExerciseReport]], str]] = {
    "json": _as_json,
    "junit": _as_junit,
}


class _busy:  # noqa: N801  # reads as a phrase in `with`
    """Says on stderr, if that is a terminal, what is under way, and wipes it afterwards."""

    def __init__(self, text: str, *, show: bool) -> None:
        self._text = text if show and sys.stderr.isatty() else ""

    def __enter__(self) -> None:
        if self._text:
            click.echo(self._text, err=True, nl=False)

    def __exit__(self, *_exception: object) -> None:
        if self._text:
            click.echo("\r" + " " * len(self._text) + "\r", err=True, nl=False)


# --- watching ---------------------------------------------------------------------------------


def _watch(bench: Workbench, jobs: Sequence[Job], form: str) -> int:
    from watchfiles import watch  # noqa: PLC0415  # 50 ms, and only for --watch

    present = [job for job in jobs if job.path is not None]
    if not present:
        raise UsageError("found no file to watch; cnnquiz start writes them")
    # Editors replace a file rather than write into it, so its folder is what is watched.
    paths = {job.path.resolve(): job for job in present if job.path is not None}
    status = _check(bench, present, form)
    click.echo("Watching. Save a file to check it again; Ctrl-C ends.", err=True)
    # Ctrl-C is how watching ends. watchfiles could swallow it, but would then talk about it.
    with contextlib.suppress(KeyboardInterrupt):
        for changes in watch(*{path.parent for path in paths}, recursive=False):
            changed = {Path(path).resolve() for _, path in changes}
            again = [job for path, job in paths.items() if path in changed and path.exists()]
            if again:
                click.echo(f"--- {wiring.now().astimezone():%H:%M:%S}", err=True)
                status = _check(bench, again, form)
    click.echo(err=True)  # ends the line after ^C
    return status
