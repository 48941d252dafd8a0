"""A folder in which the small course is graded, and what is handed in there."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnquiz import wiring
from support import SMALL
from support.command_line import run, workspace
from support.platforms import NAME, SUBMISSIONS

__all__ = ["checked", "hand_in", "run", "small", "wheels", "workspace"]


@pytest.fixture
def small(workspace, monkeypatch) -> Path:
    """A working directory in which the small course is graded."""
    monkeypatch.setenv("CNNQUIZ_COURSE", str(SMALL))
    monkeypatch.setenv("CNNQUIZ_SOLUTIONS", str(SMALL / "solutions"))
    wiring.catalogue.cache_clear()
    yield workspace
    wiring.catalogue.cache_clear()


@pytest.fixture
def hand_in(tmp_path) -> Callable[[str], Path]:
    """A function that writes one of `SUBMISSIONS` and returns its folder."""

    def write(kind: str) -> Path:
        folder = tmp_path / "handed_in" / kind
        folder.mkdir(parents=True)
        for name, data in SUBMISSIONS[kind].items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return folder

    return write


@pytest.fixture
def checked(run) -> Callable[[Path], dict[str, Any]]:
    """A function that returns `cnnquiz check`'s report on a folder's submission."""

    def check(folder: Path) -> dict[str, Any]:
        files = [f"--file={path}" for path in folder.rglob(NAME)]
        (report,) = json.loads(run("check", "ex01", *files, "--format", "json").out)["exercises"]
        return report

    return check


@pytest.fixture
def wheels(tmp_path) -> Path:
    """A folder with a wheel of cnnquiz that holds nothing but what it requires."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    described = "Name: cnnquiz\nVersion: 9.0\nRequires-Dist: click>=8\nRequires-Dist: torch>=2\n"
    with zipfile.ZipFile(folder / "cnnquiz-9.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("cnnquiz-9.0.dist-info/METADATA", described)
    return folder
