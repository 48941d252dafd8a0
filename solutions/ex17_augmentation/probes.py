# cnnquiz-instructor: never for students
"""Calls of random functions: a generator stays on the side where it was made.

A function of the student's that calls `hflip` is judged with a right one: where the student's own
is wrong, it is lent one for as long as the probe runs.
"""

import contextlib
import inspect
import re

import torch

# What became of a call that should have been refused.
ACCEPTED, OTHER_ERROR, NAMELESS, REFUSED = 0.0, 1.0, 2.0, 3.0


def applied(student, function, arguments, seed):
    """What a function makes of its arguments and of a fresh generator."""
    call = getattr(student, function)
    with _right_hflip(call, arguments[0]):
        return call(*arguments, _seeded(seed))


def calls(student, function, arguments, seed, times):
    """What it makes of them in many calls that share one generator."""
    call, generator = getattr(student, function), _seeded(seed)
    with _right_hflip(call, arguments[0]):
        return [_kept(call(*arguments, generator)) for _ in range(times)]


def draws(student, function, arguments, seed, other):
    """What comes of one generator twice, of the same seed again, and of another seed."""
    call, generator = getattr(student, function), _seeded(seed)
    with _right_hflip(call, arguments[0]):
        return {
            "first": _kept(call(*arguments, generator=generator)),
            "following": _kept(call(*arguments, generator=generator)),
            "again": _kept(call(*arguments, generator=_seeded(seed))),
            "other": _kept(call(*arguments, generator=_seeded(other))),
        }


def refusals(student, function, cases, words):
    """For each list of arguments, what becomes of the call, as a number; REFUSED is due."""
    call = getattr(student, function)
    with _right_hflip(call, cases[0][0]):
        return [_refusal(call, case, words) for case in cases]


def _refusal(call, arguments, words):
    try:
        call(*arguments, _seeded(17))
    except ValueError as error:
        return REFUSED if _names_any(str(error).lower(), words) else NAMELESS
    except Exception as error:
        if isinstance(error, NotImplementedError):  # not written yet
            raise
        return OTHER_ERROR
    return ACCEPTED


def _kept(result):
    """Return a copy: a function that works on its input in place would change it later."""
    return result.clone() if isinstance(result, torch.Tensor) else result


@contextlib.contextmanager
def _right_hflip(call, images):
    """Let the `hflip` that a function calls be a right one, whatever the student's does."""
    scope = getattr(inspect.unwrap(call), "__globals__", {})
    own = scope.get("hflip")
    # A right one stays: it may have parameters of its own that the caller knows of.
    if own is None or call is own or _is_right(own, images):
        yield
        return
    scope["hflip"] = lambda images: images.flip(-1)
    try:
        yield
    finally:
        scope["hflip"] = own


def _is_right(hflip, images):
    samples = [images, torch.arange(120.0).reshape(2, 3, 4, 5), torch.ones(1, 1, 2, 1)]
    try:
        for sample in samples:
            given = sample.clone()
            if not (torch.equal(hflip(given), sample.flip(-1)) and torch.equal(given, sample)):
                return False
    except Exception:  # noqa: BLE001  # whatever it raises, it is not right
        return False
    return True


def _names_any(message, words):
    for word in words:
        # A single letter has to stand alone: nearly every message holds a p somewhere.
        alone = rf"(?<![a-z0-9]){word}(?![a-z0-9])"
        if re.search(alone if len(word) == 1 else word, message):
            return True
    return False


def _seeded(seed):
    return torch.Generator().manual_seed(seed)
