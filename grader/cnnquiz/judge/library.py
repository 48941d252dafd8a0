"""The functions of all exercises, and the oracles of the question bank, by their names.

What the expressions of items call. An exercise's files are loaded when one of its functions is
first asked for.
"""

import contextlib
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cnnquiz.judge.material import Material, load_module


class ProgramError(ValueError):
    """A program of the question bank fails; the message says how."""


class Library:
    """Functions by name.

    Args:
        materials: the exercises' instructor's halves.
        oracles: the folder of the oracles, one file for each topic.
    """

    def __init__(self, materials: Sequence[Material], oracles: Path) -> None:
        self._by_name = {
            name: material
            for material in reversed(materials)  # the first exercise that has a name keeps it
            for name in material.exercise.function_names
        }
        self._oracles = oracles
        self._loaded: dict[str, Mapping[str, Any]] = {}

    def function(self, name: str) -> Callable[..., Any] | None:
        """Return a reference's function, or None if no exercise has one of that name.

        Raises:
            CourseError: the reference cannot be loaded.
        """
        material = self._by_name.get(name)
        found: Callable[..., Any] | None = material.reference[name] if material else None
        return found

    def wrong_versions(
        self, misconception: str, names: Collection[str]
    ) -> dict[str, Callable[..., Any]]:
        """Return what those of `names` become for somebody who holds a misconception.

        Raises:
            CourseError: an exercise's files cannot be loaded.
        """
        found: dict[str, Callable[..., Any]] = {}
        for name in sorted(names):
            material = self._by_name.get(name)
            for wrong in material.wrong_versions if material else ():
                if material and (wrong.id, wrong.of) == (misconception, name):
                    found.setdefault(name, wrong.bind(SimpleNamespace(**material.reference)))
        return found

    def oracle(self, topic: str, name: str) -> Callable[..., Any] | None:
        """Return a topic's oracle, or None.

        Raises:
            CourseError: the topic's file cannot be loaded.
        """
        if topic not in self._loaded:
            path = self._oracles / f"{topic}.py"
            self._loaded[topic] = vars(load_module(path)) if path.is_file() else {}
        found = self._loaded[topic].get(name)
        return found if callable(found) and not name.startswith("_") else None

    def prints(self, program: str) -> str:
        """Return what a program of the bank prints. It is the course's own, and is trusted.

        Raises:
            ProgramError: it fails.
        """
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output):
                exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102  # the course's own
        # Whatever goes wrong in it is its author's to mend.
        except Exception as error:
            raise ProgramError(f"{type(error).__name__}: {error}") from error
        return output.getvalue()
