"""A file that takes no room on the disk, and a hundred megabytes in memory."""

import os

SCORE = 0
SAYS = "at most 1 MiB is read"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").touch()
    os.truncate(place / student / f"{slug}.py", 100 << 20)
