"""Classroom 50: the files that its runner reads after an autograder has run."""

import math
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cnnquiz.errors import UsageError
from cnnquiz.judge.examples import examples_of
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import ExerciseReport, Status
from cnnquiz.platforms.line import fit, lines_of, one_line

SCHEMA = "classroom50/result/v1"
SCALE = 100  # its scores are integers, and ours go down to hundredths
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ADDRESS = re.compile(r"https?://[!-~]+")
_TAG = re.compile(r"submit/[!-~]+")
_TIME_IN_TAG = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T?(\d\d)[:-]?(\d\d)[:-]?(\d\d)")
_TYPES = re.compile("individual|group|team")
_EXPECTED = {
    "CLASSROOM": (_NAME, "a name"),
    "ASSIGNMENT": (_NAME, "a name"),
    "SUBMISSION_TAG": (_TAG, "submit/…"),
    "COMMIT_URL": (_ADDRESS, "an address"),
    "RELEASE_URL": (_ADDRESS, "an address"),
}
_OPTIONAL = {
    "REVIEW_URL": (_ADDRESS, "an address"),
    "OWNER": (_NAME, "a name"),
    "USERNAME": (_NAME, "a name"),
    "ASSIGNMENT_TYPE": (_TYPES, "individual, group or team"),
}


@dataclass(frozen=True, slots=True)
class Handed:
    """What the runner says about a submission, by the names of its environment variables."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a value; empty where there is none."""
        return self.values.get(name, "")


def handed_in(environ: Mapping[str, str]) -> Handed:
    """Return what the runner says.

    Raises:
        UsageError: something is missing or not as expected; it names everything at once.
    """
    wrong = []
    for name, (pattern, expected) in {**_EXPECTED, **_OPTIONAL}.items():
        value = environ.get(name, "")
        if not pattern.fullmatch(value) and (value or name in _EXPECTED):
            wrong.append(f"{name}: found {one_line(value, 80)!r}, expected {expected}")
    if wrong:
        raise UsageError(
            "this runs where Classroom 50's runner sets its environment variables; "
            + "; ".join(wrong)
        )
    names = [*_EXPECTED, *_OPTIONAL]
    return Handed({name: environ[name] for name in names if environ.get(name)})


def result(
    reports: Sequence[ExerciseReport],
    exercises: Sequence[Exercise],
    handed: Handed,
    when: datetime,
    *,
    examples_only: bool,
) -> dict[str, Any]:
    """Return `result.json` as what becomes a JSON object.

    Args:
        reports: what came of the exercises; none of them `not_run`.
        exercises: the same exercises.
        handed: what the runner says.
        when: when the commit was made.
        examples_only: whether only the docstrings' examples were run, of which each function's
            count the same.
    """
    pairs = zip(reports, exercises, strict=True)
    tests = [
        test
        for report, exercise in pairs
        for test in _tests(report, exercise, examples_only=examples_only)
    ]
    document = {
        "schema": SCHEMA,
        "classroom": handed["CLASSROOM"],
        "assignment": handed["ASSIGNMENT"],
        "assignment_type": handed["ASSIGNMENT_TYPE"],
        "owner": handed["OWNER"] or handed["USERNAME"],
        "submission": handed["SUBMISSION_TAG"],
        "commit": handed["COMMIT_URL"],
        "release": handed["RELEASE_URL"],
        "review": handed["REVIEW_URL"] or handed["COMMIT_URL"],
        "datetime": f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    # The runner stamps these itself; what it did not tell us is better left to it.
    stamped = ("assignment_type", "owner")
    return {name: value for name, value in document.items() if value or name not in stamped}


def outputs(document: Mapping[str, Any]) -> str:
    """Return what is appended to the file that `GITHUB_OUTPUT` names."""
    tests = document["tests"]
    passed = sum(test["passed"] for test in tests)
    status = "success" if passed == len(tests) else "failure"
    said = f"{document['score']} of {document['max-score']}, {passed} of {len(tests)} checks passed"
    return f"status={status}\nsummary={said}\n"


def whole_points(points: Sequence[float], total: float) -> list[int]:
    """Return points as integers, `SCALE` for each, that add up to exactly `SCALE * total`.

    Hundredths stay as they are. What is finer is rounded down, and the largest remainders up until
    the sum is right (Hamilton's method), so that full score is full score and nobody's check is off
    by more than one hundredth.
    """
    exact = [round(SCALE * each, 9) for each in points]
    whole = [math.floor(each) for each in exact]
    left = round(SCALE * total) - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_remainder[: max(left, 0)]:
        whole[at] += 1
    return whole


def commit_time(folder: Path, handed: Handed) -> datetime:
    """Return when the commit that is graded was made, which grading again does not change.

    Raises:
        UsageError: neither git nor the submission's tag tells.
    """
    command = ["git", "-c", "safe.directory=*", "-C", str(folder)]
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        ended = subprocess.run(
            [*command, "log", "-1", "--format=%cI"], env=environ, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        return datetime.fromisoformat(ended.stdout.strip())
    except (OSError, subprocess.SubprocessError, ValueError):
        pass
    if found := _TIME_IN_TAG.search(handed["SUBMISSION_TAG"]):
        try:
            year, month, day, hour, minute, second = map(int, found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            pass
    raise UsageError("neither git nor SUBMISSION_TAG tells when this was committed")


def _tests(
    report: ExerciseReport, exercise: Exercise, *, examples_only: bool
) -> list[dict[str, Any]]:
    lines = lines_of(report)
    if not examples_only:
        worths = whole_points([line.points for line in lines], report.max_score)
    elif report.status is Status.EXAMPLES_ONLY:
        worths = [SCALE] * len(lines)
    else:  # missing or unreadable, so that every function's examples are lost
        why = fit(report.message or "")
        names = [name for name, examples in examples_of(exercise) if examples]
        return [_test(f"{exercise.id}: {name}", why, SCALE, passed=False) for name in names]
    return [
        _test(line.title, line.text, worth, passed=bool(line.passed))
        for line, worth in zip(lines, worths, strict=True)
    ]


def _test(name: str, text: str, worth: int, *, passed: bool) -> dict[str, Any]:
    return {
        "test-name": name,
        "passed": passed,
        "score": worth if passed else 0,
        "max-score": worth,
        "output": text,
    }
