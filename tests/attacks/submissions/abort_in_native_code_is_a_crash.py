"""Leaves by abort, as broken native code does."""

# score: 4
# message: abort in native code
import os


def add(n, k=0):
    os.abort()


def scale(image, factor):
    return image * factor
