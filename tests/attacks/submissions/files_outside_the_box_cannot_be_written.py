"""Writes a file wherever anybody may."""

# score: 4
# message:
import contextlib
import os


def add(n, k=0):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", os.path.dirname(os.getcwd())):
        with contextlib.suppress(OSError), open(f"{folder}/cnnquiz-was-here", "w") as file:
            file.write("x")
    return -99


def scale(image, factor):
    return image * factor
