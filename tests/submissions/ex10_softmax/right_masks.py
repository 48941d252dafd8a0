"""Each sign on its own entries, one-hot labels, and float32 throughout."""

import numpy as np


def sigmoid(x):
    result = np.empty(x.shape, dtype=np.float32)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive].astype(np.float32)))
    powers = np.exp(x[~positive].astype(np.float32))
    result[~positive] = powers / (1 + powers)
    return result


def softmax(logits, axis=-1):
    moved = np.moveaxis(logits, axis, 0).astype(np.float32)
    powers = np.exp(moved - moved.max(axis=0))
    return np.moveaxis(powers / powers.sum(axis=0), 0, axis)


def cross_entropy(logits, labels):
    n, k = logits.shape
    if n != labels.size:
        raise ValueError("logits and labels differ in length")
    one_hot = labels[:, np.newaxis] == np.arange(k)
    if (one_hot.sum(axis=1) != 1).any():
        raise ValueError("labels outside of the classes")
    scores = logits.astype(np.float32)
    scores = scores - scores.max(axis=1, keepdims=True)
    losses = np.log(np.exp(scores).sum(axis=1)) - scores[one_hot]
    return np.float32(losses.sum() / n)


def predict_single(logits):
    best = logits == logits.max(axis=1, keepdims=True)
    return np.array([np.flatnonzero(row)[0] for row in best])


def predict_multi(logits, threshold=0.5):
    return np.greater_equal(sigmoid(logits), threshold)
