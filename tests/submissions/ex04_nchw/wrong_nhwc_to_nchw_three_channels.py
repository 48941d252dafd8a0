# wrong: nhwc_to_nchw
"""Knows colour images only: takes three channels, or the one there is."""

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
    tensors = [image_to_tensor(image) for image in images]
    if len({tensor.shape for tensor in tensors}) != 1:
        raise ValueError("images: expected at least one, and all of one shape")
    return np.concatenate([tensor[None] for tensor in tensors])


def nhwc_to_nchw(batch):
    check_rank(batch)
    channels = range(min(3, batch.shape[3]))
    return np.stack([batch[..., channel] for channel in channels], axis=1)


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
