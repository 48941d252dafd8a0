# cnnquiz-instructor: never for students
"""What is believed about channels and the order of axes, in executable form."""

import numpy as np

from cnnquiz.judge.author import misconception

# --- image_to_tensor ----------------------------------------------------------------------------


@misconception("nhwc", of="image_to_tensor")
def tensor_channels_last(reference, image):
    return np.moveaxis(reference.image_to_tensor(image), 0, -1)


@misconception("channels-are-rank", of="image_to_tensor")
def tensor_grey_without_channel(reference, image):
    tensor = reference.image_to_tensor(image)
    return tensor[0] if image.ndim == 2 else tensor


@misconception("grey-becomes-three-channels", of="image_to_tensor")
def tensor_grey_three_times(reference, image):
    tensor = reference.image_to_tensor(image)
    return np.repeat(tensor, 3, axis=0) if image.ndim == 2 else tensor


@misconception("reshape-for-transpose", of="image_to_tensor")
def tensor_reshaped(reference, image):
    tensor = reference.image_to_tensor(image)
    return np.moveaxis(tensor, 0, -1).reshape(tensor.shape)


@misconception("rows-cols-swapped", of="image_to_tensor")
def tensor_rows_cols_swapped(reference, image):
    return reference.image_to_tensor(image).swapaxes(1, 2)


@misconception("channels-reversed", of="image_to_tensor")
def tensor_blue_first(reference, image):
    return reference.image_to_tensor(image)[::-1]


@misconception("pixels-not-scaled", of="image_to_tensor")
def tensor_not_scaled(reference, image):
    return np.round(reference.image_to_tensor(image) * 255)


@misconception("divides-by-256", of="image_to_tensor")
def tensor_by_256(reference, image):
    return reference.image_to_tensor(image) * np.float32(255 / 256)


@misconception("scaled-by-own-maximum", of="image_to_tensor")
def tensor_by_maximum(reference, image):
    tensor = reference.image_to_tensor(image)
    return tensor / max(tensor.max(), np.float32(1 / 255))


@misconception("output-dtype-of-input", of="image_to_tensor")
def tensor_of_uint8(reference, image):
    return reference.image_to_tensor(image).astype(image.dtype)


@misconception("any-float-is-float32", of="image_to_tensor")
def tensor_of_float64(reference, image):
    return reference.image_to_tensor(image).astype(np.float64)


@misconception("lone-channel-is-welcome", of="image_to_tensor")
def tensor_of_lone_channel(reference, image):
    lone = image.ndim == 3 and image.shape[2] == 1
    return reference.image_to_tensor(image[:, :, 0] if lone else image)


@misconception("no-validation", of="image_to_tensor")
def tensor_not_validated(reference, image):
    front = image[np.newaxis] if image.ndim < 3 else np.moveaxis(image, -1, 0)
    return front.astype(np.float32) / 255


# --- make_batch ---------------------------------------------------------------------------------


@misconception("nhwc", of="make_batch")
def batch_channels_last(reference, images):
    return reference.make_batch(images).transpose(0, 2, 3, 1)


@misconception("batch-along-channels", of="make_batch")
def batch_along_channels(reference, images):
    return np.concatenate(reference.make_batch(images))


@misconception("batch-axis-last", of="make_batch")
def batch_axis_last(reference, images):
    return np.moveaxis(reference.make_batch(images), 0, -1)


@misconception("batch-axis-dropped", of="make_batch")
def batch_of_one_dropped(reference, images):
    batch = reference.make_batch(images)
    return batch[0] if len(images) == 1 else batch


@misconception("channels-are-rank", of="make_batch")
def batch_grey_without_channel(reference, images):
    batch = reference.make_batch(images)
    return batch[:, 0] if images[0].ndim == 2 else batch


@misconception("pixels-not-scaled", of="make_batch")
def batch_not_scaled(reference, images):
    return np.round(reference.make_batch(images) * 255)


@misconception("scaled-by-own-maximum", of="make_batch")
def batch_by_maximum(reference, images):
    batch = reference.make_batch(images)
    return batch / max(batch.max(), np.float32(1 / 255))


@misconception("mixed-sizes-are-padded", of="make_batch")
def batch_padded(reference, images):
    height, width = (max((image.shape[axis] for image in images), default=0) for axis in (0, 1))
    padded = []
    for image in images:
        spare = [(0, height - image.shape[0]), (0, width - image.shape[1]), (0, 0)]
        padded.append(np.pad(image, spare[: image.ndim]))
    return reference.make_batch(padded)


@misconception("grey-joins-colour", of="make_batch")
def batch_grey_joins_colour(reference, images):
    if len({image.ndim for image in images}) == 1:
        return reference.make_batch(images)
    coloured = [np.stack([im] * 3, axis=-1) if im.ndim == 2 else im for im in images]
    return reference.make_batch(coloured)


@misconception("input-modified", of="make_batch")
def batch_in_place(reference, images):
    batch = reference.make_batch(images)
    for index, tensor in enumerate(batch):
        images[index] = tensor
    return batch


@misconception("no-validation", of="make_batch")
def batch_not_validated(reference, images):
    return np.array([reference.image_to_tensor(image) for image in images], dtype=np.float32)


# --- nhwc_to_nchw and nchw_to_nhwc --------------------------------------------------------------


@misconception("reshape-for-transpose", of="nhwc_to_nchw")
def to_nchw_reshaped(reference, batch):
    return batch.reshape(reference.nhwc_to_nchw(batch).shape)


@misconception("rows-cols-swapped", of="nhwc_to_nchw")
def to_nchw_rows_cols_swapped(reference, batch):
    return reference.nhwc_to_nchw(batch).swapaxes(2, 3)


@misconception("conversion-backwards", of="nhwc_to_nchw")
def to_nchw_backwards(reference, batch):
    return reference.nchw_to_nhwc(batch)


@misconception("network-input-is-float", of="nhwc_to_nchw")
def to_nchw_float(reference, batch):
    return reference.nhwc_to_nchw(batch).astype(np.float32)


@misconception("no-validation", of="nhwc_to_nchw")
def to_nchw_not_validated(reference, batch):
    return np.moveaxis(batch, -1, -3) if batch.ndim > 2 else batch


@misconception("reshape-for-transpose", of="nchw_to_nhwc")
def to_nhwc_reshaped(reference, batch):
    return batch.reshape(reference.nchw_to_nhwc(batch).shape)


@misconception("rows-cols-swapped", of="nchw_to_nhwc")
def to_nhwc_rows_cols_swapped(reference, batch):
    return reference.nchw_to_nhwc(batch).swapaxes(1, 2)


@misconception("conversion-backwards", of="nchw_to_nhwc")
def to_nhwc_backwards(reference, batch):
    return reference.nhwc_to_nchw(batch)


@misconception("network-input-is-float", of="nchw_to_nhwc")
def to_nhwc_float(reference, batch):
    return reference.nchw_to_nhwc(batch).astype(np.float32)


@misconception("no-validation", of="nchw_to_nhwc")
def to_nhwc_not_validated(reference, batch):
    return np.moveaxis(batch, -3, -1) if batch.ndim > 2 else batch


# --- describe_batch -----------------------------------------------------------------------------


@misconception("nhwc", of="describe_batch")
def describe_channels_last(reference, shape):
    images, height, width, channels = shape
    return reference.describe_batch((images, channels, height, width))


@misconception("rows-cols-swapped", of="describe_batch")
def describe_width_first(reference, shape):
    images, channels, width, height = shape
    return reference.describe_batch((images, channels, height, width))


@misconception("channels-before-batch", of="describe_batch")
def describe_channels_first(reference, shape):
    channels, images, height, width = shape
    return reference.describe_batch((images, channels, height, width))


@misconception("w-is-weight", of="describe_batch")
def describe_weight(reference, shape):
    description = reference.describe_batch(shape)
    description["weight"] = description.pop("width")
    return description


@misconception("missing-batch-is-one", of="describe_batch")
def describe_single_image(reference, shape):
    return reference.describe_batch((1, *shape) if len(shape) == 3 else shape)


@misconception("no-validation", of="describe_batch")
def describe_not_validated(reference, shape):
    return dict(zip(("batch_size", "channels", "height", "width"), shape, strict=False))
