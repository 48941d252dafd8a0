"""The gradebook: what every grading found, what holds now, and what was decided by hand."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import msgspec
from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Row,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from cnnquiz.errors import StoreError, UsageError
from cnnquiz.model.batch import StudentReport
from cnnquiz.model.gradebook import Change, Grade, LatePolicy, Override, Standing
from cnnquiz.model.report import Confinement, ExerciseReport, Status
from cnnquiz.store.schema import (
    ATTEMPTS,
    DUES,
    GRADINGS,
    OVERRIDES,
    POLICIES,
    PROBLEMS,
    RESULTS,
    migrate,
)

_WAIT_S = 60.0  # for another writer to finish
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
        url = url if "://" in url else f"sqlite:///{url}"
        with _store_errors(url), contextlib.ExitStack() as undo:
            self._engine = _engine(url)
            undo.callback(self._engine.dispose)
            _bring_up_to_date(self._engine)
            self._connection = self._engine.connect()
            undo.pop_all()
        self._url = url

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
            return _number(connection.execute(insert(GRADINGS).values(values)))

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
        query = select(func.max(ATTEMPTS.c.id)).where(ATTEMPTS.c.key == key, ATTEMPTS.c.reusable)
        levels = [level.value for level in Confinement if level.reaches(minimum)]
        if minimum is not Confinement.PROCESS:  # with which nothing is too little
            query = query.where(ATTEMPTS.c.confinement.in_(levels))
        with self._transaction() as connection:
            found: int | None = connection.execute(query).scalar()
            return found

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
                values = _attempt(outcome, key, now)
                added = connection.execute(insert(ATTEMPTS).values(values))
                outcome = _number(added)
            values = {
                "grading": grading,
                "student": student,
                "exercise": exercise,
                "attempt": outcome,
                "handed_in": None if handed_in is None else _stored(handed_in),
            }
            connection.execute(insert(RESULTS).values(values))
        return outcome

    def record_problems(self, grading: int, student: str, problems: Sequence[str]) -> None:
        """Add what is odd about a student's work."""
        rows = [{"grading": grading, "student": student, "text": text} for text in problems]
        if rows:
            with self._transaction() as connection:
                connection.execute(insert(PROBLEMS), rows)

    def gradings(self) -> list[tuple[int, datetime, datetime | None]]:
        """Return the numbers of all gradings, oldest first, when each began and ended."""
        query = select(GRADINGS.c.id, GRADINGS.c.begun, GRADINGS.c.ended).order_by(GRADINGS.c.id)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [(row.id, _utc(row.begun), row.ended and _utc(row.ended)) for row in rows]

    def reports(self, grading: int) -> Iterator[StudentReport]:
        """Yield what a grading found about each student, in alphabetical order.

        One student after another, so that a class may be larger than memory.
        """
        with self._transaction() as connection:
            names = select(RESULTS.c.student).where(RESULTS.c.grading == grading)
            odd = select(PROBLEMS.c.student).where(PROBLEMS.c.grading == grading)
            with_results = connection.execute(names).scalars()
            students = sorted({*with_results, *connection.execute(odd).scalars()})
        by_student = (
            select(ATTEMPTS.c.report)
            .join(RESULTS, RESULTS.c.attempt == ATTEMPTS.c.id)
            .where(RESULTS.c.grading == grading)
            .order_by(RESULTS.c.exercise)
        )
        texts = select(PROBLEMS.c.text).where(PROBLEMS.c.grading == grading).order_by(PROBLEMS.c.id)
        for student in students:
            with self._transaction() as connection:
                found = connection.execute(by_student.where(RESULTS.c.student == student)).scalars()
                reports = tuple(_report(text) for text in found)
                problems = connection.execute(texts.where(PROBLEMS.c.student == student)).scalars()
                report = StudentReport(student, reports, tuple(problems))
            yield report

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
            attempts = select(ATTEMPTS.c.id, ATTEMPTS.c.report)
            attempts = attempts.where(ATTEMPTS.c.id.in_([row.attempt for row in rows]))
            gradings = {row.grading for row in rows}
            odd = texts.where(PROBLEMS.c.student == student, PROBLEMS.c.grading.in_(gradings))
            with self._transaction() as connection:
                found = {row.id: _report(row.report) for row in connection.execute(attempts)}
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
            connection.execute(insert(POLICIES).values(values))

    def set_due(self, exercise: str, due: datetime, student: str | None, now: datetime) -> None:
        """Set when an exercise is due, for everybody or for one student.

        Args:
            exercise: the exercise's short name.
            due: when, with a time zone.
            student: who is given an extension; None for everybody.
            now: the time, in UTC.
        """
        values = {"exercise": exercise, "student": student}
        with self._transaction() as connection:
            connection.execute(insert(DUES).values(**values, due=_stored(due), noted=_stored(now)))

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
            connection.execute(insert(OVERRIDES).values(**values, noted=_stored(now)))

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
        with _store_errors(self._url), self._connection.begin():
            yield self._connection


def _number(added: CursorResult[Any]) -> int:
    """Return the number of a row that was just added."""
    key = added.inserted_primary_key
    assert key is not None, "one row was added, not several"  # noqa: S101
    return int(key[0])


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


# --- databases ----------------------------------------------------------------------------------


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).absolute().parent
        if not folder.is_dir():
            raise StoreError(f"{url}: there is no folder {folder}")
    engine = create_engine(parsed, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    for is_last in (False, True):
        try:
            with engine.begin() as connection:
                migrate(connection)
        # Of several who make the tables at once one is the first. The others find them there now.
        except (IntegrityError, ProgrammingError):
            if is_last:
                raise
        else:
            return


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Readers and a writer do not wait for each other; a process that is killed loses nothing.
    connection.isolation_level = None  # transactions are begun below, at once and not late
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then wants to write could find that it may not.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def _store_errors(url: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        shown = make_url(url).render_as_string() if "://" in url else url  # without a password
        raise StoreError(f"{shown}: {cause}") from error
    except ImportError as error:  # the database's own driver
        raise StoreError(f"{error.name} is not installed; this database needs it") from error


def _stored(time: datetime) -> datetime:
    """Return a time as databases keep it: in UTC, and without saying so."""
    return time.astimezone(UTC).replace(tzinfo=None)


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC)
