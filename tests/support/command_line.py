"""The command line, run inside this process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cnnquiz.cli.main import main


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch, capsys) -> Run:
    """A function that runs `cnnquiz` with arguments, and says how it ended."""
    monkeypatch.setenv("COLUMNS", "80")

    def run_it(*args: str | Path) -> Ended:
        status = main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run_it


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Path:
    """An empty workspace, which is the working directory.

    It is marked as one, so that no workspace further up, such as one in /tmp, is found instead.
    """
    folder = tmp_path / "mine"
    (folder / ".cnnquiz").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder
