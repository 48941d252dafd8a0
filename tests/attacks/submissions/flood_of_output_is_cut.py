"""Prints without end."""


# score: 4
# message: time|seconds|within| s
def add(n, k=0):
    while True:
        print("x" * 10_000)


def scale(image, factor):
    return image * factor
