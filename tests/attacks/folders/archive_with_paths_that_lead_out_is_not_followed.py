"""A zip whose names lead out of it: upwards, to the root, and to a drive of Windows."""

import zipfile

SCORE = 0
SAYS = "leads out of the archive"


def fill(place, student, slug, right):
    with zipfile.ZipFile(place / f"{student}.zip", "w") as archive:
        for name in (
            f"../{slug}.py",
            f"/tmp/{slug}.py",
            f"C:\\..\\{slug}.py",
            f"a/../../{slug}.py",
        ):
            archive.writestr(name, right)
