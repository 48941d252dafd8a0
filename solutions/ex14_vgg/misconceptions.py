# cnnquiz-instructor: never for students
"""What is believed about VGG and its parameters, in executable form."""

import torch
from torch import nn
from torch.nn import functional

from cnnquiz.judge.author import misconception


def features(config, *, padding=1, relu=True, pool=None):
    """Return the layers that `config` lists."""
    layers, channels = [], 3
    for entry in config:
        if entry == "M":
            layers.append(pool or nn.MaxPool2d(2))
        else:
            layers.append(nn.Conv2d(channels, entry, 3, padding=padding))
            channels = entry
            layers += [nn.ReLU()] if relu else []
    return layers, channels


def count(config):
    """Return how many max-pools `config` has."""
    return list(config).count("M")


def head(size, classes, hidden, *, first, second, last=()):
    """Return the layers behind the features, with `first`, `second`, `last` after each linear."""
    linears = nn.Linear(size, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, classes)
    return [nn.Flatten(), linears[0], *first, linears[1], *second, linears[2], *last]


def usual(dropout):
    """Return what follows a hidden layer."""
    return nn.ReLU(), nn.Dropout(dropout)


def checked(reference, config, image_size):
    """Raise where the reference does, and return the side of the features."""
    reference.make_vgg(config, 1, image_size, 1)
    return image_size // 2 ** count(config)


class AlwaysDropping(nn.Module):
    """Dropout in any mode."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        """Return `x` with some numbers dropped."""
        return functional.dropout(x, self.p)


# --- make_vgg -----------------------------------------------------------------------------------


@misconception("forgot-no-padding", of="make_vgg")
def vgg_unpadded(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config, padding=0)
    after = {"first": usual(dropout), "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("convolution-has-activation", of="make_vgg")
def vgg_without_relu(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config, relu=False)
    after = {"first": usual(dropout), "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("pool-stride-one", of="make_vgg")
def vgg_overlapping(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    checked(reference, config, image_size)
    side = image_size - count(config)
    layers, nf = features(config, pool=nn.MaxPool2d(2, stride=1))
    after = {"first": usual(dropout), "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("pool-is-average", of="make_vgg")
def vgg_averages(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config, pool=nn.AvgPool2d(2))
    after = {"first": usual(dropout), "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("pool-rounds-up", of="make_vgg")
def vgg_rounds_up(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    # What is rounded up never vanishes.
    checked(reference, config, max(image_size, 2 ** count(config)))
    side = image_size
    for _ in range(count(config)):
        side = (side + 1) // 2
    layers, nf = features(config, pool=nn.MaxPool2d(2, ceil_mode=True))
    after = {"first": usual(dropout), "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("features-are-always-7x7", of="make_vgg")
def vgg_adaptive(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    checked(reference, config, image_size)
    layers, nf = features(config)
    after = {"first": usual(dropout), "second": usual(dropout)}
    pool = nn.AdaptiveAvgPool2d(7)
    return nn.Sequential(*layers, pool, *head(nf * 49, classes, hidden, **after))


@misconception("depth-alone-adds-power", of="make_vgg")
def vgg_linear_chain(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config)
    after = {"first": [nn.Dropout(dropout)], "second": [nn.Dropout(dropout)]}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("relu-on-logits", of="make_vgg")
def vgg_relu_on_logits(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    return nn.Sequential(
        reference.make_vgg(config, classes, image_size, hidden, dropout), nn.ReLU()
    )


@misconception("network-ends-in-softmax", of="make_vgg")
def vgg_softmax(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    return nn.Sequential(
        reference.make_vgg(config, classes, image_size, hidden, dropout), nn.Softmax(dim=1)
    )


@misconception("one-hidden-layer", of="make_vgg")
def vgg_one_hidden(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config)
    hidden_layer = nn.Linear(nf * side * side, hidden), *usual(dropout)
    return nn.Sequential(*layers, nn.Flatten(), *hidden_layer, nn.Linear(hidden, classes))


@misconception("dropout-rate-is-half", of="make_vgg")
def vgg_half(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    return reference.make_vgg(config, classes, image_size, hidden)


@misconception("dropout-is-share-kept", of="make_vgg")
def vgg_keeps(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    return reference.make_vgg(config, classes, image_size, hidden, 1 - dropout)


@misconception("dropout-once-is-enough", of="make_vgg")
def vgg_one_dropout(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config)
    after = {"first": [nn.ReLU()], "second": usual(dropout)}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("dropout-before-output", of="make_vgg")
def vgg_drops_scores(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    return nn.Sequential(
        reference.make_vgg(config, classes, image_size, hidden, dropout), nn.Dropout(dropout)
    )


@misconception("dropout-knows-the-mode", of="make_vgg")
def vgg_always_drops(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    side = checked(reference, config, image_size)
    layers, nf = features(config)
    after = {name: (nn.ReLU(), AlwaysDropping(dropout)) for name in ("first", "second")}
    return nn.Sequential(*layers, *head(nf * side * side, classes, hidden, **after))


@misconception("all-but-ints-is-a-pool", of="make_vgg")
def vgg_any_word_pools(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    read = [entry if isinstance(entry, int) else "M" for entry in config]
    return reference.make_vgg(read, classes, image_size, hidden, dropout)


@misconception("no-validation", of="make_vgg")
def vgg_too_small(reference, config, classes=1000, image_size=224, hidden=4096, dropout=0.5):
    room = image_size if image_size // 2 ** count(config) else 2 ** count(config)
    return reference.make_vgg(config, classes, room, hidden, dropout)


# --- parameter_share ----------------------------------------------------------------------------


def held(model, kind, *, size=torch.Tensor.numel):
    """Return the `size` of all parameters of the modules of a kind, added up."""
    layers = [module for module in model.modules() if isinstance(module, kind)]
    return sum(size(parameter) for layer in layers for parameter in layer.parameters())


def total_of(model):
    """Return the number of a model's parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def shares(total, conv, linear):
    """Return both shares of a total that may be nothing."""
    return {"conv": conv / total if total else 0.0, "linear": linear / total if total else 0.0}


@misconception("children-are-all-modules", of="parameter_share")
def share_of_children(reference, model):
    own = [
        sum(total_of(child) for child in model.children() if isinstance(child, kind))
        for kind in (nn.Conv2d, nn.Linear)
    ]
    return shares(total_of(model), *own)


@misconception("only-two-kinds-of-layers", of="parameter_share")
def share_of_both(reference, model):
    conv, linear = held(model, nn.Conv2d), held(model, nn.Linear)
    return shares(conv + linear, conv, linear)


@misconception("no-bias", of="parameter_share")
def share_of_weights(reference, model):
    weights = [
        sum(module.weight.numel() for module in model.modules() if isinstance(module, kind))
        for kind in (nn.Conv2d, nn.Linear)
    ]
    return shares(total_of(model), *weights)


@misconception("frozen-is-no-parameter", of="parameter_share")
def share_of_trainable(reference, model):
    def size(parameter):
        return parameter.numel() if parameter.requires_grad else 0

    total = sum(map(size, model.parameters()))
    return shares(total, held(model, nn.Conv2d, size=size), held(model, nn.Linear, size=size))


@misconception("buffers-are-parameters", of="parameter_share")
def share_of_state(reference, model):
    total = sum(value.numel() for value in model.state_dict().values())
    return shares(total, held(model, nn.Conv2d), held(model, nn.Linear))


@misconception("share-of-layers", of="parameter_share")
def share_of_layers(reference, model):
    layers = [module for module in model.modules() if list(module.parameters(recurse=False))]
    kinds = [sum(isinstance(one, kind) for one in layers) for kind in (nn.Conv2d, nn.Linear)]
    return shares(len(layers), *kinds)


@misconception("share-of-tensors", of="parameter_share")
def share_of_tensors(reference, model):
    conv, linear = (held(model, kind, size=lambda _: 1) for kind in (nn.Conv2d, nn.Linear))
    return shares(len(list(model.parameters())), conv, linear)


@misconception("share-in-percent", of="parameter_share")
def share_in_percent(reference, model):
    return {key: 100 * share for key, share in reference.parameter_share(model).items()}
