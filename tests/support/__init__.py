"""What several tests share: references, an exercise made on the spot, stand-ins for students."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from cnnquiz.judge.material import Material
from cnnquiz.model.course import Exercise, Function, Limits, Misconception, Tools
from cnnquiz.model.submission import Cell, Submission
from cnnquiz.wire.outcome import Outcome
from cnnquiz.wire.request import Request

CHECKOUT = Path(__file__).resolve().parents[2]
SMALL = CHECKOUT / "tests" / "courses" / "small"  # a course of one exercise, ex01_double


def load_reference(slug: str) -> ModuleType:
    """Return the reference of an exercise, imported by its path under a name of its own.

    Args:
        slug: the exercise's long name, such as `ex03_output_size`.
    """
    name = f"reference_of_{slug}"
    spec = importlib.util.spec_from_file_location(
        name, CHECKOUT / "solutions" / slug / f"{slug}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def make_exercise(folder: Path, *functions: str, **changes: Any) -> Exercise:
    """Return an exercise about `functions`, without any files.

    Args:
        folder: named after the exercise, such as `ex01_sums`; it need not exist.
        functions: the names of what the student writes.
        changes: other fields of `Exercise`.
    """
    fields = {
        "title": "Sums",
        "minutes": 5,
        "tools": Tools.NUMPY,
        "concepts": ("sums",),
        "functions": tuple(Function(name, f"what {name} does") for name in functions),
        "hints": ("Add.", "Add both.", "Use +."),
        "limits": Limits(seconds=5.0, memory_mb=512),
    }
    return Exercise(folder, **(fields | changes))


def make_material(folder: Path, exercise: Exercise, **files: str) -> Material:
    """Write an exercise's files of `solutions/` and return them as material.

    Args:
        folder: the exercise's folder in a `solutions` folder; it is made.
        exercise: the other half.
        files: their texts: `reference`, `checks`, `misconceptions`, `probes`.
    """
    material = Material(folder, exercise)
    paths = {
        "reference": folder / f"{exercise.slug}.py",
        "checks": material.checks_file,
        "misconceptions": folder / "misconceptions.py",
        "probes": folder / "probes.py",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        paths[name].write_text(text, encoding="utf-8")
    return material


def make_submission(*sources: str) -> Submission:
    """Return a plain file with one source, or a notebook with several."""
    if len(sources) == 1:
        return Submission(Path("ex01_sums.py"), (Cell(None, sources[0]),))
    cells = tuple(Cell(number, source) for number, source in enumerate(sources, 1))
    return Submission(Path("ex01_sums.ipynb"), cells)


def make_catalogue(*ids: str) -> dict[str, Misconception]:
    """Return a catalogue of misconceptions by id."""
    return {id_: Misconception(id_, f"I believe {id_}.", "That is not so.", "sums") for id_ in ids}


class FakeStudent:
    """Answers every call with the next of some outcomes, and remembers what it was asked."""

    def __init__(
        self,
        *outcomes: Outcome,
        printed: str = "",
        off_limits: Sequence[str] = (),
        seconds_each: float = 0.0,
    ) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[tuple[str, Sequence[Any], Mapping[str, Any]]] = []
        self.shares: list[float] = []
        self.foreseen: list[tuple[Request, ...]] = []
        self._printed = printed
        self._off_limits = tuple(off_limits)
        self._seconds_each = seconds_each

    def begin_check(self, share: float = 1.0, foreseen: Sequence[Request] = ()) -> None:
        """Remember the share of the time limit, and what was foreseen."""
        self.shares.append(share)
        self.foreseen.append(tuple(foreseen))

    def ask(self, request: Request) -> Outcome:
        """Return the next outcome."""
        self.asked.append((request.function, *request.arguments()))
        return self.outcomes.pop(0)

    def cpu_seconds(self) -> float:
        """Return what all calls so far were said to have taken."""
        return len(self.asked) * self._seconds_each

    def printed(self) -> str:
        """Return what was said to have been printed."""
        return self._printed

    def off_limits_used(self) -> tuple[str, ...]:
        """Return what was said to have been used."""
        return self._off_limits
