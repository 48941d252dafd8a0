"""`cnnquiz gradebook report` writes the class's report, and a page for each student."""

import builtins
from datetime import UTC, datetime

import pytest

from cnnquiz import wiring
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.progress.journal import record
from cnnquiz.progress.workspace import STATE
from cnnquiz.store.gradebook import Gradebook
from support import make_catalogue
from support.items import make_response

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
CATALOGUE = make_catalogue("forgot-sum")


@pytest.fixture
def book(workspace, monkeypatch):
    """A gradebook of two, in the working directory."""
    monkeypatch.setattr(wiring, "catalogue", lambda: CATALOGUE)
    monkeypatch.setattr(wiring, "practice_items", lambda: ())
    monkeypatch.setattr(wiring, "exam_items", lambda: ())
    with Gradebook(str(workspace / "gradebook.db")) as opened:
        grading = opened.begin("1.0", 0, NOW)
        for student, verdict in {"ann": Verdict.PASSED, "../bob": Verdict.FAILED}.items():
            checks = (CheckResult("check_sum", "It adds up.", ("add",), 10.0, verdict, "No."),)
            report = ExerciseReport("ex01", "Sums", Status.GRADED, Confinement.FULL, None, checks)
            opened.record(grading, student, "ex01", report, key=None, handed_in=None, now=NOW)
        opened.end(grading, NOW)
    return workspace


def test_report_is_one_file_and_says_where(run, book):
    ended = run("gradebook", "report", "--output", "class.html")

    assert (ended.status, ended.out) == (0, "")
    assert "class.html: 2 students" in ended.err
    text = (book / "class.html").read_text(encoding="utf-8")
    assert "../bob" in text
    assert "were not compared" in text
    assert {path.name for path in book.iterdir()} == {".cnnquiz", "class.html", "gradebook.db"}


def test_students_get_pages_that_the_report_leads_to(run, book):
    assert run("gradebook", "report", "--students", "a b/pages").status == 0

    text = (book / "report.html").read_text(encoding="utf-8")
    names = sorted(path.name for path in (book / "a b" / "pages").iterdir())
    assert names[0] == "ann.html"
    assert names[1].startswith("bob.")
    for name in names:
        assert f'href="a%20b/pages/{name}"' in text
    assert "10 of 10" in (book / "a b" / "pages" / "ann.html").read_text(encoding="utf-8")


def test_page_does_not_follow_a_link_that_lies_in_its_place(run, book):
    (book / "pages").mkdir()
    (book / "precious").write_text("mine")
    (book / "pages" / "ann.html").symlink_to(book / "precious")

    assert run("gradebook", "report", "--students", "pages").status == 0

    assert (book / "precious").read_text() == "mine"
    assert not (book / "pages" / "ann.html").is_symlink()


def test_journals_give_beliefs_that_the_catalogue_knows(run, book):
    for student, belief in {"ann": "forgot-sum", "zoe": "forgot-sum", "eve": "<b>"}.items():
        home = book / "journals" / student
        (home / STATE).mkdir(parents=True)
        answers = [make_response("size", 0.0, misconception=belief) for _ in range(2)]
        assert record(home, answers) is None

    ended = run("gradebook", "report", "--journals", "journals")

    assert ended.status == 0
    assert "zoe: has a journal, but no result" in ended.err
    text = (book / "report.html").read_text(encoding="utf-8")
    assert "I believe forgot-sum." in text
    assert "&lt;b&gt;" not in text


def test_folder_without_journals_is_a_usage_error(run, book):
    (book / "journals").mkdir()

    ended = run("gradebook", "report", "--journals", "journals")

    assert ended.status == 2
    assert "found no journal" in ended.err
    assert not (book / "report.html").exists()


def test_submissions_are_compared_for_it(run, book):
    source = "".join(
        f"def part_{n}(a, b):\n    return [a[i] * {n} + b[i] // {n} for i in range(len(a))]\n"
        for n in range(6)
    )
    for student in ("ann", "cy"):
        (book / "class" / student).mkdir(parents=True)
        (book / "class" / student / "ex01_sums.py").write_text(source)

    assert run("gradebook", "report", "--submissions", "class").status == 0

    text = (book / "report.html").read_text(encoding="utf-8")
    assert "This is where to look, and no verdict." in text
    assert "<bdi>cy</bdi>" in text


def test_empty_gradebook_is_a_usage_error(run, workspace):
    Gradebook(str(workspace / "gradebook.db")).__exit__()

    ended = run("gradebook", "report")

    assert ended.status == 2
    assert "no results yet" in ended.err


def test_without_matplotlib_it_says_what_to_install(run, book, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **more):
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)

    ended = run("gradebook", "report")

    assert ended.status == 2
    assert "pip install 'cnnquiz[report]'" in ended.err
    assert not (book / "report.html").exists()
