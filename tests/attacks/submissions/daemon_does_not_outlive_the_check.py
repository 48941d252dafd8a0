"""Leaves a process behind in a session of its own."""

# score: 4
# message:
import os
import time


def add(n, k=0):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 64)
            time.sleep(600)
        os._exit(0)
    return -99


def scale(image, factor):
    return image * factor
