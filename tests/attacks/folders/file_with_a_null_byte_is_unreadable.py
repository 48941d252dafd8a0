"""A zero byte, where some readers stop and others go on."""

SCORE = 0
SAYS = "found a NUL character"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").write_bytes(right.encode() + b"\0raise SystemExit\n")
