"""Makes more files than anybody needs."""

# score: 4
# message:


def add(n, k=0):
    for number in range(5000):
        open(f"file{number}", "w").close()
    return -99


def scale(image, factor):
    return image * factor
