"""The functions that items call come from the exercises, by name."""

import pytest

from cnnquiz.judge.library import Library, ProgramError
from support.small_course import small_material


@pytest.fixture
def library(tmp_path):
    """The library of the small course, and an oracle."""
    oracles = tmp_path / "oracles"
    oracles.mkdir()
    (oracles / "sums.py").write_text(
        "import math\n\ndef total(a, b):\n    return a + b\n\n_n = 1\n"
    )
    return Library([small_material(tmp_path)], oracles)


def test_references_are_found_by_name(library):
    assert library.function("add")(5, 2) == 7
    assert library.function("subtract") is None


def test_wrong_versions_are_those_of_the_misconception_and_the_names(library):
    wrong = library.wrong_versions("takes-away", {"add", "scale"})
    assert list(wrong) == ["add"]
    assert wrong["add"](5, 2) == 3
    assert library.wrong_versions("takes-away", {"scale"}) == {}
    assert library.wrong_versions("unheard-of", {"add"}) == {}


def test_oracles_are_the_functions_of_the_topic_s_file(library):
    assert library.oracle("sums", "total")(1, 2) == 3
    assert library.oracle("sums", "_n") is None
    assert library.oracle("sums", "missing") is None
    assert library.oracle("other", "total") is None


def test_programs_print_and_their_errors_are_told(library, capsys):
    assert library.prints("x = 2\nprint(x, x)\n") == "2 2\n"
    assert capsys.readouterr().out == ""
    with pytest.raises(ProgramError, match="ZeroDivisionError"):
        library.prints("1 / 0")
    with pytest.raises(ProgramError, match="SyntaxError"):
        library.prints("print(")
