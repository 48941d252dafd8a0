"""Weights moved by hand, without an optimizer, and a convolution by its function."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import conv2d, cross_entropy, linear, max_pool2d


class Net(nn.Module):
    """Weights in lists."""

    def __init__(self, rng):
        super().__init__()
        shapes = [(20, 1, 3, 3), (40, 20, 3, 3), (10, 160)]
        self.weights = nn.ParameterList(self.drawn(rng, shape) for shape in shapes)
        self.biases = nn.ParameterList(torch.zeros(shape[0]) for shape in shapes)

    @staticmethod
    def drawn(rng, shape):
        scale = np.sqrt(2 / np.prod(shape[1:]))
        return torch.tensor(rng.normal(0, scale, shape), dtype=torch.float32)

    def forward(self, x):
        for weight, bias in list(zip(self.weights, self.biases, strict=True))[:2]:
            x = max_pool2d(conv2d(x, weight, bias, padding=1).clamp(min=0), 2)
        return linear(x.reshape(len(x), -1), self.weights[2], self.biases[2])


def accuracy(model, x, y):
    training = model.training
    try:
        model.train(False)
        with torch.inference_mode():
            scores = model(x).numpy()
    finally:
        model.train(training)
    return np.mean(scores.argmax(axis=1) == y.numpy())


def descend(forward, parameters, x, y, epochs, rate, rng):
    speeds = [torch.zeros_like(parameter) for parameter in parameters]
    batches = [order for _ in range(epochs) for order in orders(len(x), rng)]
    for step, chosen in enumerate(batches):
        now = rate * (1 - step / len(batches))
        gradients = torch.autograd.grad(cross_entropy(forward(x[chosen]), y[chosen]), parameters)
        with torch.no_grad():
            for parameter, speed, gradient in zip(parameters, speeds, gradients, strict=True):
                speed.mul_(0.9).add_(gradient)
                parameter.sub_(now * speed)


def orders(count, rng):
    return torch.from_numpy(rng.permutation(count)).split(32)


def train_digits(x_train, y_train, seed):
    rng = np.random.default_rng(seed)
    model = Net(rng)
    descend(model, list(model.parameters()), x_train, y_train, 16, 0.1, rng)
    return model


def precompute_features(body, x, batch_size=64):
    training = body.training
    body.train(False)
    with torch.no_grad():
        features = None
        for start in range(0, len(x), batch_size):
            rows = body(x[start : start + batch_size])
            features = rows if features is None else torch.cat((features, rows))
    body.train(training)
    return features


def fine_tune_head(body, classes, x, y, epochs, seed):
    rng = np.random.default_rng(seed)
    body.requires_grad_(False)
    features = precompute_features(body, x)
    head = nn.Linear(features.shape[1], classes)
    with torch.no_grad():
        head.weight.copy_(torch.from_numpy(rng.normal(0, 0.02, head.weight.shape)))
        head.bias.zero_()
    descend(head, [head.weight, head.bias], features, y, epochs, 0.05, rng)
    return nn.Sequential(body, nn.Identity(), head)
