"""One seed from the generator, and numpy for the rest."""

import numpy as np
import torch


def numbers_from(generator):
    return np.random.default_rng(int(torch.randint(0, 2**62, (1,), generator=generator)))


def hflip(images):
    return torch.from_numpy(images.numpy()[:, :, :, ::-1].copy())


def random_hflip(images, p, generator):
    rng = numbers_from(generator)
    if p > 1 or p < 0:
        raise ValueError("p lies outside 0 ... 1")
    array = images.numpy().copy()
    chosen = rng.random(len(array)) < p
    array[chosen] = array[chosen][..., ::-1]
    return torch.from_numpy(array)


def random_crop(images, size, padding, generator):
    if padding < 0:
        raise ValueError("negative padding")
    if size <= 0:
        raise ValueError("size below 1")
    array = np.pad(images.numpy(), [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    if size > min(array.shape[2:]):
        raise ValueError("size does not fit into the images and their padding")
    windows = np.lib.stride_tricks.sliding_window_view(array, (size, size), axis=(2, 3))
    count, _, rows, cols = windows.shape[:4]
    # One number for each image says which of all its places it is.
    places = numbers_from(generator).integers(0, rows * cols, count)
    return torch.tensor(windows[np.arange(count), :, places // cols, places % cols])


def normalize(images, mean, std):
    last = images.numpy().transpose(0, 2, 3, 1)
    result = (last - np.array(mean)) / np.array(std)
    return torch.from_numpy(np.ascontiguousarray(result.transpose(0, 3, 1, 2)))


def add_noise(images, std, generator):
    if std < 0:
        raise ValueError("std < 0")
    array = images.numpy()
    noisy = array + numbers_from(generator).normal(0, std, array.shape)
    return torch.from_numpy(np.minimum(np.maximum(noisy, 0), 1))
