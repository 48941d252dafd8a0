"""The reference of ex17 against loops over pixels, and against the shares that chance is due."""

import math

import pytest
import torch

from support import load_reference

REFERENCE = load_reference("ex17_augmentation")


def seeded(seed=17):
    return torch.Generator().manual_seed(seed)


def images(*shape, seed=1):
    return torch.randn(*shape, generator=seeded(seed))


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (2, 3, 4, 5), (3, 1, 6, 2), (1, 4, 1, 7)])
def test_flipping_reverses_every_row_of_pixels(shape):
    x = images(*shape)
    due = [[[row[::-1] for row in channel] for channel in image] for image in x.tolist()]
    assert REFERENCE.hflip(x).tolist() == due


def test_the_mirror_image_of_a_view_is_that_of_its_copy():
    view = images(2, 8, 6, 3).permute(0, 3, 1, 2)[:, :, ::2]
    assert torch.equal(REFERENCE.hflip(view), REFERENCE.hflip(view.contiguous()))


@pytest.mark.parametrize(("p", "share"), [(0, 0), (0.0, 0), (1, 1), (1.0, 1)])
def test_certain_flips_are_certain(p, share):
    x = images(50, 2, 3, 4)
    flipped = REFERENCE.random_hflip(x, p, seeded())
    assert torch.equal(flipped, REFERENCE.hflip(x) if share else x)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.85])
def test_each_image_is_flipped_as_a_whole_in_the_share_asked_for(p):
    x = images(20_000, 2, 1, 3)
    result = REFERENCE.random_hflip(x, p, seeded())
    flipped = (result == x.flip(3)).all(dim=3).all(dim=2).all(dim=1)
    left = (result == x).all(dim=3).all(dim=2).all(dim=1)
    assert bool((flipped ^ left).all())
    # The seed is fixed; five deviations leave room for another version of torch.
    assert abs(flipped.float().mean() - p) < 5 * math.sqrt(p * (1 - p) / 20_000)


@pytest.mark.parametrize("p", [-0.01, 1.01, 2, -5, float("nan")])
def test_what_is_no_probability_is_refused_by_name(p):
    with pytest.raises(ValueError, match=r"\bp\b"):
        REFERENCE.random_hflip(images(2, 1, 2, 2), p, seeded())


@pytest.mark.parametrize(
    ("shape", "size", "padding"),
    [((60, 3, 5, 7), 4, 0), ((60, 1, 7, 5), 6, 2), ((60, 2, 2, 3), 1, 3), ((9, 1, 4, 4), 10, 3)],
)
def test_every_crop_is_a_window_of_its_own_image(shape, size, padding):
    x = images(*shape)
    crops = REFERENCE.random_crop(x, size, padding, seeded())
    assert crops.shape == (*shape[:2], size, size)
    _, _, height, width = shape
    padded = torch.zeros(*shape[:2], height + 2 * padding, width + 2 * padding)
    padded[:, :, padding : padding + height, padding : padding + width] = x
    for image, crop in zip(padded, crops, strict=True):
        windows = image.unfold(1, size, 1).unfold(2, size, 1)  # (C, rows, cols, size, size)
        assert any(
            torch.equal(windows[:, row, col], crop)
            for row in range(windows.shape[1])
            for col in range(windows.shape[2])
        )


def test_all_places_come_up_equally_often():
    # Every pixel says where it is; a window of one pixel shows it.
    x = torch.arange(12.0).reshape(1, 1, 3, 4).repeat(60_000, 1, 1, 1)
    found = REFERENCE.random_crop(x, 1, 0, seeded()).flatten().int()
    counts = torch.bincount(found, minlength=12)
    deviation = math.sqrt(60_000 / 12 * 11 / 12)
    assert ((counts - 5000).abs() < 5 * deviation).all()


@pytest.mark.parametrize(
    ("size", "padding", "name"),
    [(0, 1, "size"), (-3, 0, "size"), (2, -1, "padding"), (5, 0, "size"), (7, 1, "size")],
)
def test_windows_that_cannot_be_cut_are_refused_by_name(size, padding, name):
    for shape in [(2, 1, 4, 8), (2, 1, 8, 4)]:
        with pytest.raises(ValueError, match=name):
            REFERENCE.random_crop(images(*shape), size, padding, seeded())


@pytest.mark.parametrize("kind", [list, tuple, torch.tensor])
def test_normalized_channels_have_mean_zero_and_deviation_one(kind):
    x = 3 * images(4, 3, 5, 3) + torch.tensor([1.0, -2.0, 0.5]).reshape(3, 1, 1)
    mean, std = x.mean((0, 2, 3)), x.std((0, 2, 3))
    result = REFERENCE.normalize(x, kind(mean.tolist()), kind(std.tolist()))
    torch.testing.assert_close(result.mean((0, 2, 3)), torch.zeros(3), atol=1e-6, rtol=0)
    torch.testing.assert_close(result.std((0, 2, 3)), torch.ones(3))


def test_noise_is_gaussian_and_of_the_strength_asked_for():
    grey = torch.full((4, 3, 64, 64), 0.5)
    noise = (REFERENCE.add_noise(grey, 0.04, seeded()) - 0.5) / 0.04
    deviation = 1 / math.sqrt(noise.numel())
    assert abs(noise.mean()) < 5 * deviation
    # The variance of x² is 2, that of x⁴ is 96, where x is a standard Gaussian.
    assert abs((noise**2).mean() - 1) < 5 * math.sqrt(2) * deviation
    assert abs((noise**4).mean() - 3) < 5 * math.sqrt(96) * deviation


@pytest.mark.parametrize("std", [0, 0.0, 0.3, 5.0])
def test_noisy_images_stay_in_the_range(std):
    x = 2 * images(3, 2, 9, 9)
    result = REFERENCE.add_noise(x, std, seeded())
    assert 0 <= result.min() < result.max() <= 1
    if std == 0:
        assert torch.equal(result, x.clamp(0, 1))


def test_a_negative_deviation_is_refused_by_name():
    with pytest.raises(ValueError, match="std"):
        REFERENCE.add_noise(images(1, 1, 2, 2), -0.1, seeded())


@pytest.mark.parametrize(
    ("function", "arguments"),
    [("random_hflip", [0.5]), ("random_crop", [4, 2]), ("add_noise", [0.2])],
)
def test_the_generator_decides_and_the_images_stay(function, arguments):
    x = images(64, 2, 6, 5).sigmoid()
    before, generator, call = x.clone(), seeded(), getattr(REFERENCE, function)
    state = torch.get_rng_state()
    first, following = call(x, *arguments, generator), call(x, *arguments, generator)
    assert torch.equal(first, call(x, *arguments, seeded()))
    assert not torch.equal(first, following)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(x, before)
