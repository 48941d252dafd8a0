"""In place of the file, a symbolic link to a neighbour's."""

SCORE = 0
SAYS = "is a symbolic link, which is not followed"


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").symlink_to(f"../ann/{slug}.py")
