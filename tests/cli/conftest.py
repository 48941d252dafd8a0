"""A course of two exercises, a folder to work in, and the command line run inside this process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.cli.main import main

EXERCISE = """\
format: 1
title: {title}
minutes: {minutes}
tools: numpy
concepts: [sums]
functions:
  - name: add
    summary: a sum
hints:
  - Think of {title}.
  - Think again.
  - Use the operator +.
"""
LESSON = """\
# Sums

A *sum* is written `a + b`.

![two bars, end to end](bars.svg)
"""


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """The folder `exercises` of a small course, which commands find through CNNQUIZ_COURSE."""
    exercises = tmp_path / "course" / "exercises"
    titles = {"ex01_sums": ("Sums", 5), "ex02_products": ("Products", 20)}
    listed = "".join(f"  - {slug}\n" for slug in titles)
    exercises.mkdir(parents=True)
    (exercises / "course.yaml").write_text(f"format: 1\ntitle: Small\nexercises:\n{listed}")
    for slug, (title, minutes) in titles.items():
        folder = exercises / slug
        folder.mkdir()
        (folder / "exercise.yaml").write_text(EXERCISE.format(title=title, minutes=minutes))
        (folder / "README.md").write_text(LESSON)
        (folder / "bars.svg").write_text("<svg/>")
        (folder / f"{slug}.py").write_text("def add(a, b):\n    raise NotImplementedError\n")
    monkeypatch.setenv("CNNQUIZ_COURSE", str(exercises.parent))
    return exercises


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Path:
    """An empty workspace, which is the working directory.

    It is marked as one, so that no workspace further up, such as one in /tmp, is found instead.
    """
    folder = tmp_path / "mine"
    (folder / ".cnnquiz").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(course, workspace, monkeypatch, capsys) -> Run:
    """A function that runs `cnnquiz` with arguments, and says how it ended."""
    del course, workspace
    monkeypatch.setattr(wiring, "now", lambda: datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    monkeypatch.setenv("COLUMNS", "80")

    def run_it(*args: str) -> Ended:
        status = main(args)
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run_it
