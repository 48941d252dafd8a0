"""What Gradescope reads: `results.json`, and what it tells us: when something was handed in.

Gradescope has no way to say "no score". A file without `score` and without `tests` is one that it
does not accept: it shows that the autograder failed, records no score, and offers to run it again.
That is what a failure of ours is to look like, so such a file is written first of all, and replaced
once everything is known.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cnnquiz.model.report import ExerciseReport
from cnnquiz.platforms.gradescope.settings import Settings, Visibility
from cnnquiz.platforms.line import Line, fit, lines_of, one_line, score_of
from cnnquiz.platforms.work import Graded
from cnnquiz.report.text import points

NOT_FINISHED = (
    "The autograder did not finish. That is not your doing, and no points are lost by it: "
    "those who teach can run it again."
)


@dataclass(frozen=True, slots=True)
class Times:
    """When a submission was handed in and when it was due, as Gradescope says.

    Attributes:
        handed_in: `created_at`; None if that is not known.
        due: for this student, where Gradescope tells of an extension; None if there is no such
            time.
    """

    handed_in: datetime | None = None
    due: datetime | None = None


def times_in(text: str) -> Times:
    """Return what `submission_metadata.json` says of times; what it does not say is None."""
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError):
        return Times()
    own = [
        due
        for user in _entries(metadata, "users")
        if (due := _time(_member(_member(user, "assignment"), "due_date")))
    ]
    general = _time(_member(_member(metadata, "assignment"), "due_date"))
    # A group has as much time as the member who has most.
    return Times(_time(_member(metadata, "created_at")), max(own) if own else general)


def no_score(message: str = NOT_FINISHED) -> str:
    """Return a `results.json` that gives no score: Gradescope will say that we failed."""
    return _document({"output": fit(message), "output_format": "text"})


def results(graded: Graded, settings: Settings, times: Times) -> str:
    """Return `results.json` for what was graded.

    Args:
        graded: what came of the submission.
        settings: how the assignment is graded.
        times: when it was handed in, and when it was due.
    """
    score = score_of(graded.reports)
    said = [_summary(report) for report in graded.reports]
    if score is None:
        return no_score("\n".join([NOT_FINISHED, "", *said]))
    if settings.hidden or settings.visibility is not Visibility.VISIBLE:
        # Everybody reads the output, which would tell what the hidden lines add up to.
        said = []
    penalty = settings.late.penalty(times.handed_in, times.due)
    if penalty:
        off = points(penalty * 100)
        said.append(f"Handed in late: {off} % is taken off what the checks below add up to.")
    said += [f"Note: {one_line(oddity)}" for oddity in graded.oddities]
    numbered = [
        (f"{exercise}.{place}", line)
        for exercise, report in enumerate(graded.reports, 1)
        for place, line in enumerate(lines_of(report), 1)
    ]
    seconds = math.fsum(line.seconds for _, line in numbered)
    return _document(
        {
            # Given even where it is the sum of the tests, so that nothing is left to add up.
            "score": round(score * (1 - penalty), 4),
            "execution_time": round(seconds, 3),
            "output": fit("\n".join(said)),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "tests": [_test(number, line, settings) for number, line in numbered],
        }
    )


def _summary(report: ExerciseReport) -> str:
    earned = "not judged" if report.score is None else points(report.score)
    return one_line(f"{report.exercise} {report.title}: {earned} of {points(report.max_score)}")


def _test(number: str, line: Line, settings: Settings) -> dict[str, Any]:
    hidden = line.name in settings.hidden
    return {
        "number": number,
        "name": line.title,
        "score": line.earned,
        "max_score": line.points,
        "status": "passed" if line.passed else "failed",
        "output": line.text,
        "tags": [line.exercise],
        "visibility": (settings.hidden_until if hidden else settings.visibility).value,
        "extra_data": {"check": line.name},
    }


def _document(members: Mapping[str, Any]) -> str:
    # What is printed may tell of hidden checks.
    complete = {**members, "visibility": "visible", "stdout_visibility": "hidden"}
    return json.dumps(complete, indent=2, allow_nan=False) + "\n"


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _entries(value: object, name: str) -> Iterator[object]:
    entries = _member(value, name)
    if isinstance(entries, list):
        yield from entries


def _time(text: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None
