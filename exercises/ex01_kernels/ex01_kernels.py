"""What does a kernel answer at one pixel, and what at all of them?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def edge_kernel(side: str) -> np.ndarray:
    """Return the 3x3 kernel that answers to one kind of edge.

    The kernel for "top" has rows of -1, 0 and 1: it answers with a positive number where bright
    pixels lie below dark ones. The one for "bottom" is its negative; the one for "left" is the
    transpose of "top"; the one for "right" is the negative of "left".

    Args:
        side: which edge of a bright thing to look for: "top", "bottom", "left" or "right", spelled
            exactly so.

    Returns:
        The kernel, an array of shape (3, 3) whose entries are -1, 0 and 1.

    Raises:
        ValueError: `side` is anything but one of the four lower-case strings. The message names
            the parameter.

    Examples:
        >>> edge_kernel("top").shape
        (3, 3)
        >>> edge_kernel("top")[2].astype(int).tolist()
        [1, 1, 1]
        >>> edge_kernel("left")[:, 0].astype(int).tolist()
        [-1, -1, -1]
    """
    raise NotImplementedError


def apply_kernel(image: np.ndarray, kernel: np.ndarray, row: int, col: int) -> float:
    """Return what a kernel answers at one pixel of a grey image.

    The kernel's centre lies on the pixel (row, col). Every entry of the kernel is multiplied by
    the pixel under it, and the products are added up. The kernel is not flipped.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel: shape (kH, kW), both odd but not always equal; it is not modified.
        row: row of the pixel under the kernel's centre, counted from 0 at the top.
        col: column of that pixel, counted from 0 at the left.

    Returns:
        The sum of the products, one number.

    Raises:
        ValueError: a side of `kernel` is even; or a part of the kernel lies outside the image, as
            it does for a negative `row` or `col`. The message names a parameter.

    Examples:
        >>> image = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [7, 8, 9, 8]])
        >>> kernel = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
        >>> round(apply_kernel(image, kernel, 1, 1))
        21
        >>> round(apply_kernel(image, kernel, 1, 2))
        22
    """
    raise NotImplementedError


def feature_map(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return what a kernel answers at every position where it fits in a grey image.

    Entry [i, j] belongs to the window whose top left pixel is (i, j). There is no padding.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel: shape (kH, kW), odd or even, not always square; it is not modified.

    Returns:
        The sums of products, an array of shape (H - kH + 1, W - kW + 1). It can hold negative
        numbers and fractions, also where the image is one of unsigned integers.

    Raises:
        ValueError: the kernel is higher or wider than the image. The message names a parameter.

    Examples:
        >>> image = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [7, 8, 9, 8]])
        >>> feature_map(image, np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])).astype(int).tolist()
        [[21, 22]]
        >>> feature_map(image, np.array([[-1, 1]])).shape
        (3, 3)
    """
    raise NotImplementedError
