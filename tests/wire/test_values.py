"""Plain data crosses the wire unchanged, and everything else arrives as `Opaque`."""

import enum
import math
import struct
import sys
from collections import Counter, OrderedDict, UserString
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given

from cnnquiz.wire.values import (
    BAD_KEY,
    KINDS,
    NUMPY_DTYPES,
    OBJECT,
    OTHER_ARRAY,
    OTHER_TENSOR,
    SUBCLASS,
    TENSOR,
    TOO_LARGE,
    Opaque,
    decode,
    encode,
)
from support.plain_data import PLAIN, arrays, steady


def exactly(value: object) -> object:
    """Return a value as something that equals only its like: types, bits and all."""
    match value:
        case float():
            return "NaN" if math.isnan(value) else struct.pack("d", value)
        case complex():
            return "complex", exactly(value.real), exactly(value.imag)
        case list() | tuple():
            return type(value), [exactly(entry) for entry in value]
        case dict():
            return dict, [(key, exactly(entry)) for key, entry in value.items()]
        case _:
            return type(value), value


def sent(value: object, **options: Any) -> Any:
    return decode(encode(value), **options)


# --- what is plain ------------------------------------------------------------------------------


@steady()
@given(PLAIN)
@example("\ud83d\ude00")  # two halves that would spell one character
@example({"\ud83d\ude00": 1, "\U0001f600": 2})
@example([-0.0, math.inf, -math.inf, math.nan, 5e-324])
@example((2**10_000 - 1, -(2**10_000) + 1))
def test_plain_data_arrives_as_it_was_sent(value):
    assert exactly(sent(value)) == exactly(value)


@pytest.mark.parametrize("power", [10_000, 10_001, 100_000])
def test_integer_of_thousands_of_digits_arrives_as_too_large(power):
    assert sent([2**power, -(2**power)]) == [Opaque(TOO_LARGE, "int")] * 2


@pytest.mark.parametrize("name", sorted(NUMPY_DTYPES))
@pytest.mark.parametrize("number", [0, 1, 100])
def test_numpy_scalar_keeps_its_type_and_bits(name, number):
    scalar = NUMPY_DTYPES[name].type(number)
    arrived = sent(scalar)
    assert type(arrived) is type(scalar)
    # On x86 a longdouble has 80 bits, and behind them whatever was in memory.
    used = 10 if NUMPY_DTYPES[name].char == "g" else None
    assert arrived.tobytes()[:used] == scalar.tobytes()[:used]


def test_bits_of_a_not_a_number_are_kept():
    payload = np.frombuffer(b"\x01\x02\x03\x04\x05\x06\xf8\xff", np.float64)
    assert sent(payload[0]).tobytes() == payload.tobytes()
    assert sent(payload).tobytes() == payload.tobytes()


@steady(300)
@given(arrays())
def test_array_keeps_its_values_dtype_shape_and_layout(array):
    arrived = sent(array)
    assert type(arrived) is np.ndarray
    assert arrived.dtype == array.dtype.newbyteorder("=")
    assert arrived.shape == array.shape
    # As bits: a NaN equals itself, and -0.0 differs from 0.0.
    assert arrived.tobytes() == array.astype(arrived.dtype).tobytes()
    assert arrived.flags.c_contiguous == array.flags.c_contiguous
    assert arrived.flags.f_contiguous == array.flags.f_contiguous


@steady()
@given(arrays())
def test_array_arrives_in_memory_of_its_own_that_may_be_written_to(array):
    data = bytearray(encode(array))
    arrived = decode(bytes(data))
    view_of_message = decode(data)
    assert arrived.flags.writeable
    assert not np.shares_memory(view_of_message, np.frombuffer(data, np.uint8))
    arrived[...] = 1
    assert sent(array).tobytes() == array.astype(arrived.dtype).tobytes()


def test_arrays_inside_containers_get_their_own_contents():
    value = {"a": [np.arange(3), (np.zeros(()), np.float32(2.5))], "b": np.eye(2)[:, ::2]}
    arrived = sent(value)
    assert arrived["a"][0].tolist() == [0, 1, 2]
    assert arrived["a"][1][0].shape == ()
    assert arrived["a"][1][1] == np.float32(2.5)
    assert arrived["b"].tolist() == [[1.0], [0.0]]


class Number(int):
    """An int that says of itself that it is another."""

    def __index__(self) -> int:
        return 7

    __int__ = __index__


class Colour(enum.IntEnum):
    """An enum of ints."""

    RED = 3


class Word(str):
    """A string that shows itself as another."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


class Share(float):
    """A float that shows itself as another."""

    __slots__ = ()

    def __float__(self) -> float:
        return 7.0


class Row(list):
    """A list that hides its entries."""

    def __iter__(self) -> Any:
        return iter(())


class Point(NamedTuple):
    """A tuple with names."""

    x: int
    y: float


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Number(3), 3),
        (Colour.RED, 3),
        (Share(0.5), 0.5),
        (Word("word"), "word"),
        (np.str_("word"), "word"),
        (Row([1, Number(2)]), [1, 2]),
        (Point(1, 2.5), (1, 2.5)),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (Counter("aab"), {"a": 2, "b": 1}),
        ({Word("key"): 1}, {"key": 1}),
    ],
)
def test_subclass_of_a_plain_type_arrives_as_the_plain_thing(value, plain):
    assert exactly(sent(value)) == exactly(plain)


# --- what is not --------------------------------------------------------------------------------


class Claim:
    """Says that it is of another class."""

    def __init__(self, cls: type) -> None:
        self.cls = cls

    @property
    def __class__(self) -> type:
        return self.cls

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


class NoModule:
    """Its module is a number."""

    __module__ = 3


class Nameless(type):
    """Its classes have a number for a name."""

    __name__ = property(lambda _cls: 3)
    __module__ = property(lambda _cls: 1 / 0)


class Odd(metaclass=Nameless):
    """A class that has no usable name."""


OPAQUE = {
    "a generator": (entry for entry in "ab"),
    "a map": map(int, "1"),
    "a filter": filter(None, "1"),
    "a zip": zip("a", "b", strict=True),
    "a range": range(3),
    "a set": {1},
    "a frozenset": frozenset(),
    "a module": sys,
    "a function": lambda: None,
    "a class": int,
    "bytes": b"a",
    "the keys of a dict": {}.keys(),
    "the values of a dict": {}.values(),
    "an enumerate": enumerate("a"),
    "a reversed iterator": reversed("a"),
    "an ellipsis": ...,
}


@pytest.mark.parametrize("kind", OPAQUE)
def test_thing_of_a_known_kind_arrives_as_that_kind(kind):
    value = OPAQUE[kind]
    assert sent([value]) == [Opaque(kind, type(value).__name__)]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        UserString("a"),
        Fraction(1, 2),
        print,
        bytearray(b"a"),
        np.datetime64("2026-01-01"),
        np.timedelta64(1),
        np.bytes_(b"a"),
        np.dtype("int8"),
        np.random.default_rng(1),
        *(Claim(cls) for cls in (int, float, str, list, tuple, dict, np.ndarray, np.float64)),
        NoModule(),
        Odd(),
    ],
    ids=lambda value: type.__dict__["__name__"].__get__(type(value)),
)
def test_object_of_any_other_class_arrives_as_an_object(value):
    arrived = sent({"a": value})["a"]
    assert type(arrived) is Opaque
    assert arrived.kind == OBJECT
    assert arrived.name == type.__dict__["__name__"].__get__(type(value))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.ma.masked_array([1, 2], [0, 1]), SUBCLASS),
        (np.zeros(1).view(np.recarray), SUBCLASS),
        (np.array([object()]), OTHER_ARRAY),
        (np.array(["a"]), OTHER_ARRAY),
        (np.array(["2026-01-01"], "datetime64[D]"), OTHER_ARRAY),
        (np.zeros(1, [("x", "f4")]), OTHER_ARRAY),
        (np.zeros(1, np.clongdouble), OTHER_ARRAY),
        ({1: "a"}, BAD_KEY),
        ({"a": 1, None: 2}, BAD_KEY),
    ],
)
def test_array_or_dict_of_another_sort_says_which(value, kind):
    assert sent(value).kind == kind


def test_every_opaque_kind_is_one_of_the_closed_list():
    values = [*OPAQUE.values(), object(), np.array([None]), {1: 2}, 2**20_000]
    assert {sent(value).kind for value in values} <= KINDS


def test_opaque_value_may_be_sent_on():
    assert sent(sent(range(3))) == Opaque("a range", "range")


def test_class_name_arrives_cut_and_printable():
    value = type("\x1b[2J" + "x" * 500, (), {})()
    assert sent(value) == Opaque(OBJECT, "[2J" + "x" * 77)


# --- tensors ------------------------------------------------------------------------------------

TORCH_NAMES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"),
    *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", TORCH_NAMES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_tensor_keeps_its_dtype_shape_and_values(name, shape):
    import torch

    tensor = torch.arange(math.prod(shape)).reshape(shape).to(getattr(torch, name))
    arrived = sent(tensor)
    assert type(arrived) is torch.Tensor
    assert arrived.dtype == tensor.dtype
    assert arrived.shape == tensor.shape
    assert arrived.tolist() == tensor.tolist()


@pytest.mark.slow
def test_tensor_keeps_its_layout_and_gets_memory_of_its_own():
    import torch

    whole = torch.arange(12.0).reshape(3, 4)
    for tensor in (whole, whole.T, whole[:, ::2], whole[:, :1], whole[0].expand(2, 4)):
        arrived = sent(tensor)
        assert arrived.is_contiguous() == tensor.is_contiguous()
        assert torch.equal(arrived, tensor)
        arrived += 1
    assert torch.equal(whole, torch.arange(12.0).reshape(3, 4))


@pytest.mark.slow
def test_parameter_and_tensor_with_a_gradient_arrive_as_plain_tensors():
    import torch

    parameter = torch.nn.Parameter(torch.ones(2))
    for value in (parameter, parameter * 2, torch.ones(2, requires_grad=True)):
        arrived = sent(value)
        assert type(arrived) is torch.Tensor
        assert not arrived.requires_grad
        assert torch.equal(arrived, value.detach())


@pytest.mark.slow
def test_conjugate_and_negative_views_arrive_as_what_they_stand_for():
    import torch

    tensor = torch.tensor([1 + 2j])
    assert sent(tensor.conj()).tolist() == [1 - 2j]
    assert sent(tensor.conj().imag).tolist() == [-2.0]


@pytest.mark.slow
def test_tensor_of_an_unusual_kind_says_so():
    import torch

    class Own(torch.Tensor):
        pass

    ones = torch.ones(2, 2)
    nested = torch.nested.nested_tensor([torch.ones(2), torch.ones(3)], layout=torch.jagged)
    unusual = [ones.to_sparse(), ones.to("meta"), ones.as_subclass(Own), nested]
    unusual += [ones.to(torch.float8_e4m3fn)]
    assert [sent(value).kind for value in unusual] == [OTHER_TENSOR] * 5


@pytest.mark.slow
def test_tensor_arrives_opaque_where_none_are_wanted():
    import torch

    assert sent([torch.ones(2), 1], tensors=False) == [Opaque(TENSOR, "Tensor"), 1]
