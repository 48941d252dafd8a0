"""A small tar.gz with a hundred megabytes before the file."""

import io
import tarfile

SCORE = 0
SAYS = "as bombs do"


def fill(place, student, slug, right):
    with tarfile.open(place / f"{student}.tar.gz", "w:gz") as archive:
        for name, data in (("zeros", bytes(100 << 20)), (f"{slug}.py", right.encode())):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
