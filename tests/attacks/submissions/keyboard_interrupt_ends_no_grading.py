"""Raises what Ctrl-C raises."""

# score: 4
# message: KeyboardInterrupt|leave the program


def add(n, k=0):
    raise KeyboardInterrupt


def scale(image, factor):
    return image * factor
