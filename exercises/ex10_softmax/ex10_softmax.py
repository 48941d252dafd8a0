"""From scores to probabilities, to a loss, and to a decision.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)) for every entry: a number between 0 and 1.

    Right and finite however large an entry is, at least up to 1000 and down to -1000, where the
    result may be exactly 1 and 0. It is computed in silence: no numpy warning is given on the way,
    so that nothing happens under `warnings.simplefilter("error")` either. (numpy's error state is
    its default one.)

    Args:
        x: any shape, also (); of any integer dtype, float32 or float64; it is not modified.

    Returns:
        An array of floats of the same shape.

    Examples:
        >>> sigmoid(np.array([0, 1000, -1000])).tolist()
        [0.5, 1.0, 0.0]
        >>> round(float(sigmoid(np.array([2.0]))[0]), 3)
        0.881
    """
    raise NotImplementedError


def softmax(logits: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return exp(logits) divided by its sum along one axis: probabilities that add up to 1.

    Right, finite and silent however large a logit is, as `sigmoid` is.

    Args:
        logits: the scores; one axis or more, of any integer dtype, float32 or float64; they are
            not modified.
        axis: the axis along which the results add up to 1, counted from the end if negative.

    Returns:
        An array of floats of the same shape.

    Examples:
        >>> softmax(np.array([5, 5, 5, 5])).tolist()
        [0.25, 0.25, 0.25, 0.25]
        >>> [round(float(share), 3) for share in softmax(np.array([2.0, 1.0, 0.0]))]
        [0.665, 0.245, 0.09]
        >>> softmax(np.array([[1000, 0], [1000, 0]]), axis=0).tolist()
        [[0.5, 0.5], [0.5, 0.5]]
    """
    raise NotImplementedError


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean over the batch of -log(probability that softmax gives the right class).

    Right and finite also where that probability is too small for a float, as for logits of 1000
    and -1000.

    Args:
        logits: shape (N, K): a score for each of K classes, for each of N images; of any integer
            dtype, float32 or float64. It is not modified.
        labels: shape (N,), the right class of each image: an array of integers from 0 to K - 1.
            It is not modified.

    Returns:
        The loss, one number of at least 0.

    Raises:
        ValueError: a label is negative or above K - 1; or there are more or fewer labels than rows
            of logits. The message names a parameter.

    Examples:
        >>> round(float(cross_entropy(np.array([[3, 3]]), np.array([0]))), 4)
        0.6931
        >>> round(float(cross_entropy(np.array([[2, 1, 0], [0, 0, 9]]), np.array([0, 2]))), 3)
        0.204
        >>> round(float(cross_entropy(np.array([[1000, -1000]]), np.array([1]))))
        2000
    """
    raise NotImplementedError


def predict_single(logits: np.ndarray) -> np.ndarray:
    """Return the most likely class of every image; of classes that tie, the first.

    Args:
        logits: shape (N, K), of any integer dtype, float32 or float64; it is not modified.

    Returns:
        The classes, whole numbers from 0 to K - 1, an array of shape (N,).

    Examples:
        >>> predict_single(np.array([[-1, 4, 2], [3, 0, 3]])).astype(int).tolist()
        [1, 0]
    """
    raise NotImplementedError


def predict_multi(logits: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """Return which classes are present in every image: none, one or several of them.

    A class is present where the sigmoid of its logit is at or above the threshold.

    Args:
        logits: shape (N, K), of any integer dtype, float32 or float64; it is not modified.
        threshold: a probability, above 0 and below 1.

    Returns:
        An array of dtype bool and shape (N, K).

    Examples:
        >>> predict_multi(np.array([[3, -3, 0], [-1, -1, -1]])).tolist()
        [[True, False, True], [False, False, False]]
        >>> predict_multi(np.array([[3, -3, 0]]), threshold=0.9).tolist()
        [[True, False, False]]
    """
    raise NotImplementedError
