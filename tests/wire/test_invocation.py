"""One call of a function, whatever it does, becomes an outcome."""

# ruff: noqa: ARG001, ARG005  # stand-ins for students' functions need not use what they take

import functools

import numpy as np
import pytest

from cnnquiz.wire.invocation import defined_in, invoke, raised
from cnnquiz.wire.outcome import (
    TEXT_LENGTH,
    Missing,
    Place,
    Raised,
    Returned,
    WrongSignature,
    from_plain,
    to_plain,
)
from cnnquiz.wire.values import decode, encode


def call(function: object, *args: object, **kwargs: object) -> object:
    """Invoke a function under the name f."""
    return invoke({"f": function}, "f", args, kwargs)


def arrived(outcome: Returned | Raised | WrongSignature | Missing) -> object:
    """Return an outcome as the judge would receive it."""
    return from_plain(decode(encode(to_plain(outcome))))


def test_result_is_returned():
    assert call(lambda n, k=2: n * k, 3) == Returned(6)
    assert call(lambda n, k=2: n * k, 3, k=5) == Returned(15)


def test_arguments_are_the_very_objects_given():
    array = np.zeros(2)
    assert call(lambda x: x, array).value is array


# --- modified inputs ----------------------------------------------------------------------------


def set_first(image, kernel, note=None):
    image[0] = 7


def set_second(image, kernel, note=None):
    kernel.append(1)


def set_note(image, kernel, note=None):
    note["new"] = 1


def set_all(image, kernel, note=None):
    image[0], kernel[0], note["a"] = 7, 7, 7


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (set_first, ("image",)),
        (set_second, ("kernel",)),
        (set_note, ("note",)),
        (set_all, ("image", "kernel", "note")),
    ],
)
def test_modified_inputs_are_named(function, names):
    assert call(function, np.zeros(2), [0], note={}).modified == names
    assert call(function, np.zeros(2), [0], {}).modified == names
    assert call(function, note={}, image=np.zeros(2), kernel=[0]).modified == tuple(
        name for name in ("note", "image", "kernel") if name in names
    )


def test_input_that_is_written_to_with_its_own_values_is_not_modified():
    def copy_onto_itself(image):
        image[...] = image.copy()

    assert call(copy_onto_itself, np.ones(3)).modified == ()


def test_change_of_shape_dtype_or_type_is_a_modification():
    def turn_to_ints(entries):
        entries[:] = [int(entry) for entry in entries]

    def list_for_tuple(entries):
        entries[0] = [1]

    assert call(turn_to_ints, [1.0]).modified == ("entries",)
    assert call(list_for_tuple, [(1,)]).modified == ("entries",)


def test_input_that_is_modified_before_an_exception_is_named():
    def set_and_raise(image):
        image[0] = 7
        raise ValueError("image")

    outcome = call(set_and_raise, np.zeros(2))
    assert outcome.type == "ValueError"
    assert outcome.modified == ("image",)


def test_input_grown_beyond_what_fits_is_modified():
    def contain_itself(entries):
        entries.append(entries)

    assert call(contain_itself, [1]).modified == ("entries",)


def test_modified_input_without_a_name_is_numbered():
    def anything(*args):
        args[1][0] = 7

    assert call(anything, [0], [0]).modified == ("argument 2",)


# --- functions that are not there, or cannot be called -------------------------------------------


def test_function_that_is_not_there_is_missing_beside_what_is():
    def other():
        pass

    class Thing:
        pass

    namespace = {"__name__": __name__, "other": other, "Thing": Thing, "np": np, "size": 3}
    assert invoke(namespace, "f", (), {}) == Missing("f", False, ("other", "Thing"))
    assert invoke(namespace, "size", (), {}) == Missing("size", True, ("other", "Thing"))


def test_what_was_imported_is_not_defined_here():
    namespace = {"__name__": "submission", "partial": functools.partial, "raised": raised}
    assert defined_in(namespace) == ()


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (lambda: 0, "()"),
        (lambda n: 0, "(n)"),
        (lambda a, b, c: 0, "(a, b, c)"),
        (lambda n, *, stride: 0, "(n, stride)"),
        (lambda n, size: 0, "(n, size)"),
        (type("Thing", (), {"__init__": lambda self, n: None}), "(n)"),
    ],
)
def test_parameters_that_do_not_take_the_arguments_are_told(function, parameters):
    assert invoke({"f": function}, "f", (1,), {"k": 2}) == WrongSignature(parameters)


def test_type_error_inside_a_function_is_no_wrong_signature():
    assert call(lambda n: n[0], 3).type == "TypeError"


class Adder:
    """A callable object that answers to any attribute, as a lookup table might."""

    def __call__(self, n: int) -> int:
        return n + 1

    def __getattr__(self, name: str) -> object:
        raise KeyError(name)


CALLABLES = {
    "an object that answers to any attribute": Adder(),
    "a method": Adder().__call__,
    "a partial": functools.partial(lambda a, b: a + b, 1),
    "a class": type("Own", (int,), {"__new__": lambda cls, n: n + 1}),
    "a method written in C": (1).__add__,
    "a cached function": functools.lru_cache(lambda n: n + 1),
}


@pytest.mark.parametrize("kind", CALLABLES)
def test_any_callable_object_counts_as_a_function(kind):
    assert call(CALLABLES[kind], 2) == Returned(3)


def test_class_may_be_called_and_its_instance_is_opaque_to_the_judge():
    class Model:
        def __init__(self, size):
            self.size = size

    outcome = call(Model, 3)
    assert outcome.value.size == 3
    assert arrived(outcome).value.name == "Model"


def test_callable_written_in_c_is_called_without_a_signature():
    assert call(max, 1, 2) == Returned(2)
    assert call(dict.fromkeys, "ab") == Returned({"a": None, "b": None})


# --- exceptions ---------------------------------------------------------------------------------


class OwnError(KeyError):
    """An exception of the submission's own."""


class Unspeakable(Exception):  # noqa: N818  # the name of what a student might write
    """An exception that cannot be shown."""

    def __str__(self) -> str:
        raise SystemExit(3)


class Evasive(Exception):  # noqa: N818
    """An exception whose text is no plain string."""

    def __str__(self) -> str:
        return Slippery("slippery")


class Slippery(str):
    """A string that does not want to be cut."""

    __slots__ = ()

    def __getitem__(self, key: object) -> str:
        raise RuntimeError("hands off")


def throwing(error: BaseException) -> Raised:
    def function():
        raise error

    return call(function)


@pytest.mark.parametrize(
    ("error", "name", "bases", "text"),
    [
        (ValueError("n is 0"), "ValueError", ("ValueError", "Exception"), "n is 0"),
        (OwnError("n"), "OwnError", ("KeyError", "LookupError", "Exception"), "'n'"),
        (NotImplementedError(), "NotImplementedError", ("NotImplementedError",), ""),
        (SystemExit(0), "SystemExit", ("SystemExit", "BaseException"), "0"),
        (KeyboardInterrupt(), "KeyboardInterrupt", ("KeyboardInterrupt",), ""),
        (GeneratorExit(), "GeneratorExit", ("GeneratorExit",), ""),
        (StopIteration(), "StopIteration", ("StopIteration",), ""),
        (BaseExceptionGroup("two", [SystemExit()]), "BaseExceptionGroup", (), "two (1 sub"),
        (Unspeakable(), "Unspeakable", ("Exception",), ""),
        (Evasive(), "Evasive", ("Exception",), "slippery"),
        (MemoryError(), "MemoryError", ("MemoryError",), ""),
    ],
)
def test_whatever_is_raised_is_described(error, name, bases, text):
    outcome = throwing(error)
    assert outcome.type == name
    assert set(bases) <= set(outcome.bases)
    assert "OwnError" not in outcome.bases
    assert outcome.text.startswith(text)
    assert bool(outcome.text) == bool(text)
    assert arrived(outcome) == outcome


def test_text_of_an_exception_is_cut():
    assert throwing(ValueError("x" * 10_000)).text == "x" * TEXT_LENGTH


def test_recursion_without_end_is_described():
    def deeper(n):
        return deeper(n + 1)

    assert "RecursionError" in call(deeper, 0).bases


def test_place_is_what_the_locator_makes_of_the_traceback():
    seen = []

    def locate(traceback):
        seen.append(traceback)
        return Place(None, 1, "raise")

    def function():
        raise ValueError

    outcome = invoke({"f": function}, "f", (), {}, locate)
    assert outcome.place == Place(None, 1, "raise")
    assert seen[0].tb_next.tb_frame.f_code is function.__code__
