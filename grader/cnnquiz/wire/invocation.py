"""One call of a function, described as an outcome.

Both sides use it: the worker for the student's functions, the judge for the wrong versions that
its own checks have to catch.
"""

import contextlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import FunctionType, TracebackType
from typing import Any

import numpy as np

from cnnquiz.wire.outcome import TEXT_LENGTH, Missing, Place, Raised, Returned, WrongSignature
from cnnquiz.wire.values import WireError, encode, is_tensor

Locate = Callable[[TracebackType | None], Place | None]
_FIXED = (int, float, complex, str, bytes, type(None))


def invoke(
    namespace: Mapping[str, Any],
    name: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    locate: Locate = lambda _traceback: None,
) -> Returned | Raised | WrongSignature | Missing:
    """Call the function `name` of `namespace`, and say what became of it.

    Args:
        namespace: where the function is looked up, with any callable object counting as one.
        name: the function's name.
        args: positional arguments; the callee receives these very objects.
        kwargs: keyword arguments.
        locate: finds the line of the submission in a traceback.
    """
    function = namespace.get(name)
    if not callable(function):
        return Missing(name, name in namespace, defined_in(namespace))
    if (parameters := _unfit(function, args, kwargs)) is not None:
        return WrongSignature(parameters)
    watched = _watched(args, kwargs)
    before = [_snapshot(value) for value in watched.values()]
    try:
        value = function(*args, **kwargs)
    # Whatever student code throws, SystemExit and KeyboardInterrupt too, is a finding about it.
    except BaseException as error:  # noqa: BLE001
        outcome = raised(error, locate)
        return Raised(
            outcome.type,
            outcome.bases,
            outcome.text,
            outcome.place,
            _changed(function, watched, before),
        )
    return Returned(value, _changed(function, watched, before))


def raised(error: BaseException, locate: Locate) -> Raised:
    """Return what an exception says of itself, even one written to cause trouble."""
    bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
    try:
        text = str.__str__(str(error))[:TEXT_LENGTH]
    # `__str__` is the student's as well.
    except BaseException:  # noqa: BLE001
        text = ""
    return Raised(type(error).__name__, tuple(bases), text, locate(error.__traceback__))


def defined_in(namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the functions and classes that a submission defines itself."""
    home = namespace.get("__name__")
    return tuple(
        name
        for name, value in namespace.items()
        if callable(value) and getattr(value, "__module__", None) == home
    )


def _unfit(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> str | None:
    """Return the function's parameters if they do not take these arguments, else None."""
    if isinstance(function, FunctionType):  # which nobody can make unhashable
        return _unfit_of(function, len(args), tuple(kwargs))
    return _mismatch(_signature(function), len(args), tuple(kwargs))


@lru_cache(maxsize=1024)
def _unfit_of(function: FunctionType, count: int, names: tuple[str, ...]) -> str | None:
    return _mismatch(_signature(function), count, names)


def _mismatch(
    signature: inspect.Signature | None, count: int, names: tuple[str, ...]
) -> str | None:
    """Return the parameters if so many positional arguments, and those by name, do not fit."""
    if signature is None:
        return None
    try:
        signature.bind(*range(count), **dict.fromkeys(names))
    except TypeError:
        return f"({', '.join(signature.parameters)})"
    return None


def _watched(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[int | str, Any]:
    """Return the arguments that a callee could change, by position or name."""
    every: dict[int | str, Any] = dict(enumerate(args))
    every.update(kwargs)
    return {key: value for key, value in every.items() if not _is_fixed(value)}


def _is_fixed(value: Any) -> bool:
    """Return whether a value cannot change, or is no data, so that nobody could see it change."""
    kind = type(value)
    if kind is tuple:
        return all(map(_is_fixed, value))
    return not (kind is list or kind is dict or kind is np.ndarray or is_tensor(value))


def _snapshot(value: Any) -> object:
    """Return something that is equal as long as the value is what it was."""
    try:
        return _contents(value)
    except (WireError, RecursionError):  # grown beyond what fits: certainly not what it was
        return None


def _contents(value: Any) -> object:
    kind = type(value)
    if kind in _FIXED:
        return kind, value
    if kind is list or kind is tuple:
        return kind, [_contents(entry) for entry in value]
    if kind is dict:
        return kind, [(key, _contents(entry)) for key, entry in value.items()]
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.dtype, value.shape, value.tobytes()
    if is_tensor(value):
        with contextlib.suppress(RuntimeError, TypeError):  # of an unusual kind
            return value.dtype, value.shape, value.detach().numpy().tobytes()
    return encode(value)


def _changed(
    function: Callable[..., Any], watched: Mapping[int | str, Any], before: Sequence[object]
) -> tuple[str, ...]:
    changed = [
        key
        for (key, value), was in zip(watched.items(), before, strict=True)
        if _snapshot(value) != was
    ]
    return tuple(_parameter(function, key) for key in changed)


def _parameter(function: Callable[..., Any], key: int | str) -> str:
    if isinstance(key, str):
        return key
    signature = _signature(function)
    names = [] if signature is None else list(signature.parameters)
    return names[key] if key < len(names) else f"argument {key + 1}"


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    if isinstance(function, FunctionType):  # which nobody can make unhashable
        return _signature_of(function)
    try:
        return inspect.signature(function)
    # A callable written in C may not know it; an object's `__getattr__` may raise anything.
    except BaseException:  # noqa: BLE001
        return None


@lru_cache(maxsize=256)
def _signature_of(function: FunctionType) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except BaseException:  # noqa: BLE001  # a `__signature__` of the student's making
        return None
