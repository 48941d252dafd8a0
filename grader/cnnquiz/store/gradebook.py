"""The gradebook: what every grading found, what holds now, and what was decided by hand."""

import contextlib
import functools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Self

import msgspec
from sqlalchemy import (
    Connection,
    Insert,
    Row,
    Select,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from cnnquiz.errors import UsageError
from cnnquiz.model.batch import StudentReport
from cnnquiz.model.gradebook import Change, Grade, LatePolicy, Override, Standing
from cnnquiz.model.report import Confinement, ExerciseReport, Status
from cnnquiz.store.database import full_url, open_database, store_errors
from cnnquiz.store.schema import (
    ATTEMPTS,
    DUES,
    GRADINGS,
    OVERRIDES,
    POLICIES,
    PROBLEMS,
    RESULTS,
)

# Whose reports are read together, and are in memory at the same time; with 20 exercises these are
# 400, and old versions of SQLite take fewer than 1000 values in a query.
_STUDENTS_AT_ONCE = 20
# Results that another submission of the same text may have: none that our own failures made.
_REUSABLE = {Status.GRADED, Status.UNREADABLE}


class Gradebook:
    """A gradebook in a database. A context manager: leaving it closes the database."""

    def __init__(self, url: str) -> None:
        """Open it; a database that is empty becomes a gradebook.

        Args:
            url: as SQLAlchemy has them, such as `sqlite:///gradebook.db`; or the path of an
                SQLite file.

        Raises:
            StoreError: it cannot be opened.
        """
        self._url = full_url(url)
        self._engine = open_database(self._url)
        with store_errors(self._url), contextlib.ExitStack() as undo:
            undo.callback(self._engine.dispose)
            self._connection = self._engine.connect()
            undo.pop_all()

    def __enter__(self) -> Self:
        """Return the gradebook itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the database."""
        self._connection.close()
        self._engine.dispose()

    # --- gradings -------------------------------------------------------------------------------

    def begin(self, version: str, seed: int, now: datetime) -> int:
        """Note that a grading begins, and return its number."""
        values = {"begun": _stored(now), "version": version, "seed": seed}
        with self._transaction() as connection:
            return _add(connection, GRADINGS, values)

    def end(self, grading: int, now: datetime) -> None:
        """Note that a grading is complete."""
        with self._transaction() as connection:
            ended = update(GRADINGS).where(GRADINGS.c.id == grading).values(ended=_stored(now))
            connection.execute(ended)

    def known(self, key: str, *, minimum: Confinement) -> int | None:
        """Return the number of an attempt of that key, or None.

        Args:
            key: what the result is known by.
            minimum: how well the student's code has to have been held.
        """
        with self._transaction() as connection:
            return connection.execute(_reusable(minimum), {"wanted": key}).scalar()

    def record(
        self,
        grading: int,
        student: str,
        exercise: str,
        outcome: ExerciseReport | int,
        *,
        key: str | None,
        handed_in: datetime | None,
        now: datetime,
    ) -> int:
        """Add what became of one exercise of one student, and return the attempt's number.

        Args:
            grading: the grading's number.
            student: the student.
            exercise: the exercise's short name.
            outcome: the report on it, or the number of the attempt that had this result before.
            key: what the result is known by.
            handed_in: when the file was last written, in UTC.
            now: the time, in UTC.
        """
        with self._transaction() as connection:
            if isinstance(outcome, ExerciseReport):
                outcome = _add(connection, ATTEMPTS, _attempt(outcome, key, now))
            values = {
                "grading": grading,
                "student": student,
                "exercise": exercise,
                "attempt": outcome,
                "handed_in": None if handed_in is None else _stored(handed_in),
            }
            _add(connection, RESULTS, values)
        return outcome

    def record_problems(self, grading: int, student: str, problems: Sequence[str]) -> None:
        """Add what is odd about a student's work."""
        rows = [{"grading": grading, "student": student, "text": text} for text in problems]
        if rows:
            with self._transaction() as connection:
                connection.execute(_into(PROBLEMS), rows)

    def gradings(self) -> list[tuple[int, datetime, datetime | None]]:
        """Return the numbers of all gradings, oldest first, when each began and ended."""
        query = select(GRADINGS.c.id, GRADINGS.c.begun, GRADINGS.c.ended).order_by(GRADINGS.c.id)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [(row.id, _utc(row.begun), row.ended and _utc(row.ended)) for row in rows]

    def reports(self, grading: int) -> Iterator[StudentReport]:
        """Yield what a grading found about each student, in alphabetical order.

        A few students at a time, so that a class may be larger than memory.
        """
        attempts: dict[str, list[int]] = {}
        results = select(RESULTS.c.student, RESULTS.c.attempt).where(RESULTS.c.grading == grading)
        odd = select(PROBLEMS.c.student).where(PROBLEMS.c.grading == grading).distinct()
        with self._transaction() as connection:
            for student, attempt in connection.execute(results.order_by(RESULTS.c.exercise)):
                attempts.setdefault(student, []).append(attempt)
            for student in connection.execute(odd).scalars():
                attempts.setdefault(student, [])
        students = sorted(attempts)
        for first in range(0, len(students), _STUDENTS_AT_ONCE):
            some = students[first : first + _STUDENTS_AT_ONCE]
            with self._transaction() as connection:
                reports = _reports(connection, [n for one in some for n in attempts[one]])
                problems = _problems(connection, grading, some)
            for one in some:
                found = tuple(reports[number] for number in attempts[one])
                yield StudentReport(one, found, tuple(problems.get(one, ())))

    def diff(self, first: int, second: int) -> list[Change]:
        """Return what changed between two gradings, and for whom.

        Raises:
            UsageError: there is no such grading.
        """
        known = {number for number, _, _ in self.gradings()}
        for number in (first, second):
            if number not in known:
                raise UsageError(f"no grading {number}; `cnnquiz gradebook list` shows them")
        before, after = self._results(first), self._results(second)
        changes = []
        for student, exercise in sorted(before.keys() | after.keys()):
            one, other = before.get((student, exercise)), after.get((student, exercise))
            if one is not None and other is not None and one.attempt == other.attempt:
                continue
            checks = self._changed_checks(one, other)
            states = [None if row is None else (row.status, row.score) for row in (one, other)]
            if states[0] != states[1] or checks:
                changes.append(Change(student, exercise, states[0], states[1], checks))
        return changes

    # --- what holds -----------------------------------------------------------------------------

    def grades(self) -> list[Grade]:
        """Return what holds for every student and exercise, by student and exercise.

        That is the latest result, whichever grading it is from; one that our own failure left
        without a score stands only where there is no other.
        """
        return [grade for _, grade in self._held()]

    def standings(self) -> Iterator[Standing]:
        """Yield where each student stands: what `grades` gives, and the reports behind it.

        One student after another, in alphabetical order, so that a class may be larger than memory.
        """
        texts = select(PROBLEMS.c.text).order_by(PROBLEMS.c.id)
        for student, held in groupby(self._held(), lambda pair: pair[1].student):
            rows, grades = zip(*held, strict=True)
            gradings = {row.grading for row in rows}
            odd = texts.where(PROBLEMS.c.student == student, PROBLEMS.c.grading.in_(gradings))
            with self._transaction() as connection:
                found = _reports(connection, [row.attempt for row in rows])
                problems = tuple(dict.fromkeys(connection.execute(odd).scalars()))
            reports = tuple(found[row.attempt] for row in rows)
            yield Standing(student, grades, reports, problems)

    def _held(self) -> list[tuple[Row[Any], Grade]]:
        """Return the results that hold, by student and exercise, and what each of them gives."""
        overrides, dues, policy = self._overrides(), self._dues(), self.policy()
        latest: dict[tuple[str, str], Row[Any]] = {}
        with self._transaction() as connection:
            for row in connection.execute(_joined().order_by(RESULTS.c.id)):
                place = row.student, row.exercise
                if row.status != Status.NOT_RUN.value or place not in latest:
                    latest[place] = row
        held = []
        for (student, exercise), row in sorted(latest.items()):
            due = dues.get((student, exercise), dues.get((None, exercise)))
            handed_in = None if row.handed_in is None else _utc(row.handed_in)
            grade = Grade(
                student,
                exercise,
                row.score,
                row.max_score,
                row.status,
                row.confinement,
                handed_in,
                policy.penalty(handed_in, due),
                overrides.get((student, exercise)),
            )
            held.append((row, grade))
        return held

    def policy(self) -> LatePolicy:
        """Return the late policy; without one, being late costs nothing."""
        with self._transaction() as connection:
            query = select(POLICIES).order_by(POLICIES.c.id.desc()).limit(1)
            row = connection.execute(query).first()
        if row is None:
            return LatePolicy()
        return LatePolicy(row.percent_a_day, row.most_percent, row.grace_minutes)

    def set_policy(self, policy: LatePolicy, now: datetime) -> None:
        """Set the late policy."""
        values = {
            "percent_a_day": policy.percent_a_day,
            "most_percent": policy.most_percent,
            "grace_minutes": policy.grace_minutes,
            "noted": _stored(now),
        }
        with self._transaction() as connection:
            _add(connection, POLICIES, values)

    def set_due(self, exercise: str, due: datetime, student: str | None, now: datetime) -> None:
        """Set when an exercise is due, for everybody or for one student.

        Args:
            exercise: the exercise's short name.
            due: when, with a time zone.
            student: who is given an extension; None for everybody.
            now: the time, in UTC.
        """
        values = {"exercise": exercise, "student": student, "due": _stored(due)}
        with self._transaction() as connection:
            _add(connection, DUES, {**values, "noted": _stored(now)})

    def set_override(
        self, student: str, exercise: str, score: float | None, reason: str, now: datetime
    ) -> None:
        """Set a score by hand, or with None take that back.

        Raises:
            UsageError: the gradebook knows no such student or exercise.
        """
        known = {(grade.student, grade.exercise) for grade in self.grades()}
        if (student, exercise) not in known:
            text = f"the gradebook has no {exercise} of {student!r}"
            raise UsageError(f"{text}; `cnnquiz gradebook export` shows everybody")
        values = {"student": student, "exercise": exercise, "score": score, "reason": reason}
        with self._transaction() as connection:
            _add(connection, OVERRIDES, {**values, "noted": _stored(now)})

    def _overrides(self) -> dict[tuple[str, str], Override]:
        found: dict[tuple[str, str], Override] = {}
        with self._transaction() as connection:
            for row in connection.execute(select(OVERRIDES).order_by(OVERRIDES.c.id)):
                found.pop((row.student, row.exercise), None)
                if row.score is not None:
                    found[row.student, row.exercise] = Override(row.score, row.reason)
        return found

    def _dues(self) -> dict[tuple[str | None, str], datetime]:
        with self._transaction() as connection:
            rows = connection.execute(select(DUES).order_by(DUES.c.id)).all()
        return {(row.student, row.exercise): _utc(row.due) for row in rows}

    def _results(self, grading: int) -> dict[tuple[str, str], Row[Any]]:
        with self._transaction() as connection:
            rows = connection.execute(_joined().where(RESULTS.c.grading == grading)).all()
        return {(row.student, row.exercise): row for row in rows}

    def _changed_checks(
        self, one: Row[Any] | None, other: Row[Any] | None
    ) -> tuple[tuple[str, str, str], ...]:
        if one is None or other is None:
            return ()
        before, after = self._verdicts(one.attempt), self._verdicts(other.attempt)
        return tuple(
            (name, before.get(name, "absent"), after.get(name, "absent"))
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        )

    def _verdicts(self, attempt: int) -> dict[str, str]:
        query = select(ATTEMPTS.c.report).where(ATTEMPTS.c.id == attempt)
        with self._transaction() as connection:
            report = _report(connection.execute(query).scalar_one())
        return {check.name: check.verdict.value for check in report.checks}

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with store_errors(self._url), self._connection.begin():
            yield self._connection


# --- statements ---------------------------------------------------------------------------------

# What is asked for every submission is built once: it takes longer to build than to run.


@functools.cache
def _into(table: Table) -> Insert:
    return insert(table)


@functools.cache
def _reusable(minimum: Confinement) -> Select[int | None]:
    """Return the query for the latest attempt of the key `wanted`."""
    is_wanted = ATTEMPTS.c.key == bindparam("wanted")
    query = select(func.max(ATTEMPTS.c.id)).where(is_wanted, ATTEMPTS.c.reusable)
    if minimum is Confinement.PROCESS:  # with which nothing is too little
        return query
    levels = [level.value for level in Confinement if level.reaches(minimum)]
    return query.where(or_(*(ATTEMPTS.c.confinement == level for level in levels)))


def _add(connection: Connection, table: Table, values: dict[str, Any]) -> int:
    """Add a row, and return its number."""
    key = connection.execute(_into(table), values).inserted_primary_key
    assert key is not None, "one row was added, not several"  # noqa: S101
    return int(key[0])


def _reports(connection: Connection, attempts: Sequence[int]) -> dict[int, ExerciseReport]:
    """Return the reports of some attempts, by their numbers."""
    query = select(ATTEMPTS.c.id, ATTEMPTS.c.report).where(ATTEMPTS.c.id.in_(set(attempts)))
    return {number: _report(text) for number, text in connection.execute(query)}


def _problems(
    connection: Connection, grading: int, students: Sequence[str]
) -> dict[str, list[str]]:
    """Return what is odd about the work of some students, by their names."""
    query = select(PROBLEMS.c.student, PROBLEMS.c.text).order_by(PROBLEMS.c.id)
    query = query.where(PROBLEMS.c.grading == grading, PROBLEMS.c.student.in_(students))
    found: dict[str, list[str]] = {}
    for student, text in connection.execute(query):
        found.setdefault(student, []).append(text)
    return found


def _joined() -> Any:
    where = (RESULTS.c.grading, RESULTS.c.student, RESULTS.c.exercise)
    columns = (*where, RESULTS.c.attempt, RESULTS.c.handed_in)
    more = (ATTEMPTS.c.status, ATTEMPTS.c.score, ATTEMPTS.c.max_score, ATTEMPTS.c.confinement)
    joined = RESULTS.c.attempt == ATTEMPTS.c.id
    return select(*columns, *more).join(ATTEMPTS, joined)


def _attempt(report: ExerciseReport, key: str | None, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "exercise": report.exercise,
        "status": report.status.value,
        "score": report.score,
        "max_score": report.max_score,
        "confinement": None if report.confinement is None else report.confinement.value,
        "reusable": key is not None and report.status in _REUSABLE,
        "graded": _stored(now),
        "report": msgspec.json.encode(report).decode(),
    }


def _report(text: str) -> ExerciseReport:
    return msgspec.json.decode(text, type=ExerciseReport)


def _stored(time: datetime) -> datetime:
    """Return a time as databases keep it: in UTC, and without saying so."""
    return time.astimezone(UTC).replace(tzinfo=None)


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC)
