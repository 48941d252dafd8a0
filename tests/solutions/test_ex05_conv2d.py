"""The reference of ex05 against PyTorch."""

import itertools

import numpy as np
import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex05_conv2d")
DTYPES = [np.uint8, np.int8, np.int16, np.int32, np.int64, np.float32, np.float64]


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def tensor(array):
    return None if array is None else torch.from_numpy(np.array(array, dtype=np.float64))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Return PyTorch's convolution, in float64."""
    arrays = (tensor(array) for array in (x, weight, bias))
    return torch.nn.functional.conv2d(*arrays, stride=stride, padding=padding).numpy()


@pytest.mark.parametrize(("images", "channels", "filters"), [(1, 1, 1), (2, 3, 4), (3, 2, 1)])
@pytest.mark.parametrize("sides", [(1, 1), (3, 3), (2, 5), (4, 1), (6, 7)])
def test_conv2d_is_what_pytorch_computes(rng, images, channels, filters, sides):
    x, weight = (
        rng.uniform(-1, 1, (images, channels, 6, 7)),
        rng.uniform(-1, 1, (filters, channels, *sides)),
    )
    for stride, padding, bias in itertools.product(
        [1, 3, (2, 1), (1, 9)], [0, 2, (0, 1), (3, 0)], [None, rng.uniform(-1, 1, filters)]
    ):
        # Both sum at most 126 products below 1 in float64; only the order of additions differs.
        np.testing.assert_allclose(
            REFERENCE.conv2d(x, weight, bias, stride, padding),
            conv2d(x, weight, bias, stride, padding),
            atol=1e-12,
        )


@pytest.mark.parametrize("dtype", DTYPES)
def test_conv2d_takes_every_dtype_without_overflow(rng, dtype):
    x = rng.integers(100, 128, (2, 3, 5, 6)).astype(dtype)
    same = rng.integers(100, 128, (4, 3, 3, 2)).astype(dtype)
    for weight in (same, -rng.uniform(0, 1, (4, 3, 3, 2))):
        for bias in (np.arange(4, dtype=dtype), rng.uniform(-1, 1, 4)):
            np.testing.assert_allclose(
                REFERENCE.conv2d(x, weight, bias, 2, 1), conv2d(x, weight, bias, 2, 1), rtol=1e-12
            )


def test_views_give_the_maps_of_their_copies_and_stay_as_they_were(rng):
    x, weight = rng.uniform(-1, 1, (2, 8, 6, 3)), rng.uniform(-1, 1, (8, 3, 3, 6))
    view, filters = x.transpose(0, 3, 1, 2)[:, ::-1], weight[::2, :, :, ::2]
    before = x.copy(), weight.copy()
    maps = REFERENCE.conv2d(view, filters, None, 1, 1)
    np.testing.assert_allclose(maps, conv2d(view.copy(), filters.copy(), None, 1, 1), atol=1e-12)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(weight, before[1])


@pytest.mark.parametrize(
    ("x", "weight", "options", "named"),
    [
        ((3, 6, 7), (4, 3, 3, 3), {}, "x"),
        ((1, 2, 3, 6, 7), (4, 3, 3, 3), {}, "x"),
        ((2, 3, 6, 7), (3, 3, 3), {}, "weight"),
        ((2, 3, 6, 7), (4, 1, 3, 3), {}, "weight"),
        ((2, 1, 6, 7), (4, 3, 3, 3), {}, "weight"),
        ((2, 3, 6, 7), (4, 3, 7, 3), {}, "weight"),
        ((2, 3, 6, 7), (4, 3, 3, 9), {"padding": (5, 0), "stride": 4}, "weight"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"bias": np.ones(3)}, "bias"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"bias": np.ones((4, 1))}, "bias"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"stride": 0}, "stride"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"stride": (1, -1)}, "stride"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"padding": (-1, 2)}, "padding"),
    ],
)
def test_conv2d_names_what_is_to_blame(x, weight, options, named):
    with pytest.raises(ValueError, match=named):
        REFERENCE.conv2d(np.ones(x), np.ones(weight), **options)


@pytest.mark.parametrize("first", [(1, 1), (3, 3), (2, 4), (5, 1)])
@pytest.mark.parametrize("second", [(1, 1), (3, 3), (1, 3), (4, 2)])
def test_the_composed_kernel_does_what_both_do_in_pytorch(rng, first, second):
    first, second = rng.uniform(-1, 1, first), rng.uniform(-1, 1, second)
    image = rng.uniform(-1, 1, (1, 1, 11, 12))
    in_a_row = conv2d(conv2d(image, first[None, None]), second[None, None])
    composed = REFERENCE.compose_kernels(first, second)
    at_once = conv2d(image, composed[None, None])
    np.testing.assert_allclose(at_once, in_a_row, atol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_of_every_dtype_compose_without_overflow(rng, dtype):
    first, second = (rng.integers(90, 120, (3, 2)).astype(dtype) for _ in range(2))
    due = sum(
        np.pad(float(first[a]) * second.astype(float), [(a[0], 2 - a[0]), (a[1], 1 - a[1])])
        for a in np.ndindex(first.shape)
    )
    np.testing.assert_allclose(REFERENCE.compose_kernels(first, second), due, rtol=1e-12)
