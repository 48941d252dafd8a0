"""Double every value, and add values up."""

import numpy as np


def double_all(values: np.ndarray) -> np.ndarray:
    """Return every value, doubled.

    Args:
        values: numbers in an array of any shape but an empty one; not modified.

    Returns:
        An array of the same shape.

    Raises:
        ValueError: there are no `values`.

    Examples:
        >>> double_all(np.array([1, 4])).tolist()
        [2, 8]
    """
    ### BEGIN SOLUTION
    if not values.size:
        raise ValueError("values is empty, expected at least one")
    return 2 * values
    ### END SOLUTION


def total(values: np.ndarray) -> float:
    """Return the sum of all values.

    Args:
        values: numbers in an array of any shape; not modified.

    Examples:
        >>> total(np.array([1.0, 4.0]))
        5.0
    """
    ### BEGIN SOLUTION
    return float(values.sum())
    ### END SOLUTION
