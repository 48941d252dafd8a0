# wrong: train_digits
"""Trains on labels that were shuffled apart from their images."""

import torch
from torch import nn
from torch.nn import functional


def run(model, x):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        out = torch.cat([model(batch) for batch in x.split(64)])
    model.train(was_training)
    return out


def learn(model, x, y, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    steps = epochs * len(x.split(64))
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.01, steps)
    model.train()
    for _ in range(epochs):
        for chosen in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(x[chosen]), y[chosen]).backward()
            optimizer.step()
            schedule.step()
    return model


def accuracy(model, x, y):
    return (run(model, x).argmax(1) == y).double().mean().item()


def train_digits(x_train, y_train, seed):
    torch.manual_seed(seed)
    layers = []
    for ni, nf in ((1, 16), (16, 64)):
        layers += [nn.Conv2d(ni, nf, 3, padding=1), nn.BatchNorm2d(nf), nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(256, 10))
    return learn(model, x_train, y_train[torch.randperm(len(y_train))], 8)


def precompute_features(body, x, batch_size=64):
    was_training = body.training
    body.eval()
    with torch.no_grad():
        features = torch.cat([body(batch) for batch in x.split(batch_size)])
    body.train(was_training)
    return features


def fine_tune_head(body, classes, x, y, epochs, seed):
    torch.manual_seed(seed)
    body.requires_grad_(False)
    features = run(body, x)
    head = learn(nn.Linear(features.shape[1], classes), features, y, epochs)
    return nn.Sequential(body, head)
