"""The student's log: scores, hints and times of every exercise, in the workspace.

It is for the student's own eyes; nothing is graded from it. So a log that is damaged or cannot be
written never stops a command: what went wrong comes back as a warning.
"""

import contextlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from cnnquiz import disk
from cnnquiz.model.report import ExerciseReport, Status
from cnnquiz.progress.workspace import STATE, lock

LOG = "progress.json"
FORMAT = 1

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a student has done of one exercise.

    Attributes:
        best: the highest score so far; None before the first.
        last: the latest score; a check that we could not run leaves it as it was.
        status: how far the latest check got; None before the first.
        complete: whether full score was ever reached, or every example passed where there are
            only examples.
        checks: how often the exercise was checked.
        hints: how many hints were shown.
        when: the time of the latest check or hint, in UTC.
    """

    best: float | None = None
    last: float | None = None
    status: Status | None = None
    complete: bool = False
    checks: int = 0
    hints: int = 0
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The entries by the exercises' short names, and what was wrong with the file, if anything."""

    entries: Mapping[str, Entry]
    warning: str | None = None

    def of(self, exercise: str) -> Entry:
        """Return the exercise's entry, an empty one if nothing was done yet."""
        return self.entries.get(exercise, Entry())


def read_log(workspace: Path) -> Log:
    """Return the workspace's log, empty if there is none; a damaged one is set aside."""
    path = _path(workspace)
    if not path.exists():  # no need to make a folder for what is not there
        return _log({})
    try:
        with lock(workspace):
            return _read(path)
    except OSError as error:
        return _log({}, f"progress could not be read: {error}")


def record_check(workspace: Path, report: ExerciseReport, now: datetime) -> str | None:
    """Add a check's outcome to the log, and return a warning if that went wrong.

    Args:
        workspace: the student's folder.
        report: what became of the exercise.
        now: the time of the check, in UTC.
    """

    def change(entry: Entry) -> Entry:
        score = report.score
        best = entry.best if score is None else max(score, entry.best or 0.0)
        return replace(
            entry,
            best=best,
            last=entry.last if score is None else score,
            status=report.status,
            complete=entry.complete or report.complete,
            checks=entry.checks + 1,
            when=now,
        )

    return _record(workspace, report.exercise, change)


def record_hints(workspace: Path, exercise: str, shown: int, now: datetime) -> str | None:
    """Note that the first `shown` hints are known now, and return a warning if that went wrong."""
    return _record(
        workspace,
        exercise,
        lambda entry: replace(entry, hints=max(shown, entry.hints), when=now),
    )


def _record(workspace: Path, exercise: str, change: Callable[[Entry], Entry]) -> str | None:
    path = _path(workspace)
    try:
        with lock(workspace):
            log = _read(path)
            if log.warning and path.exists():  # a newer format's: not ours to overwrite
                return log.warning
            entries = {**log.entries, exercise: change(log.of(exercise))}
            objects = {name: _to_object(entry) for name, entry in sorted(entries.items())}
            document = {"format": FORMAT, "exercises": objects}
            disk.write_whole(path, json.dumps(document, indent=1).encode())
    except OSError as error:
        return f"progress could not be recorded: {error}"
    return log.warning


def _path(workspace: Path) -> Path:
    return workspace / STATE / LOG


def _log(entries: dict[str, Entry], warning: str | None = None) -> Log:
    return Log(MappingProxyType(entries), warning)


def _read(path: Path) -> Log:
    """Return the log; the caller holds the lock."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return _log({})
    except (ValueError, RecursionError):
        data = None
    match data:
        case {"format": int(number)} if number > FORMAT:
            return _log({}, f"{path} was written by a newer cnnquiz; progress is not recorded")
        case {"format": 1, "exercises": dict(objects)}:
            with contextlib.suppress(TypeError, ValueError, KeyError, OverflowError):
                return _log({name: _from_object(entry) for name, entry in objects.items()})
        case _:
            pass
    backup = _set_aside(path)
    return _log({}, f"{path} was damaged; it is kept as {backup.name}, and progress starts anew")


def _set_aside(path: Path) -> Path:
    """Rename a file to a name with `.bak` that is still free, and return that name."""
    backup, number = path.with_name(f"{path.name}.bak"), 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.name}.{number}.bak")
    return path.rename(backup)


def _to_object(entry: Entry) -> dict[str, Any]:
    return {
        "best": entry.best,
        "last": entry.last,
        "status": entry.status,
        "complete": entry.complete,
        "checks": entry.checks,
        "hints": entry.hints,
        "when": entry.when and f"{entry.when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _from_object(data: dict[str, Any]) -> Entry:
    """Return the entry that `data` holds.

    Raises:
        TypeError, ValueError, KeyError, OverflowError: it holds none.
    """
    return Entry(
        best=_optional(data["best"], _score),
        last=_optional(data["last"], _score),
        status=_optional(data["status"], Status),
        complete=bool(data["complete"]),
        checks=int(data["checks"]),
        hints=int(data["hints"]),
        when=_optional(data["when"], datetime.fromisoformat),
    )


def _optional(value: Any, read: Callable[[Any], _Value]) -> _Value | None:
    return None if value is None else read(value)


def _score(value: Any) -> float:
    score = float(value)
    if not math.isfinite(score):  # JSON as Python reads it has NaN
        raise ValueError(f"found {value!r}, expected a score")
    return score
