"""The file lies at the bottom of forty folders."""

SCORE = 0
SAYS = "lies too deep"


def fill(place, student, slug, right):
    folder = place.joinpath(student, *["deeper"] * 40)
    folder.mkdir(parents=True)
    (folder / f"{slug}.py").write_text(right)
