# wrong: sigmoid
"""Right values, but with a warning for each large negative entry."""

import numpy as np


def sigmoid(x):
    return np.reciprocal(1 + np.exp(-1.0 * x))


def softmax(logits, axis=-1):
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    e /= np.sum(e, axis=axis, keepdims=True)
    return e


def cross_entropy(logits, labels):
    if logits.shape[0] != labels.shape[0]:
        raise ValueError(f"{labels.shape[0]} labels, {logits.shape[0]} logits")
    if min(labels) < 0 or max(labels) >= logits.shape[1]:
        raise ValueError("labels must be classes")
    top = logits.max(1)
    total = np.log(np.exp(logits - top[:, None]).sum(1)) + top
    return np.mean([total[i] - logits[i, label] for i, label in enumerate(labels)])


def predict_single(logits):
    return np.argmax(softmax(logits), axis=-1)


def predict_multi(logits, threshold=0.5):
    return ~(sigmoid(logits) < threshold)
