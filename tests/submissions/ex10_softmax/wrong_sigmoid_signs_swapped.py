# wrong: sigmoid
"""Takes the mirrored sigmoid; its own predict_multi rests upon it."""

import numpy as np


def sigmoid(x):
    small = np.exp(-np.abs(x.astype(float)))
    return np.where(x < 0, 1.0, small) / (1.0 + small)


def softmax(logits, axis=-1):
    scores = logits - logits.max(axis=axis, keepdims=True)
    powers = np.exp(scores.astype(float))
    return powers / powers.sum(axis=axis, keepdims=True)


def cross_entropy(logits, labels):
    if labels.shape != (logits.shape[0],):
        raise ValueError("labels: one for each row of logits, please")
    if labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels are classes, from 0 on")
    shifted = logits - logits.max(axis=1, keepdims=True).astype(float)
    own = shifted[np.arange(len(labels)), labels]
    return (np.log(np.exp(shifted).sum(axis=1)) - own).mean()


def predict_single(logits):
    return softmax(logits).argmax(axis=1)


def predict_multi(logits, threshold=0.5):
    return np.array([sigmoid(row) >= threshold for row in logits])
