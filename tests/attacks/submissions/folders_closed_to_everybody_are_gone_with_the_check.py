"""Leaves folders and links that even their owner may not look into."""

# score: 4
# message:
import os


def add(n, k=0):
    if os.listdir("."):
        return n + k  # somebody was here before
    os.umask(0o777)
    os.mkdir("closed")
    os.symlink("/", "root")
    os._exit(0)


def scale(image, factor):
    return image * factor
