"""The reference of ex01 against PyTorch and against sums written out by hand."""

import itertools

import numpy as np
import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex01_kernels")
DTYPES = [np.uint8, np.int8, np.int16, np.int32, np.int64, np.float32, np.float64]


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def conv2d(image, kernel):
    """Return PyTorch's unpadded convolution of one grey image, in float64."""
    x, weight = (
        torch.from_numpy(np.array(a, dtype=np.float64))[None, None] for a in (image, kernel)
    )
    return torch.nn.functional.conv2d(x, weight)[0, 0].numpy()


@pytest.mark.parametrize(
    ("side", "rows"),
    [
        ("top", [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),
        ("bottom", [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]),
        ("left", [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
        ("right", [[1, 0, -1], [1, 0, -1], [1, 0, -1]]),
    ],
)
def test_edge_kernels_have_the_promised_entries(side, rows):
    assert REFERENCE.edge_kernel(side).tolist() == rows


@pytest.mark.parametrize("side", ["Top", "LEFT", "", " top", "diagonal", None, 3, ["top"]])
def test_any_other_side_is_refused_by_name(side):
    with pytest.raises(ValueError, match="side"):
        REFERENCE.edge_kernel(side)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("sides", [(1, 1), (2, 2), (3, 3), (4, 3), (1, 5), (7, 9)])
def test_feature_map_is_what_pytorch_computes(rng, dtype, sides):
    image = (100 * rng.uniform(-1, 1, (7, 9))).astype(dtype, casting="unsafe")
    if dtype is np.uint8:
        image = rng.integers(0, 256, (7, 9)).astype(dtype)
    for kernel in (rng.integers(-100, 101, sides).astype(np.int8), rng.uniform(-1, 1, sides)):
        # Both sum at most 63 products in float64; only the order of the additions differs.
        expected = conv2d(image, kernel)
        np.testing.assert_allclose(REFERENCE.feature_map(image, kernel), expected, atol=1e-9)


@pytest.mark.parametrize("sides", [(1, 1), (3, 3), (3, 5), (5, 1)])
def test_apply_kernel_is_the_entry_of_pytorchs_map_at_its_centre(rng, sides):
    image, kernel = rng.uniform(-1, 1, (6, 8)), rng.uniform(-1, 1, sides)
    answers = conv2d(image, kernel)
    for i, j in np.ndindex(answers.shape):
        answer = REFERENCE.apply_kernel(image, kernel, i + sides[0] // 2, j + sides[1] // 2)
        assert isinstance(answer, float)
        assert answer == pytest.approx(answers[i, j], abs=1e-12)


def test_apply_kernel_refuses_every_centre_without_an_entry_in_the_map(rng):
    image, kernel = rng.uniform(-1, 1, (5, 7)), rng.uniform(-1, 1, (3, 5))
    inside = set(itertools.product(range(1, 4), range(2, 5)))
    for row, col in set(itertools.product(range(-9, 15), repeat=2)) - inside:
        with pytest.raises(ValueError, match=r"row .* col"):
            REFERENCE.apply_kernel(image, kernel, row, col)


@pytest.mark.parametrize("sides", [(2, 2), (2, 3), (3, 4)])
def test_apply_kernel_refuses_kernels_without_a_centre(sides):
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.apply_kernel(np.ones((9, 9)), np.ones(sides), 4, 4)


@pytest.mark.parametrize("sides", [(5, 1), (1, 7), (5, 7)])
def test_feature_map_refuses_kernels_that_fit_nowhere(sides):
    with pytest.raises(ValueError, match="kernel"):
        REFERENCE.feature_map(np.ones((4, 6)), np.ones(sides))


def test_products_beyond_the_images_dtype_are_right():
    image = np.full((3, 3), 255, dtype=np.uint8)
    kernel = np.full((3, 3), 255, dtype=np.uint8)
    by_hand = 9 * 255 * 255
    assert REFERENCE.apply_kernel(image, kernel, 1, 1) == by_hand
    assert REFERENCE.feature_map(image, kernel).tolist() == [[by_hand]]


def test_views_give_the_answers_of_their_copies_and_stay_as_they_were(rng):
    image, kernel = rng.uniform(-1, 1, (8, 12)), rng.uniform(-1, 1, (6, 6))
    view, weights = image.T[::2, ::-1], kernel[::2, 1::2]
    before = image.copy(), kernel.copy()
    answers = REFERENCE.feature_map(view, weights)
    np.testing.assert_allclose(answers, conv2d(view.copy(), weights.copy()), atol=1e-12)
    assert REFERENCE.apply_kernel(view, weights, 1, 1) == pytest.approx(answers[0, 0], abs=1e-12)
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])
