"""What does a convolution with many channels and many filters compute?

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Return the feature maps that a layer of filters makes of a batch of images.

    Every image gets a frame of zeros. Each filter lies on a window of all channels at once; the
    products of the window and the filter are added up to a single number, over rows, columns and
    channels, and the filter's bias is added to it once. Filters are not flipped. The result is
    that of `torch.nn.functional.conv2d`.

    Args:
        x: the images, shape (N, C_in, H, W), of any integer dtype, float32 or float64; not
            modified.
        weight: the filters, shape (C_out, C_in, kH, kW), not always square; not modified.
        bias: one number for each filter, shape (C_out,); None adds nothing. Not modified.
        stride: pixels from one window to the next, at least 1; an int for down and across, or a
            pair (down, across).
        padding: rows of zeros above and also below, columns of zeros left and also right, at
            least 0; an int for both, or a pair (rows, columns).

    Returns:
        An array of shape (N, C_out, H_out, W_out), where H_out and W_out follow the output-size
        formula of exercise 3. It can hold negative numbers and fractions, also where the images
        are made of unsigned integers.

    Raises:
        ValueError: `x` or `weight` is not 4-D; they disagree about C_in; `bias` is not 1-D or has
            not C_out entries; a stride is below 1; a padding is negative; or a filter is higher or
            wider than the padded images. The message names a parameter, such as `weight`.

    Examples:
        >>> x = np.arange(18).reshape(1, 2, 3, 3)
        >>> conv2d(x, np.ones((1, 2, 2, 2))).astype(int).tolist()
        [[[[52, 60], [76, 84]]]]
        >>> conv2d(x, np.ones((1, 2, 3, 3)), bias=np.array([100])).astype(int).tolist()
        [[[[253]]]]
        >>> conv2d(np.ones((5, 3, 28, 20)), np.ones((8, 3, 3, 3)), stride=2, padding=1).shape
        (5, 8, 14, 10)
    """
    raise NotImplementedError


def compose_kernels(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the one kernel that does what two kernels do one after the other.

    The convolutions have a single channel, stride 1, no padding and no bias: first `first` moves
    over an image, then `second` over the map that comes out. Moving the returned kernel over the
    image gives the same map at once. Its entry [c] is the sum of first[a] * second[c - a] over all
    positions a for which both entries exist, where a and c stand for (row, column).

    Args:
        first: the kernel that comes first, shape (h1, w1), of any integer dtype, float32 or
            float64; its sides may be odd or even, and differ. Not modified.
        second: the kernel that comes second, shape (h2, w2), likewise.

    Returns:
        An array of shape (h1 + h2 - 1, w1 + w2 - 1).

    Examples:
        >>> compose_kernels(np.array([[1, 2]]), np.array([[3, 10]])).astype(int).tolist()
        [[3, 16, 20]]
        >>> compose_kernels(np.array([[1, 1]]), np.array([[-1], [1]])).astype(int).tolist()
        [[-1, -1], [1, 1]]
        >>> compose_kernels(np.ones((3, 3)), np.ones((3, 3))).shape
        (5, 5)
    """
    raise NotImplementedError
