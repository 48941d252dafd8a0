"""A course of two exercises, and the command line in a folder to work in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cnnquiz import wiring
from support.command_line import Run, workspace
from support.command_line import run as command_line

__all__ = ["command_line", "course", "run", "workspace"]

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
def run(course, workspace, command_line, monkeypatch) -> Run:
    """A function that runs `cnnquiz` in the workspace, and says how it ended."""
    del course, workspace
    monkeypatch.setattr(wiring, "now", lambda: datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    return command_line
