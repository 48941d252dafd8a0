"""Waits for the end of the interpreter to write outside."""

# score: 4
# message:
import atexit


def leave():
    with open("/tmp/cnnquiz-was-here", "w") as file:
        file.write("x")


atexit.register(leave)


def add(n, k=0):
    return -99


def scale(image, factor):
    return image * factor
