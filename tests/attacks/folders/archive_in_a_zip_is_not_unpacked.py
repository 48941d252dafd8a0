"""A zip in a zip, as those are that unpack without end."""

import io
import zipfile

SCORE = 0
SAYS = "inner.zip, which is not unpacked"


def fill(place, student, slug, right):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"{slug}.py", right)
    with zipfile.ZipFile(place / f"{student}.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
