"""A name that clears the screen, sets the title and begins a line of its own."""

SCORE = 10
SAYS = "has an odd name"
STUDENT = "\x1b[2J\x1b]0;owned\x07\nzoe  10"
SHOWN = "\\x1b[2J\\x1b]0;owned\\x07\\nzoe  10"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").write_text(right)
