"""UTF-16 with its byte order mark."""

SCORE = 0
SAYS = "expected text in UTF-8"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").write_bytes(right.encode("utf-16"))
