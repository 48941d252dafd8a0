# cnnquiz-instructor: never for students
"""What the checks of ex16 ask for and plain data cannot carry: generators, gradients, iterators."""

import re

import torch

# The parameters of the exercise's functions: an error message has to name one of them.
WORDS = r"\b(p|x)\b|generator|parameter|weight|valid.loss|patience"


def draw(student, name, x, p, seed):
    """Return what a dropout makes of `x`, with `x` and `p` beside it."""
    generator = torch.Generator().manual_seed(seed)
    # What is kept is a copy, for whoever works in place.
    return {"x": x.clone(), "p": float(p), "y": getattr(student, name)(x, p, generator)}


def draw_often(student, name, x, p, seed, count):
    """Return what a dropout makes of `x` in many calls with one generator, stacked."""
    generator = torch.Generator().manual_seed(seed)
    function = getattr(student, name)
    return {
        "x": x,
        "p": float(p),
        "y": torch.stack([function(x.clone(), p, generator) for _ in range(count)]),
    }


def repeat(student, name, x, p, seeds):
    """Return two draws in a row for each seed, whatever torch's own generator holds.

    The last number is 1 if that one was left alone.
    """
    draws, alone = [], 1.0
    with torch.random.fork_rng(devices=[]):
        for number, seed in enumerate(seeds):
            torch.manual_seed(number)
            before = torch.get_rng_state()
            generator = torch.Generator().manual_seed(seed)
            draws.append([getattr(student, name)(x.clone(), p, generator) for _ in range(2)])
            alone = min(alone, float(torch.equal(before, torch.get_rng_state())))
    return {"draws": draws, "alone": alone}


def refuse(student, name, x, p, seed):
    """Return whether a probability is refused: 1 for a ValueError, 1 if it names a parameter."""
    generator = torch.Generator().manual_seed(seed)
    try:
        getattr(student, name)(x, p, generator)
    except ValueError as error:
        return {"error": 1.0, "named": float(bool(re.search(WORDS, str(error).lower())))}
    return {"error": 0.0, "named": 0.0}


def differentiate(student, name, tensors, weight):
    """Return a penalty on parameters that come from an iterator, and its gradients."""
    parameters = [torch.nn.Parameter(tensor.clone()) for tensor in tensors]
    penalty = getattr(student, name)(iter(parameters), weight)
    is_tensor = isinstance(penalty, torch.Tensor)
    gradients = [torch.zeros_like(tensor) for tensor in tensors]
    if is_tensor and penalty.requires_grad and penalty.dim() == 0:
        penalty.backward()
        gradients = [
            zeros if parameter.grad is None else parameter.grad
            for parameter, zeros in zip(parameters, gradients, strict=True)
        ]
    return {
        "a tensor without axes": is_tensor and penalty.dim() == 0,
        "gradients can flow": is_tensor and penalty.requires_grad,
        "penalty": penalty,
        "gradients": gradients,
    }
