import os
import subprocess
import sys

import pytest

from cnnquiz.cli.show import render
from cnnquiz.report.terminal import Terminal


def test_into_a_pipe_goes_the_markdown_as_it_is_and_the_pictures_to_stderr(run, course):
    ended = run("show", "ex01")

    folder = course / "ex01_sums"
    assert ended.status == 0
    assert ended.out == (folder / "README.md").read_text()
    assert ended.err == f"Pictures:\n  {folder / 'bars.svg'}\n      two bars, end to end\n"


def test_lesson_goes_into_a_pipe_whatever_the_encoding_of_the_stream(course, tmp_path):
    lesson = "# Größe\n\n2·n ≥ 3\n"
    (course / "ex01_sums" / "README.md").write_text(lesson, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cnnquiz", "show", "ex01"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, lesson.encode(), b"")


def test_picture_that_the_student_has_is_the_one_that_is_named(run, workspace):
    run("start")

    assert str(workspace / "ex01_sums" / "bars.svg") in run("show", "ex01").err


@pytest.mark.parametrize("name", ["1", "ex1", "ex01", "ex01_sums", "sums"])
def test_exercise_may_be_named_in_several_ways(run, name):
    assert run("show", name).status == 0


def test_lesson_that_cannot_be_read_is_the_courses_fault(run, course):
    (course / "ex01_sums" / "README.md").write_bytes(b"\xff")

    ended = run("show", "ex01")

    assert (ended.status, ended.out) == (3, "")
    assert "README.md: the lesson cannot be read" in ended.err


@pytest.mark.parametrize(
    ("terminal", "escapes", "ascii_only"),
    [
        (Terminal(60, colour=True), True, False),
        (Terminal(60, colour=False), False, False),
        (Terminal(60, encoding="ascii"), False, True),
    ],
)
def test_layout_is_coloured_and_encoded_as_the_terminal_allows(terminal, escapes, ascii_only):
    text = render("# Größe\n\n- *one*\n- `two`\n\n```\na + b\n```\n", terminal, {"TERM": "xterm"})

    assert ("\x1b[" in text) is escapes
    assert text.isascii() is ascii_only
    assert "# Gr" not in text
    assert "one" in text


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_lesson_is_laid_out_and_the_pictures_follow(course, workspace):
    import pty

    del workspace
    leader, follower = pty.openpty()
    environ = {**os.environ, "NO_COLOR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    with open(follower, "wb", closefd=False) as terminal:
        done = subprocess.run(
            [sys.executable, "-m", "cnnquiz", "show", "ex01"],
            stdout=terminal,
            stderr=subprocess.PIPE,
            env=environ,
            check=False,
        )
    os.close(follower)
    shown = os.read(leader, 65536).decode().replace("\r\n", "\n")
    os.close(leader)

    assert done.returncode == 0
    assert "\x1b" not in shown
    assert "![" not in shown
    assert shown.endswith(
        f"Pictures:\n  {course / 'ex01_sums' / 'bars.svg'}\n      two bars, end to end\n"
    )
    assert done.stderr == b"Write it in ex01_sums.py, then: cnnquiz check ex01\n"
