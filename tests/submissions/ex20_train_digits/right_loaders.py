"""Data loaders, AdamW with a cosine, dropout; modes by a context manager, a head put in place."""

import contextlib

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@contextlib.contextmanager
def evaluating(model):
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(was)


def accuracy(model, x, y):
    with evaluating(model):
        correct = [model(xb).max(dim=1).indices.eq(yb) for xb, yb in loader(x, y, 256)]
    return torch.cat(correct).float().mean()


def loader(x, y, batch_size, generator=None):
    return DataLoader(
        TensorDataset(x, y), batch_size, shuffle=generator is not None, generator=generator
    )


def block(ni, nf):
    return nn.Sequential(
        nn.Conv2d(ni, nf, kernel_size=3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(nf),
        nn.GELU(),
    )


def fit(model, x, y, epochs, rate, generator):
    batches = loader(x, y, 64, generator)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(batches))
    criterion = nn.CrossEntropyLoss()
    model.train()
    for _ in range(epochs):
        for xb, yb in batches:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(xb), yb).backward()
            optimizer.step()
            schedule.step()


def train_digits(x_train, y_train, seed):
    generator = torch.manual_seed(seed)
    model = nn.Sequential()
    model.add_module("stem", nn.Sequential(nn.Conv2d(1, 24, 3, padding=1), nn.ReLU()))
    model.add_module("body", nn.Sequential(block(24, 32), block(32, 48), nn.Flatten()))
    model.add_module("head", nn.Sequential(nn.Dropout(0.2), nn.Linear(192, 10)))
    fit(model, x_train, y_train, 14, 0.01, generator)
    return model


def precompute_features(body, x, batch_size=64):
    with evaluating(body):
        return torch.vstack([body(xb) for (xb,) in DataLoader(TensorDataset(x), batch_size)])


def fine_tune_head(body, classes, x, y, epochs, seed):
    for part in body.modules():
        for parameter in part.parameters(recurse=False):
            parameter.requires_grad_(False)
    body.eval()
    features = precompute_features(body, x, 32)
    generator = torch.manual_seed(seed)
    model = nn.Sequential()
    model.add_module("body", body)
    model.add_module("head", nn.Linear(features.size(1), classes, bias=True))
    fit(model.head, features, y, epochs, 0.01, generator)
    return model
