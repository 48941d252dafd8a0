"""Twenty processes each give way to a child of theirs without end, in sessions of their own."""

# score: 4
# message: without an answer|No answer within|BlockingIOError
import contextlib
import os


def add(n, k=0):
    for _ in range(20):
        if os.fork() == 0:
            while True:
                with contextlib.suppress(OSError):
                    os.setsid()
                with contextlib.suppress(OSError):
                    if os.fork():
                        os._exit(0)
    os._exit(0)


def scale(image, factor):
    return image * factor
