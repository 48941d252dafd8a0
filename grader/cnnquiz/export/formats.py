"""The formats in which questions can be written, by name; each is a module of its own.

A module has a constant `FORMAT`. It is imported when it is asked for.
"""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnquiz.export.build import Abilities
from cnnquiz.export.question import Group

_MODULES = {
    "moodle": "cnnquiz.export.moodle",
    "gift": "cnnquiz.export.gift",
    "canvas": "cnnquiz.export.canvas",
    "anki": "cnnquiz.export.anki",
    "jupyterquiz": "cnnquiz.export.jupyterquiz",
}
NAMES = tuple(_MODULES)


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write questions down.

    Attributes:
        abilities: what the system that reads it can do.
        write: returns a file; equal questions give equal bytes.
    """

    abilities: Abilities
    write: Callable[[Sequence[Group]], bytes]


def format_named(name: str) -> Format:
    """Return one of the formats in `NAMES`."""
    found: Format = importlib.import_module(_MODULES[name]).FORMAT
    return found
