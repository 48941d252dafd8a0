"""How padding and stride decide where a kernel may stand.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np

### BEGIN SOLUTION
# cnnquiz-instructor: never for students
### END SOLUTION


def same_padding(kernel_size: int) -> int:
    """Return the padding with which a convolution keeps the size of its input.

    The stride is 1, and every side of the image gets the same padding.

    Args:
        kernel_size: length of the kernel's side; odd, at least 1.

    Returns:
        Rows (or columns) of zeros to put at each side of the image, an int of at least 0.

    Raises:
        ValueError: `kernel_size` is even, zero or negative. The message names the parameter.

    Examples:
        >>> int(same_padding(3))
        1
        >>> int(same_padding(7))
        3
    """
    ### BEGIN SOLUTION
    if kernel_size < 1 or kernel_size % 2 == 0:
        raise ValueError(f"kernel_size is {kernel_size}, expected an odd number from 1")
    return (kernel_size - 1) // 2
    ### END SOLUTION


def zero_pad(image: np.ndarray, padding: int) -> np.ndarray:
    """Return the image inside a frame of zeros.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        padding: width of the frame in pixels, the same above, below, left and right; at least 0,
            where no frame is added.

    Returns:
        An array of shape (H + 2 * padding, W + 2 * padding) with the dtype of `image`.

    Raises:
        ValueError: `padding` is negative. The message names the parameter.

    Examples:
        >>> zero_pad(np.array([[5, 6]]), 1).tolist()
        [[0, 0, 0, 0], [0, 5, 6, 0], [0, 0, 0, 0]]
        >>> zero_pad(np.ones((4, 6)), 2).shape
        (8, 10)
        >>> print(zero_pad(np.ones((4, 6), dtype=np.uint8), 2).dtype)
        uint8
    """
    ### BEGIN SOLUTION
    if padding < 0:
        raise ValueError(f"padding is {padding}, expected at least 0")
    height, width = image.shape
    padded = np.zeros((height + 2 * padding, width + 2 * padding), dtype=image.dtype)
    padded[padding : padding + height, padding : padding + width] = image
    return padded
    ### END SOLUTION


def correlate2d(
    image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """Return what a kernel answers in a padded image, at every stride-th position.

    The image gets a frame of `padding` zeros. The first window starts in the frame's top left
    corner, the next ones `stride` pixels further right or down; a window that would reach over the
    border is left out. Each answer is the sum of the products of window and kernel, which is not
    flipped.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel: shape (kH, kW), odd or even, not always square; it is not modified.
        stride: pixels from one window to the next, down as well as across; at least 1.
        padding: width of the frame of zeros in pixels; at least 0.

    Returns:
        An array of shape (H_out, W_out): as many windows as fit below and beside each other. It
        can hold negative numbers and fractions, also where the image is one of unsigned integers.

    Raises:
        ValueError: `stride` is below 1; `padding` is negative; or the kernel is higher or wider
            than the padded image. The message names a parameter.

    Examples:
        >>> image = np.arange(25).reshape(5, 5)
        >>> correlate2d(image, np.ones((3, 3)), stride=2).astype(int).tolist()
        [[54, 72], [144, 162]]
        >>> correlate2d(image, np.ones((3, 3)), padding=1).shape
        (5, 5)
        >>> correlate2d(image, np.ones((2, 3)), stride=2).shape
        (2, 2)
    """
    ### BEGIN SOLUTION
    if stride < 1:
        raise ValueError(f"stride is {stride}, expected at least 1")
    # Small integer dtypes cannot hold every product; float64 holds them all.
    padded = zero_pad(image, padding).astype(np.float64)
    height, width = padded.shape
    kernel_height, kernel_width = kernel.shape
    if kernel_height > height or kernel_width > width:
        raise ValueError(
            f"kernel is {kernel_height}x{kernel_width}, the padded image only {height}x{width}: "
            "it fits nowhere"
        )
    # The last window may start where just enough rows and columns are left for it.
    tops = range(0, height - kernel_height + 1, stride)
    lefts = range(0, width - kernel_width + 1, stride)
    answers = np.empty((len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            window = padded[top : top + kernel_height, left : left + kernel_width]
            answers[i, j] = np.sum(window * kernel)
    return answers
    ### END SOLUTION
