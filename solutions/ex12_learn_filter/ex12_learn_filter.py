"""Finding a kernel by gradient descent instead of designing it.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np

### BEGIN SOLUTION
# cnnquiz-instructor: never for students


def require_fit(
    image: np.ndarray, kernel_size: tuple[int, int], target: np.ndarray
) -> tuple[int, int]:
    """Return the shape of the feature map, which `target` has too.

    Raises:
        ValueError: it has another one, or the kernel is larger than the image.
    """
    rows, cols = (n - k + 1 for n, k in zip(image.shape, kernel_size, strict=True))
    if rows < 1 or cols < 1:
        raise ValueError(f"the kernel is {kernel_size}, larger than the image, {image.shape}")
    # Asked for, because numpy would stretch a single row, or a single number, without a word.
    if target.shape != (rows, cols):
        raise ValueError(f"target has shape {target.shape}, the feature map has {(rows, cols)}")
    return rows, cols


def feature_map(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return what a kernel answers at every position where it fits, as in exercise 1."""
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


### END SOLUTION


def filter_gradient(image: np.ndarray, kernel: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return how the loss changes with every weight of a kernel.

    The loss is the mean squared error between the kernel's feature map and the target: the mean,
    over all entries of the map, of (map - target) squared. The feature map is that of exercise 1:
    the kernel is not flipped, the stride is 1, there is no padding.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        kernel: shape (kH, kW), odd or even, not always square; it is not modified.
        target: what the feature map should be, shape (H - kH + 1, W - kW + 1); it is not modified.

    Returns:
        The gradient, shape (kH, kW): the derivative of the loss with respect to each weight. It
        can hold fractions, also where everything that comes in is an integer.

    Raises:
        ValueError: `target` has not the shape of the feature map; or the kernel is higher or wider
            than the image. The message names a parameter.

    Examples:
        >>> image = np.array([[1, 2, 0]])
        >>> kernel = np.array([[0, 0]])
        >>> target = np.array([[1, -2]])
        >>> [round(float(slope), 4) for slope in filter_gradient(image, kernel, target)[0]]
        [3.0, -2.0]
        >>> filter_gradient(np.ones((5, 6)), np.ones((2, 3)), np.zeros((4, 4))).shape
        (2, 3)
    """
    ### BEGIN SOLUTION
    rows, cols = require_fit(image, kernel.shape, target)
    errors = feature_map(image, kernel) - target
    # Weight (i, j) meets pixel (r + i, c + j) where the map has entry (r, c). So its slope is a
    # sum of errors times pixels: the errors are moved over the image as if they were a kernel.
    return feature_map(image, 2 * errors / (rows * cols))
    ### END SOLUTION


def fit_filter(
    image: np.ndarray,
    target: np.ndarray,
    kernel_size: int | tuple[int, int],
    learning_rate: float,
    steps: int,
) -> tuple[np.ndarray, list[float]]:
    """Return a kernel that was learned by plain gradient descent, and how the loss fell.

    The kernel starts as zeros. In every step the gradient of the loss, times the learning rate, is
    taken away from it. Nothing else happens: no momentum, no early end, the same rate all the time.

    Args:
        image: shape (H, W), of any integer dtype, float32 or float64; it is not modified.
        target: what the feature map should be, shape (H - kH + 1, W - kW + 1); it is not modified.
        kernel_size: the kernel's sides, an int for both or a pair (height, width); at least 1.
        learning_rate: how far a step goes, as a multiple of the gradient; above 0.
        steps: how many steps to take; at least 0, where the kernel stays as it starts.

    Returns:
        (kernel, losses): the kernel after the last step, shape (kH, kW), and a list of as many
        floats as there are steps, where `losses[i]` is the mean squared error before step `i`.
        So the first one is the loss of a kernel of zeros.

    Raises:
        ValueError: `target` has not the shape of the feature map; or the kernel is higher or wider
            than the image. This holds without any steps too. The message names a parameter.

    Examples:
        >>> image = np.array([[1, 2, 0]])
        >>> target = np.array([[1, -2]])
        >>> kernel, losses = fit_filter(image, target, (1, 2), learning_rate=0.1, steps=2)
        >>> [round(float(weight), 4) for weight in kernel[0]]
        [-0.49, 0.38]
        >>> [round(float(loss), 4) for loss in losses]
        [2.5, 1.385]
        >>> fit_filter(image, target, (1, 2), learning_rate=0.1, steps=0)[1]
        []
    """
    ### BEGIN SOLUTION
    is_pair = isinstance(kernel_size, (tuple, list))
    sides = tuple(kernel_size) if is_pair else (kernel_size, kernel_size)
    require_fit(image, sides, target)
    kernel = np.zeros(sides)
    losses = []
    for _ in range(steps):
        losses.append(float(np.mean((feature_map(image, kernel) - target) ** 2)))
        kernel = kernel - learning_rate * filter_gradient(image, kernel, target)
    return kernel, losses
    ### END SOLUTION
