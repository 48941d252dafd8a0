"""A stub is the reference without what stands between nbgrader's delimiters."""

import pytest

from cnnquiz.course.stub import UnbalancedError, cut

REFERENCE = '''\
"""Sums."""

import math

### BEGIN SOLUTION
SECRET = 42


def helper():
    return SECRET


### END SOLUTION
def add(n, k):
    """Return a sum."""
    ### BEGIN SOLUTION
    total = n + k
    if total:
        return total
    return 0
    ### END SOLUTION


class Net:
    def __init__(self):
        self.size = 3

    def forward(self, x):
        ### BEGIN SOLUTION
        return x
        ### END SOLUTION
'''
STUB = '''\
"""Sums."""

import math

def add(n, k):
    """Return a sum."""
    raise NotImplementedError


class Net:
    def __init__(self):
        self.size = 3

    def forward(self, x):
        raise NotImplementedError
'''


def test_solutions_are_cut_out_and_everything_else_is_kept():
    assert cut(REFERENCE) == STUB


def test_nothing_of_a_solution_is_left():
    for word in ("SECRET", "42", "helper", "total", "SOLUTION"):
        assert word not in cut(REFERENCE)


def test_text_without_solutions_is_its_own_stub():
    assert cut(STUB) == STUB
    assert cut("") == ""
    assert cut("x = 1") == "x = 1"


def test_solution_at_the_end_leaves_no_blank_lines():
    source = "x = 1\n\n\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\n"
    assert cut(source) == "x = 1\n"


def test_cutting_twice_changes_nothing():
    assert cut(cut(REFERENCE)) == cut(REFERENCE)


def test_stub_is_python_that_says_it_is_not_written():
    scope = {}
    exec(cut(REFERENCE), scope)  # noqa: S102  # the text above
    with pytest.raises(NotImplementedError):
        scope["add"](1, 2)
    with pytest.raises(NotImplementedError):
        scope["Net"]().forward(1)


def test_indentation_of_the_delimiter_is_that_of_what_replaces_it():
    text = "def f():\n\tif True:\n\t\t### BEGIN SOLUTION\n\t\tpass\n\t\t### END SOLUTION\n"
    assert cut(text) == "def f():\n\tif True:\n\t\traise NotImplementedError\n"


def test_gap_that_a_solution_at_the_margin_leaves_is_two_lines():
    text = "a = 1\n\n\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION\n\n\n\nc = 3\n"
    assert cut(text) == "a = 1\n\n\nc = 3\n"


def test_only_whole_lines_are_delimiters():
    text = 'x = "### BEGIN SOLUTION"\n# ### BEGIN SOLUTION\n### BEGIN SOLUTIONS\n'
    assert cut(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n### END SOLUTION\n", "line 2: a solution ends that has not begun"),
        ("### BEGIN SOLUTION\nx\n", "line 1: the solution that begins here does not end"),
        (
            "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n",
            "line 2: a solution begins inside another",
        ),
        (
            "### BEGIN SOLUTION\n### END SOLUTION\n### END SOLUTION\n",
            "line 3: a solution ends that has not begun",
        ),
    ],
)
def test_delimiters_that_do_not_pair_up_are_named_with_their_line(text, message):
    with pytest.raises(UnbalancedError, match=f"^{message}$"):
        cut(text)
