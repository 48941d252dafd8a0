# wrong: image_to_tensor
"""Looks for a colour image in the last axis first, and takes a narrow grey one for it."""

import numpy as np


def image_to_tensor(image):
    if image.dtype != np.uint8:
        raise ValueError("image is not uint8")
    if image.shape[-1] == 3 and image.ndim <= 3:
        planes = np.moveaxis(image, -1, 0)
    elif image.ndim == 2:
        planes = image[np.newaxis]
    else:
        raise ValueError("image is neither grey nor coloured")
    return np.divide(planes, 255, dtype=np.float32)


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
