"""The reference of ex09 agrees with PyTorch's own layers, which share no code with it."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # as PyTorch's own pages call it

from support import load_reference

reference = load_reference("ex09_pooling")
DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float32", "float64"]


def int_or_pair(rng, low, high):
    """Return an int, or a pair, of numbers from `low` to `high`, both included."""
    pair = tuple(int(size) for size in rng.integers(low, high + 1, size=2))
    return pair if rng.random() < 0.5 else pair[0]


def random_batch(rng, dtype="float64"):
    """Return a batch of any sizes whose memory may lie in any order."""
    shape = rng.integers(1, [4, 4, 10, 10])
    batch = np.asarray(rng.uniform(-100, 100, size=[*shape[:3], 2 * shape[3]])[..., ::2])
    if rng.random() < 0.5:
        batch = batch.swapaxes(2, 3)
    return np.abs(batch).astype(dtype) if dtype == "uint8" else batch.astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (2, 3, 4, 5)])
def test_relu_is_torchs(dtype, shape):
    rng = np.random.default_rng([9, 1])
    x = np.asarray(rng.integers(-100, 101, size=shape)).astype(dtype)
    before = x.copy()
    np.testing.assert_array_equal(reference.relu(x), F.relu(torch.from_numpy(x)).numpy())
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_pools_are_torchs_and_refuse_what_torch_refuses(name, seed):
    rng = np.random.default_rng([9, 2, seed])
    refused = 0
    for _ in range(150):
        x = random_batch(rng)
        kernel_size = int_or_pair(rng, 0, 5)
        stride = None if rng.random() < 0.3 else int_or_pair(rng, 0, 5)
        try:
            due = getattr(F, name)(torch.from_numpy(x.copy()), kernel_size, stride)
        except RuntimeError:  # torch's word for all that is a ValueError here
            refused += 1
            with pytest.raises(ValueError, match=r"kernel_size|stride"):
                getattr(reference, name)(x, kernel_size, stride)
        else:
            pooled = getattr(reference, name)(x, kernel_size, stride)
            # Sums of at most 25 numbers below 100 in float64.
            np.testing.assert_allclose(pooled, due.numpy(), rtol=1e-12, atol=1e-11)
    assert 0 < refused < 150  # or one of the two has not been looked at


@pytest.mark.parametrize("dtype", DTYPES)
def test_pools_take_every_dtype_without_overflow(dtype):
    rng = np.random.default_rng([9, 3])
    for _ in range(20):
        x = random_batch(rng, dtype)
        wide = torch.from_numpy(x.astype(np.float64))
        kernel_size = tuple(int(rng.integers(1, side + 1)) for side in x.shape[2:])
        np.testing.assert_array_equal(
            reference.max_pool2d(x, kernel_size, 1), F.max_pool2d(wide, kernel_size, 1).numpy()
        )
        means = reference.avg_pool2d(x, kernel_size, 1)
        assert means.dtype.kind == "f"
        # numpy's float32 mean of up to 81 numbers below 100, each rounded by at most 2**-24.
        due = F.avg_pool2d(wide, kernel_size, 1).numpy()
        np.testing.assert_allclose(means, due, rtol=1e-12, atol=81 * 100 * 2**-24)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("shape", [(), (6,), (6, 6), (2, 6, 6), (1, 2, 3, 6, 6)])
def test_pools_refuse_anything_but_four_axes(name, shape):
    with pytest.raises(ValueError, match="x has the shape"):
        getattr(reference, name)(np.ones(shape), 1)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("size", [0, -1, (1, 0), (0, 1), (-2, 3)])
def test_pools_refuse_sizes_below_one_by_name(name, size):
    x = np.ones((1, 1, 4, 4))
    with pytest.raises(ValueError, match="kernel_size is"):
        getattr(reference, name)(x, size)
    with pytest.raises(ValueError, match="stride is"):
        getattr(reference, name)(x, 2, size)


def test_flatten_is_torchs_with_the_batch_kept():
    rng = np.random.default_rng([9, 4])
    for _ in range(20):
        x = random_batch(rng)
        due = torch.flatten(torch.from_numpy(x.copy()), start_dim=1).numpy()
        np.testing.assert_array_equal(reference.flatten(x), due)
