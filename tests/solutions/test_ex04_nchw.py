"""The reference of ex04 agrees with PyTorch, and with looking at every single number."""

import numpy as np
import pytest
import torch

from support import load_reference

reference = load_reference("ex04_nchw")


def random_image(rng, *, colour):
    """Return a uint8 image whose memory may lie in any order."""
    height, width = (int(size) for size in rng.integers(1, 7, size=2))
    image = rng.integers(0, 256, size=(2 * height, width, 3), dtype=np.uint8)[::2]
    return image if colour else image[..., 1]


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_every_number_of_a_tensor_is_its_byte_over_255(seed, colour):
    rng = np.random.default_rng([4, 1, seed])
    image = random_image(rng, colour=colour)
    tensor = reference.image_to_tensor(image)
    assert tensor.dtype == np.float32
    assert tensor.shape == (3 if colour else 1, *image.shape[:2])
    for channel, row, col in np.ndindex(tensor.shape):
        byte = image[row, col, channel] if colour else image[row, col]
        # float32 rounds a number of [0, 1] by at most 2**-25.
        assert abs(float(tensor[channel, row, col]) - int(byte) / 255) <= 2**-25


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_a_batch_is_what_torch_stacks_and_permutes(seed, colour):
    rng = np.random.default_rng([4, 2, seed])
    like = random_image(rng, colour=colour)
    images = [rng.integers(0, 256, size=like.shape, dtype=np.uint8) for _ in range(seed + 1)]
    stacked = torch.stack([torch.from_numpy(image) for image in images])
    nhwc = stacked if colour else stacked[..., None]
    due = nhwc.permute(0, 3, 1, 2).to(torch.float32) / 255
    batch = reference.make_batch(images)
    assert batch.dtype == np.float32
    np.testing.assert_array_equal(batch, due.numpy())


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32", "float64"])
def test_the_conversions_are_torch_permutations_and_undo_each_other(dtype):
    rng = np.random.default_rng([4, 3])
    for _ in range(10):
        shape = rng.integers(1, 6, size=4)
        batch = rng.integers(0, 200, size=shape).astype(dtype)
        for convert, back, order in [
            (reference.nhwc_to_nchw, reference.nchw_to_nhwc, (0, 3, 1, 2)),
            (reference.nchw_to_nhwc, reference.nhwc_to_nchw, (0, 2, 3, 1)),
        ]:
            converted = convert(batch)
            due = torch.from_numpy(batch).permute(order).numpy()
            assert converted.dtype == batch.dtype
            np.testing.assert_array_equal(converted, due)
            np.testing.assert_array_equal(back(converted), batch)


def test_a_shape_is_described_as_torch_names_its_axes():
    image = torch.zeros(64, 3, 28, 20)
    assert reference.describe_batch(tuple(image.shape)) == {
        "batch_size": len(image),
        "channels": image[0].shape[0],
        "height": image[0, 0].shape[0],
        "width": image[0, 0, 0].shape[0],
    }


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int8", "uint16", "bool"])
def test_only_bytes_make_an_image(dtype):
    with pytest.raises(ValueError, match="image"):
        reference.image_to_tensor(np.ones((4, 5), dtype=dtype))


@pytest.mark.parametrize("shape", [(4,), (4, 5, 1), (4, 5, 2), (4, 5, 4), (3, 4, 5), (2, 4, 5, 3)])
def test_only_grey_and_colour_make_an_image(shape):
    with pytest.raises(ValueError, match="image"):
        reference.image_to_tensor(np.ones(shape, dtype=np.uint8))
    with pytest.raises(ValueError, match="image"):
        reference.make_batch([np.ones(shape, dtype=np.uint8)])


@pytest.mark.parametrize("shapes", [[], [(4, 5), (5, 4)], [(4, 5), (4, 5, 3)]])
def test_a_batch_needs_images_of_one_shape(shapes):
    with pytest.raises(ValueError, match="images"):
        reference.make_batch([np.ones(shape, dtype=np.uint8) for shape in shapes])


@pytest.mark.parametrize("rank", [0, 2, 3, 5])
def test_the_conversions_refuse_other_ranks(rank):
    for convert in (reference.nhwc_to_nchw, reference.nchw_to_nhwc):
        with pytest.raises(ValueError, match="batch"):
            convert(np.zeros((2,) * rank))
    with pytest.raises(ValueError, match="shape"):
        reference.describe_batch((2,) * rank)
