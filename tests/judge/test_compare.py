"""Results agree by the rules of the curriculum, and a message never holds what was due."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnquiz.judge.compare import Tolerance, difference
from cnnquiz.wire.values import KINDS, SUBCLASS, Opaque, decode, encode
from support.plain_data import steady

USUAL = Tolerance()
F8 = np.array([1.0, 2.0, 3.0])

PASSING = {
    "the same int": (3, 3),
    "a numpy int for an int": (np.int8(3), 3),
    "an unsigned numpy int for an int": (np.uint64(3), 3),
    "a 0-d array of ints for an int": (np.array(3), 3),
    "an int for a numpy int": (3, np.int64(3)),
    "the same float": (0.5, 0.5),
    "an int for a float": (2, 2.0),
    "a numpy int for a float": (np.int32(2), 2.0),
    "any numpy float for a float": (np.float16(0.5), 0.5),
    "a longdouble for a float": (np.longdouble(0.5), 0.5),
    "a 0-d array for a float": (np.array(0.5, "f4"), 0.5),
    "a 0-d array of ints for a float": (np.array(2), 2.0),
    "a float for a 0-d array": (0.5, np.array(0.5)),
    "a float within the tolerance": (1.00009, 1.0),
    "a small float within the absolute tolerance": (9e-6, 0.0),
    "NaN where it is due": (float("nan"), float("nan")),
    "infinity where it is due": (float("inf"), float("inf")),
    "the same bool": (True, True),
    "a numpy bool for a bool": (np.False_, False),
    "a 0-d array of bools for a bool": (np.array(True), True),
    "None": (None, None),
    "the same string": ("a", "a"),
    "a list for a tuple": ([1, 2], (1, 2)),
    "a tuple for a list": ((1, 2), [1, 2]),
    "a list within a tuple": (([1], 2), ((1,), 2)),
    "numpy ints within a tuple": ((np.int64(1), np.int8(2)), (1, 2)),
    "an empty list for an empty tuple": ([], ()),
    "a dict in another order": ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
    "a dict of arrays": ({"a": F8}, {"a": F8.copy()}),
    "the same array": (F8, F8.copy()),
    "a float32 array for float64": (F8.astype("f4"), F8),
    "a longdouble array for float32": (F8.astype(np.longdouble), F8.astype("f4")),
    "exact ints for floats": (F8.astype("i1"), F8),
    "exact floats for ints": (F8, F8.astype(int)),
    "ints of another dtype": (F8.astype("u2"), F8.astype("i8")),
    "bools for bools": (F8 > 1, F8 > 1),
    "an array in another layout": (np.eye(3, order="F"), np.eye(3)),
    "a strided view": (np.zeros((2, 6))[:, ::2], np.zeros((2, 3))),
    "an empty array": (np.zeros((0, 3)), np.zeros((0, 3), "f4")),
    "an array within the tolerance": (F8 * 1.00009, F8),
    "NaN in an array where it is due": (np.array([np.nan, 1]), np.array([np.nan, 1])),
    "infinity in an array where it is due": (np.array([np.inf]), np.array([np.inf])),
    "complex numbers where they are due": (np.array([1j]), np.array([1j])),
}

FAILING = {
    "another int": (4, 3, "The int that came back is not the right one."),
    "a float for an int": (3.0, 3, "A float came back, an int was due. Use // where"),
    "a numpy float for an int": (np.float64(3), 3, "A float came back, an int was due. Use //"),
    "a bool for an int": (True, 1, "A bool came back, an int was due."),
    "a 0-d bool for an int": (np.array(True), 1, "came back, an int was due."),
    "an array of one for an int": (np.array([3]), 3, "An int64 array of shape (1,) came back"),
    "a string for an int": ("3", 3, "A string came back, an int was due."),
    "None for an int": (None, 3, "None came back, an int was due. Does the function end without"),
    "another float": (0.6, 0.5, "The float that came back is not the right one."),
    "a float beyond the tolerance": (1.0002, 1.0, "The float that came back is not the right"),
    "NaN for a float": (float("nan"), 0.5, "The float that came back is NaN or infinite"),
    "infinity for a float": (np.float32("inf"), 0.5, "The float that came back is NaN or"),
    "an int beyond all floats for a float": (10**400, 0.5, "The float that came back is NaN or"),
    "an int beyond 64 bits for a float": (2**70, 0.5, "The float that came back is not the right"),
    "a bool for a float": (True, 1.0, "A bool came back, a float was due."),
    "a complex number for a float": (1 + 0j, 1.0, "A complex number came back, a float was due."),
    "a numpy complex for a float": (np.complex64(1), 1.0, "A complex number came back"),
    "an array of one for a float": (np.ones(1), 1.0, "A float64 array of shape (1,) came back"),
    "another bool": (True, False, "The bool that came back is not the right one."),
    "an int for a bool": (1, True, "An int came back, a bool was due."),
    "something for None": (0, None, "An int came back, None was due."),
    "another string": ("b", "a", "The string that came back is not the right one."),
    "None for a string": (None, "a", "None came back, a string was due."),
    "a list that is too short": ([1], [1, 2], "A list of 1 came back, a list of 2 was due."),
    "an empty tuple": ((), (1, 2), "An empty tuple came back, a tuple of 2 was due."),
    "an array for a list": (F8, [1.0, 2.0, 3.0], "A float64 array of shape (3,) came back, a list"),
    "a wrong entry": ((1, 2, 4), (1, 2, 3), "At [2]: the int that came back is not the right"),
    "a wrong entry within": ([(1, 2), (3, 5)], [(1, 2), (3, 4)], "At [1][1]: the int that came"),
    "a float among ints": ((1, 2.0), (1, 2), "At [1]: a float came back, an int was due."),
    "a wrong entry of a dict": ({"a": [1]}, {"a": [2]}, "At ['a'][0]: the int that came back"),
    "a list for a dict": ([1], {"a": 1}, "A list of 1 came back, a dict with 1 keys was due."),
    "a key that is missing": ({"a": 1}, {"a": 1, "b": 2}, "The dict has other keys (missing: b)."),
    "a key too many": ({"a": 1, "x": 2}, {"a": 1}, "The dict has other keys (not asked for: 1)."),
    "a list for an array": ([1.0, 2.0, 3.0], F8, "A list of 3 came back, a float64 array of"),
    "a float for an array": (1.0, F8, "A float came back, a float64 array of shape (3,) was due."),
    "another shape": (F8[None], F8, "The shape is wrong: (1, 3) came back, (3,) was due."),
    "an empty shape": (F8[:0], F8, "The shape is wrong: (0,) came back, (3,) was due."),
    "float16": (F8.astype("f2"), F8, "The dtype is float16; floats of 32 bits or more are due."),
    "numbers for bools": (np.ones(3), F8 > 0, "The dtype is float64; bool was due."),
    "bools for numbers": (F8 > 0, F8, "The dtype is bool; numbers were due."),
    "complex numbers": (F8 + 0j, F8, "The dtype is complex128; real numbers were due."),
    "one wrong value": (
        F8 + np.array([0, 0, 1]),
        F8,
        "1 of 3 values (33%) is wrong, first",
    ),
    "two wrong values": (
        F8 + np.array([0, 1, 1]),
        F8,
        "2 of 3 values (67%) are wrong, first",
    ),
    "all wrong values": (
        F8 + np.array([1, 3, 1]),
        F8,
        "The shape is right; all 3 values are wrong.",
    ),
    "the one wrong value": (np.ones(1), np.zeros(1), "The shape is right; the one value is wrong"),
    "a wrong 0-d value": (np.array(1.0), np.array(2.0), "The value is wrong."),
    "values that are not finite": (np.array([1, np.nan, np.inf]), F8, "are NaN or infinite"),
    "finite values where NaN is due": (F8, np.array([1, np.nan, 3]), "The shape is right; 1 of 3"),
    "fractions cut off": (np.array([1, 2]), np.array([1.5, 2.5]), "fractions are lost."),
    "a generator": (Opaque("a generator"), [1], "A generator came back, a list of 1 was due. Wrap"),
    "an array subclass": (Opaque(SUBCLASS, "matrix"), F8, "Return a plain numpy array: np.asarray"),
    "values beyond all floats": (np.array([1.7e308]), np.array([-1.7e308]), "The shape is right;"),
    "a longdouble beyond all floats": (np.array([np.longdouble("1e4000")]), F8[:1], "The shape is"),
}


@pytest.mark.parametrize("case", PASSING)
def test_these_agree(case):
    actual, due = PASSING[case]
    assert difference(actual, due, USUAL) is None


@pytest.mark.parametrize("case", FAILING)
def test_these_differ_and_the_message_says_how(case):
    actual, due, message = FAILING[case]
    found = difference(actual, due, USUAL)
    assert found is not None
    assert message in found


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_opaque_agrees_with_anything(kind):
    for due in (None, True, 3, 0.5, "a", [1], (1,), {"a": 1}, F8, np.array(1.0)):
        assert difference(Opaque(kind), due, USUAL)


def test_first_wrong_place_is_named():
    wrong = np.zeros((2, 3, 4))
    wrong[1, 2, 0] = wrong[1, 2, 3] = 5.0
    assert "2 of 24 values (8%) are wrong, first at [1, 2, 0]." in difference(
        wrong, np.zeros((2, 3, 4)), USUAL
    )


def test_large_ints_are_compared_exactly():
    assert difference(2**63, 2**63 + 1, USUAL)
    large = np.array([2**62, 1])
    assert difference(large + np.array([1, 0]), large, USUAL)
    assert difference(large.astype("u8"), large, USUAL) is None


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8", "u1"])
def test_exact_dtype_is_asked_for_where_the_exercise_does(dtype):
    exact = Tolerance(exact_dtype=True)
    found = difference(F8.astype(dtype), F8.astype("f4"), exact)
    name = np.dtype(dtype).name
    assert found == (None if dtype == "f4" else f"The dtype is {name}; it should be float32.")


def test_tolerances_are_those_that_were_asked_for():
    assert difference(1.05, 1.0, Tolerance(rtol=0.1)) is None
    assert difference(1.00005, 1.0, Tolerance(rtol=0, atol=0))
    assert difference(F8 + 0.5, F8, Tolerance(atol=1)) is None
    assert difference(F8 * 1.00005, F8, Tolerance(rtol=0, atol=0))


def test_reference_that_returns_no_comparable_value_is_a_bug():
    for due in (Opaque("a generator"), 1j, [Opaque("a set")]):
        with pytest.raises(TypeError, match="cannot be compared"):
            difference([1], due, USUAL)


# --- tensors ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_tensors_and_arrays_do_not_pass_for_each_other():
    import torch

    tensor = torch.tensor([1.0, 2.0, 3.0])
    assert difference(tensor, tensor.clone(), USUAL) is None
    assert difference(tensor.double(), tensor, USUAL) is None
    assert "A float64 array of shape (3,) came back, a float32 tensor" in difference(
        F8, tensor, USUAL
    )
    assert "A float32 tensor of shape (3,) came back, a float64 array" in difference(
        tensor, F8, USUAL
    )
    assert "bfloat16; floats of 32 bits" in difference(tensor.bfloat16(), tensor, USUAL)


@pytest.mark.slow
def test_tensor_without_axes_passes_for_a_number():
    import torch

    assert difference(torch.tensor(0.5), 0.5, USUAL) is None
    assert difference(torch.tensor(3), 3, USUAL) is None
    assert difference(0.5, torch.tensor(0.5), USUAL) is None
    assert difference(torch.tensor([0.5]), 0.5, USUAL)
    assert difference(torch.tensor(True), 1, USUAL)


# --- what a message may hold --------------------------------------------------------------------

# Values that cannot be mistaken for a length, a place or a size.
LEAVES = st.one_of(
    st.integers(10**6, 10**7 - 1),
    st.floats(1e4, 1e5, allow_subnormal=False),
    st.text("QXZ", min_size=6, max_size=8),
    st.lists(st.floats(1e4, 1e5), min_size=1, max_size=6).map(np.array),
    st.lists(st.integers(10**6, 10**7 - 1), min_size=4, max_size=4).map(
        lambda entries: np.array(entries).reshape(2, 2)
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    ),
    max_leaves=5,
)


def leaves(value: object) -> list[object]:
    """Return every number and string in a value."""
    match value:
        case list() | tuple():
            return [leaf for entry in value for leaf in leaves(entry)]
        case dict():
            return leaves(list(value.values()))
        case np.ndarray():
            return leaves(value.ravel().tolist())
        case _:
            return [value]


def ways_to_write(value: object) -> set[str]:
    """Return the texts in which a value could be given away."""
    if isinstance(value, float):
        return {repr(value), *(f"{value:.{digits}g}" for digits in range(3, 8)), str(int(value))}
    return {str(value), f"{value:,}"} if isinstance(value, int) else {value}


@steady(200)
@given(VALUES, VALUES, st.randoms(use_true_random=False))
def test_no_value_that_was_due_is_in_any_message(due, other, random):
    wrong = decode(encode(due))
    for array in (entry for entry in [wrong] if isinstance(entry, np.ndarray)):
        array.flat[random.randrange(array.size)] += 1234
    for actual in (other, wrong, None, 0, [due], Opaque("a set")):
        message = difference(actual, due, USUAL) or ""
        for leaf in leaves(due):
            assert not any(way in message for way in ways_to_write(leaf)), message


@steady()
@given(VALUES)
def test_every_value_agrees_with_itself_and_its_copy(value):
    assert difference(value, value, USUAL) is None
    assert difference(decode(encode(value)), value, USUAL) is None


@steady()
@given(VALUES, VALUES)
def test_message_begins_with_a_capital_and_ends_with_a_full_stop(actual, due):
    message = difference(actual, due, USUAL)
    assume(message is not None)
    assert message[0].isupper()
    assert message[-1] in ".)?…"
