"""Asks the network for the answer."""

# score: 4
# message: PermissionError
import socket


def add(n, k=0):
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return n + k


def scale(image, factor):
    return image * factor
