"""A small zip in which the file has a hundred megabytes."""

import zipfile

SCORE = 0
SAYS = "as bombs do"


def fill(place, student, slug, right):
    with zipfile.ZipFile(place / f"{student}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{slug}.py", bytes(100 << 20))
