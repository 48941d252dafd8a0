"""PrairieLearn: what its external grader reads and writes.

Where a file cannot be read there is nothing to grade: PrairieLearn then shows why, and the attempt
does not count. The same holds for a failure of ours.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnnquiz import disk, wiring
from cnnquiz.errors import writing
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import Confinement, ExerciseReport, Status
from cnnquiz.platforms.line import TEXT_CHARACTERS, Line, fit, lines_of, one_line
from cnnquiz.platforms.work import Graded, grade_folder
from cnnquiz.sandbox.confinement import ALL_LAYERS
from cnnquiz.workbench import Workbench

MOST_BYTES = 1_000_000  # of results.json; PrairieLearn takes no larger one
NOT_FINISHED = (
    "The grader did not finish. That is not your doing, and this attempt does not count: "
    "hand in the same again later, or tell those who teach."
)
_SHORTER = (TEXT_CHARACTERS, 1000, 200, 0)


def run(
    root: Path,
    exercise: Exercise,
    tell: Callable[[str], object],
    *,
    seed: int = 0,
    unsafe_local: bool = False,
) -> bool:
    """Grade the submission in PrairieLearn's folders, and write `results/results.json`.

    Args:
        root: `/grade`, or what stands for it; the submission is in `student`.
        exercise: the exercise that the question is about.
        tell: told of problems that are not the student's.
        seed: of hidden inputs that are drawn.
        unsafe_local: grade even where nothing but its own process holds the student's code.

    Returns:
        Whether nothing of ours failed.

    Raises:
        CourseError: this is the students' edition.
        SandboxError: students' code cannot be confined well enough.
        UsageError: the results cannot be written.
    """
    target = root / "results" / "results.json"
    with writing(target):
        disk.write_whole(target, _document(_not_gradable(NOT_FINISHED)))
    wiring.instructors_folder()
    with Workbench(ALL_LAYERS) as bench:
        bench.require(Confinement.PROCESS if unsafe_local else Confinement.REDUCED)
        graded = grade_folder(bench, [exercise], root / "student", seed=seed)
    for problem in graded.problems:
        tell(problem)
    content = results(graded)
    with writing(target):
        disk.write_whole(target, content)
    return graded.reports[0].status is not Status.NOT_RUN


def results(graded: Graded) -> bytes:
    """Return `results.json` for one exercise, no larger than PrairieLearn takes it."""
    (report,) = graded.reports
    notes = "\n".join(f"Note: {one_line(oddity)}" for oddity in graded.oddities)
    if report.status is Status.NOT_RUN:
        return _document(_not_gradable(NOT_FINISHED))
    if report.status in (Status.UNREADABLE, Status.MISSING):
        errors = [line.text for line in lines_of(report)]
        return _document(_not_gradable(fit(notes), errors))
    candidates = (_document(_gradable(report, fit(notes), most)) for most in _SHORTER)
    return next(document for document in candidates if len(document) <= MOST_BYTES)


def info(exercise: Exercise, image: str, seconds: int) -> str:
    """Return what belongs into a question's `info.json`, as a JSON object of its own.

    Args:
        exercise: the exercise that the question is about.
        image: the container image that holds cnnquiz and cnnquiz-instructor.
        seconds: how long grading may take, at most 600.
    """
    snippet = {
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": f"python3 -P -m cnnquiz prairielearn run {exercise.id}",
            "timeout": seconds,
            "enableNetworking": False,
        },
    }
    return json.dumps(snippet, indent=2) + "\n"


def _gradable(report: ExerciseReport, notes: str, most: int) -> dict[str, Any]:
    lines = lines_of(report)
    return {
        "gradable": True,
        "score": round((report.score or 0.0) / report.max_score, 6),
        "message": notes,
        "tests": [_test(replace(line, text=fit(line.text, most))) for line in lines],
    }


def _not_gradable(message: str, errors: list[str] | None = None) -> dict[str, Any]:
    # Its page shows format_errors, and a message only beside a score.
    return {"gradable": False, "message": message, "format_errors": errors or [message]}


def _test(line: Line) -> dict[str, Any]:
    return {
        "name": line.title,
        "points": line.earned,
        "max_points": line.points,
        "message": line.text,
    }


def _document(members: dict[str, Any]) -> bytes:
    text = json.dumps(members, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    return text.encode()
