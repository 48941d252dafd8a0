"""Errors, prints and names of classes that hold escape sequences and formulas."""

SCORE = 0
SAYS = "ValueError"


def fill(place, student, slug, right):
    (place / student).mkdir()
    text = r"\x1b]0;owned\x07\x1b[2J\u202e=1+1"
    (place / student / f"{slug}.py").write_text(f"print('{text}')\nraise ValueError('{text}')\n")
