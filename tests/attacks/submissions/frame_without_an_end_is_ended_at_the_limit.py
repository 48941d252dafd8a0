"""Announces a long answer and sends it one byte at a time."""

# score: 4
# message: No answer within
import os
import struct
import sys
import time


def add(n, k=0):
    below = sys._getframe()
    while type(below.f_locals.get("request")) is not int:
        below = below.f_back
    os.write(3, struct.pack(">IQ", 2**25, below.f_locals["request"]))
    while True:
        os.write(3, b"x")
        time.sleep(0.01)


def scale(image, factor):
    return image * factor
