"""A folder to work in, and `cnnquiz` run there as students run it: in a process of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

SMALL = Path(__file__).parents[1] / "courses" / "small"
SECONDS = 60.0  # for what takes one or two: only a broken machine, or a bug, takes so long
ENDING_S = 10.0  # for processes that have been killed to be gone

# The keys of `--format json`, in order, and the types of their values.
_NUMBER, _TEXT = (float,), (str,)
_OR_NULL = (type(None),)
DOCUMENT = {"format": (int,), "exercises": (list,)}
EXERCISE = {
    "exercise": _TEXT,
    "title": _TEXT,
    "score": _NUMBER + _OR_NULL,
    "max_score": _NUMBER,
    "status": _TEXT,
    "message": _TEXT + _OR_NULL,
    "confinement": _TEXT + _OR_NULL,
    "checks": (list,),
}
CHECK = {
    "name": _TEXT,
    "description": _TEXT,
    "functions": (list,),
    "points": _NUMBER,
    "earned": _NUMBER + _OR_NULL,
    "status": _TEXT,
    "message": _TEXT + _OR_NULL,
    "call": _TEXT + _OR_NULL,
    "misconception": _TEXT + _OR_NULL,
    "seconds": _NUMBER,
}
STATUSES = {"graded", "unreadable", "missing", "examples_only", "not_run"}
VERDICTS = {"passed", "failed", "error", "timeout", "crashed", "not_implemented", "not_run"}


def as_promised(text: str) -> dict[str, Any]:
    """Return what `--format json` wrote, after every promise about it has been looked at."""
    document: dict[str, Any] = json.loads(text)
    _keys_and_types(document, DOCUMENT)
    assert document["format"] == 1
    for exercise in document["exercises"]:
        _keys_and_types(exercise, EXERCISE)
        assert exercise["status"] in STATUSES
        assert exercise["confinement"] in {"full", "reduced", "process", None}
        assert exercise["max_score"] == 10.0
        assert (exercise["score"] is None) == (exercise["status"] in {"examples_only", "not_run"})
        for check in exercise["checks"]:
            _keys_and_types(check, CHECK)
            assert check["status"] in VERDICTS
            assert all(type(name) is str for name in check["functions"])
            assert (check["earned"] is None) == (check["status"] == "not_run")
            assert check["earned"] in (None, 0.0, check["points"])
            assert (check["message"] is None) == (check["status"] == "passed")
            assert check["seconds"] >= 0
        if exercise["status"] == "graded":
            assert exercise["score"] == sum(check["earned"] for check in exercise["checks"])
    return document


def _keys_and_types(found: dict[str, Any], promised: dict[str, tuple[type, ...]]) -> None:
    assert list(found) == list(promised)
    for key, types in promised.items():
        # Not isinstance: a bool is an int, and 1 is no float.
        assert type(found[key]) in types, f"{key}: {found[key]!r}"


def wait_until(
    done: Callable[[], Any], what: str, *, every_s: float = 0.02, within_s: float = SECONDS
) -> None:
    """Return as soon as `done` gives something true, or fail once the time is over."""
    deadline = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(every_s)


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What `--format json` wrote, found to be as promised."""
        return as_promised(self.out)

    @property
    def report(self) -> dict[str, Any]:
        """The report on the only exercise of the document."""
        (report,) = self.document["exercises"]
        return report

    @property
    def checks(self) -> dict[str, dict[str, Any]]:
        """That report's checks by name."""
        return {check["name"]: check for check in self.report["checks"]}


@dataclass
class Desk:
    """A student's folder, and the command line in it.

    Attributes:
        folder: the working directory of every command.
        scratch: where the commands put temporary files; it also marks their processes.
        environ: their environment.
    """

    folder: Path
    scratch: Path
    environ: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *args: str | Path, **environ: str) -> Ended:
        """Run `python -m cnnquiz` with `args` to its end, with more environment variables."""
        process = self.start(*args, **environ)
        out, err = process.communicate(timeout=SECONDS)
        return Ended(process.returncode, out, err)

    def start(
        self,
        *args: str | Path,
        stdout: Any = subprocess.PIPE,
        stderr: Any = subprocess.PIPE,
        **environ: str,
    ) -> subprocess.Popen[str]:
        """Start it in a process group of its own, as a shell does."""
        process = subprocess.Popen(
            [sys.executable, "-m", "cnnquiz", *map(str, args)],
            cwd=self.folder,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            encoding="utf-8",
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def check(self, source: str | bytes, name: str = "ex01_double.py") -> Ended:
        """Write a submission and have it checked, with the report as JSON."""
        return self.run("check", "--file", self.write(name, source), "--format", "json")

    def processes(self) -> list[psutil.Process]:
        """Return every process that came from a command here, however far it has wandered."""
        mark = str(self.scratch)
        return [process for process in psutil.process_iter() if mark in _environment(process)]

    def assert_nothing_is_left(self) -> None:
        """Fail unless all processes, and all temporary files, are gone or going."""
        wait_until(lambda: not self.processes(), "the end of all processes", within_s=ENDING_S)
        # The workers' own folders; torch, for one, keeps a cache beside them on purpose.
        assert list(self.scratch.glob("cnnquiz-*")) == []


def _environment(process: psutil.Process) -> str:
    """Return the values of a process's environment as it was started; it cannot take them back."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return "\n".join(process.environ().values())
    except (psutil.Error, OSError):
        return ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty folder in which the course of the checkout is worked on.

    After every test: no process and no temporary file of any command is left.
    """
    folder, scratch = tmp_path / "mine", tmp_path / "scratch"
    # Marked as a workspace, so that none further up, such as one in /tmp, is found instead.
    (folder / ".cnnquiz").mkdir(parents=True)
    scratch.mkdir()
    ours = ("PYTEST_", "CNNQUIZ_", "PYTHON", "LC_", "NO_COLOR", "LANG")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environ |= {"TMPDIR": str(scratch), "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    desk = Desk(folder, scratch, environ)
    yield desk
    try:
        for process in desk.started:
            if process.poll() is None:  # only where a test has failed
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        desk.assert_nothing_is_left()
    finally:
        # A test that fails must not leave a loop running for ever. Only what bears its mark is hit.
        for stray in desk.processes():
            with contextlib.suppress(psutil.Error):
                stray.kill()


@pytest.fixture
def small(desk: Desk) -> Desk:
    """The same folder with the small course, whose limit of time is one second."""
    desk.environ |= {"CNNQUIZ_COURSE": str(SMALL), "CNNQUIZ_SOLUTIONS": str(SMALL / "solutions")}
    return desk


@pytest.fixture
def until() -> Callable[..., None]:
    """`wait_until`, for tests that watch a process."""
    return wait_until
