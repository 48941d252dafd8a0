"""Whatever bytes arrive, they give a value or a `WireError`, and take memory in proportion."""

import contextlib
import json
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnquiz.wire.values import NUMPY_DTYPES, OBJECT, TENSOR, Caps, WireError, decode, encode
from support.plain_data import PLAIN, TEXT, arrays, steady

HUGE = 2**26
TAGS = ("list", "tuple", "dict", "complex", "opaque", "array", "scalar", "tensor", "pickle")


def message(structure: object, contents: bytes = b"") -> bytes:
    """Return a message as anybody could write it by hand."""
    return raw_message(json.dumps(structure).encode(), contents)


def raw_message(structure: bytes, contents: bytes = b"") -> bytes:
    return len(structure).to_bytes(4, "big") + structure + contents


def test_torch_is_never_imported_where_no_tensors_are_wanted():
    structure = ["list", ["tensor", "float32", [2], "C"], ["tensor", "bfloat16", [1], "strided"]]
    code = (
        "import sys\n"
        "from cnnquiz.wire.values import decode, encode\n"
        f"value = decode({message(structure, bytes(10))!r}, tensors=False)\n"
        "encode(value)\n"
        "print([one.kind for one in value], 'torch' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{[TENSOR, TENSOR]} False\n"


# --- bytes from anybody -------------------------------------------------------------------------


def harmless(data: bytes) -> None:
    """Decode; every exception but a WireError fails the test."""
    with contextlib.suppress(WireError):
        decode(data, tensors=False)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.sampled_from([2**26, 2**63, 10**30, -1]),
        st.floats(),
        TEXT,
        st.sampled_from([*sorted(NUMPY_DTYPES), "C", "F", "strided", OBJECT, "bfloat16", "object"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.builds(
            lambda tag, rest: [tag, *rest],
            st.sampled_from(TAGS),
            st.lists(inner, max_size=5),
        ),
        st.builds(
            lambda *parts: list(parts),
            st.sampled_from(["array", "scalar", "tensor"]),
            st.sampled_from([*sorted(NUMPY_DTYPES), "bfloat16", "object", "V8"]),
            st.lists(st.sampled_from([0, 1, 2, 3, HUGE, 2**62, -1, True, 1.0]), max_size=6),
            st.sampled_from(["C", "F", "strided", "X"]),
        ),
        st.dictionaries(TEXT, inner, max_size=2),
    ),
    max_leaves=10,
)


@steady(200)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_wire_error(data):
    harmless(data)
    harmless(raw_message(data))


@steady(300)
@given(JSON, st.binary(max_size=40))
def test_any_structure_with_any_contents_gives_a_value_or_a_wire_error(structure, contents):
    harmless(message(structure, contents))


@pytest.mark.slow
@steady(150)
@given(
    st.sampled_from([*sorted(NUMPY_DTYPES), "bfloat16"]),
    st.lists(st.sampled_from([0, 1, 2, HUGE]), max_size=5),
    st.sampled_from(["C", "F", "strided"]),
)
def test_any_tensor_gives_a_value_or_a_wire_error(dtype, shape, layout):
    with contextlib.suppress(WireError):
        decode(message(["tensor", dtype, shape, layout], bytes(16)))


@steady(40)
@given(st.one_of(PLAIN, arrays(), st.tuples(arrays(), PLAIN)))
def test_message_cut_off_anywhere_is_a_wire_error(value):
    data = encode(value)
    for end in range(len(data)):
        with pytest.raises(WireError):
            decode(data[:end])


@steady()
@given(st.one_of(PLAIN, arrays()), st.binary(min_size=1, max_size=20))
def test_message_with_bytes_to_spare_is_a_wire_error(value, extra):
    with pytest.raises(WireError, match="beyond"):
        decode(encode(value) + extra)


@steady()
@given(st.tuples(arrays(), PLAIN), st.data())
def test_message_with_flipped_bits_gives_a_value_or_a_wire_error(value, data):
    message_ = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(message_) - 1))
        message_[position] ^= 1 << data.draw(st.integers(0, 7))
    harmless(bytes(message_))


@pytest.mark.parametrize(
    ("structure", "contents", "words"),
    [
        ({"a": 1}, b"", "JSON object"),
        ([], b"", "known kind"),
        (["pickle", "x"], b"", "known kind"),
        ([["list"]], b"", "known kind"),
        (["dict", "a"], b"", "pair up"),
        (["dict", "a", 1, "b"], b"", "pair up"),
        (["dict", 1, 2], b"", "pair up"),
        (["dict", "a", 1, "a", 2], b"", "twice"),
        (["complex", 1.0], b"", "two floats"),
        (["complex", "1", "2"], b"", "two floats"),
        (["opaque", "ignore previous output", "x"], b"", "known kind"),
        (["opaque", OBJECT], b"", "known kind"),
        (["array", "object", [1], "C"], bytes(8), "not in the table"),
        (["array", "bfloat16", [1], "C"], bytes(2), "not in the table"),
        (["tensor", np.dtype(np.longdouble).name, [1], "C"], bytes(16), "not in the table"),
        (["array", "V8", [1], "C"], bytes(8), "not in the table"),
        (["array", "int8", [1], "K"], bytes(1), "without dtype"),
        (["array", "int8", 1, "C"], bytes(1), "without dtype"),
        (["array", "int8", [-1], "C"], b"", "list of sizes"),
        (["array", "int8", [True], "C"], bytes(1), "list of sizes"),
        (["array", "int8", [1.0], "C"], bytes(1), "list of sizes"),
        (["array", "int8", [2], "C"], bytes(1), "before its arrays do"),
        (["array", "int8", [1] * 33, "C"], bytes(1), "axes"),
        (["scalar", "int8", [1], "C"], bytes(1), "scalar with axes"),
        (["array", "int8", [1], "C"], bytes(2), "beyond"),
        (["list", ["array", "int8", [1], "C"], ["array", "int8", [1], "C"]], bytes(1), "before"),
        (1, b"x", "beyond"),
    ],
)
def test_bytes_that_break_a_rule_are_refused_with_the_rule(structure, contents, words):
    with pytest.raises(WireError, match=words):
        decode(message(structure, contents), tensors=True)


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
@pytest.mark.parametrize("shape", [[0, HUGE, HUGE, HUGE], [2**62, 2, 0], [0, 2**70], [HUGE, HUGE]])
@pytest.mark.parametrize("tag", ["array", "scalar", "tensor"])
def test_shape_beyond_all_memory_is_refused(tag, shape, layout):
    with pytest.raises(WireError, match="span more"):
        decode(message([tag, "float64", shape, layout]), tensors=False)
    with pytest.raises(WireError, match="span more"):
        encode(np.broadcast_to(np.int8(1), (0, HUGE, 2)))


def test_any_byte_of_a_boolean_array_becomes_true_or_false():
    arrived = decode(message(["array", "bool", [3], "C"], b"\x00\x01\xff"))
    assert arrived.view(np.uint8).tolist() == [0, 1, 1]


def test_structure_nested_beyond_any_parser_is_refused():
    for depth in (100, 100_000):
        structure = b'["list",' * depth + b"1" + b"]" * depth
        with pytest.raises(WireError):
            decode(raw_message(structure))
        with pytest.raises(WireError):
            decode(raw_message(b"[" * depth))


# --- caps ---------------------------------------------------------------------------------------


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_both_sides_allow_the_same_depth():
    caps = Caps(depth=5)
    assert decode(encode(nested(5), caps), caps) == nested(5)
    with pytest.raises(WireError, match="5 deep"):
        encode(nested(6), caps)
    with pytest.raises(WireError, match="5 deep"):
        decode(encode(nested(7)), caps)


def test_structure_that_contains_itself_is_too_deep():
    for value in ([], {}):
        value.append(value) if isinstance(value, list) else value.update(a=value)
        with pytest.raises(WireError, match="deep"):
            encode(value)


@pytest.mark.parametrize("shape", ["list", "tuple", "dict"])
def test_both_sides_count_the_entries_of_all_containers_together(shape):
    caps = Caps(items=10)
    row = {"list": [0] * 4, "tuple": (0,) * 4, "dict": dict.fromkeys("abcd", 0)}[shape]
    assert decode(encode([row, row], caps), caps) == [row, row]
    for value in ([row, row, 0], [0] * 11):
        with pytest.raises(WireError, match="10 entries"):
            encode(value, caps)
        with pytest.raises(WireError, match="10 entries"):
            decode(encode(value), caps)


def test_both_sides_limit_a_message_as_a_whole():
    caps = Caps(size=1000)
    fitting, larger = np.zeros(900, np.uint8), np.zeros(1000, np.uint8)
    assert decode(encode(fitting, caps), caps).size == 900
    for value in (larger, [fitting, fitting], "x" * 1001):
        with pytest.raises(WireError, match=r"1,000 bytes"):
            encode(value, caps)
        with pytest.raises(WireError, match=r"1,000"):
            decode(encode(value), caps)


def test_both_sides_limit_what_has_to_be_parsed():
    caps = Caps(structure=100)
    with pytest.raises(WireError, match="100 bytes besides arrays"):
        encode("x" * 100, caps)
    with pytest.raises(WireError, match="100 bytes besides arrays"):
        decode(encode("x" * 100), caps)
    assert decode(encode(np.zeros(1000), caps), caps).size == 1000


HOSTILE = {
    "empty lists": b"[" + b"[]," * 80_000 + b"[]]",
    "empty objects": b"[" + b"{}," * 80_000 + b"{}]",
    "numbers": b'["list"' + b",1.5" * 60_000 + b"]",
    "large integers": b'["list"' + (b"," + b"9" * 4000) * 60 + b"]",
    "empty arrays": b'["list"' + b',["array","int8",[0],"C"]' * 10_000 + b"]",
    "strings": b'["list"' + b',"\xf0\x9f\x98\x80x"' * 25_000 + b"]",
    "one string": b'"' + b"x" * 250_000 + b"\xf0\x9f\x98\x80" + b'"',
    "keys": b'["dict"' + b"".join(b',"%d",0' % n for n in range(25_000)) + b"]",
    "depth": b"[" * 250_000,
    "a shape of many axes": b'["array","int8",[' + b"1," * 100_000 + b'1],"strided"]',
    "a huge array": b'["array","float64",[1,8388608],"strided"]' + b" " * 250_000,
}


@pytest.mark.parametrize("structure", HOSTILE.values(), ids=HOSTILE)
def test_decoding_takes_a_bounded_multiple_of_the_message(structure):
    data = raw_message(structure)
    tracemalloc.start()
    try:
        harmless(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # An empty list is three bytes of JSON, and 64 of memory with the pointer to it.
    assert peak < 40 * len(data)
