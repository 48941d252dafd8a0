"""The reference of ex02 against PyTorch and numpy."""

import itertools

import numpy as np
import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex02_padding_stride")
DTYPES = [np.uint8, np.int8, np.int16, np.int32, np.int64, np.float32, np.float64]


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def conv2d(image, kernel, stride, padding):
    """Return PyTorch's convolution of one grey image, in float64."""
    x, weight = (
        torch.from_numpy(np.array(a, dtype=np.float64))[None, None] for a in (image, kernel)
    )
    return torch.nn.functional.conv2d(x, weight, stride=stride, padding=padding)[0, 0].numpy()


@pytest.mark.parametrize("kernel_size", range(1, 30, 2))
def test_same_padding_keeps_the_size_in_pytorch(kernel_size):
    padding = REFERENCE.same_padding(kernel_size)
    kernel = np.ones((kernel_size, kernel_size))
    for sides in [(1, 1), (5, 8), (28, 28)]:
        assert conv2d(np.ones(sides), kernel, 1, padding).shape == sides


@pytest.mark.parametrize("kernel_size", [2, 4, 100, 0, -1, -2, -3])
def test_sizes_without_same_padding_are_refused_by_name(kernel_size):
    with pytest.raises(ValueError, match="kernel_size"):
        REFERENCE.same_padding(kernel_size)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("padding", [0, 1, 4])
def test_zero_pad_is_numpys_constant_padding(rng, dtype, padding):
    image = rng.integers(0, 128, (5, 3)).astype(dtype)
    padded = REFERENCE.zero_pad(image, padding)
    assert padded.dtype == dtype
    np.testing.assert_array_equal(padded, np.pad(image, padding))


def test_zero_pad_refuses_a_negative_padding():
    with pytest.raises(ValueError, match="padding"):
        REFERENCE.zero_pad(np.ones((5, 5)), -1)


@pytest.mark.parametrize("sides", [(1, 1), (2, 2), (3, 3), (2, 5), (6, 1), (7, 8)])
@pytest.mark.parametrize(("stride", "padding"), list(itertools.product([1, 2, 3, 9], [0, 1, 3])))
def test_correlate2d_is_what_pytorch_computes(rng, sides, stride, padding):
    image, kernel = rng.uniform(-1, 1, (7, 8)), rng.uniform(-1, 1, sides)
    # Both sum at most 56 products below 1 in float64; only the order of the additions differs.
    np.testing.assert_allclose(
        REFERENCE.correlate2d(image, kernel, stride, padding),
        conv2d(image, kernel, stride, padding),
        atol=1e-12,
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_correlate2d_takes_every_dtype_without_overflow(rng, dtype):
    image = rng.integers(100, 128, (6, 7)).astype(dtype)
    kernel = rng.integers(100, 128, (3, 3)).astype(dtype)
    for weights in (kernel, -rng.uniform(0, 1, (3, 3))):
        np.testing.assert_allclose(
            REFERENCE.correlate2d(image, weights, 2, 1), conv2d(image, weights, 2, 1), rtol=1e-12
        )


def test_a_kernel_may_fit_thanks_to_the_padding_alone(rng):
    image, kernel = rng.uniform(-1, 1, (2, 3)), rng.uniform(-1, 1, (6, 7))
    answers = REFERENCE.correlate2d(image, kernel, padding=2)
    np.testing.assert_allclose(answers, conv2d(image, kernel, 1, 2), atol=1e-12)
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.correlate2d(image, kernel, padding=1)


@pytest.mark.parametrize(
    ("sides", "stride", "padding", "named"),
    [
        ((3, 3), 0, 0, "stride"),
        ((3, 3), -2, 1, "stride"),
        ((3, 3), 1, -1, "padding"),
        ((5, 1), 1, 0, "kernel"),
        ((1, 9), 4, 1, "kernel"),
    ],
)
def test_correlate2d_names_what_is_to_blame(sides, stride, padding, named):
    with pytest.raises(ValueError, match=named):
        REFERENCE.correlate2d(np.ones((4, 6)), np.ones(sides), stride, padding)


def test_views_give_the_answers_of_their_copies_and_stay_as_they_were(rng):
    image, kernel = rng.uniform(-1, 1, (8, 12)), rng.uniform(-1, 1, (6, 6))
    view, weights = image.T[::2, ::-1], kernel[::2, 1::2]
    before = image.copy(), kernel.copy()
    answers = REFERENCE.correlate2d(view, weights, 2, 1)
    np.testing.assert_allclose(answers, conv2d(view.copy(), weights.copy(), 2, 1), atol=1e-12)
    np.testing.assert_array_equal(REFERENCE.zero_pad(view, 2), np.pad(view, 2))
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])
