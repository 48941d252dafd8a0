# cnnquiz-instructor: never for students
"""What is believed about data augmentation, in executable form."""

import torch
from torch.nn import functional

from cnnquiz.judge.author import misconception


def checked_p(reference, images, p):
    """Raise what a right random_hflip raises."""
    reference.random_hflip(images[:1], p, torch.Generator())


def frame_and_places(reference, images, size, padding):
    """Return the padded images and the numbers of rows and columns; raise what has to be raised."""
    reference.random_crop(images[:1], size, padding, torch.Generator())
    padded = functional.pad(images, [padding] * 4)
    return padded, padded.shape[2] - size + 1, padded.shape[3] - size + 1


def drawn(places, count, generator):
    """Return `count` random places, as ints."""
    return torch.randint(places, (count,), generator=generator).tolist()


def cut(padded, tops, lefts, size):
    """Return the window of each image at its place."""
    return torch.stack(
        [
            image[:, top : top + size, left : left + size]
            for image, top, left in zip(padded, tops, lefts, strict=True)
        ]
    )


def noisy(reference, images, std, noise):
    """Return what a right add_noise does with this noise."""
    reference.add_noise(images[:1], std, torch.Generator())
    return (images + std * noise).clamp(0, 1)


# --- hflip --------------------------------------------------------------------------------------


@misconception("flip-upside-down", of="hflip")
def hflip_upside_down(reference, images):
    return images.flip(2)


@misconception("flip-is-half-turn", of="hflip")
def hflip_half_turn(reference, images):
    return images.flip(2, 3)


@misconception("flip-is-transpose", of="hflip")
def hflip_transpose(reference, images):
    return images.transpose(2, 3)


@misconception("flip-reverses-batch", of="hflip")
def hflip_reverses_batch(reference, images):
    return images.flip(0)


@misconception("flip-reverses-channels", of="hflip")
def hflip_reverses_channels(reference, images):
    return images.flip(1, 3)


@misconception("first-channel-only", of="hflip")
def hflip_first_channel(reference, images):
    result = images.clone()
    result[:, 0] = images[:, 0].flip(-1)
    return result


@misconception("input-modified", of="hflip")
def hflip_in_place(reference, images):
    images[:] = images.flip(-1)
    return images


# --- random_hflip -------------------------------------------------------------------------------


@misconception("one-draw-for-the-batch", of="random_hflip")
def random_hflip_whole_batch(reference, images, p, generator):
    checked_p(reference, images, p)
    flipped = float(torch.rand(1, generator=generator)) < p
    return images.flip(-1) if flipped else images


@misconception("probability-of-keeping", of="random_hflip")
def random_hflip_keeps(reference, images, p, generator):
    return reference.random_hflip(images, 1 - p, generator)


@misconception("probability-is-one-half", of="random_hflip")
def random_hflip_half(reference, images, p, generator):
    checked_p(reference, images, p)
    return reference.random_hflip(images, 0.5, generator)


@misconception("flips-by-the-row", of="random_hflip")
def random_hflip_rows(reference, images, p, generator):
    checked_p(reference, images, p)
    count, _, height, _ = images.shape
    flipped = torch.rand(count, 1, height, 1, generator=generator) < p
    return torch.where(flipped, images.flip(-1), images)


@misconception("flips-by-the-channel", of="random_hflip")
def random_hflip_channels(reference, images, p, generator):
    checked_p(reference, images, p)
    flipped = torch.rand(*images.shape[:2], 1, 1, generator=generator) < p
    return torch.where(flipped, images.flip(-1), images)


@misconception("flip-upside-down", of="random_hflip")
def random_hflip_upside_down(reference, images, p, generator):
    checked_p(reference, images, p)
    flipped = torch.rand(len(images), 1, 1, 1, generator=generator) < p
    return torch.where(flipped, images.flip(2), images)


@misconception("share-is-exact", of="random_hflip")
def random_hflip_exact_share(reference, images, p, generator):
    checked_p(reference, images, p)
    chosen = torch.randperm(len(images), generator=generator)[: round(p * len(images))]
    result = images.clone()
    result[chosen] = images[chosen].flip(-1)
    return result


@misconception("generator-ignored", of="random_hflip")
def random_hflip_global(reference, images, p, generator):
    checked_p(reference, images, p)
    flipped = torch.rand(len(images), 1, 1, 1) < p
    return torch.where(flipped, images.flip(-1), images)


@misconception("generator-starts-over", of="random_hflip")
def random_hflip_starts_over(reference, images, p, generator):
    generator.manual_seed(generator.initial_seed())
    return reference.random_hflip(images, p, generator)


@misconception("input-modified", of="random_hflip")
def random_hflip_in_place(reference, images, p, generator):
    images[:] = reference.random_hflip(images, p, generator)
    return images


@misconception("certainty-is-no-probability", of="random_hflip")
def random_hflip_refuses_one(reference, images, p, generator):
    if p == 1:
        raise ValueError("p has to be below 1")
    return reference.random_hflip(images, p, generator)


@misconception("no-validation", of="random_hflip")
def random_hflip_unchecked(reference, images, p, generator):
    return reference.random_hflip(images, min(max(p, 0), 1), generator)


# --- random_crop --------------------------------------------------------------------------------


@misconception("one-draw-for-the-batch", of="random_crop")
def random_crop_whole_batch(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    count = len(images)
    tops, lefts = drawn(rows, 1, generator) * count, drawn(cols, 1, generator) * count
    return cut(padded, tops, lefts, size)


@misconception("row-decides-column", of="random_crop")
def random_crop_diagonal(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    places = drawn(max(rows, cols), len(images), generator)
    tops, lefts = [place % rows for place in places], [place % cols for place in places]
    return cut(padded, tops, lefts, size)


@misconception("last-place-left-out", of="random_crop")
def random_crop_last_place(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    tops = drawn(max(rows - 1, 1), len(images), generator)
    lefts = drawn(max(cols - 1, 1), len(images), generator)
    return cut(padded, tops, lefts, size)


@misconception("crop-is-centred", of="random_crop")
def random_crop_centre(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    count = len(images)
    return cut(padded, [rows // 2] * count, [cols // 2] * count, size)


@misconception("rounding-is-uniform", of="random_crop")
def random_crop_rounds(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    shares = torch.rand(2, len(images), generator=generator)
    tops = (shares[0] * (rows - 1)).round().int().tolist()
    lefts = (shares[1] * (cols - 1)).round().int().tolist()
    return cut(padded, tops, lefts, size)


@misconception("padding-repeats-border", of="random_crop")
def random_crop_border(reference, images, size, padding, generator):
    _, rows, cols = frame_and_places(reference, images, size, padding)
    padded = functional.pad(images, [padding] * 4, mode="replicate")
    count = len(images)
    return cut(padded, drawn(rows, count, generator), drawn(cols, count, generator), size)


@misconception("padding-after-the-cut", of="random_crop")
def random_crop_pads_last(reference, images, size, padding, generator):
    frame_and_places(reference, images, size, padding)
    inner = max(size - 2 * padding, 1)
    window = reference.random_crop(images, inner, 0, generator)
    return functional.pad(window, [padding] * 4)[:, :, :size, :size]


@misconception("image-assumed-square", of="random_crop")
def random_crop_square(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    side, count = min(rows, cols), len(images)
    return cut(padded, drawn(side, count, generator), drawn(side, count, generator), size)


@misconception("channels-cut-apart", of="random_crop")
def random_crop_per_channel(reference, images, size, padding, generator):
    single = images.reshape(-1, 1, *images.shape[2:])
    window = reference.random_crop(single, size, padding, generator)
    return window.reshape(*images.shape[:2], size, size)


@misconception("generator-ignored", of="random_crop")
def random_crop_global(reference, images, size, padding, generator):
    padded, rows, cols = frame_and_places(reference, images, size, padding)
    count = len(images)
    return cut(padded, drawn(rows, count, None), drawn(cols, count, None), size)


@misconception("generator-starts-over", of="random_crop")
def random_crop_starts_over(reference, images, size, padding, generator):
    generator.manual_seed(generator.initial_seed())
    return reference.random_crop(images, size, padding, generator)


@misconception("no-validation", of="random_crop")
def random_crop_unchecked(reference, images, size, padding, generator):
    # Slices that leave the image are cut short, and a negative frame takes pixels away.
    size, padding = max(size, 1), max(padding, 0)
    side = min(images.shape[2:]) + 2 * padding
    return reference.random_crop(images, min(size, side), padding, generator)


# --- normalize ----------------------------------------------------------------------------------


@misconception("divides-by-variance", of="normalize")
def normalize_variance(reference, images, mean, std):
    return reference.normalize(images, mean, torch.as_tensor(std) ** 2)


@misconception("std-multiplies", of="normalize")
def normalize_multiplies(reference, images, mean, std):
    return reference.normalize(images, mean, 1 / torch.as_tensor(std))


@misconception("mean-is-added", of="normalize")
def normalize_adds(reference, images, mean, std):
    return reference.normalize(images, -torch.as_tensor(mean), std)


@misconception("scaled-before-shifted", of="normalize")
def normalize_scales_first(reference, images, mean, std):
    scaled = reference.normalize(images, torch.zeros(len(mean)), std)
    return reference.normalize(scaled, mean, torch.ones(len(mean)))


@misconception("per-column-numbers", of="normalize")
def normalize_columns(reference, images, mean, std):
    return (images - torch.as_tensor(mean)) / torch.as_tensor(std)


@misconception("first-channel-only", of="normalize")
def normalize_first(reference, images, mean, std):
    return (images - float(mean[0])) / float(std[0])


@misconception("batch-has-its-own-numbers", of="normalize")
def normalize_by_batch(reference, images, mean, std):
    own = images.mean((0, 2, 3)), images.std((0, 2, 3)) + 1e-5
    return reference.normalize(images, *own)


@misconception("input-modified", of="normalize")
def normalize_in_place(reference, images, mean, std):
    images[:] = reference.normalize(images, mean, std)
    return images


# --- add_noise ----------------------------------------------------------------------------------


@misconception("noise-is-uniform", of="add_noise")
def add_noise_uniform(reference, images, std, generator):
    # As wide as the Gaussian: what is drawn evenly from -1 to 1 has a deviation of 1/√3.
    noise = 3**0.5 * (2 * torch.rand(images.shape, generator=generator) - 1)
    return noisy(reference, images, std, noise)


@misconception("noise-goes-up", of="add_noise")
def add_noise_up(reference, images, std, generator):
    return noisy(reference, images, std, torch.rand(images.shape, generator=generator))


@misconception("noise-std-is-variance", of="add_noise")
def add_noise_variance(reference, images, std, generator):
    reference.add_noise(images[:1], std, torch.Generator())
    return reference.add_noise(images, std**0.5, generator)


@misconception("noise-multiplies", of="add_noise")
def add_noise_multiplies(reference, images, std, generator):
    noise = images * torch.randn(images.shape, generator=generator)
    return noisy(reference, images, std, noise)


@misconception("one-noise-for-all-images", of="add_noise")
def add_noise_shared_by_images(reference, images, std, generator):
    return noisy(reference, images, std, torch.randn(images.shape[1:], generator=generator))


@misconception("noise-is-grey", of="add_noise")
def add_noise_shared_by_channels(reference, images, std, generator):
    count, _, height, width = images.shape
    noise = torch.randn(count, 1, height, width, generator=generator)
    return noisy(reference, images, std, noise)


@misconception("noise-per-image", of="add_noise")
def add_noise_brightness(reference, images, std, generator):
    return noisy(reference, images, std, torch.randn(len(images), 1, 1, 1, generator=generator))


@misconception("noise-needs-no-clip", of="add_noise")
def add_noise_unclipped(reference, images, std, generator):
    reference.add_noise(images[:1], std, torch.Generator())
    return images + std * torch.randn(images.shape, generator=generator)


@misconception("clip-before-noise", of="add_noise")
def add_noise_clips_first(reference, images, std, generator):
    reference.add_noise(images[:1], std, torch.Generator())
    return images.clamp(0, 1) + std * torch.randn(images.shape, generator=generator)


@misconception("no-noise-no-work", of="add_noise")
def add_noise_early_return(reference, images, std, generator):
    return images.clone() if std == 0 else reference.add_noise(images, std, generator)


@misconception("rescaled-for-clipped", of="add_noise")
def add_noise_rescales(reference, images, std, generator):
    reference.add_noise(images[:1], std, torch.Generator())
    result = images + std * torch.randn(images.shape, generator=generator)
    spread = result.max() - result.min()
    return (result - result.min()) / (spread + (spread == 0))


@misconception("generator-ignored", of="add_noise")
def add_noise_global(reference, images, std, generator):
    return noisy(reference, images, std, torch.randn(images.shape))


@misconception("generator-starts-over", of="add_noise")
def add_noise_starts_over(reference, images, std, generator):
    generator.manual_seed(generator.initial_seed())
    return reference.add_noise(images, std, generator)


@misconception("input-modified", of="add_noise")
def add_noise_in_place(reference, images, std, generator):
    images[:] = reference.add_noise(images, std, generator)
    return images


@misconception("no-validation", of="add_noise")
def add_noise_unchecked(reference, images, std, generator):
    return reference.add_noise(images, abs(std), generator)
