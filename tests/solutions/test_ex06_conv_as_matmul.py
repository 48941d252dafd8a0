"""The reference of ex06 against PyTorch."""

import itertools

import numpy as np
import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex06_conv_as_matmul")
DTYPES = [np.uint8, np.int8, np.int16, np.int32, np.int64, np.float32, np.float64]


@pytest.fixture
def rng():
    return np.random.default_rng(6)


def tensor(array):
    return None if array is None else torch.from_numpy(np.array(array, dtype=np.float64))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Return PyTorch's convolution, in float64."""
    arrays = (tensor(array) for array in (x, weight, bias))
    return torch.nn.functional.conv2d(*arrays, stride=stride, padding=padding).numpy()


def pair(size):
    return size if isinstance(size, tuple) else (size, size)


@pytest.mark.parametrize("sides", [(1, 1), (2, 2), (3, 3), (2, 4), (5, 1), (5, 6)])
@pytest.mark.parametrize("size", [(5, 6), (6, 7), 7])
def test_the_matrix_does_what_pytorch_does_with_the_image(rng, sides, size):
    kernel, image = rng.uniform(-1, 1, sides), rng.uniform(-1, 1, pair(size))
    matrix = REFERENCE.conv_matrix(kernel, size)
    due = conv2d(image[None, None], kernel[None, None])
    assert matrix.shape == (due.size, image.size)
    np.testing.assert_allclose(matrix @ image.ravel(), due.ravel(), atol=1e-12)


def test_the_matrix_holds_each_weight_once_in_each_row_and_zeros_elsewhere():
    kernel = np.arange(1, 7).reshape(2, 3)
    matrix = REFERENCE.conv_matrix(kernel, (4, 5))
    for row in matrix:
        assert row[row != 0].tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("kernel_size", [1, 2, 3, (1, 4), (4, 2), (6, 7)])
def test_im2col_is_pytorchs_unfold(rng, kernel_size):
    x = rng.uniform(-1, 1, (2, 3, 6, 7))
    for stride, padding in itertools.product([1, 3, (2, 1), (1, 9)], [0, 2, (0, 1), (3, 0)]):
        due = torch.nn.functional.unfold(
            tensor(x), kernel_size, stride=stride, padding=padding
        ).numpy()
        columns = REFERENCE.im2col(x, kernel_size, stride, padding)
        np.testing.assert_array_equal(columns, due)


@pytest.mark.parametrize(("images", "channels", "filters"), [(1, 1, 1), (2, 3, 4), (3, 2, 1)])
@pytest.mark.parametrize("sides", [(1, 1), (3, 3), (2, 5), (6, 7)])
def test_the_product_is_what_pytorch_computes(rng, images, channels, filters, sides):
    x = rng.uniform(-1, 1, (images, channels, 6, 7))
    weight = rng.uniform(-1, 1, (filters, channels, *sides))
    for stride, padding, bias in itertools.product(
        [1, 3, (2, 1), (1, 9)], [0, 2, (0, 1), (3, 0)], [None, rng.uniform(-1, 1, filters)]
    ):
        # Both sum at most 126 products below 1 in float64; only the order of additions differs.
        np.testing.assert_allclose(
            REFERENCE.conv2d_matmul(x, weight, bias, stride, padding),
            conv2d(x, weight, bias, stride, padding),
            atol=1e-12,
        )


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_taken_without_overflow(rng, dtype):
    x = rng.integers(100, 128, (2, 3, 5, 6)).astype(dtype)
    same = rng.integers(100, 128, (4, 3, 3, 2)).astype(dtype)
    for weight in (same, -rng.uniform(0, 1, (4, 3, 3, 2))):
        for bias in (np.arange(4, dtype=dtype), rng.uniform(-1, 1, 4)):
            np.testing.assert_allclose(
                REFERENCE.conv2d_matmul(x, weight, bias, 2, 1),
                conv2d(x, weight, bias, 2, 1),
                rtol=1e-12,
            )
    due = torch.nn.functional.unfold(tensor(x), 2, padding=1).numpy()
    np.testing.assert_array_equal(REFERENCE.im2col(x, 2, padding=1), due)
    kernel = same[0, 0]
    due = conv2d(x[:1, :1], kernel[None, None]).ravel()
    matrix = REFERENCE.conv_matrix(kernel, (5, 6))
    np.testing.assert_allclose(matrix @ x[0, 0].ravel(), due, rtol=1e-12)


def test_views_give_the_results_of_their_copies_and_stay_as_they_were(rng):
    x, weight = rng.uniform(-1, 1, (2, 8, 6, 3)), rng.uniform(-1, 1, (8, 3, 3, 6))
    view, filters = x.transpose(0, 3, 1, 2)[:, ::-1], weight[::2, :, :, ::2]
    before = x.copy(), weight.copy()
    maps = REFERENCE.conv2d_matmul(view, filters, None, 1, 1)
    np.testing.assert_allclose(maps, conv2d(view.copy(), filters.copy(), None, 1, 1), atol=1e-12)
    due = torch.nn.functional.unfold(tensor(view), (3, 2)).numpy()
    np.testing.assert_array_equal(REFERENCE.im2col(view, (3, 2)), due)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(weight, before[1])


@pytest.mark.parametrize(("sides", "size"), [((4, 2), 3), ((2, 6), (9, 5)), ((6, 2), (5, 9))])
def test_kernels_that_do_not_fit_are_refused_by_name(sides, size):
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.conv_matrix(np.ones(sides), size)
    with pytest.raises(ValueError, match="kernel_size"):
        REFERENCE.im2col(np.ones((1, 1, *pair(size))), sides, stride=4)


@pytest.mark.parametrize(
    ("x", "weight", "options", "named"),
    [
        ((3, 6, 7), (4, 3, 3, 3), {}, "x"),
        ((2, 3, 6, 7), (3, 3, 3), {}, "weight"),
        # The two make columns of one length.
        ((2, 6, 6, 7), (4, 3, 2, 4), {}, "weight"),
        ((2, 1, 6, 7), (4, 3, 3, 3), {}, "weight"),
        ((2, 3, 6, 7), (4, 3, 7, 3), {}, "kernel_size"),
        ((2, 3, 6, 7), (4, 3, 3, 9), {"padding": (5, 0), "stride": 4}, "kernel_size"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"bias": np.ones(3)}, "bias"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"bias": np.ones((4, 1))}, "bias"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"stride": (1, 0)}, "stride"),
        ((2, 3, 6, 7), (4, 3, 3, 3), {"padding": (-1, 2)}, "padding"),
    ],
)
def test_the_product_names_what_is_to_blame(x, weight, options, named):
    with pytest.raises(ValueError, match=named):
        REFERENCE.conv2d_matmul(np.ones(x), np.ones(weight), **options)
