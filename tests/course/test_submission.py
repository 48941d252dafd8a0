"""A student's file is read as text, or there is a sentence that says why not."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cnnquiz.course.submission import find_submission, nearest_file, read_submission
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.model.submission import Cell, Submission, Unreadable

MIB = 1 << 20


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """An exercise whose long name is ex01_sum."""
    return Exercise(tmp_path / "course" / "ex01_sum", "Sums", 5, Tools.NUMPY, (), (), ())


def notebook(tmp_path: Path, *cells: dict[str, Any], **rest: Any) -> Path:
    """Write a notebook of these cells, and return its path."""
    path = tmp_path / "ex01_sum.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, **rest}))
    return path


def code(source: Any) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}}


def message(path: Path) -> str:
    """Return why the file cannot be read."""
    found = read_submission(path)
    assert isinstance(found, Unreadable)
    return found.message


def test_python_file_is_one_cell_without_a_number(tmp_path):
    path = tmp_path / "ex01_sum.py"
    path.write_text("x = 1\n")
    assert read_submission(path) == Submission(path, (Cell(None, "x = 1\n"),))


def test_file_is_read_and_not_run_or_even_parsed(tmp_path):
    path = tmp_path / "ex01_sum.py"
    source = f"open({str(tmp_path / 'made')!r}, 'w')\nthis is no Python (\n"
    path.write_text(source)
    assert read_submission(path) == Submission(path, (Cell(None, source),))
    assert not (tmp_path / "made").exists()


def test_byte_order_mark_is_left_out_and_line_ends_are_kept(tmp_path):
    path = tmp_path / "ex01_sum.py"
    path.write_bytes(b"\xef\xbb\xbfx = '\xc3\xa4'\r\n")
    assert read_submission(path) == Submission(path, (Cell(None, "x = 'ä'\r\n"),))


def test_code_cells_are_numbered_among_themselves_and_text_cells_left_out(tmp_path):
    text = {"cell_type": "markdown", "source": "# Sums"}
    path = notebook(tmp_path, text, code("x = 1"), text, code(["y = 2\n", "z = 3"]), code(""))
    assert read_submission(path) == Submission(
        path, (Cell(1, "x = 1"), Cell(2, "y = 2\nz = 3"), Cell(3, ""))
    )


def test_magics_and_shell_lines_stay_in_for_the_worker_to_drop(tmp_path):
    source = "%matplotlib inline\n!pip install x\nx = 1"
    path = notebook(tmp_path, code(source))
    assert read_submission(path) == Submission(path, (Cell(1, source),))


def test_notebook_is_known_by_its_ending_in_any_case(tmp_path):
    path = notebook(tmp_path, code("x = 1")).rename(tmp_path / "Sum.IPYNB")
    assert read_submission(path) == Submission(path, (Cell(1, "x = 1"),))


@pytest.mark.parametrize("ending", ["py", "ipynb"])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_empty_file_is_called_empty(tmp_path, ending, content):
    path = tmp_path / f"ex01_sum.{ending}"
    path.write_bytes(content)
    assert message(path) == "the file is empty"


def test_notebook_of_empty_cells_is_called_empty(tmp_path):
    assert message(notebook(tmp_path, code(""), code([" \n"]))) == "all cells are empty"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"x = 1\ny = '\xe9'\n",
            "line 2: found the byte 0xe9, expected text in UTF-8; save the file in that encoding",
        ),
        (
            "x = 1".encode("utf-16"),
            "line 1: found the byte 0xff, expected text in UTF-8; save the file in that encoding",
        ),
        (
            b"\xef\xbb\xbfx = 1\n\n\xff",
            "line 3: found the byte 0xff, expected text in UTF-8; save the file in that encoding",
        ),
        (b"x = 1\n\ny = '\0'\n", "line 3: found a NUL character, expected text"),
    ],
)
def test_bytes_that_are_no_text_are_told_by_line(tmp_path, content, problem):
    path = tmp_path / "ex01_sum.py"
    path.write_bytes(content)
    assert message(path) == problem


def test_exactly_a_mebibyte_of_python_is_read_and_a_byte_more_is_not(tmp_path):
    path = tmp_path / "ex01_sum.py"
    path.write_bytes(b"#" * MIB)
    assert isinstance(read_submission(path), Submission)
    path.write_bytes(b"#" * (MIB + 1))
    assert message(path) == "1.1 MiB of Python; at most 1 MiB is read"
    path.write_bytes(b"#" * 5 * MIB)
    assert message(path) == "5.0 MiB of Python; at most 1 MiB is read"


def test_code_of_all_cells_together_counts_in_bytes(tmp_path):
    half = "ä" * (MIB // 4)  # two bytes each
    assert isinstance(read_submission(notebook(tmp_path, code(half), code(half))), Submission)
    path = notebook(tmp_path, code(half), code(half), code("x"))
    assert message(path) == "1.1 MiB of Python; at most 1 MiB is read"


def test_pictures_make_a_notebook_large_but_not_beyond_25_mebibytes(tmp_path):
    picture = "A" * (24 * MIB)
    path = notebook(tmp_path, code("x = 1"), metadata={"picture": picture})
    assert isinstance(read_submission(path), Submission)
    path = notebook(tmp_path, code("x = 1"), metadata={"picture": picture + "A" * 2 * MIB})
    assert message(path) == "26.1 MiB of notebook; at most 25 MiB is read"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '{"cells":\n oops}',
            (
                "line 2: found text that is not JSON, expected a notebook; "
                "open it in Jupyter and save it again"
            ),
        ),
        ("[]", "found JSON that is no notebook: it has no list of cells"),
        ('{"cells": {}}', "found JSON that is no notebook: it has no list of cells"),
        (
            '{"worksheets": [], "nbformat": 3}',
            "found a notebook in a format before 4; open it in Jupyter and save it",
        ),
        (
            '{"cells": []}',
            "found a notebook without code cells, expected your functions in some",
        ),
        (
            '{"cells": [{"cell_type": "markdown", "source": "x"}, 3, null]}',
            "found a notebook without code cells, expected your functions in some",
        ),
        (
            '{"cells": [{"cell_type": "code", "source": "x"}, {"cell_type": "code"}]}',
            "cell 2: found no source text; open the notebook in Jupyter and save it again",
        ),
        (
            '{"cells": [{"cell_type": "code", "source": ["x", 1]}]}',
            "cell 1: found no source text; open the notebook in Jupyter and save it again",
        ),
        (
            '{"cells": [{"cell_type": "code", "source": "x\\n\\u0000"}]}',
            "cell 1, line 2: found a NUL character, expected text",
        ),
        (
            '{"cells": [{"cell_type": "code", "source": "x\\n\\ud800"}]}',
            "cell 1, line 2: found half of a surrogate pair",
        ),
        ("[" * 200_000, "found JSON that is no notebook"),
        ("1" * 10_000, "found JSON that is no notebook"),
    ],
    ids=lambda text: text[:60],
)
def test_file_that_is_no_notebook_is_refused_with_the_reason(tmp_path, text, problem):
    path = tmp_path / "ex01_sum.ipynb"
    path.write_text(text)
    assert message(path) == problem


def test_missing_file_is_unreadable_and_no_exception(tmp_path):
    assert message(tmp_path / "ex01_sum.py") == (
        "the file cannot be read: No such file or directory"
    )


def test_file_without_permission_is_unreadable(tmp_path):
    path = tmp_path / "ex01_sum.py"
    path.write_text("x = 1")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read every file
        os.seteuid(65534)
    try:
        found = message(path)
    finally:
        os.seteuid(user)
    assert found == "the file cannot be read: Permission denied"


def test_folder_is_no_file(tmp_path):
    (tmp_path / "ex01_sum.py").mkdir()
    assert message(tmp_path / "ex01_sum.py") == (
        "found a folder, expected a Python file or a notebook"
    )


def test_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    path = tmp_path / "ex01_sum.py"
    os.mkfifo(path)
    assert message(path) == "found no regular file, expected a Python file or a notebook"


PLACES = [
    "ex01_sum/ex01_sum.py",
    "ex01_sum.py",
    "exercises/ex01_sum/ex01_sum.py",
    "ex01_sum/ex01_sum.ipynb",
    "ex01_sum.ipynb",
    "exercises/ex01_sum/ex01_sum.ipynb",
]


def test_file_is_found_in_each_place_and_the_earlier_one_wins(tmp_path, exercise):
    folder = tmp_path / "homework"
    assert find_submission(folder, exercise) is None
    for place in reversed(PLACES):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).touch()
        assert find_submission(folder, exercise) == folder / place


def test_file_of_another_name_is_not_taken_for_the_exercises(tmp_path, exercise):
    for name in ("ex01.py", "sum.py", "ex01_sum_old.py", "ex01_sum.py.bak", "ex01_sum.txt"):
        (tmp_path / name).touch()
    assert find_submission(tmp_path, exercise) is None


def test_nearest_file_is_a_python_file_or_notebook_of_a_like_name(tmp_path):
    for name in ("ex01_sum.py", "Ex02_Mean.ipynb", "ex01_sun.txt"):
        (tmp_path / name).touch()
    assert nearest_file(tmp_path / "ex01_snu.py") == str(tmp_path / "ex01_sum.py")
    assert nearest_file(tmp_path / "ex02_mean.ipynb") == str(tmp_path / "Ex02_Mean.ipynb")


def test_no_file_is_near_when_none_is_alike_or_the_folder_is_missing(tmp_path):
    (tmp_path / "ex01_sum.py").touch()
    assert nearest_file(tmp_path / "quarterly.py") is None
    assert nearest_file(tmp_path / "nowhere" / "ex01_sum.py") is None


def test_nearest_file_is_named_as_the_user_typed_it(tmp_path, monkeypatch):
    (tmp_path / "ex01_sum.py").touch()
    monkeypatch.chdir(tmp_path)
    assert nearest_file(Path("ex01_sm.py")) == "ex01_sum.py"
