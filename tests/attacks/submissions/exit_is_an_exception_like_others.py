"""Leaves by an exception that is no Exception."""

# score: 4
# message: SystemExit
import sys


def add(n, k=0):
    sys.exit(0)


def scale(image, factor):
    return image * factor
