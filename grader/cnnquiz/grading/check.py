"""One submission of one exercise in, one report out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cnnquiz.errors import SandboxError
from cnnquiz.judge.describe import known_type
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, graded
from cnnquiz.model.submission import Unreadable
from cnnquiz.sandbox.submission_worker import SubmissionWorker
from cnnquiz.wire.outcome import BrokeProtocol, Crashed, Lost, Raised, Returned, TimedOut

Checks = Callable[[SubmissionWorker], tuple[CheckResult, ...]]


def missing(exercise: Exercise, message: str) -> ExerciseReport:
    """Return the report on an exercise for which there is no file."""
    return ExerciseReport(exercise.id, exercise.title, Status.MISSING, message=message)


def unreadable(exercise: Exercise, found: Unreadable) -> ExerciseReport:
    """Return the report on a file that is no text of Python."""
    return ExerciseReport(exercise.id, exercise.title, Status.UNREADABLE, message=found.message)


def run_checks(exercise: Exercise, worker: SubmissionWorker, checks: Checks) -> ExerciseReport:
    """Return the report on a submission that a worker has been given.

    Args:
        exercise: what it is a submission for.
        worker: holds the submission; it may still be loading.
        checks: runs the hidden checks; anything that gives their results.
    """
    report = ExerciseReport(exercise.id, exercise.title, Status.GRADED)
    try:
        loaded = worker.load()
        report = replace(report, confinement=worker.confinement(), printed=worker.printed())
        if not isinstance(loaded, Returned):
            return replace(report, status=Status.UNREADABLE, message=_why_not_loaded(loaded))
        return graded(report, checks(worker))
    except SandboxError as error:
        message = f"The checks could not be run: {error}. That is not your doing."
        return replace(report, status=Status.NOT_RUN, message=message)


def with_cells_cut(
    report: ExerciseReport, cut: Sequence[int], first: ExerciseReport
) -> ExerciseReport:
    """Return the report on a notebook of which some cells end early, with words on that.

    Args:
        report: on what is left of the notebook.
        cut: the numbers of those cells.
        first: the report on all of it, which says why it could not be loaded.
    """
    numbers = ", ".join(map(str, cut))
    cells = f"cell {numbers} was" if len(cut) == 1 else f"cells {numbers} were"
    message = f"{first.message}\nSo {cells} not run to the end; what the others define was checked."
    if report.message:
        message = f"{message}\n{report.message}"
    return replace(report, message=message)


def run_examples(exercise: Exercise, worker: SubmissionWorker, checks: Checks) -> ExerciseReport:
    """Return the report on a submission where there are no hidden checks, only examples."""
    report = run_checks(exercise, worker, checks)
    if report.status is Status.GRADED:
        return replace(report, status=Status.EXAMPLES_ONLY)
    return report


def _why_not_loaded(outcome: Raised | Lost) -> str:
    match outcome:
        case TimedOut(seconds):
            return (
                f"The file was not loaded within {seconds:g} s."
                " Is there a loop outside of the functions?"
            )
        case Crashed(reason):
            return f"The process ended while the file was loaded: {reason}."
        case BrokeProtocol(problem):
            return f"The process was stopped while the file was loaded: it sent {problem}."
        case Raised():
            where = f", {outcome.place}: {outcome.place.code}" if outcome.place else ""
            # Nothing hidden has reached the submission yet, so its own words may be shown.
            text = f" ({outcome.text})" if outcome.text else ""
            return f"The file could not be loaded{where}\n{outcome.type}{text}{_advice(outcome)}"


def _advice(outcome: Raised) -> str:
    match known_type(outcome):
        case "ModuleNotFoundError":
            return "\nA submission is one file: what it needs besides numpy and torch goes into it."
        case "FileNotFoundError":
            return "\nOnly the file itself is handed in, so it cannot read others."
        case "SystemExit":
            return "\nIt left the program. Put such lines below if __name__ == '__main__':"
        case "MemoryError":
            return "\nIt takes too much memory, or some of its expressions are nested too deeply."
        case "RecursionError":
            return "\nSomething calls itself without end, or is nested too deeply."
        case "EOFError":
            return "\nNobody is there to answer input()."
        case "NotImplementedError":
            return "\nA call outside of the functions reached one that is not written yet."
        case _:
            return ""
