"""References, taken apart into cells."""

import ast

import pytest

from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.course.stub import cut
from cnnquiz.nbgrader.pieces import pieces
from support import CHECKOUT

EXERCISES = CHECKOUT / "exercises"


def definitions(source: str) -> set[str]:
    return {ast.dump(node) for node in ast.parse(source).body}


@pytest.mark.parametrize("slug", exercise_slugs(EXERCISES))
def test_pieces_hold_all_that_the_reference_does_and_leave_the_stub(slug: str) -> None:
    exercise = load_exercise(EXERCISES, slug)
    reference = (CHECKOUT / "solutions" / slug / f"{slug}.py").read_text(encoding="utf-8")
    found = pieces(reference, exercise.function_names)
    together = "\n\n".join(piece.source for piece in found)
    docstring = ast.dump(ast.parse(reference).body[0])
    assert definitions(together) == definitions(reference) - {docstring}
    assert definitions(cut(together)) == definitions(cut(reference)) - {docstring}
    assert [p.function for p in found if p.function] == list(exercise.function_names)
    # What nbgrader leaves in place of a cut must stand inside of a function.
    assert all(line != "### BEGIN SOLUTION" for line in together.split("\n"))


def test_hidden_parts_keep_their_order_and_go_to_the_next_solution() -> None:
    reference = '''"""Doc."""
import math

### BEGIN SOLUTION
ONE = 1
### END SOLUTION
# Given to all.
LIMIT = 3


def first(n):
    """First."""
    ### BEGIN SOLUTION
    return helper(n)
    ### END SOLUTION


### BEGIN SOLUTION
def helper(n):
    return n + ONE


### END SOLUTION
'''
    given, first = pieces(reference, ("first",))
    assert given.source == "import math\n\n# Given to all.\nLIMIT = 3"
    assert first.source.index("return helper") < first.source.index("ONE = 1")
    assert first.source.index("ONE = 1") < first.source.index("def helper")
    assert first.source.endswith("### END SOLUTION")
