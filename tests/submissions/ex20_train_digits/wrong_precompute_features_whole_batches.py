# wrong: precompute_features
"""Leaves out the last batch if it is not full."""

import torch
from torch import nn
from torch.nn import functional


def accuracy(model, x, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        predictions = model(x).argmax(dim=1)
    model.train(was_training)
    return (predictions == y).float().mean().item()


def train_digits(x_train, y_train, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 4, 10),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(12):
        for batch in torch.randperm(len(x_train)).split(64):
            loss = functional.cross_entropy(model(x_train[batch]), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def precompute_features(body, x, batch_size=64):
    was_training = body.training
    body.eval()
    count = len(x) - len(x) % batch_size or len(x)
    with torch.no_grad():
        features = [body(x[i : i + batch_size]) for i in range(0, count, batch_size)]
    body.train(was_training)
    return torch.cat(features)


def fine_tune_head(body, classes, x, y, epochs, seed):
    for parameter in body.parameters():
        parameter.requires_grad = False
    features = precompute_features(body, x)
    torch.manual_seed(seed)
    head = nn.Linear(features.shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(epochs):
        for batch in torch.randperm(len(features)).split(32):
            loss = functional.cross_entropy(head(features[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return nn.Sequential(body, head)
