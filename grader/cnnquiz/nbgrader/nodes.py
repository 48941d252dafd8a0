"""nbformat's nodes, which nbgrader works on: one door to a library without types."""

from pathlib import Path
from typing import Any

import nbformat


def node(value: Any) -> Any:
    """Return a dict, and what is in it, as nbformat's nodes."""
    return nbformat.from_dict(value)  # type: ignore[no-untyped-call]  # no types


def read(path: Path) -> Any:
    """Return a notebook in the present format.

    Raises:
        Exception: it is none, of any kind.
    """
    return nbformat.read(path, as_version=nbformat.current_nbformat)  # type: ignore[no-untyped-call]  # no types


def text(notebook: Any) -> str:
    """Return a notebook as its file has it."""
    return f"{nbformat.writes(notebook)}\n"  # type: ignore[no-untyped-call]  # no types
