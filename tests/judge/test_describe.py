"""Values, calls and outcomes are put in words that students can read."""

import numpy as np
import pytest

from cnnquiz.judge.describe import call_text, came_back, kind, known_type, value_text
from cnnquiz.wire.outcome import (
    BrokeProtocol,
    Crashed,
    Missing,
    Raised,
    Returned,
    TimedOut,
    WrongSignature,
)
from cnnquiz.wire.values import Opaque


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "a bool"),
        (np.True_, "a bool"),
        (3, "an int"),
        (np.uint8(3), "an int"),
        (0.5, "a float"),
        (np.float16(0.5), "a float"),
        (1j, "a complex number"),
        (np.complex64(1), "a complex number"),
        ("secret", "a string"),
        ([], "an empty list"),
        ((1, 2), "a tuple of 2"),
        ([1, 2, 3], "a list of 3"),
        ({"secret": 1}, "a dict with 1 keys"),
        (np.zeros((2, 3)), "a float64 array of shape (2, 3)"),
        (np.zeros(2, "i4"), "an int32 array of shape (2,)"),
        (np.zeros(2, "u1"), "a uint8 array of shape (2,)"),
        (np.array(1.0), "a float64 array of shape ()"),
        (Opaque("a generator", "generator"), "a generator"),
    ],
)
def test_kind_of_a_value_holds_nothing_that_it_holds(value, words):
    assert kind(value) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (0.1, "0.1"),
        (np.float32(0.5), "0.5"),
        (np.int64(3), "3"),
        ("it's", '"it\'s"'),
        ("\x1b[2J", r"'\x1b[2J'"),
        ([1, np.int8(2)], "[1, 2]"),
        ((), "()"),
        ((1,), "(1,)"),
        ((1, (2, 3)), "(1, (2, 3))"),
        ({"a": [1], "b": 2.0}, "{'a': [1], 'b': 2.0}"),
        (np.array([[1.0, 2.5], [3.0, 4.0]]), "array([[1. , 2.5], [3. , 4. ]])"),
        (np.array([1, 2]), "array([1, 2])"),
        (np.array([1, 2], "u1"), "array([1, 2], dtype=uint8)"),
        (np.array([0.5], "f4"), "array([0.5], dtype=float32)"),
        (np.zeros((5, 6)), "<float64 array of shape (5, 6), 0 to 0>"),
        (np.arange(60).reshape(6, 10)[:, ::2], "<int64 array of shape (6, 5), 0 to 58, not contig"),
        (np.full(30, np.nan), "<float64 array of shape (30,)>"),
        (np.ones(30, bool), "<bool array of shape (30,)>"),
        (np.zeros((0, 3)), "<float64 array of shape (0, 3)>"),
        (Opaque("a generator", "generator"), "<a generator: generator>"),
        (Opaque("a set"), "<a set>"),
    ],
)
def test_value_is_written_as_one_would_type_it(value, text):
    assert value_text(value).startswith(text)
    if "not contig" not in text:
        assert value_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000,
        list(range(10_000)),
        tuple(range(10_000)),
        {str(n): n for n in range(1000)},
        [["x" * 200] * 200] * 200,
        10**4000,
        [np.zeros(20)] * 100,
    ],
    ids=lambda value: type(value).__name__,
)
def test_text_of_a_value_is_cut(value):
    text = value_text(value)
    assert "…" in text
    assert len(text) < 320


def test_array_of_any_bits_can_be_written():
    rng = np.random.default_rng(1)
    for name in ("f2", "f4", "f8", np.longdouble, "c8", "c16", "u8", "i1"):
        dtype = np.dtype(name)
        for count in (4, 40):
            value = np.frombuffer(rng.bytes(count * dtype.itemsize), dtype)
            assert value_text(value)


def test_call_is_written_as_one_would_type_it():
    assert call_text("f", (), {}) == "f()"
    assert call_text("f", (1, "a"), {"k": (2,), "x": np.zeros(2)}) == (
        "f(1, 'a', k=(2,), x=array([0., 0.]))"
    )


@pytest.mark.slow
def test_tensor_is_written_as_one_would_type_it():
    import torch

    assert kind(torch.zeros(2, 3)) == "a float32 tensor of shape (2, 3)"
    assert value_text(torch.tensor([0.5, 1.0])) == "tensor([0.5, 1. ])"
    assert value_text(torch.tensor([1, 2])) == "tensor([1, 2], dtype=int64)"
    assert value_text(torch.zeros(2, dtype=torch.bfloat16)) == "tensor([0., 0.], dtype=bfloat16)"
    assert value_text(torch.zeros(30)) == "<float32 tensor of shape (30,), 0 to 0>"


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Returned([1, 2.5]), "returned [1, 2.5]"),
        (Returned(None), "returned None"),
        (Raised("OwnError", ("KeyError",), "'n'"), "raised OwnError: 'n'"),
        (Raised("ValueError", ("ValueError",), ""), "raised ValueError"),
        (WrongSignature("(n)"), "your function takes (n)"),
        (Missing("f", False, ()), None),
        (TimedOut(1.0), None),
        (Crashed("why"), None),
        (BrokeProtocol("how"), None),
    ],
)
def test_what_came_back_is_told_to_the_student_alone(outcome, text):
    assert came_back(outcome) == text


@pytest.mark.parametrize(
    ("type_", "bases", "name"),
    [
        ("ValueError", ("ValueError", "Exception"), "ValueError"),
        ("the answer is 42", ("KeyError", "LookupError"), "KeyError"),
        ("OffLimitsError", ("ImportError",), "ImportError"),
        ("print", (), "an exception"),
        ("the answer is 42", ("the answer is 43",), "an exception"),
    ],
)
def test_only_built_in_names_of_exceptions_are_repeated(type_, bases, name):
    assert known_type(Raised(type_, bases, "")) == name
