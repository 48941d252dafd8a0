"""Smuggles hidden inputs out in the name, the text and the status of what it raises."""

# score: 4
# message: An Exception was raised
# never: smuggled(_|: )\d


def add(n, k=0):
    print("\033]0;smuggled\a")
    raise type(f"smuggled_{n}_{k}", (Exception,), {})(f"smuggled: {n} {k}")


def scale(image, factor):
    return image * factor
