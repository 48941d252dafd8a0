"""Colour images as tensors: channels, batches, and the order of the axes.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def image_to_tensor(image: np.ndarray) -> np.ndarray:
    """Return an image as a tensor with its channels in front, scaled to [0, 1].

    Args:
        image: uint8, 0 for black to 255 for full brightness; (H, W) if it is grey, (H, W, 3) if it
            has the three colours red, green and blue. It is not modified.

    Returns:
        float32 array of shape (1, H, W) for a grey image and (3, H, W) for a colour image; the
        dtype is exactly float32.

    Raises:
        ValueError: `image` has another dtype than uint8, or any other shape, (H, W, 1) included.
            The message names a parameter.

    Examples:
        >>> image_to_tensor(np.array([[0, 51, 255]], dtype=np.uint8)).shape
        (1, 1, 3)
        >>> tensor = image_to_tensor(np.array([[[255, 0, 51]]], dtype=np.uint8))
        >>> tensor.shape
        (3, 1, 1)
        >>> [round(float(value), 2) for value in tensor.ravel()]
        [1.0, 0.0, 0.2]
    """
    ### BEGIN SOLUTION
    # cnnquiz-instructor: never for students
    if image.dtype != np.uint8:
        raise ValueError(f"image has dtype {image.dtype}, expected uint8")
    if image.ndim == 2:
        channels_first = image[np.newaxis]
    elif image.ndim == 3 and image.shape[2] == 3:
        channels_first = image.transpose(2, 0, 1)
    else:
        raise ValueError(f"image has shape {image.shape}, expected (H, W) or (H, W, 3)")
    return channels_first.astype(np.float32) / np.float32(255)
    ### END SOLUTION


def make_batch(images: list[np.ndarray]) -> np.ndarray:
    """Return images as one batch of tensors, in the order of the list.

    Args:
        images: at least one image that `image_to_tensor` takes, all grey or all coloured, and all
            of one height and one width. Neither the list nor an image is modified.

    Returns:
        float32 array of shape (N, C, H, W), scaled to [0, 1]; N is the number of images, and a
        batch of one image has N = 1.

    Raises:
        ValueError: the list is empty; the images differ in size; some are grey and some coloured;
            or one is no valid image (see `image_to_tensor`). The message names a parameter.

    Examples:
        >>> grey = np.zeros((4, 6), dtype=np.uint8)
        >>> make_batch([grey, grey, grey]).shape
        (3, 1, 4, 6)
        >>> make_batch([np.zeros((4, 6, 3), dtype=np.uint8)]).shape
        (1, 3, 4, 6)
    """
    ### BEGIN SOLUTION
    if not images:
        raise ValueError("images is empty, expected at least one image")
    tensors = [image_to_tensor(image) for image in images]
    shapes = {tensor.shape for tensor in tensors}
    if len(shapes) > 1:
        raise ValueError(f"images differ in shape: {sorted(shapes)}, expected one (C, H, W)")
    return np.stack(tensors)
    ### END SOLUTION


def nhwc_to_nchw(batch: np.ndarray) -> np.ndarray:
    """Return a batch with its channels moved from the last axis to the second.

    Args:
        batch: (N, H, W, C), of any dtype and any number of channels. It is not modified.

    Returns:
        The same numbers as (N, C, H, W), in the dtype of `batch`; a view is fine.

    Raises:
        ValueError: `batch` has not four axes. The message names a parameter.

    Examples:
        >>> nhwc_to_nchw(np.zeros((64, 28, 20, 3))).shape
        (64, 3, 28, 20)
        >>> nhwc_to_nchw(np.array([[[[1, 2], [3, 4]]]])).tolist()
        [[[[1, 3]], [[2, 4]]]]
    """
    ### BEGIN SOLUTION
    if batch.ndim != 4:
        raise ValueError(f"batch has {batch.ndim} axes, expected 4: (N, H, W, C)")
    return batch.transpose(0, 3, 1, 2)
    ### END SOLUTION


def nchw_to_nhwc(batch: np.ndarray) -> np.ndarray:
    """Return a batch with its channels moved from the second axis to the last.

    Args:
        batch: (N, C, H, W), of any dtype and any number of channels. It is not modified.

    Returns:
        The same numbers as (N, H, W, C), in the dtype of `batch`; a view is fine.

    Raises:
        ValueError: `batch` has not four axes. The message names a parameter.

    Examples:
        >>> nchw_to_nhwc(np.zeros((64, 3, 28, 20))).shape
        (64, 28, 20, 3)
        >>> nchw_to_nhwc(np.array([[[[1, 3]], [[2, 4]]]])).tolist()
        [[[[1, 2], [3, 4]]]]
    """
    ### BEGIN SOLUTION
    if batch.ndim != 4:
        raise ValueError(f"batch has {batch.ndim} axes, expected 4: (N, C, H, W)")
    return batch.transpose(0, 2, 3, 1)
    ### END SOLUTION


def describe_batch(shape: tuple[int, int, int, int]) -> dict[str, int]:
    """Return what the four numbers in a batch's shape mean.

    Args:
        shape: (N, C, H, W).

    Returns:
        A dict of four ints with exactly these keys: "batch_size", "channels", "height", "width".

    Raises:
        ValueError: `shape` has not four entries. The message names a parameter.

    Examples:
        >>> description = describe_batch((64, 3, 28, 20))
        >>> sorted(description)
        ['batch_size', 'channels', 'height', 'width']
        >>> description["batch_size"]
        64
    """
    ### BEGIN SOLUTION
    if len(shape) != 4:
        raise ValueError(f"shape has {len(shape)} entries, expected 4: (N, C, H, W)")
    return dict(zip(("batch_size", "channels", "height", "width"), shape, strict=True))
    ### END SOLUTION
