# wrong: cnn_forward
"""Divides the scores by their sum, which makes shares of them but no softmax."""

import numpy as np


def answers(maps, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(maps, (3, 3), axis=(1, 2))
    return np.einsum("cyxij,fcij->fyx", windows, weight) + bias[:, None, None]


def positive(x):
    return np.where(x > 0, x, 0)


def pooled(maps):
    return maps.reshape(2, 12, 2, 12, 2).max(axis=(2, 4))


def shares(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def scores(image, params):
    conv1 = positive(answers(image[None], params["conv1_weight"], params["conv1_bias"]))
    conv2 = positive(answers(conv1, params["conv2_weight"], params["conv2_bias"]))
    return params["dense_weight"] @ pooled(conv2).ravel() + params["dense_bias"]


def cnn_forward(image, params):
    if image.shape != (28, 28):
        raise ValueError("expected an image of 28 rows and 28 columns")
    conv1 = positive(answers(image[None], params["conv1_weight"], params["conv1_bias"]))
    conv2 = positive(answers(conv1, params["conv2_weight"], params["conv2_bias"]))
    pool = pooled(conv2)
    logits = params["dense_weight"] @ pool.ravel() + params["dense_bias"]
    probabilities = logits / np.abs(logits).sum()
    return {
        "conv1": conv1,
        "conv2": conv2,
        "pool": pool,
        "logits": logits,
        "probabilities": probabilities,
    }


def classify(image, params):
    probabilities = shares(scores(image, params))
    digit = int(probabilities.argmax())
    return digit, float(probabilities[digit])
