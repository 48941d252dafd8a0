"""The notebook's own code that runs examples."""

import pytest

from cnnquiz.nbgrader import given_examples
from cnnquiz.nbgrader.given_examples import Different, examples


def double(n: int) -> int:
    """Double.

    >>> double(2)
    4
    >>> double(3)
    6
    >>> double(-1)
    Traceback (most recent call last):
    ValueError: n is -1
    """
    if n < 0:
        raise ValueError("another text")
    return 2 * n


def triple(n: int) -> int:
    """Triple.

    >>> triple(2)
    6
    >>> triple(0) / 0
    0
    >>> triple(3)
    9
    """
    return n + 4


def unwritten(n: int) -> int:
    """Nothing yet.

    >>> unwritten(2)
    6
    """
    raise NotImplementedError


@pytest.fixture(autouse=True)
def _in_one_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions and examples live together, as in a notebook."""
    for function in (double, triple, unwritten):
        monkeypatch.setattr(given_examples, function.__name__, function, raising=False)


def test_examples_that_are_right_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    examples(double)
    assert capsys.readouterr().out == "double: all 3 examples give what they should.\n"


def test_examples_that_differ_are_shown_and_nothing_else() -> None:
    with pytest.raises(Different) as caught:
        examples(triple)
    lines = caught.value._render_traceback_()
    assert lines[0] == "2 of 3 examples of triple differ:"
    assert "    gives:       ZeroDivisionError: division by zero" in lines
    assert "    should give: 9" in lines
    assert "    gives:       7" in lines


def test_a_function_that_is_not_written_is_said_to_be_so() -> None:
    with pytest.raises(Different, match=r"^unwritten is not written yet\.$"):
        examples(unwritten)
