"""A tar with a symbolic link, a hard link, a device and a pipe in place of the file."""

import tarfile

SCORE = 0
SAYS = "is a link, which is not followed"


def fill(place, student, slug, right):
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)
    with tarfile.open(place / f"{student}.tar", "w") as archive:
        for number, kind in enumerate(kinds):
            member = tarfile.TarInfo(f"{number}/{slug}.py")
            member.type, member.linkname = kind, f"../ann/{slug}.py"
            archive.addfile(member)
