# wrong: image_to_tensor
"""Blue comes first; make_batch uses it."""

import numpy as np


def image_to_tensor(image):
    if image.dtype != np.uint8:
        raise ValueError("image must be uint8")
    if image.ndim == 2:
        image = image[None]
    elif image.ndim == 3 and image.shape[2] == 3:
        image = image.transpose(2, 0, 1)[::-1]
    else:
        raise ValueError("image must be (H, W) or (H, W, 3)")
    return image.astype(np.float32) / 255


def make_batch(images):
    if not images:
        raise ValueError("images is empty")
    tensors = [image_to_tensor(image) for image in images]
    if any(tensor.shape != tensors[0].shape for tensor in tensors):
        raise ValueError("images differ in shape")
    return np.stack(tensors)


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
    return dict(zip(("batch_size", "channels", "height", "width"), shape, strict=True))
