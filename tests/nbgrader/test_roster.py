"""Rosters as people export them."""

from pathlib import Path

import pytest

from cnnquiz.errors import CourseError, UsageError
from cnnquiz.nbgrader.course import Person, make_course, read_roster, require_course


def roster(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_columns_come_in_any_order_and_case_and_may_be_unknown(tmp_path: Path) -> None:
    text = "\ufeffEmail,ID,Section,First Name\r\na@x.org, ames ,7,Ann\r\n,bell,,\r\n\r\n"
    assert list(read_roster(roster(tmp_path, text))) == [
        Person("ames", first_name="Ann", email="a@x.org"),
        Person("bell"),
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["is empty"]),
        ("name,email\nx,y\n", ["roster.csv:1", "found the columns name, email", "called id"]),
        ("id,id\nx,y\n", ["two columns of that name"]),
        ("id,email\nx\n", ["roster.csv:2", "found 1 cells, expected 2"]),
        ("id\n../x\n", ["roster.csv:2", "found the id '../x'"]),
        ("id,email\n,x\n*,y\n", ["roster.csv:2: found no id", "roster.csv:3: found the id '*'"]),
        ("id\nx\ny\nx\n", ["roster.csv:4: id: found 'x' again, who is on line 2 already"]),
        (b"id\n\xff\n", ["roster.csv:2", "UTF-8"]),
    ],
)
def test_a_wrong_roster_is_told_row_by_row(
    tmp_path: Path, text: str | bytes, messages: list[str]
) -> None:
    with pytest.raises(CourseError) as caught:
        list(read_roster(roster(tmp_path, text)))
    for message in messages:
        assert message in str(caught.value)


def test_a_missing_roster_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"roster\.csv: No such file"):
        list(read_roster(tmp_path / "roster.csv"))


def test_a_wrong_roster_leaves_no_course_behind(tmp_path: Path) -> None:
    people = read_roster(roster(tmp_path, "id\n\x00\n"))
    with pytest.raises(CourseError):
        make_course(tmp_path / "course", None, None, people)
    assert not (tmp_path / "course").exists()


def test_a_course_needs_a_name_that_is_an_id(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="found 'my course' for the course's id"):
        make_course(tmp_path / "my course", None, None, None)


def test_a_folder_without_configuration_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cnnquiz nbgrader init"):
        require_course(tmp_path)
