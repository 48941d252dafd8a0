"""Starts threads that never end."""

# score: 4
# message:
import threading


def add(n, k=0):
    while True:
        try:
            threading.Thread(target=threading.Event().wait).start()
        except RuntimeError:
            return -99


def scale(image, factor):
    return image * factor
