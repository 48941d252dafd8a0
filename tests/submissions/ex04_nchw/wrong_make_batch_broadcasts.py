# wrong: make_batch
"""Fills an array image by image, where a grey one spreads over all three channels."""

import numpy as np


def image_to_tensor(image):
    match (image.dtype.name, image.shape):
        case ("uint8", (_, _)):
            planes = np.expand_dims(image, 0)
        case ("uint8", (_, _, 3)):
            planes = np.moveaxis(image, -1, 0)
        case _:
            raise ValueError(f"image: {image.dtype} {image.shape}, expected uint8 (H, W[, 3])")
    return np.divide(planes, 255, dtype=np.float32)


def make_batch(images):
    if not images:
        raise ValueError("images is empty")
    first = image_to_tensor(max(images, key=np.ndim))
    batch = np.empty((len(images), *first.shape), dtype=np.float32)
    for place, image in zip(batch, images, strict=True):
        if image.shape[:2] != first.shape[1:]:
            raise ValueError("images differ in size")
        place[...] = image_to_tensor(image)
    return batch


def nhwc_to_nchw(batch):
    check_rank(batch)
    return np.moveaxis(batch, 3, 1)


def nchw_to_nhwc(batch):
    check_rank(batch)
    return np.moveaxis(batch, 1, 3)


def check_rank(batch):
    if np.ndim(batch) != 4:
        raise ValueError("a batch has four axes")


def describe_batch(shape):
    if len(shape) != 4:
        raise ValueError("shape: expected (N, C, H, W)")
    n, c, h, w = shape
    return {"batch_size": n, "channels": c, "height": h, "width": w}
