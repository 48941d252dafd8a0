"""`cnnquiz otter tests`: the docstrings' examples in Otter's OK format."""

import contextlib
import doctest
import io
import os

import pytest

from cnnquiz.course.load import exercise_slugs
from support import CHECKOUT, SMALL, load_reference
from support.platforms import RIGHT

CANARY = "cnnquiz-instructor: never for students"
SLUGS = exercise_slugs(CHECKOUT / "exercises")
STUB = (SMALL / "exercises" / "ex01_double" / "ex01_double.py").read_text()


@pytest.fixture
def files(run, tmp_path):
    """A function that writes the test files of an exercise and returns their paths."""

    def write(exercise, *options):
        folder = tmp_path / "tests"
        ended = run("otter", "tests", exercise, "--output", folder, *options)
        assert (ended.status, ended.err) == (0, "")
        paths = sorted(folder.iterdir())
        assert sorted(ended.out.split()) == [str(path) for path in paths]
        return paths

    return write


def spec(path) -> dict:
    """Return what a test file defines, as Otter reads it: by running it."""
    held: dict = {}
    exec(path.read_text(encoding="utf-8"), held)  # noqa: S102  # our own file
    assert held["OK_FORMAT"] is True
    return held["test"]


def passes(path, names) -> bool:
    """Run a file's only case as Otter does: a plain doctest in the names of a notebook."""
    (suite,) = spec(path)["suites"]
    (case,) = suite["cases"]
    examples = doctest.DocTestParser().get_examples(case["code"])
    assert examples
    test = doctest.DocTest(examples, names, path.name, None, None, case["code"])
    with contextlib.redirect_stdout(io.StringIO()):
        return doctest.DocTestRunner().run(test, clear_globs=False).failed == 0


@pytest.mark.parametrize("slug", SLUGS)
def test_reference_passes_every_file_and_nothing_hidden_is_in_it(files, slug):
    names = vars(load_reference(slug)).copy()

    paths = files(slug)

    assert [path.name for path in paths if not passes(path, names)] == []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert CANARY not in text
        assert "check_" not in text
        assert all(not case["hidden"] for case in spec(path)["suites"][0]["cases"])


@pytest.mark.usefixtures("small")
def test_stub_passes_none(files):
    names: dict = {}
    exec(STUB, names)  # noqa: S102  # the course's own

    paths = files("ex01")

    assert [path.name for path in paths] == ["ex01_double_all.py", "ex01_total.py"]
    assert not any(passes(path, names) for path in paths)


@pytest.mark.usefixtures("small")
def test_examples_are_worth_what_is_asked_for(files):
    assert [spec(path)["points"] for path in files("ex01", "--points", "1.5")] == [1.5, 1.5]


@pytest.mark.usefixtures("small")
def test_otter_itself_takes_them(files):
    otter = pytest.importorskip("otter.test_files", reason="otter-grader is not installed")
    names: dict = {}
    exec(RIGHT, names)  # noqa: S102  # the course's own

    for path in files("ex01", "--points", "2"):
        taken = otter.OKTestFile.from_file(os.fspath(path))
        taken.run(names)
        assert taken.passed_all
        assert taken.possible == 2
