# wrong: add_noise
"""Noise beyond one deviation is cut off."""

import torch


def hflip(images):
    return images[..., torch.arange(images.shape[-1] - 1, -1, -1)]


def random_hflip(images, p, generator):
    if not (0 <= p <= 1):
        raise ValueError(f"p={p} is no probability")
    mask = torch.bernoulli(torch.full((len(images), 1, 1, 1), float(p)), generator=generator)
    return mask * hflip(images) + (1 - mask) * images


def random_crop(images, size, padding, generator):
    n, _, h, w = images.shape
    room = [side + 2 * padding - size for side in (h, w)]
    if size < 1 or padding < 0 or min(room) < 0:
        raise ValueError(f"size {size} and padding {padding} do not go with images of {h}x{w}")
    padded = torch.nn.ZeroPad2d(padding)(images)
    # A fraction below 1, times the number of places, rounded down; float64, so that it stays below.
    draws = torch.rand(2, n, 1, generator=generator, dtype=torch.float64)
    rows = (draws[0] * (room[0] + 1)).long() + torch.arange(size)
    cols = (draws[1] * (room[1] + 1)).long() + torch.arange(size)
    picked = padded[torch.arange(n)[:, None, None], :, rows[:, :, None], cols[:, None, :]]
    return picked.permute(0, 3, 1, 2)


def normalize(images, mean, std):
    mean, std = (torch.as_tensor(v, dtype=torch.float64)[None, :, None, None] for v in (mean, std))
    return (images.double() - mean).div(std)


def add_noise(images, std, generator):
    if std < 0:
        raise ValueError("std must not be below zero")
    noise = torch.empty(images.shape).normal_(0, 1, generator=generator)
    noise = noise.clamp(-1, 1)
    return torch.clip(images + noise * std, min=0.0, max=1.0)
