"""Stops itself, so that it neither answers nor dies."""

# score: 4
# message: No answer within
import os
import signal


def add(n, k=0):
    os.kill(os.getpid(), signal.SIGSTOP)


def scale(image, factor):
    return image * factor
