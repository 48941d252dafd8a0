"""No attack: prints, warns, uses a thread, a temporary file, and names in other alphabets."""

# score: 10
# message:
import tempfile
import threading
import warnings

import numpy as np

größe = "Größe"


def add(n, k=0):
    print("été", n, k)
    warnings.warn("a warning", stacklevel=2)
    if n < 0:
        raise ValueError(f"{größe}: n is {n}")
    found = []
    thread = threading.Thread(target=lambda: found.append(n + k))
    thread.start()
    thread.join()
    return found[0]


def scale(image, factor):
    with tempfile.TemporaryFile() as file:
        np.save(file, image)
        file.seek(0)
        return np.load(file) * factor
