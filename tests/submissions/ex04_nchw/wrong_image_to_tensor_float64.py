# wrong: image_to_tensor
"""Turns the numbers into float32 before it divides, but by a float64 array."""

import numpy as np


def image_to_tensor(image):
    match (image.dtype.name, image.shape):
        case ("uint8", (_, _)):
            planes = np.expand_dims(image, 0)
        case ("uint8", (_, _, 3)):
            planes = np.moveaxis(image, -1, 0)
        case _:
            raise ValueError(f"image: {image.dtype} {image.shape}, expected uint8 (H, W[, 3])")
    return planes.astype(np.float32) / np.array([255.0])


def make_batch(images):
    kinds = {(image.dtype.name, image.shape[2:], image.ndim > 1) for image in images}
    if kinds not in ({("uint8", (), True)}, {("uint8", (3,), True)}):
        raise ValueError("images: expected uint8, all (H, W) or all (H, W, 3)")
    if len({image.shape for image in images}) > 1:
        raise ValueError("images differ in size")
    batch = np.stack(images)
    planes = batch[:, np.newaxis] if batch.ndim == 3 else np.moveaxis(batch, -1, 1)
    return planes.astype(np.float32) / 255


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
