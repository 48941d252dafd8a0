"""How does a convolution become a product of matrices?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def conv_matrix(kernel: np.ndarray, input_size: int | tuple[int, int]) -> np.ndarray:
    """Return the matrix that does to a flattened image what a kernel does to the image.

    `conv_matrix(kernel, (H, W)) @ image.ravel()` holds, row by row, what the kernel answers at
    every position where it fits in an image of shape (H, W): stride 1, no padding, not flipped.
    Each row of the matrix belongs to one position of the kernel and each column to one pixel. It
    holds the weight with which that pixel counts at that position, and zero where the kernel does
    not reach.

    Args:
        kernel: shape (kH, kW), of any integer dtype, float32 or float64, not always square; it is
            not modified.
        input_size: size of the image, a pair (H, W), or an int for both.

    Returns:
        An array of shape (H_out * W_out, H * W), where H_out = H - kH + 1 and W_out = W - kW + 1.

    Raises:
        ValueError: the kernel is higher or wider than the image. The message names a parameter.

    Examples:
        >>> conv_matrix(np.array([[5, 7]]), (1, 4)).astype(int).tolist()
        [[5, 7, 0, 0], [0, 5, 7, 0], [0, 0, 5, 7]]
        >>> conv_matrix(np.array([[1, 2], [3, 4]]), 3)[1].astype(int).tolist()
        [0, 1, 2, 0, 3, 4, 0, 0, 0]
        >>> conv_matrix(np.ones((3, 3)), (28, 28)).shape
        (676, 784)
    """
    raise NotImplementedError


def im2col(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Return all windows of a batch of images, each written into a column.

    Every image gets a frame of zeros. Column l of the result holds window l: first all of its
    first channel, row by row, then all of its second channel, and so on. Windows are counted row by
    row too: l = i * W_out + j for the j-th window of the i-th row of windows. This is the layout of
    `torch.nn.functional.unfold`.

    Args:
        x: shape (N, C, H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel_size: size of a window, a pair (kH, kW), or an int for both; at least 1.
        stride: pixels from one window to the next, at least 1; an int for down and across, or a
            pair (down, across).
        padding: rows of zeros above and also below, columns of zeros left and also right, at
            least 0; an int for both, or a pair (rows, columns).

    Returns:
        An array of shape (N, C * kH * kW, L), where L = H_out * W_out is the number of windows that
        fit in one image.

    Raises:
        ValueError: the window is higher or wider than the padded image. The message names a
            parameter.

    Examples:
        >>> x = np.arange(18).reshape(1, 2, 3, 3)
        >>> im2col(x, 2).shape
        (1, 8, 4)
        >>> im2col(x, 2)[0, :, 1].astype(int).tolist()
        [1, 2, 4, 5, 10, 11, 13, 14]
        >>> im2col(x, (1, 3), stride=2)[0].astype(int).tolist()
        [[0, 6], [1, 7], [2, 8], [9, 15], [10, 16], [11, 17]]
    """
    raise NotImplementedError


def conv2d_matmul(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Return what exercise 5's `conv2d` returns, by way of a matrix product over columns.

    The speed counts: 16 images of 32 channels and 28x28 pixels under 64 filters of 3x3, with a
    padding of 1, may take at most 2 seconds of processor time. Loops over images or over the
    entries of a kernel are fine; loops over pixels, for each image and each filter, are too slow.

    Args:
        x: the images, shape (N, C_in, H, W), of any integer dtype, float32 or float64; not
            modified.
        weight: the filters, shape (C_out, C_in, kH, kW), not always square; not modified.
        bias: one number for each filter, shape (C_out,); None adds nothing. Not modified.
        stride: pixels from one window to the next, an int or a pair (down, across).
        padding: rows of zeros above and also below, columns of zeros left and also right; an int
            for both, or a pair (rows, columns).

    Returns:
        An array of shape (N, C_out, H_out, W_out). It can hold negative numbers and fractions, also
        where the images are made of unsigned integers.

    Raises:
        ValueError: `x` or `weight` is not 4-D; they disagree about C_in; `bias` is not 1-D or has
            not C_out entries; a stride is below 1; a padding is negative; or a filter is higher or
            wider than the padded images. The message names a parameter, such as `weight`.

    Examples:
        >>> x = np.arange(18).reshape(1, 2, 3, 3)
        >>> conv2d_matmul(x, np.ones((1, 2, 2, 2))).astype(int).tolist()
        [[[[52, 60], [76, 84]]]]
        >>> conv2d_matmul(x, np.ones((1, 2, 3, 3)), bias=np.array([100])).astype(int).tolist()
        [[[[253]]]]
        >>> weight = np.ones((8, 3, 3, 3))
        >>> conv2d_matmul(np.ones((5, 3, 28, 20)), weight, stride=2, padding=1).shape
        (5, 8, 14, 10)
    """
    raise NotImplementedError
