"""Values, calls and kinds in words that a student can read."""

import builtins
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnquiz.wire.outcome import (
    BrokeProtocol,
    Crashed,
    Missing,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    WrongSignature,
)
from cnnquiz.wire.values import Opaque

_SHORT_ARRAY = 25  # entries that are still printed rather than summed up
_TEXT = 300


def is_tensor(value: object) -> bool:
    """Return whether a value is a torch tensor, without importing torch to find out."""
    return type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "requires_grad")


def as_array(value: Any) -> np.ndarray[Any, Any]:
    """Return a numpy scalar, array or tensor as an array; bfloat16 becomes float32."""
    if is_tensor(value):
        tensor = value.detach()
        return np.asarray((tensor.float() if "bfloat16" in str(value.dtype) else tensor).numpy())
    return np.asarray(value)


def dtype_name(value: Any) -> str:
    """Return the dtype of an array or tensor, such as `float32`."""
    return _name_of(value.dtype)


@functools.lru_cache(maxsize=256)
def _name_of(dtype: Any) -> str:
    """Return a dtype's name, which numpy makes up anew whenever it is asked."""
    return str(dtype).removeprefix("torch.")


def shape_text(shape: Sequence[int]) -> str:
    """Return a shape as Python writes it."""
    return str(tuple(int(n) for n in shape))


def kind(value: Any) -> str:
    """Return what kind of thing a value is, with its length or shape, but nothing it holds."""
    match value:
        case Opaque():
            return value.kind
        case None:
            return "None"
        case bool() | np.bool_():
            return "a bool"
        case int() | np.integer():
            return "an int"
        case float() | np.floating():
            return "a float"
        case complex() | np.complexfloating():
            return "a complex number"
        case str():
            return "a string"
        case list() | tuple():
            name = type(value).__name__
            return f"an empty {name}" if not value else f"a {name} of {len(value)}"
        case dict():
            return f"a dict with {len(value)} keys"
        case _:
            return _array_kind(value)


def _array_kind(value: Any) -> str:
    thing = "tensor" if is_tensor(value) else "array"
    dtype = dtype_name(value)
    article = "an" if dtype[0] in "aeiou" and not dtype.startswith("uint") else "a"
    return f"{article} {dtype} {thing} of shape {shape_text(value.shape)}"


def call_text(function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return a call as one would type it; long arrays are summed up."""
    parts = [value_text(value) for value in args]
    parts += [f"{name}={value_text(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join(parts)})"


def value_text(value: Any) -> str:
    """Return a value as one would type it, cut where it is long."""
    match value:
        case Opaque():
            return f"<{value.kind}: {value.name}>" if value.name else f"<{value.kind}>"
        case np.generic():
            return value_text(value.item())
        case list():
            return f"[{_entries(value)}]"
        case tuple():
            return f"({_entries(value)}{',' if len(value) == 1 else ''})"
        case dict():
            pairs = (f"{key!r}: {value_text(entry)}" for key, entry in value.items())
            return f"{{{_cut(', '.join(pairs))}}}"
        case _:
            return _other_text(value)


def _other_text(value: Any) -> str:
    if isinstance(value, np.ndarray) or is_tensor(value):
        return _array_text(value)
    return _cut(repr(value))


def known_type(outcome: Raised) -> str:
    """Return an exception's name if it is built in, else that of its nearest built-in base.

    A class of the submission's own may be named at run time, after whatever it was given.
    """
    for name in (outcome.type, *outcome.bases):
        if isinstance(getattr(builtins, name, None), type):
            return name
    return "an exception"


def came_back(outcome: Outcome) -> str | None:
    """Return what a call gave, its values included: for the student's own eyes."""
    match outcome:
        case Returned(value):
            return f"returned {value_text(value)}"
        case Raised(name, _, text):
            return f"raised {name}: {text}" if text else f"raised {name}"
        case WrongSignature(parameters):
            return f"your function takes {parameters}"
        case TimedOut() | Crashed() | BrokeProtocol() | Missing():
            return None


def _entries(values: Sequence[Any]) -> str:
    texts = [value_text(value) for value in values[:50]]
    return _cut(", ".join([*texts, "…"] if len(values) > 50 else texts))


def _array_text(value: Any) -> str:
    array = as_array(value)
    tensor = is_tensor(value)
    if 0 < array.size <= _SHORT_ARRAY:
        text = np.array2string(array, separator=", ", precision=4, threshold=_SHORT_ARRAY)
        joined = " ".join(text.split()).replace("[ ", "[")
        usual = dtype_name(value) in ({"float32"} if tensor else {"float64", "int64"})
        dtype = "" if usual else f", dtype={dtype_name(value)}"
        return f"{'tensor' if tensor else 'array'}({joined}{dtype})"
    span = ""
    if array.size and array.dtype.kind in "iuf" and np.isfinite(array).all():
        span = f", {array.min():.4g} to {array.max():.4g}"
    layout = "" if array.flags.c_contiguous else ", not contiguous"
    return f"<{kind(value).partition(' ')[2]}{span}{layout}>"


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[:_TEXT]}…"
