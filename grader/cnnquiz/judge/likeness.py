"""Which simple change turns the right array into a wrong one, where one does.

It tells a student where to look (an axis, a sign, a factor) and nothing of the values themselves.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]
Close: TypeAlias = Callable[[Array, Array], bool]

_ENOUGH = 4  # entries: of fewer, too many changes give the same


def likeness(actual: Array, due: Array, close: Close) -> str | None:
    """Return what has been done to `due` to give `actual`, as a sentence, or None.

    Args:
        actual: what came back, of the shape of `due`.
        due: what should have.
        close: whether two arrays agree.
    """
    if due.size < _ENOUGH or not (np.isfinite(actual).all() and np.isfinite(due).all()):
        return None
    # What is the same everywhere looks like anything.
    if np.ptp(due) == 0:
        return None
    for description, changed in _changes(due):
        if close(actual, changed):
            return f"It is the right result {description}."
    return _arithmetic(actual, due, close) or _shift(actual, due, close)


def _changes(due: Array) -> Iterator[tuple[str, Array]]:
    if due.ndim >= 2:
        if due.shape[-1] == due.shape[-2]:
            yield "with rows and columns swapped", due.swapaxes(-1, -2)
        yield "mirrored left to right", due[..., ::-1]
        yield "upside down", due[..., ::-1, :]
        yield "turned by half a turn", due[..., ::-1, ::-1]
    else:
        yield "in reverse order", due[::-1]
    if due.ndim >= 3:
        channels = due.shape[-3]
        for first in range(channels):
            for second in range(first + 1, channels):
                order = list(range(channels))
                order[first], order[second] = second, first
                yield "with channels in another order", due[..., order, :, :]
        yield "with channels in another order", due[..., ::-1, :, :]
    yield "with its sign turned", -due


def _arithmetic(actual: Array, due: Array, close: Close) -> str | None:
    largest = np.unravel_index(np.argmax(np.abs(due)), due.shape)
    factor = float(actual[largest]) / float(due[largest])
    if factor and close(actual, due * factor):
        # Not which: with it, what came back would give what was due.
        return "It is the right result times a constant."
    offset = float(actual[largest]) - float(due[largest])
    if close(actual, due + offset):
        return f"It is the right result with a constant {'added' if offset > 0 else 'taken away'}."
    return None


def _shift(actual: Array, due: Array, close: Close) -> str | None:
    """Look for the right values one place further along one of the last two axes."""
    names = {-1: ("right", "left"), -2: ("down", "up")} if due.ndim >= 2 else {-1: ("on", "back")}
    for axis, (onwards, backwards) in names.items():
        if due.shape[axis] < 3:
            continue
        head, tail = _all_but_one(due.ndim, axis)
        for there, source, where in ((tail, head, onwards), (head, tail, backwards)):
            if np.ptp(due[source]) and close(actual[there], due[source]):
                return f"It is the right result shifted by one place {where}."
    return None


def _all_but_one(ndim: int, axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Return the indices of all but the last, and all but the first, entry along an axis."""
    ends = (slice(None, -1), slice(1, None))
    return tuple(
        tuple(end if number == ndim + axis else slice(None) for number in range(ndim))
        for end in ends
    )  # type: ignore[return-value]  # there are two ends
