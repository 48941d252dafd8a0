"""Calls itself without end after taking the limit away."""

# score: 4
# message: segmentation fault|RecursionError|MemoryError|No answer within
import sys


def deeper(n):
    return deeper(n + 1) + 1


def add(n, k=0):
    sys.setrecursionlimit(10**9)
    return deeper(n)


def scale(image, factor):
    return image * factor
