"""Returns a list that holds itself, deeper than any stack."""

# score: 4
# message: too large


def add(n, k=0):
    rows = []
    for _ in range(100_000):
        rows = [rows]
    rows.append(rows)
    return rows


def scale(image, factor):
    return image * factor
