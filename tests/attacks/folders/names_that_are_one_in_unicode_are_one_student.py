"""Two folders whose names look alike and differ in bytes: twice as many tries."""

import unicodedata

SCORE = 10
SAYS = "is the same student's as"
STUDENT = "Ren\u00e9"


def fill(place, student, slug, right):
    for form in ("NFC", "NFD"):
        folder = place / unicodedata.normalize(form, student)
        folder.mkdir()
        (folder / f"{slug}.py").write_text(right)
