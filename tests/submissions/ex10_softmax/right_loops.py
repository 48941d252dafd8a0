"""One number at a time, with the math module."""

import math

import numpy as np


def one_sigmoid(score):
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    power = math.exp(score)
    return power / (1 + power)


def sigmoid(x):
    result = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        result[place] = one_sigmoid(float(x[place]))
    return result


def shares(row):
    top = max(row)
    powers = [math.exp(score - top) for score in row]
    return [power / sum(powers) for power in powers]


def softmax(logits, axis=-1):
    result = np.zeros(logits.shape)
    axis %= logits.ndim
    others = [1 if i == axis else size for i, size in enumerate(logits.shape)]
    for place in np.ndindex(*others):
        line = (*place[:axis], slice(None), *place[axis + 1 :])
        result[line] = shares([float(score) for score in logits[line]])
    return result


def cross_entropy(logits, labels):
    if len(labels) != len(logits):
        raise ValueError("there must be one label for each row of logits")
    total = 0.0
    for row, label in zip(logits, labels, strict=True):
        if not 0 <= label < len(row):
            raise ValueError(f"label {label} is no class")
        scores = [float(score) for score in row]
        top = max(scores)
        total += top + math.log(sum(math.exp(score - top) for score in scores)) - scores[label]
    return total / len(labels)


def predict_single(logits):
    classes = []
    for row in logits:
        best = 0
        for k in range(1, len(row)):
            if row[k] > row[best]:
                best = k
        classes.append(best)
    return np.array(classes)


def predict_multi(logits, threshold=0.5):
    return np.array([[one_sigmoid(float(score)) >= threshold for score in row] for row in logits])
