"""In place of a folder, a symbolic link to a neighbour's."""

SCORE = 0
SAYS = "is a symbolic link, which is not followed"


def fill(place, student, slug, right):
    (place / student).symlink_to("ann")
