# cnnquiz-instructor: never for students
"""A model, trained by train_one_cycle: modules stay on the side where they were made."""

import torch
from torch import nn


def trained(student, layers, weights, batches, options):
    """Losses and weights of a model after training.

    `layers` holds tuples (class name, arguments…), `weights` a tensor for each parameter.
    `options` are: lr_max and epochs; whether the model is in `training` mode before; a `gradient`,
    the number that all gradients are before, or None for none; and the number of `runs`, one
    after another on the same model.
    """
    model = nn.Sequential(*(getattr(nn, name)(*arguments) for name, *arguments in layers))
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), weights, strict=True):
            parameter.copy_(value)
            if options["gradient"] is not None:
                parameter.grad = torch.full_like(parameter, options["gradient"])
    model.train(options["training"])
    arguments = batches, options["lr_max"], options["epochs"]
    losses = [student.train_one_cycle(model, *arguments) for _ in range(options["runs"])]
    return {"losses": losses, "weights": list(model.parameters())}
