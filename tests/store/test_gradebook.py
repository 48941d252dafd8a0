"""The gradebook keeps every result, and says what holds."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine

from cnnquiz.errors import StoreError, UsageError
from cnnquiz.model.gradebook import LatePolicy
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.store.gradebook import Gradebook
from support import make_catalogue

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
BELIEF = make_catalogue("forgot-sum")["forgot-sum"]


@pytest.fixture
def book(url):
    with Gradebook(url) as opened:
        yield opened


def report(*verdicts: Verdict, exercise="ex01", confinement=Confinement.FULL, **fields):
    """Return a report whose checks, worth a point each, ended so."""
    checks = tuple(
        CheckResult(
            f"check_{n}",
            "It is so.",
            ("add",),
            1.0,
            verdict,
            misconception=None if verdict is Verdict.PASSED else BELIEF,
        )
        for n, verdict in enumerate(verdicts)
    )
    fields = {"status": Status.GRADED} | fields
    return ExerciseReport(exercise, "Sums", confinement=confinement, checks=checks, **fields)


GOOD = report(Verdict.PASSED, Verdict.PASSED)
HALF = report(Verdict.PASSED, Verdict.FAILED)
BROKEN = report(Verdict.NOT_RUN, status=Status.NOT_RUN, message="no worker")


def graded(book: Gradebook, *results, begun=NOW) -> int:
    """Record a whole grading of (student, report) and return its number."""
    number = book.begin("1.0", 0, begun)
    for student, outcome, *more in results:
        exercise = "ex01" if isinstance(outcome, int) else outcome.exercise
        book.record(
            number,
            student,
            exercise,
            outcome,
            key=more[0] if more else None,
            handed_in=more[1] if len(more) > 1 else None,
            now=begun,
        )
    book.end(number, begun)
    return number


def test_reports_come_back_as_they_were_by_student(book):
    number = graded(book, ("bob", HALF), ("ann", GOOD))
    book.record_problems(number, "cy", ["mine.zip: is encrypted"])

    found = list(book.reports(number))

    assert [(one.student, one.exercises, one.problems) for one in found] == [
        ("ann", (GOOD,), ()),
        ("bob", (HALF,), ()),
        ("cy", (), ("mine.zip: is encrypted",)),
    ]


def test_reports_of_a_class_that_is_read_in_several_parts_are_all_there(book):
    outcomes = [report(Verdict.PASSED, exercise="ex02"), report(Verdict.FAILED, exercise="ex02")]
    graded(book, ("zoe", GOOD, "k"))
    known = book.known("k", minimum=Confinement.FULL)
    expected = {f"s{n:02}": ((GOOD, outcomes[n % 2]), ()) for n in range(50)}
    later = [(student, reports[1]) for student, (reports, _) in reversed(expected.items())]
    number = graded(book, *later, *((student, known) for student in expected))
    for student in ("s07", "s19", "s20", "s49", "~"):
        problems = (f"{student}: is odd", "twice", "twice")
        book.record_problems(number, student, problems)
        expected[student] = (expected.get(student, ((), ()))[0], problems)

    found = [(one.student, (one.exercises, one.problems)) for one in book.reports(number)]

    assert found == list(expected.items())


def test_results_outlive_the_process(url):
    with Gradebook(url) as book:
        number = graded(book, ("ann", GOOD))
    with Gradebook(url) as book:
        assert [one.exercises for one in book.reports(number)] == [(GOOD,)]


def test_result_is_known_by_its_key_unless_it_was_our_failure(book):
    graded(book, ("ann", GOOD, "k1"), ("bob", BROKEN, "k2"))

    known = book.known("k1", minimum=Confinement.REDUCED)
    assert known is not None
    assert book.known("k2", minimum=Confinement.REDUCED) is None
    assert book.known("k3", minimum=Confinement.REDUCED) is None
    again = graded(book, ("cy", known))
    assert [one.exercises for one in book.reports(again)] == [(GOOD,)]


def test_result_of_code_that_only_a_process_held_does_not_serve_where_more_is_asked(book):
    loose = report(Verdict.PASSED, confinement=Confinement.PROCESS)
    some = report(Verdict.PASSED, confinement=Confinement.REDUCED)
    graded(book, ("ann", loose, "k"), ("bob", some, "more"))

    assert book.known("k", minimum=Confinement.REDUCED) is None
    assert book.known("k", minimum=Confinement.PROCESS) is not None
    assert book.known("more", minimum=Confinement.REDUCED) is not None
    assert book.known("more", minimum=Confinement.FULL) is None


def test_latest_result_holds_and_our_failure_takes_nobodys_score(book):
    graded(book, ("ann", HALF), ("bob", GOOD), ("cy", BROKEN))
    graded(book, ("ann", GOOD), ("bob", BROKEN))

    found = {grade.student: (grade.score, grade.status) for grade in book.grades()}

    assert found == {"ann": (2.0, "graded"), "bob": (2.0, "graded"), "cy": (None, "not_run")}


def test_diff_names_who_changed_and_which_checks_did(book):
    first = graded(book, ("ann", HALF), ("bob", GOOD), ("cy", GOOD), ("eve", GOOD))
    second = graded(book, ("ann", GOOD), ("bob", GOOD), ("cy", BROKEN), ("dan", GOOD))

    changes = {change.student: change for change in book.diff(first, second)}

    assert set(changes) == {"ann", "cy", "dan", "eve"}
    assert (changes["ann"].before, changes["ann"].after) == (("graded", 1.0), ("graded", 2.0))
    assert changes["ann"].checks == (("check_1", "failed", "passed"),)
    assert changes["cy"].after == ("not_run", None)
    assert changes["dan"].before is None
    assert changes["eve"].after is None


def test_diff_finds_checks_that_changed_while_the_score_did_not(book):
    first = graded(book, ("ann", report(Verdict.PASSED, Verdict.FAILED)))
    second = graded(book, ("ann", report(Verdict.FAILED, Verdict.PASSED)))

    (change,) = book.diff(first, second)

    assert change.before == change.after
    assert len(change.checks) == 2


def test_diff_with_an_unknown_grading_is_a_usage_error(book):
    with pytest.raises(UsageError, match="no grading 7"):
        book.diff(graded(book), 7)


# --- lateness and overrides ---------------------------------------------------------------------


def penalty_of(book: Gradebook, student: str) -> float:
    return {grade.student: grade.penalty for grade in book.grades()}[student]


def test_late_work_loses_for_each_day_that_has_begun_and_extensions_count(book):
    late = NOW + timedelta(days=1, minutes=1)
    graded(book, ("ann", GOOD, None, late), ("bob", GOOD, None, late), ("cy", GOOD, None, NOW))
    assert [grade.final for grade in book.grades()] == [2.0, 2.0, 2.0]

    book.set_policy(LatePolicy(percent_a_day=10.0), NOW)
    book.set_due("ex01", NOW, None, NOW)
    book.set_due("ex01", NOW + timedelta(days=1), "bob", NOW)

    assert penalty_of(book, "ann") == 0.2
    assert penalty_of(book, "bob") == 0.1
    assert penalty_of(book, "cy") == 0.0
    assert [round(grade.final, 9) for grade in book.grades()] == [1.6, 1.8, 2.0]


@pytest.mark.parametrize(
    ("policy", "late_minutes", "expected"),
    [
        (LatePolicy(10.0), 0, 0.0),
        (LatePolicy(10.0), 1, 0.1),
        (LatePolicy(10.0), 24 * 60, 0.1),
        (LatePolicy(10.0), 24 * 60 + 1, 0.2),
        (LatePolicy(10.0, grace_minutes=30), 30, 0.0),
        (LatePolicy(10.0, grace_minutes=30), 31, 0.1),
        (LatePolicy(30.0, most_percent=50.0), 9 * 24 * 60, 0.5),
        (LatePolicy(30.0), 9 * 24 * 60, 1.0),
    ],
)
def test_penalty_follows_the_policy(policy, late_minutes, expected):
    assert policy.penalty(NOW + timedelta(minutes=late_minutes), NOW) == expected


def test_penalty_needs_both_times():
    assert LatePolicy(10.0).penalty(None, NOW) == 0.0
    assert LatePolicy(10.0).penalty(NOW, None) == 0.0


def test_override_counts_instead_of_score_and_penalty_and_can_be_taken_back(book):
    graded(book, ("ann", HALF))
    book.set_override("ann", "ex01", 7.5, "argued well", NOW)

    (grade,) = book.grades()
    assert (grade.score, grade.final) == (1.0, 7.5)
    assert grade.override is not None
    assert grade.override.reason == "argued well"
    graded(book, ("ann", GOOD))
    assert book.grades()[0].final == 7.5  # it outlasts a new grading

    book.set_override("ann", "ex01", None, "a mistake", NOW)
    assert book.grades()[0].final == 2.0


def test_override_of_somebody_unknown_is_a_usage_error(book):
    graded(book, ("ann", HALF))

    with pytest.raises(UsageError, match="no ex01 of 'anne'"):
        book.set_override("anne", "ex01", 7.5, "a typing mistake", NOW)


# --- the database ---------------------------------------------------------------------------------


def test_several_writers_lose_nothing(url):
    def write(name: str) -> None:
        with Gradebook(url) as book:
            graded(book, *((f"{name}{n}", GOOD) for n in range(25)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, "abcd"))  # raises what any of them raised

    with Gradebook(url) as book:
        assert len(book.grades()) == 100
        assert len(book.gradings()) == 4


def test_gradebook_of_a_newer_version_is_left_alone(url):
    with Gradebook(url):
        pass
    raw = create_engine(url)
    with raw.begin() as connection:
        connection.exec_driver_sql("INSERT INTO schema_version VALUES (99)")
    raw.dispose()

    with pytest.raises(StoreError, match="newer cnnquiz"):
        Gradebook(url)


def test_step_of_a_newer_version_is_taken_once(url, monkeypatch):
    from cnnquiz.store import schema

    with Gradebook(url) as book:
        graded(book, ("ann", GOOD))
    step = lambda connection: connection.exec_driver_sql("ALTER TABLE grading ADD note TEXT")  # noqa: E731
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))

    for _ in range(2):  # a second time it would fail: the column is there
        with Gradebook(url) as book:
            assert [grade.student for grade in book.grades()] == ["ann"]


def test_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "gradebook.db").write_text("grades of 2026, do not lose\n" * 50)

    with pytest.raises(StoreError, match="not a database"):
        Gradebook(str(tmp_path / "gradebook.db"))


def test_other_databases_tables_are_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as raw:
        raw.execute("CREATE TABLE result (score TEXT)")
    raw.close()

    with pytest.raises(StoreError, match="no gradebook's"):
        Gradebook(str(tmp_path / "other.db"))


def test_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(StoreError, match="no folder"):
        Gradebook(str(tmp_path / "nowhere" / "gradebook.db"))


def test_password_in_a_url_is_never_shown():
    with pytest.raises(StoreError) as caught:
        Gradebook("sqlite+nosuch://user:hunter2@host/db")

    assert "hunter2" not in str(caught.value)


# --- where everybody stands ---------------------------------------------------------------------


def test_standings_hold_the_reports_behind_the_grades(book):
    other = report(Verdict.FAILED, exercise="ex02")
    graded(book, ("bob", HALF), ("bob", other), ("ann", GOOD))
    graded(book, ("bob", GOOD), ("ann", BROKEN))

    ann, bob = book.standings()

    assert (ann.student, ann.reports) == ("ann", (GOOD,))
    assert (bob.student, bob.reports) == ("bob", (GOOD, other))
    assert [*ann.grades, *bob.grades] == book.grades()


def test_standings_tell_problems_of_the_gradings_that_hold_and_of_nobody_else(book):
    for number, text in enumerate(["old", "new"]):
        grading = graded(book, ("ann", (HALF, GOOD)[number]), ("bob", GOOD))
        book.record_problems(grading, "ann", [text, text])

    ann, bob = book.standings()

    assert (ann.problems, bob.problems) == (("new",), ())
