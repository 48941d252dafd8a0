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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
