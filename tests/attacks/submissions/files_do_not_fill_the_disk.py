"""Writes files until there is no room, each as large as may be."""

# score: 4
# message: OSError


def add(n, k=0):
    with open("large", "wb") as file:
        for _ in range(100):
            file.write(bytes(2**20))
    return -99


def scale(image, factor):
    return image * factor
