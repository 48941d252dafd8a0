"""A pipe that nobody ever writes to, in place of the file."""

import os

SCORE = 0
SAYS = "is no regular file"


def fill(place, student, slug, right):
    (place / student).mkdir()
    os.mkfifo(place / student / f"{slug}.py")
