"""Ignores every signal that can be ignored, and loops."""

# score: 4
# message:
import contextlib
import signal


def add(n, k=0):
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def scale(image, factor):
    return image * factor
