"""Raises an exception whose text takes for ever."""

# score: 4
# message: No answer within


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def add(n, k=0):
    raise Endless


def scale(image, factor):
    return image * factor
