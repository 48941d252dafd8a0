# cnnquiz-instructor: never for students
"""What is believed about training, evaluating and fine-tuning, in executable form."""

import torch
from torch import nn
from torch.nn import functional

from cnnquiz.judge.author import misconception


def network(*, filters=64):
    """Return a right network."""
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(filters * 4, 10)),
    )


def train(model, x, y, epochs, lr=0.01, *, generator=None):
    """Train a model as is right, but for what the arguments say."""
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    steps, done = epochs * len(torch.arange(len(x)).split(64)), 0
    for _ in range(epochs):
        for indices in torch.randperm(len(x), generator=generator).split(64):
            optimizer.param_groups[0]["lr"] = lr * (1 - done / steps)
            loss = functional.cross_entropy(model(x[indices]), y[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
    return model


# --- accuracy -----------------------------------------------------------------------------------


def predicted(model, x):
    """Return the predictions of a model, without gradients."""
    with torch.no_grad():
        return model(x).argmax(1)


@misconception("mode-makes-no-difference", of="accuracy")
def accuracy_in_any_mode(reference, model, x, y):
    return (predicted(model, x) == y).float().mean().item()


@misconception("eval-passes-by-itself", of="accuracy")
def accuracy_leaves_eval(reference, model, x, y):
    return (predicted(model.eval(), x) == y).float().mean().item()


@misconception("back-to-training-always", of="accuracy")
def accuracy_leaves_training(reference, model, x, y):
    value = (predicted(model.eval(), x) == y).float().mean().item()
    model.train()
    return value


@misconception("no-backward-no-graph", of="accuracy")
def accuracy_with_graph(reference, model, x, y):
    was_training = model.training
    value = (model.eval()(x).argmax(1) == y).float().mean().item()
    model.train(was_training)
    return value


@misconception("no-grad-is-requires-grad", of="accuracy")
def accuracy_freezes(reference, model, x, y):
    was_training = model.training
    model.eval().requires_grad_(requires_grad=False)
    value = (model(x).argmax(1) == y).float().mean().item()
    model.train(was_training)
    return value


@misconception("accuracy-is-a-count", of="accuracy")
def accuracy_counted(reference, model, x, y):
    return reference.accuracy(model, x, y) * len(x)


@misconception("share-in-percent", of="accuracy")
def accuracy_in_percent(reference, model, x, y):
    return reference.accuracy(model, x, y) * 100


@misconception("accuracy-is-the-error", of="accuracy")
def accuracy_as_error(reference, model, x, y):
    return 1 - reference.accuracy(model, x, y)


@misconception("right-means-sure", of="accuracy")
def accuracy_of_sure_predictions(reference, model, x, y):
    was_training = model.training
    with torch.no_grad():
        best, predictions = model.eval()(x).softmax(1).max(1)
    model.train(was_training)
    return ((predictions == y) & (best > 0.5)).float().mean().item()


# --- train_digits -------------------------------------------------------------------------------


@misconception("one-epoch-is-enough", of="train_digits")
def train_one_epoch(reference, x_train, y_train, seed):
    torch.manual_seed(seed)
    return train(network(), x_train, y_train, 1, 0.002)


@misconception("small-steps-are-safe", of="train_digits")
def train_by_tiny_steps(reference, x_train, y_train, seed):
    torch.manual_seed(seed)
    return train(network(), x_train, y_train, 4, 1e-6)


@misconception("larger-is-better", of="train_digits")
def train_a_large_network(reference, x_train, y_train, seed):
    torch.manual_seed(seed)
    return train(network(filters=160), x_train, y_train, 6)


@misconception("digits-need-no-convolution", of="train_digits")
def train_linear_layers(reference, x_train, y_train, seed):
    torch.manual_seed(seed)
    layers = nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)
    return train(nn.Sequential(*layers), x_train, y_train, 20)


@misconception("seed-is-for-shuffling", of="train_digits")
def train_from_any_weights(reference, x_train, y_train, seed):
    generator = torch.Generator().manual_seed(seed)
    return train(network(), x_train, y_train, 8, generator=generator)


@misconception("any-seed-will-do", of="train_digits")
def train_with_one_seed(reference, x_train, y_train, seed):
    return reference.train_digits(x_train, y_train, 42)


@misconception("model-learns-when-it-is-used", of="train_digits")
def train_not_at_all(reference, x_train, y_train, seed):
    # The losses are computed, but no step is taken.
    torch.manual_seed(seed)
    model = network()
    functional.cross_entropy(model(x_train), y_train).backward()
    return model


# --- precompute_features ------------------------------------------------------------------------


def features_of(body, x, batch_size):
    """Return right features, in whatever mode the body is."""
    with torch.no_grad():
        return torch.cat([body(batch) for batch in x.split(batch_size)])


@misconception("mode-makes-no-difference", of="precompute_features")
def features_in_any_mode(reference, body, x, batch_size=64):
    return features_of(body, x, batch_size)


@misconception("eval-passes-by-itself", of="precompute_features")
def features_leave_eval(reference, body, x, batch_size=64):
    return features_of(body.eval(), x, batch_size)


@misconception("back-to-training-always", of="precompute_features")
def features_leave_training(reference, body, x, batch_size=64):
    features = features_of(body.eval(), x, batch_size)
    body.train()
    return features


@misconception("no-backward-no-graph", of="precompute_features")
def features_with_graph(reference, body, x, batch_size=64):
    was_training = body.training
    body.eval()
    features = torch.cat([body(batch) for batch in x.split(batch_size)])
    body.train(was_training)
    return features


@misconception("last-batch-may-go", of="precompute_features")
def features_of_whole_batches(reference, body, x, batch_size=64):
    whole = len(x) // batch_size * batch_size
    return reference.precompute_features(body, x[: whole or len(x)], batch_size)


@misconception("batches-are-for-training", of="precompute_features")
def features_at_once(reference, body, x, batch_size=64):
    return reference.precompute_features(body, x, len(x))


@misconception("order-does-not-matter", of="precompute_features")
def features_shuffled(reference, body, x, batch_size=64):
    # As a loader gives them that shuffles its images.
    return reference.precompute_features(body, x.flip(0), batch_size)


@misconception("loop-keeps-all-results", of="precompute_features")
def features_of_the_last_batch(reference, body, x, batch_size=64):
    return reference.precompute_features(body, x.split(batch_size)[-1], batch_size)


# --- fine_tune_head -----------------------------------------------------------------------------


def tune(reference, body, classes, x, y, epochs, seed, *, bias=True):
    """Return body and head, of which the head is trained; the body is not frozen."""
    torch.manual_seed(seed)
    features = reference.precompute_features(body, x)
    head = train(nn.Linear(features.shape[1], classes, bias=bias), features, y, epochs)
    return nn.Sequential(body, head)


def frozen(body):
    """Return the body, frozen."""
    return body.requires_grad_(requires_grad=False)


@misconception("freezing-is-leaving-out", of="fine_tune_head")
def tune_without_freezing(reference, body, classes, x, y, epochs, seed):
    return tune(reference, body, classes, x, y, epochs, seed)


@misconception("fine-tuning-trains-everything", of="fine_tune_head")
def tune_everything(reference, body, classes, x, y, epochs, seed):
    torch.manual_seed(seed)
    with torch.no_grad():
        features = body(x[:2]).shape[1]
    model = nn.Sequential(body, nn.Linear(features, classes))
    return train(model, x, y, epochs)


@misconception("frozen-weights-freeze-statistics", of="fine_tune_head")
def tune_in_training_mode(reference, body, classes, x, y, epochs, seed):
    torch.manual_seed(seed)
    with torch.no_grad():
        features = frozen(body).train()(x)
    head = train(nn.Linear(features.shape[1], classes), features, y, epochs)
    return nn.Sequential(body, head)


@misconception("body-runs-in-every-epoch", of="fine_tune_head")
def tune_through_the_body(reference, body, classes, x, y, epochs, seed):
    torch.manual_seed(seed)
    frozen(body).eval()
    head = nn.Linear(body(x[:1]).shape[1], classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(epochs):
        for indices in torch.randperm(len(x)).split(64):
            loss = functional.cross_entropy(head(body(x[indices])), y[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return nn.Sequential(body, head)


@misconception("labels-tell-the-classes", of="fine_tune_head")
def tune_classes_that_occur(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), int(y.max()) + 1, x, y, epochs, seed)


@misconception("no-bias", of="fine_tune_head")
def tune_without_bias(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), classes, x, y, epochs, seed, bias=False)


@misconception("head-is-the-model", of="fine_tune_head")
def tune_head_alone(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), classes, x, y, epochs, seed)[1]


@misconception("one-epoch-is-enough", of="fine_tune_head")
def tune_one_epoch(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), classes, x, y, 1, seed)


@misconception("twelve-epochs-always", of="fine_tune_head")
def tune_twelve_epochs(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), classes, x, y, 12, seed)


@misconception("seed-is-for-shuffling", of="fine_tune_head")
def tune_from_any_weights(reference, body, classes, x, y, epochs, seed):
    features = reference.precompute_features(frozen(body), x)
    head = nn.Linear(features.shape[1], classes)
    generator = torch.Generator().manual_seed(seed)
    return nn.Sequential(body, train(head, features, y, epochs, generator=generator))


@misconception("any-seed-will-do", of="fine_tune_head")
def tune_with_one_seed(reference, body, classes, x, y, epochs, seed):
    return tune(reference, frozen(body), classes, x, y, epochs, 42)


@misconception("head-needs-no-training", of="fine_tune_head")
def tune_nothing(reference, body, classes, x, y, epochs, seed):
    torch.manual_seed(seed)
    features = reference.precompute_features(frozen(body), x[:1])
    return nn.Sequential(body, nn.Linear(features.shape[1], classes))
