"""The name is spelled with a Cyrillic letter that looks like a Latin one."""

# score: 4
# message: There is no add in your file


def аdd(n, k=0):
    return n + k


def scale(image, factor):
    return image * factor
