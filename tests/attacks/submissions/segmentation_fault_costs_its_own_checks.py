"""Writes where there is no memory."""

# score: 4
# message: segmentation fault
import ctypes


def add(n, k=0):
    ctypes.memset(0, 1, 1)


def scale(image, factor):
    return image * factor
