# wrong: random_hflip
"""Takes every second image."""

import torch
from torch.nn import functional


def hflip(images):
    return torch.flip(images, dims=[3])


def random_hflip(images, p, generator):
    if p < 0 or p > 1:
        raise ValueError(f"p must be between 0 and 1, got {p}")
    start = torch.rand(1, generator=generator) < p
    out = images.clone()
    k = 0 if start else 1
    out[k::2] = hflip(images[k::2])
    return out


def random_crop(images, size, padding, generator):
    if size < 1:
        raise ValueError("size must be at least 1")
    if padding < 0:
        raise ValueError("padding must not be negative")
    n, _, h, w = images.shape
    rows = h + 2 * padding - size
    cols = w + 2 * padding - size
    if rows < 0 or cols < 0:
        raise ValueError("size is larger than the padded image")
    padded = functional.pad(images, (padding, padding, padding, padding))
    result = []
    for i in range(n):
        top = torch.randint(0, rows + 1, (1,), generator=generator).item()
        left = torch.randint(0, cols + 1, (1,), generator=generator).item()
        result.append(padded[i, :, top : top + size, left : left + size])
    return torch.stack(result)


def normalize(images, mean, std):
    mean = torch.as_tensor(mean, dtype=torch.float32).view(1, -1, 1, 1)
    std = torch.as_tensor(std, dtype=torch.float32).view(1, -1, 1, 1)
    return (images - mean) / std


def add_noise(images, std, generator):
    if std < 0:
        raise ValueError("std must not be negative")
    noise = torch.randn(images.shape, generator=generator) * std
    return torch.clamp(images + noise, 0.0, 1.0)
