"""Reports for programs, as JSON; the format is a promise that other people's scripts rely on."""

import json
from collections.abc import Sequence
from typing import Any

from cnnquiz.model.batch import StudentReport
from cnnquiz.model.report import CheckResult, ExerciseReport

FORMAT = 1


def as_json(reports: Sequence[ExerciseReport]) -> str:
    """Return the reports as one JSON object, in ASCII, so that any stream can take it."""
    document = {"format": FORMAT, "exercises": [exercise_object(report) for report in reports]}
    return json.dumps(document, indent=2, allow_nan=False)


def exercise_object(report: ExerciseReport) -> dict[str, Any]:
    """Return one report as what becomes a JSON object."""
    return {
        "exercise": report.exercise,
        "title": report.title,
        "score": None if report.score is None else float(report.score),
        "max_score": float(report.max_score),
        "status": report.status.value,
        "message": report.message,
        "confinement": None if report.confinement is None else report.confinement.value,
        "checks": [_check_object(check) for check in report.checks],
    }


def submission_object(report: StudentReport) -> dict[str, Any]:
    """Return one student's report as what becomes a JSON object; no call shows its inputs."""
    exercises = [exercise_object(exercise) for exercise in report.exercises]
    for exercise in exercises:
        for check in exercise["checks"]:
            del check["call"]
    return {
        "student": report.student,
        "exercises": exercises,
        "problems": list(report.problems),
    }


def full_message(check: CheckResult) -> str | None:
    """Return the check's message and, on a new line, the belief behind it and its refutation."""
    if check.misconception is None:
        return check.message
    belief = check.misconception.belief.strip()
    if not belief.endswith((".", "!", "?")):
        belief += "."
    # A belief alone would read as if it were true.
    explained = f"Perhaps you think: {belief} {check.misconception.refutation.strip()}"
    return f"{check.message}\n{explained}" if check.message else explained


def _check_object(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "description": check.description,
        "functions": list(check.functions),
        "points": float(check.points),
        "earned": None if check.earned is None else float(check.earned),
        "status": check.verdict.value,
        "message": full_message(check),
        "call": check.call,
        "misconception": None if check.misconception is None else check.misconception.id,
        "seconds": round(float(check.seconds), 4),
    }
