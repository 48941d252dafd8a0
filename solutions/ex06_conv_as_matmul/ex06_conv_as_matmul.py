"""How does a convolution become a product of matrices?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np

### BEGIN SOLUTION
# cnnquiz-instructor: never for students


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return `size` as (height, width)."""
    if isinstance(size, (tuple, list)):
        height, width = size
        return height, width
    return size, size


def check_fit(sides: tuple[int, int], kernel_size: tuple[int, int]) -> None:
    """Raise a ValueError if a kernel is higher or wider than what it has to move over."""
    if kernel_size[0] > sides[0] or kernel_size[1] > sides[1]:
        raise ValueError(
            f"kernel_size is {kernel_size}, the padded input only {sides}: it fits nowhere"
        )


### END SOLUTION


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
    ### BEGIN SOLUTION
    height, width = pair(input_size)
    kernel_height, kernel_width = kernel.shape
    check_fit((height, width), kernel.shape)
    rows, columns = height - kernel_height + 1, width - kernel_width + 1
    # Four axes while it is filled: where the kernel stands, and which pixel it sees from there.
    matrix = np.zeros((rows, columns, height, width))
    for row, col in np.ndindex(rows, columns):
        matrix[row, col, row : row + kernel_height, col : col + kernel_width] = kernel
    return matrix.reshape(rows * columns, height * width)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    kernel_height, kernel_width = pair(kernel_size)
    down, across = pair(stride)
    rows, columns = pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    images, channels, height, width = padded.shape
    check_fit((height, width), (kernel_height, kernel_width))
    out_height = (height - kernel_height) // down + 1
    out_width = (width - kernel_width) // across + 1
    windows = np.empty(
        (images, channels, kernel_height, kernel_width, out_height, out_width), dtype=x.dtype
    )
    # For one entry of the kernel, the pixels under it at all positions are a slice of the image.
    for i, j in np.ndindex(kernel_height, kernel_width):
        bottom, right = i + down * out_height, j + across * out_width
        windows[:, :, i, j] = padded[:, :, i:bottom:down, j:right:across]
    return windows.reshape(images, -1, out_height * out_width)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if x.ndim != 4:
        raise ValueError(f"x has shape {x.shape}, expected (N, C_in, H, W)")
    if weight.ndim != 4:
        raise ValueError(f"weight has shape {weight.shape}, expected (C_out, C_in, kH, kW)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"weight is made for {weight.shape[1]} channels, but x has {x.shape[1]}")
    if bias is not None and bias.shape != (len(weight),):
        raise ValueError(f"bias has shape {bias.shape}, expected ({len(weight)},)")
    if min(pair(stride)) < 1:
        raise ValueError(f"stride is {stride}, expected at least 1")
    if min(pair(padding)) < 0:
        raise ValueError(f"padding is {padding}, expected at least 0")
    # Small integer dtypes cannot hold every product; float64 holds them all.
    columns = im2col(x, weight.shape[2:], stride, padding).astype(np.float64)
    # A filter written out like a column: (C_out, K) times (N, K, L) is (N, C_out, L).
    answers = weight.reshape(len(weight), -1) @ columns
    if bias is not None:
        answers += bias[:, np.newaxis]
    rows = (x.shape[2] + 2 * pair(padding)[0] - weight.shape[2]) // pair(stride)[0] + 1
    return answers.reshape(len(x), len(weight), rows, -1)
    ### END SOLUTION
