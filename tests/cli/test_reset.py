import io
import sys
from pathlib import Path

import pytest

STAMP = "20260304T050607Z"


class Keyboard(io.StringIO):
    """A student at a terminal, who types what was given."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def mine(run, workspace) -> Path:
    """The student's file of the first exercise, changed."""
    run("start")
    path = workspace / "ex01_sums" / "ex01_sums.py"
    path.write_text("my work\n")
    return path


def test_with_yes_the_stub_comes_back_and_the_copy_is_named(run, course, mine):
    ended = run("reset", "ex01", "--yes")

    copy = mine.with_name(f"ex01_sums.py.{STAMP}.bak")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"{mine} is the stub again.\nYour file is kept as {copy}\n"
    assert mine.read_bytes() == (course / "ex01_sums" / "ex01_sums.py").read_bytes()
    assert copy.read_text() == "my work\n"


def test_without_a_terminal_and_without_yes_it_refuses(run, mine, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    ended = run("reset", "ex01")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == f"cnnquiz: to reset {mine} without being asked, add --yes\n"
    assert mine.read_text() == "my work\n"


@pytest.mark.parametrize(("answer", "left"), [("y\n", False), ("n\n", True), ("\n", True)])
def test_on_a_terminal_it_asks_and_does_nothing_without_a_yes(run, mine, monkeypatch, answer, left):
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))

    ended = run("reset", "ex01")

    assert ended.status == 0
    assert (mine.read_text() == "my work\n") is left
    assert ended.err.startswith(
        f"Your file will be kept as a copy.\nReplace {mine} by the stub? [y/N]: "
    )
    assert ("Nothing was changed." in ended.err) is left


def test_file_equal_to_the_stub_is_left_without_asking(run, workspace):
    run("start")

    ended = run("reset", "ex01")

    file = workspace / "ex01_sums" / "ex01_sums.py"
    assert (ended.status, ended.out) == (0, "")
    assert ended.err == f"{file} is as it was at the start; nothing to do.\n"
    assert sorted(p.name for p in file.parent.iterdir()) == [
        "README.md",
        "bars.svg",
        "ex01_sums.py",
    ]


def test_missing_file_is_written_without_asking(run, mine):
    mine.unlink()

    ended = run("reset", "ex01")

    assert (ended.status, ended.out) == (0, f"{mine} is the stub again.\n")
    assert "NotImplementedError" in mine.read_text()


def test_notebook_is_refused(run, workspace):
    (workspace / "ex01_sums.ipynb").write_text("{}")

    ended = run("reset", "ex01", "--yes")

    assert ended.status == 2
    assert ended.err.endswith("ex01_sums.ipynb is a notebook; only .py files can be reset\n")


def test_course_without_its_stub_is_reported_as_the_courses_fault(run, course, mine):
    (course / "ex01_sums" / "ex01_sums.py").unlink()

    ended = run("reset", "ex01", "--yes")

    assert ended.status == 3
    assert "ex01_sums.py: the stub cannot be read" in ended.err
    assert mine.read_text() == "my work\n"
