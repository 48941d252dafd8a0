"""Whether two values agree, by the rules of the curriculum, and if not, where they differ.

The order is type, shape, dtype kind, finiteness, values: a student fixes the first thing first.
What is said of the value that was due is its shape and kind, never what it holds.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnquiz.judge.describe import as_array, dtype_name, is_tensor, kind, shape_text
from cnnquiz.judge.likeness import Array, likeness
from cnnquiz.wire.values import SUBCLASS, Opaque

_ADVICE = {
    "None": "Does the function end without a return?",
    "a generator": "Wrap it in list(…), or return the values themselves.",
    "a map": "Wrap it in list(…).",
    "a filter": "Wrap it in list(…).",
    "a zip": "Wrap it in list(…).",
    "a range": "Wrap it in list(…).",
}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How closely values have to agree.

    Attributes:
        rtol: relative part of the tolerance for floats, as in `numpy.isclose`.
        atol: absolute part.
        exact_dtype: whether an array's dtype has to be the reference's, and not only its kind.
        values: whether what an array or a float holds matters, and not only its shape and kind.
        in_words: whether to work out how the values of arrays differ, or only that they do.
    """

    rtol: float = 1e-4
    atol: float = 1e-5
    exact_dtype: bool = False
    values: bool = True
    in_words: bool = True


def difference(actual: Any, due: Any, tolerance: Tolerance) -> str | None:
    """Return how `actual` differs from `due`, as a sentence or two, or None if they agree."""
    if due is None or isinstance(due, str):
        return _plain(actual, due)
    if isinstance(due, bool | np.bool_):
        return _bool(actual, bool(due))
    if isinstance(due, int | np.integer):
        return _int(actual, int(due))
    if isinstance(due, float | np.floating):
        return _float(actual, float(due), tolerance)
    if isinstance(due, list | tuple):
        return _sequence(actual, due, tolerance)
    if isinstance(due, dict):
        return _dict(actual, due, tolerance)
    if isinstance(due, np.ndarray) or is_tensor(due):
        return _array(actual, due, tolerance)
    raise TypeError(f"a reference returned {kind(due)}, which cannot be compared")


def _other_kind(actual: Any, due: Any) -> str:
    got, wanted = kind(actual), kind(due)
    advice = _ADVICE.get(got, "")
    if isinstance(actual, Opaque) and actual.kind == SUBCLASS:
        advice = "Return a plain numpy array: np.asarray(…)."
    return f"{_capital(got)} came back, {wanted} was due. {advice}".rstrip()


def _plain(actual: Any, due: str | None) -> str | None:
    if type(actual) is not type(due):
        return _other_kind(actual, due)
    return None if actual == due else "The string that came back is not the right one."


def _bool(actual: Any, due: bool) -> str | None:
    if _is_scalar_array(actual):
        actual = as_array(actual)[()]
    if not isinstance(actual, bool | np.bool_):
        return _other_kind(actual, due)
    return None if bool(actual) is due else "The bool that came back is not the right one."


def _int(actual: Any, due: int) -> str | None:
    if _is_scalar_array(actual):
        actual = as_array(actual)[()]
    if isinstance(actual, bool | np.bool_) or not isinstance(actual, int | np.integer):
        hint = " Use // where a whole number is due." if isinstance(actual, float) else ""
        return _other_kind(actual, due) + hint
    return None if int(actual) == due else "The int that came back is not the right one."


@np.errstate(all="ignore")
def _float(actual: Any, due: float, tolerance: Tolerance) -> str | None:
    value = as_array(actual)[()] if _is_scalar_array(actual) else actual
    if isinstance(value, bool | np.bool_) or not isinstance(value, float | int | np.number):
        return _other_kind(actual, due)
    if isinstance(value, np.complexfloating):
        return _other_kind(actual, due)
    if not tolerance.values:
        return None
    number = _as_float(value)
    if math.isfinite(due) and not math.isfinite(number):
        return "The float that came back is NaN or infinite; a finite one was due."
    if bool(np.isclose(number, due, tolerance.rtol, tolerance.atol, equal_nan=True)):
        return None
    return "The float that came back is not the right one."


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int of more than three hundred digits
        return math.inf


def _sequence(actual: Any, due: Any, tolerance: Tolerance) -> str | None:
    if not isinstance(actual, list | tuple):
        return _other_kind(actual, due)
    if len(actual) != len(due):
        return f"{_capital(kind(actual))} came back, {kind(due)} was due."
    for index, (entry, entry_due) in enumerate(zip(actual, due, strict=True)):
        if found := difference(entry, entry_due, tolerance):
            return _inside(f"[{index}]", found)
    return None


def _dict(actual: Any, due: Mapping[str, Any], tolerance: Tolerance) -> str | None:
    if not isinstance(actual, dict):
        return _other_kind(actual, due)
    missing = [key for key in due if key not in actual]
    extra = [key for key in actual if key not in due]
    if missing or extra:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        # How many, not which: a student's own words do not belong in a message.
        parts += [f"not asked for: {len(extra)}"] if extra else []
        return f"The dict has other keys ({'; '.join(parts)})."
    for key, entry_due in due.items():
        if found := difference(actual[key], entry_due, tolerance):
            return _inside(f"[{key!r}]", found)
    return None


def _inside(step: str, found: str) -> str:
    if found.startswith("At "):
        return f"At {step}{found[3:]}"
    return (
        f"At {step}: {found[0].lower()}{found[1:]}"
        if found[1:2].islower() or found[1:2] == " "
        else f"At {step}: {found}"
    )


def _array(actual: Any, due: Any, tolerance: Tolerance) -> str | None:
    if not _is_array(actual) or is_tensor(actual) != is_tensor(due):
        # A reference's 0-d result is as good as a scalar.
        if due.ndim == 0 and isinstance(actual, float | int | np.number):
            return difference(actual, as_array(due)[()], tolerance)
        return _other_kind(actual, due)
    if tuple(actual.shape) != tuple(due.shape):
        return (
            f"The shape is wrong: {shape_text(actual.shape)} came back,"
            f" {shape_text(due.shape)} was due."
        )
    return _dtype(actual, due, tolerance) or _values(as_array(actual), as_array(due), tolerance)


def _dtype(actual: Any, due: Any, tolerance: Tolerance) -> str | None:
    got, wanted = dtype_name(actual), dtype_name(due)
    if tolerance.exact_dtype:
        return None if got == wanted else f"The dtype is {got}; it should be {wanted}."
    if (got == "bool") != (wanted == "bool"):
        return f"The dtype is {got}; {'bool was' if wanted == 'bool' else 'numbers were'} due."
    if got in {"float16", "bfloat16"}:
        return f"The dtype is {got}; floats of 32 bits or more are due."
    if got.startswith("complex") and not wanted.startswith("complex"):
        return f"The dtype is {got}; real numbers were due."
    return None


# Without warnings: what a student's values overflow is no news for whoever runs the judge.
@np.errstate(all="ignore")
def _values(actual: Array, due: Array, tolerance: Tolerance) -> str | None:
    if actual.size == 0 or not tolerance.values:
        return None
    exact = actual.dtype.kind in "iub" and due.dtype.kind in "iub"

    def agree(one: Array, other: Array) -> Array:
        if exact:
            return np.asarray(one == other)
        return np.asarray(np.isclose(one, other, tolerance.rtol, tolerance.atol, equal_nan=True))

    close = _plainly_close(actual, due, tolerance)
    if close is None or (not close and tolerance.in_words):
        close = bool(agree(actual, due).all())
    if close:
        return None
    return _how(actual, due, agree) if tolerance.in_words else "The values are wrong."


def _how(actual: Array, due: Array, agree: Callable[[Array, Array], Array]) -> str:
    """Return how values differ that do."""
    finite = np.isfinite(actual)
    if np.isfinite(due).all() and not finite.all():
        return _where(~finite, "NaN or infinite")
    sentences = [_where(~agree(actual, due), "wrong"), _error(actual, due)]
    if actual.dtype.kind in "iu" and (np.abs(due - actual) < 1).all():
        sentences.append(f"The result holds integers ({actual.dtype}): fractions are lost.")
    elif actual.dtype.kind != "b":
        sentences.append(likeness(actual, due, lambda one, other: bool(agree(one, other).all())))
    return " ".join(sentence for sentence in sentences if sentence)


def _plainly_close(actual: Array, due: Array, tolerance: Tolerance) -> bool | None:
    """Return whether values are close to finite numbers, as nearly all are; None for other values.

    It says what `numpy.isclose` would, in a fifth of the time, and leaves the rest to it.
    """
    if actual.dtype.kind != "f" or due.dtype.kind != "f" or not np.isfinite(due).all():
        return None
    return bool((np.abs(actual - due) <= tolerance.atol + tolerance.rtol * np.abs(due)).all())


def _where(wrong: Array, what: str) -> str:
    if wrong.ndim == 0:
        return f"The value is {what}."
    count = int(np.count_nonzero(wrong))
    if wrong.size == 1:
        return f"The shape is right; the one value is {what}."
    if count == wrong.size:
        return f"The shape is right; all {wrong.size} values are {what}."
    first = [int(n) for n in np.argwhere(wrong)[0]]
    verb, share = "is" if count == 1 else "are", count / wrong.size
    return (
        f"The shape is right; {count} of {wrong.size} values ({share:.0%}) {verb} {what},"
        f" first at {first}."
    )


def _error(actual: Array, due: Array) -> str | None:
    """Return how far off the values are, in one digit: a size, not a way to the values due."""
    if actual.ndim == 0 or actual.dtype.kind == "b" or not np.isfinite(due).all():
        return None
    largest = float(np.abs(actual.astype(np.complex128) - due).max())
    return (
        f"The largest error is about {largest:.0e}."
        if largest < 0.01 or largest >= 1000
        else (f"The largest error is about {float(f'{largest:.0e}'):g}.")
    )


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or is_tensor(value)


def _is_scalar_array(value: Any) -> bool:
    return _is_array(value) and value.ndim == 0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
