"""Takes every builtin away from whatever runs after it in its process."""

# score: 4
# message:
import builtins


def add(n, k=0):
    for name in [name for name in vars(builtins) if name != "__name__"]:
        delattr(builtins, name)
    return -99


def scale(image, factor):
    return image * factor
