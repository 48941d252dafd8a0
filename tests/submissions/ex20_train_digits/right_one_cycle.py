"""SGD by 1cycle, a module of its own, functions of torch in forward."""

import torch
from torch import nn
from torch.nn import functional


class Digits(nn.Module):
    """Two convolutions and two linear layers."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 24, 3, padding=1)
        self.second = nn.Conv2d(24, 48, 3, padding=1)
        self.hidden = nn.Linear(48 * 4, 64)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.first(x)), 2)
        x = functional.max_pool2d(functional.relu(self.second(x)), 2)
        return self.out(functional.relu(self.hidden(torch.flatten(x, 1))))


class Both(nn.Module):
    """A body and a head."""

    def __init__(self, body, head):
        super().__init__()
        self.body = body
        self.head = head

    def forward(self, x):
        return self.head(self.body(x))


@torch.no_grad()
def accuracy(model, x, y):
    mode = model.training
    model.eval()
    right = 0
    for xb, yb in zip(x.split(50), y.split(50), strict=True):
        right += int((model(xb).argmax(-1) == yb).sum())
    model.train(mode)
    return right / len(y)


def train_digits(x_train, y_train, seed):
    torch.manual_seed(seed)
    model, epochs = Digits(), 15
    steps = epochs * len(x_train.split(32))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=steps)
    for _ in range(epochs):
        order = torch.randperm(len(x_train))
        for start in range(0, len(x_train), 32):
            chosen = order[start : start + 32]
            optimizer.zero_grad()
            functional.cross_entropy(model(x_train[chosen]), y_train[chosen]).backward()
            optimizer.step()
            schedule.step()
    return model


def precompute_features(body, x, batch_size=64):
    mode = body.training
    body.eval()
    starts = range(0, len(x), batch_size)
    with torch.no_grad():
        rows = [body(x[start : start + batch_size]) for start in starts]
    body.train(mode)
    return torch.cat(rows)


def fine_tune_head(body, classes, x, y, epochs, seed):
    generator = torch.Generator().manual_seed(seed)
    for parameter in body.parameters():
        parameter.requires_grad = False
    features = precompute_features(body, x)
    head = nn.Linear(features.shape[-1], classes)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.uniform_(-0.05, 0.05, generator=generator)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for chosen in torch.randperm(len(x), generator=generator).split(32):
            optimizer.zero_grad()
            functional.cross_entropy(head(features[chosen]), y[chosen]).backward()
            optimizer.step()
    return Both(body, head)
