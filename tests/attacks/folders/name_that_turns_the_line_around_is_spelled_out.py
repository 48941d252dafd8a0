"""A name with the character that has the rest of a line read from right to left."""

SCORE = 10
SAYS = "has an odd name"
STUDENT = "\u202eeoz"
SHOWN = "\\u202eeoz"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").write_text(right)
