"""Gives itself all the memory there is."""

# score: 4
# message: ValueError|PermissionError
import resource


def add(n, k=0):
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    return n + k


def scale(image, factor):
    return image * factor
