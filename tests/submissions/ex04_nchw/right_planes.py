"""Picks the planes one by one and stacks them; scales by a table."""

import numpy as np

TABLE = (np.arange(256) / 255).astype(np.float32)


class BadImageError(ValueError):
    """The image is none of ours."""


def image_to_tensor(image):
    if not np.issubdtype(image.dtype, np.uint8):
        raise BadImageError("image is not uint8")
    if image.ndim == 2:
        image = image[..., None]
    elif image.ndim != 3 or image.shape[-1] != 3:
        raise BadImageError("image is neither grey nor coloured")
    return np.stack([TABLE[image[..., c]] for c in range(image.shape[-1])])


def make_batch(images):
    if not len(images):
        raise BadImageError("no images")
    if any(image.shape != images[0].shape for image in images[1:]):
        raise BadImageError("these images do not go together")
    return np.stack([image_to_tensor(image) for image in images])


def four_axes(convert):
    def checked(batch):
        if batch.ndim != 4:
            raise ValueError(f"batch of rank {batch.ndim}")
        return convert(batch)

    return checked


@four_axes
def nhwc_to_nchw(batch):
    return np.einsum("nhwc->nchw", batch).copy()


@four_axes
def nchw_to_nhwc(batch):
    return np.stack([batch[:, c] for c in range(batch.shape[1])], axis=-1)


KEYS = ["batch_size", "channels", "height", "width"]


def describe_batch(shape):
    if len(shape) != len(KEYS):
        raise ValueError(f"shape must have the entries {KEYS}")
    return {key: int(size) for key, size in zip(KEYS, shape, strict=True)}
