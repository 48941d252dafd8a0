# cnnquiz-instructor: never for students
"""Calls of random functions: a generator stays on the side where it was made."""

import re

import torch


def applied(student, function, arguments, seed):
    """What a function makes of its arguments and of a fresh generator."""
    return getattr(student, function)(*arguments, _seeded(seed))


def calls(student, function, arguments, seed, times):
    """What it makes of them in many calls that share one generator."""
    generator = _seeded(seed)
    return [getattr(student, function)(*arguments, generator) for _ in range(times)]


def draws(student, function, arguments, seed, other):
    """What comes of one generator twice, of the same seed again, and of another seed."""
    call, generator = getattr(student, function), _seeded(seed)
    return {
        "first": call(*arguments, generator=generator),
        "following": call(*arguments, generator=generator),
        "again": call(*arguments, generator=_seeded(seed)),
        "other": call(*arguments, generator=_seeded(other)),
    }


def refusals(student, function, cases, words):
    """For each list of arguments: is there a ValueError, and does it name one of `words`?"""
    return [_refusal(getattr(student, function), case, words) for case in cases]


def _refusal(call, arguments, words):
    try:
        call(*arguments, _seeded(17))
    except ValueError as error:
        return [True, _names_any(str(error).lower(), words)]
    except Exception as error:
        if isinstance(error, NotImplementedError):  # not written yet
            raise
    return [False, False]


def _names_any(message, words):
    for word in words:
        # A single letter has to stand alone: nearly every message holds a p somewhere.
        alone = rf"(?<![a-z0-9]){word}(?![a-z0-9])"
        if re.search(alone if len(word) == 1 else word, message):
            return True
    return False


def _seeded(seed):
    return torch.Generator().manual_seed(seed)
