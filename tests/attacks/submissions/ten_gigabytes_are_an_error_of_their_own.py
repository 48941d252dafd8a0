"""Returns an answer that fits in no memory."""

# score: 4
# message: MemoryError
import numpy as np


def add(n, k=0):
    return np.ones(10**10, dtype=np.uint8)


def scale(image, factor):
    return image * factor
