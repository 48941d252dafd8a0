"""What `cnnquiz grade` shows on stderr while it grades."""

import io
import subprocess
import sys

import pytest

from cnnquiz.cli.grade_progress import Progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


def graded_and_known(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what stands on stderr after one was graded, one known and one missing, of four."""
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress(4) as progress:
        progress.advance(graded=True, known=False)
        progress.advance(graded=False, known=True)
        progress.advance(graded=False, known=False)
    return stream.getvalue()


def test_bar_on_a_terminal_shows_how_far_it_is_and_goes_away(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")

    written = graded_and_known(Terminal(), monkeypatch)

    bar, _, line = written.rpartition("\r")
    assert "grading" in bar
    assert "3/4" in bar
    assert "/s" in bar
    assert "\x1b[2K" in line  # the bar's line is cleared
    assert line.rstrip().endswith("ms each; 1 known already")


def test_without_a_terminal_there_is_one_line_at_the_end(monkeypatch):
    written = graded_and_known(io.StringIO(), monkeypatch)

    (line,) = written.splitlines()
    assert line.startswith("1 graded in ")
    assert line.endswith("ms each; 1 known already")


def test_interruption_is_told_with_what_to_do(monkeypatch):
    def interrupted() -> None:
        with Progress(4) as progress:
            progress.advance(graded=True, known=False)
            raise KeyboardInterrupt

    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert "(of 4); to go on, run the same command again" in stream.getvalue()


def test_what_hands_out_submissions_and_keeps_results_imports_nothing_heavy(tmp_path):
    code = (
        "import sys; import cnnquiz.cli.grade, cnnquiz.cli.grade_progress\n"
        "import cnnquiz.grading.batch, cnnquiz.jobs.pool\n"
        "import cnnquiz.store.gradebook, cnnquiz.report.batch\n"
        "cnnquiz.cli.grade_progress.Progress(1)\n"
        "sys.exit(str({'numpy', 'torch', 'pytest', 'rich'} & set(sys.modules) or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.stderr.strip() == ""
