"""What a check receives for a student's result while there is no student yet.

In a rehearsal `agree` returns `UNFORESEEN`. A check that only compares never looks at it. One that
does something with it (computes, branches, asks another question about it) cannot be foreseen:
any use raises, and the check is then run anew with every student.
"""

from typing import Any, Final


class UnforeseeableError(Exception):
    """What a check does next depends on the student."""


def _used(*_args: object, **_kwargs: object) -> Any:
    raise UnforeseeableError


class _Unforeseen:
    """A result that nobody may look at."""

    __slots__ = ()

    # Operators without a method here, such as +, raise a TypeError of their own.
    __getattr__ = __bool__ = __eq__ = __ne__ = __hash__ = _used
    __str__ = __repr__ = __format__ = __iter__ = __len__ = _used
    __array__ = _used


UNFORESEEN: Final = _Unforeseen()


def holds_unforeseen(value: object) -> bool:
    """Return whether a value is a result that is not known yet, or a container with one in it."""
    if type(value) is _Unforeseen:
        return True
    if isinstance(value, list | tuple):
        return any(map(holds_unforeseen, value))
    return isinstance(value, dict) and any(map(holds_unforeseen, value.values()))
