"""Hypothesis strategies for what crosses the wire, and settings that make runs repeatable."""

import math

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from cnnquiz.wire.values import NUMPY_DTYPES


def steady(examples: int = 80) -> settings:
    """Return settings with which a property test does the same in every run, however slow."""
    return settings(derandomize=True, deadline=None, database=None, max_examples=examples)


TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**9999), 2**9999),
    st.floats(),
    st.complex_numbers(),
    TEXT,
)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(TEXT, inner, max_size=4),
    ),
    max_leaves=12,
)
LAYOUTS = {
    "as it is": lambda array: array,
    "transposed": lambda array: array.T,
    "every other column": lambda array: array[..., ::2] if array.ndim else array,
    "mirrored": lambda array: array[::-1] if array.ndim else array,
    "broadcast": lambda array: np.broadcast_to(array, (2, *array.shape)),
}


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray:
    """An array of any dtype in the table, any bits, any layout, and either byte order."""
    dtype = NUMPY_DTYPES[draw(st.sampled_from(sorted(NUMPY_DTYPES)))]
    shape = draw(st.lists(st.integers(0, 3), max_size=4).map(tuple))
    size = math.prod(shape) * dtype.itemsize
    raw = draw(st.binary(min_size=size, max_size=size))
    array = np.frombuffer(raw, np.uint8 if dtype == np.bool_ else dtype).reshape(shape)
    if dtype == np.bool_:
        array = np.asarray(array % 2 == 1)
    if draw(st.booleans()):
        array = array.astype(dtype.newbyteorder())
    return LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))](array)
