"""Takes memory until there is none."""


# score: 4
# message: MemoryError
def add(n, k=0):
    rows = []
    while True:
        rows.append(bytearray(2**24))


def scale(image, factor):
    return image * factor
