"""What stands between convolutions: ReLU, pooling, and the flatten at their end.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np

### BEGIN SOLUTION
# cnnquiz-instructor: never for students
### END SOLUTION


def relu(x: np.ndarray) -> np.ndarray:
    """Return `x` with every negative number replaced by 0.

    Args:
        x: any shape, also (); of any integer dtype, float32 or float64; it is not modified.

    Returns:
        An array of the same shape.

    Examples:
        >>> relu(np.array([-3, 0, 4])).astype(int).tolist()
        [0, 0, 4]
        >>> relu(np.ones((2, 3, 4, 5))).shape
        (2, 3, 4, 5)
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


### BEGIN SOLUTION
def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return `size` as (height, width)."""
    if isinstance(size, (tuple, list)):
        height, width = size
        return height, width
    return size, size


def windows(
    x: np.ndarray, kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None
) -> np.ndarray:
    """Return every window that pooling looks at: a view of shape (N, C, H_out, W_out, kH, kW)."""
    if x.ndim != 4:
        raise ValueError(f"x has the shape {x.shape}, expected four axes (N, C, H, W)")
    kernel = pair(kernel_size)
    step = kernel if stride is None else pair(stride)
    for name, size in (("kernel_size", kernel), ("stride", step)):
        if min(size) < 1:
            raise ValueError(f"{name} is {size}, expected at least 1")
    height, width = x.shape[2:]
    if kernel[0] > height or kernel[1] > width:
        raise ValueError(f"kernel_size {kernel} does not fit in x, whose maps are {height}x{width}")
    # One window for each place where a kernel fits; the strides then keep every s-th of them.
    everywhere = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return everywhere[:, :, :: step[0], :: step[1]]


### END SOLUTION


def max_pool2d(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> np.ndarray:
    """Return the largest number of every window, in each map of each image.

    The first window lies in the top left corner, the next ones `stride` further right or down.
    There is no padding, and a window that would reach over the border is dropped. Sizes are an int
    for both sides, or a pair (height, width).

    Args:
        x: shape (N, C, H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel_size: height and width of the window; at least 1.
        stride: rows and columns from one window to the next; at least 1. Left out, or None: the
            same as `kernel_size`, so that the windows lie side by side.

    Returns:
        An array of shape (N, C, H_out, W_out): as many windows as fit below and beside each other.

    Raises:
        ValueError: `x` has not four axes; the window is higher or wider than the maps, so that
            none fits; or an entry of `kernel_size` or `stride` is below 1. The message names a
            parameter.

    Examples:
        >>> x = np.array([[[[1, 5, 2, 0, 9], [3, 4, 1, 1, 9]]]])
        >>> max_pool2d(x, 2).astype(int).tolist()
        [[[[5, 2]]]]
        >>> max_pool2d(x, (2, 3), stride=1).astype(int).tolist()
        [[[[5, 5, 9]]]]
        >>> max_pool2d(np.ones((8, 2, 24, 24)), 2).shape
        (8, 2, 12, 12)
    """
    ### BEGIN SOLUTION
    return windows(x, kernel_size, stride).max(axis=(-2, -1))
    ### END SOLUTION


def avg_pool2d(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> np.ndarray:
    """Return the mean of every window, in each map of each image.

    Windows lie as in `max_pool2d`: there is no padding, a window that would reach over the border
    is dropped, and sizes are an int for both sides, or a pair (height, width).

    Args:
        x: shape (N, C, H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel_size: height and width of the window; at least 1.
        stride: rows and columns from one window to the next; at least 1. Left out, or None: the
            same as `kernel_size`.

    Returns:
        An array of floats of shape (N, C, H_out, W_out), also where `x` holds integers: means have
        fractions.

    Raises:
        ValueError: `x` has not four axes; the window is higher or wider than the maps, so that
            none fits; or an entry of `kernel_size` or `stride` is below 1. The message names a
            parameter.

    Examples:
        >>> x = np.array([[[[1, 5, 2, 0, 9], [3, 4, 1, 1, 9]]]])
        >>> avg_pool2d(x, 2).tolist()
        [[[[3.25, 1.0]]]]
        >>> avg_pool2d(x, (1, 2), stride=(1, 3)).tolist()
        [[[[3.0, 4.5], [3.5, 5.0]]]]
    """
    ### BEGIN SOLUTION
    # numpy adds up integers in float64 here, so that uint8 pixels cannot run over.
    return windows(x, kernel_size, stride).mean(axis=(-2, -1))
    ### END SOLUTION


def flatten(x: np.ndarray) -> np.ndarray:
    """Return the numbers of every image as one row.

    A row holds the first map, then the second, and so on; each map row by row, from the top.

    Args:
        x: shape (N, C, H, W), of any integer dtype, float32 or float64; it is not modified.

    Returns:
        An array of shape (N, C*H*W), N included where it is 1. It may be a view of `x`.

    Examples:
        >>> x = np.arange(12).reshape(1, 3, 2, 2)
        >>> flatten(x).astype(int).tolist()
        [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]
        >>> flatten(np.ones((64, 2, 12, 12))).shape
        (64, 288)
    """
    ### BEGIN SOLUTION
    # Row-major order is what reshape goes by, however the memory of x is laid out.
    return x.reshape(x.shape[0], -1)
    ### END SOLUTION
