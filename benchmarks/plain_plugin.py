"""A pytest plugin that runs hidden checks on a student's file imported into the same process.

This is what `cnnquiz check` would be without any protection, and what it is measured against. It is
loaded by name, beside the plugin that collects checks:

    python -m pytest -p cnnquiz.judge.plugin -p plain_plugin check_output_size.py

with CHECK_EXERCISE=ex03_output_size and CHECK_FILE=mine.py in the environment.

Never for other people's code: the file can do whatever it likes, to the checks as well.
"""

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from cnnquiz import wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.judge import plugin
from cnnquiz.judge.author import FUNCTIONS
from cnnquiz.judge.material import Material
from cnnquiz.judge.observation import CheckRun
from cnnquiz.judge.student import Rehearsal

MATERIAL = pytest.StashKey[Material]()
STUDENT = pytest.StashKey[Rehearsal]()


def pytest_configure(config: pytest.Config) -> None:
    """Import the student's file, and load the exercise, as `cnnquiz.judge.run` does."""
    slug, file = os.environ["CHECK_EXERCISE"], Path(os.environ["CHECK_FILE"])
    exercise = load_exercise(wiring.exercises_folder(), slug)
    config.stash[MATERIAL] = wiring.material(exercise)
    config.stash[plugin.STATE] = plugin.State(seed=0)
    config.stash[STUDENT] = Rehearsal(config.stash[MATERIAL], _imported(file))


def _imported(file: Path) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise pytest.UsageError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Set up the check under way, which the fixtures hand out."""
    if isinstance(item, pytest.Function):
        stash = item.config.stash
        functions = getattr(item.obj, FUNCTIONS, ()) or tuple(
            name
            for name in stash[MATERIAL].exercise.function_names
            if name in plugin.names_in(item.obj.__code__)
        )
        stash[plugin.STATE].run = CheckRun(stash[STUDENT], stash[MATERIAL], tuple(functions))
