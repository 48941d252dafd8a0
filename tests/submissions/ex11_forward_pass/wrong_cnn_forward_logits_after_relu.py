# wrong: cnn_forward
"""Puts a ReLU behind the dense layer too; its own classify rests upon the result."""

import math

import numpy as np


def convolution(maps, weight, bias):
    size = len(maps[0]) - 2
    result = np.zeros((2, size, size))
    for f in range(2):
        for row in range(size):
            for col in range(size):
                total = 0.0
                for c in range(len(maps)):
                    window = maps[c][row : row + 3, col : col + 3]
                    total += np.sum(window * weight[f, c])
                total += bias[f]
                if total > 0:
                    result[f, row, col] = total
    return result


def max_pool(maps):
    result = np.zeros((2, 12, 12))
    for f in range(2):
        for row in range(12):
            for col in range(12):
                result[f, row, col] = np.max(maps[f, 2 * row : 2 * row + 2, 2 * col : 2 * col + 2])
    return result


def dense(pool, weight, bias):
    logits = np.zeros(10)
    for digit in range(10):
        total = float(bias[digit])
        for c in range(2):
            for row in range(12):
                for col in range(12):
                    total += pool[c, row, col] * weight[digit, 144 * c + 12 * row + col]
        logits[digit] = total
    return logits


def cnn_forward(image, params):
    if image.ndim != 2 or image.shape[0] != 28 or image.shape[1] != 28:
        raise ValueError("image must be 28 by 28")
    conv1 = convolution([image], params["conv1_weight"], params["conv1_bias"])
    conv2 = convolution(conv1, params["conv2_weight"], params["conv2_bias"])
    pool = max_pool(conv2)
    logits = dense(pool, params["dense_weight"], params["dense_bias"])
    logits = np.maximum(logits, 0)
    largest = max(logits)
    powers = [math.exp(score - largest) for score in logits]
    probabilities = np.array([power / sum(powers) for power in powers])
    return {
        "conv1": conv1,
        "conv2": conv2,
        "pool": pool,
        "logits": logits,
        "probabilities": probabilities,
    }


def classify(image, params):
    probabilities = cnn_forward(image, params)["probabilities"]
    best = 0
    for digit in range(1, 10):
        if probabilities[digit] > probabilities[best]:
            best = digit
    return best, probabilities[best]
