"""Image by image, row by row, in plain Python."""

import torch


def hflip(images):
    result = torch.empty_like(images)
    width = images.shape[3]
    for column in range(width):
        result[:, :, :, width - 1 - column] = images[:, :, :, column]
    return result


def random_hflip(images, p, generator):
    if p < 0 or p > 1:
        raise ValueError("p has to be between 0 and 1")
    result = images.clone()
    for number in range(images.shape[0]):
        if torch.rand((), generator=generator).item() < p:
            result[number] = torch.fliplr(images[number].permute(1, 2, 0)).permute(2, 0, 1)
    return result


def random_crop(images, size, padding, generator):
    if size < 1:
        raise ValueError("the size has to be at least 1")
    if padding < 0:
        raise ValueError("the padding cannot be negative")
    count, channels, height, width = images.shape
    padded = torch.zeros(count, channels, height + 2 * padding, width + 2 * padding)
    padded[:, :, padding : padding + height, padding : padding + width] = images
    if size > padded.shape[2] or size > padded.shape[3]:
        raise ValueError("the size is larger than the padded image")
    result = torch.zeros(count, channels, size, size)
    for number in range(count):
        row = int(torch.randint(0, padded.shape[2] - size + 1, (1,), generator=generator))
        column = int(torch.randint(0, padded.shape[3] - size + 1, (1,), generator=generator))
        result[number] = padded[number, :, row : row + size, column : column + size]
    return result


def normalize(images, mean, std):
    result = images.clone()
    for channel in range(images.shape[1]):
        result[:, channel] = (images[:, channel] - float(mean[channel])) / float(std[channel])
    return result


def add_noise(images, std, generator):
    if std < 0:
        raise ValueError("std is negative")
    result = images.clone()
    for number in range(len(images)):
        noise = torch.randn(images[number].shape, generator=generator)
        result[number] += noise * std
    result[result < 0] = 0
    result[result > 1] = 1
    return result
