"""A digit on its way through a whole convolutional network.

Replace every `raise NotImplementedError` by your own code. The lesson is in README.md.
"""

import numpy as np


def cnn_forward(image: np.ndarray, params: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return what every stage of a small network makes of one image.

    The stages are: convolution and ReLU; a second convolution and ReLU; 2x2 max-pooling with
    stride 2; a dense layer; softmax. The convolutions have stride 1 and no padding, and do not
    flip their kernels. The dense layer reads the pooled maps in the order (C, H, W), row by row:
    the first map from its top left to its bottom right number, then the second.

    Pixels are used as they are: an image may hold values from 0 to 255, or any others. The
    probabilities are finite and right however large the scores are.

    Args:
        image: shape (28, 28), of any integer dtype, float32 or float64; it is not modified.
        params: the network's parameters by name. None of them is modified.
            "conv1_weight" (2, 1, 3, 3) and "conv1_bias" (2,): 2 filters of 1x3x3;
            "conv2_weight" (2, 2, 3, 3) and "conv2_bias" (2,): 2 filters of 2x3x3;
            "dense_weight" (10, 288) and "dense_bias" (10,): a row and a number for each digit.

    Returns:
        A dict with exactly these entries:
            "conv1" (2, 26, 26): the first two maps, after the ReLU;
            "conv2" (2, 24, 24): the second two maps, after the ReLU;
            "pool" (2, 12, 12): the second two maps, pooled;
            "logits" (10,): the score of every digit;
            "probabilities" (10,): the softmax of the scores.

    Raises:
        ValueError: `image` has any other shape than (28, 28). The message names a parameter.

    Examples:
        >>> params = {
        ...     "conv1_weight": np.zeros((2, 1, 3, 3)), "conv1_bias": np.array([1.0, -1.0]),
        ...     "conv2_weight": np.ones((2, 2, 3, 3)), "conv2_bias": np.array([0.0, -4.0]),
        ...     "dense_weight": np.zeros((10, 288)), "dense_bias": np.arange(10.0),
        ... }
        >>> result = cnn_forward(np.zeros((28, 28)), params)
        >>> [result[name].shape for name in ("conv1", "conv2", "pool")]
        [(2, 26, 26), (2, 24, 24), (2, 12, 12)]
        >>> [round(float(number)) for number in result["conv2"][:, 0, 0]]
        [9, 5]
        >>> [round(float(p), 3) for p in result["probabilities"][7:]]
        [0.086, 0.233, 0.632]
    """
    raise NotImplementedError


def classify(image: np.ndarray, params: dict[str, np.ndarray]) -> tuple[int, float]:
    """Return which digit the network sees in an image, and how probable it finds it.

    Args:
        image: as in `cnn_forward`; it is not modified.
        params: as in `cnn_forward`; they are not modified.

    Returns:
        (digit, probability): the most probable digit, an int from 0 to 9, and its probability, a
        float from 0 to 1.

    Raises:
        ValueError: as in `cnn_forward`.

    Examples:
        >>> params = {
        ...     "conv1_weight": np.zeros((2, 1, 3, 3)), "conv1_bias": np.zeros(2),
        ...     "conv2_weight": np.zeros((2, 2, 3, 3)), "conv2_bias": np.zeros(2),
        ...     "dense_weight": np.zeros((10, 288)), "dense_bias": np.arange(10.0),
        ... }
        >>> digit, probability = classify(np.ones((28, 28)), params)
        >>> int(digit), round(float(probability), 3)
        (9, 0.632)
    """
    raise NotImplementedError
