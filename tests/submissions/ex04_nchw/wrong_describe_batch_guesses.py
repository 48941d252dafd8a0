# wrong: describe_batch
"""Three at the end is taken for the channels."""

import numpy as np


def image_to_tensor(image):
    if image.dtype != np.uint8:
        raise ValueError("image must be uint8")
    if image.ndim == 2:
        image = image[None]
    elif image.ndim == 3 and image.shape[2] == 3:
        image = image.transpose(2, 0, 1)
    else:
        raise ValueError("image must be (H, W) or (H, W, 3)")
    return image.astype(np.float32) / 255


def make_batch(images):
    if len(images) == 0:
        raise ValueError("images is empty")
    for image in images:
        if image.dtype != np.uint8:
            raise ValueError("image must be uint8")
        if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
            raise ValueError("image has a wrong shape")
        if image.shape != images[0].shape:
            raise ValueError("images differ in shape")
    x = np.stack(images).astype(np.float32) / 255
    if x.ndim == 3:
        return x[:, None]
    return x.transpose(0, 3, 1, 2)


def nhwc_to_nchw(batch):
    if batch.ndim != 4:
        raise ValueError("batch must be 4-D")
    return batch.transpose(0, 3, 1, 2)


def nchw_to_nhwc(batch):
    if batch.ndim != 4:
        raise ValueError("batch must be 4-D")
    return batch.transpose(0, 2, 3, 1)


def describe_batch(shape):
    if len(shape) != 4:
        raise ValueError("shape must have four entries")
    if shape[3] == 3 and shape[1] != 3:
        shape = (shape[0], shape[3], shape[1], shape[2])
    return dict(zip(("batch_size", "channels", "height", "width"), shape, strict=True))
