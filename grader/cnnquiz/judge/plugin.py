"""The pytest plugin that makes `check_…` functions of `check_….py` files runnable checks.

It is loaded by name (`-p cnnquiz.judge.plugin`) and has no entry point, so that a plain pytest
run never collects a hidden check.
"""

import zlib
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnnquiz.judge.agree import Agree
from cnnquiz.judge.observation import CheckRun
from cnnquiz.judge.student import Unjudged

STATE = pytest.StashKey["State"]()


class State:
    """What the fixtures hand out.

    Attributes:
        seed: of every generator, together with the check's name.
        run: the check under way; whoever runs checks sets it.
    """

    seed: int
    run: CheckRun

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed


def pytest_configure(config: pytest.Config) -> None:
    """Collect checks, and nothing else."""
    config.addinivalue_line("python_files", "check_*.py")
    config.addinivalue_line("python_functions", "check_*")


@pytest.fixture
def agree(request: pytest.FixtureRequest) -> Agree:
    """Compare the student's functions with the reference's; see `cnnquiz.judge.agree`."""
    return Agree(request.config.stash[STATE].run)


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Unjudged:
    """Call the student's functions without comparing."""
    return Unjudged(request.config.stash[STATE].run.student)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The reference's functions."""
    return SimpleNamespace(**request.config.stash[STATE].run.material.reference)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator seeded for this check, so that it draws the same whatever ran before."""
    name = zlib.crc32(request.node.name.encode())
    return np.random.default_rng([request.config.stash[STATE].seed, name])


@pytest.fixture
def exercise_folder(request: pytest.FixtureRequest) -> Path:
    """The exercise's folder in `exercises/`, with its stub, its lesson, and data if it has any.

    For checks that need the data which students receive: checks themselves lie in `solutions/`,
    and the two halves may be installed in different places. A worker cannot read files, so a
    check sends it what it read there.
    """
    return request.config.stash[STATE].run.material.exercise.folder


def names_in(code: CodeType) -> set[str]:
    """Return every string that occurs in a function's body, nested functions included."""
    found: set[str] = set()
    waiting: list[Any] = list(code.co_consts)
    while waiting:
        match waiting.pop():
            case str() as text:
                found.add(text)
            case tuple() | frozenset() as constants:
                waiting += constants
            case CodeType() as inner:
                waiting += inner.co_consts
            case _:
                pass
    return found
