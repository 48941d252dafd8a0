"""A YAML file becomes the dataclass that describes it, or all its mistakes are told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from cnnquiz.course.yaml_file import read
from cnnquiz.errors import CourseError, Problem


class Colour(StrEnum):
    """A closed set."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Option:
    """What a list of mappings holds."""

    id: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One field of every kind, as an item of the question bank may have them."""

    stem: str
    points: float = 1.0
    tries: int = 3
    colour: Colour = Colour.RED
    options: tuple[Option, ...] = ()
    note: str | None = None
    tolerance: float | None = None

    def __post_init__(self) -> None:
        if self.tries > 9:
            raise ValueError(f"found {self.tries} tries, expected at most 9")


@dataclass(frozen=True, slots=True)
class Bank:
    """A file of items."""

    items: tuple[Item, ...]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A function that writes a file and returns its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "bank.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def problems(path: Path, shape: type[Any] = Item, **options: Any) -> list[str]:
    """What `read` has against the file, place first."""
    with pytest.raises(CourseError) as caught:
        read(path, shape, base=path.parent, **options)
    return [str(problem) for problem in caught.value.problems]


def test_every_kind_of_field_is_read(written):
    path = written(
        "format: 1\n"
        "stem: How long?\n"
        "points: 2\n"
        "tries: -4\n"
        "colour: blue\n"
        "options:\n"
        "  - {id: a, right: true}\n"
        "  - {id: b}\n"
        "note: a note\n"
        "tolerance: 0.5\n"
    )
    item = read(path, Item)
    assert item == Item(
        "How long?", 2.0, -4, Colour.BLUE, (Option("a", right=True), Option("b")), "a note", 0.5
    )
    assert type(item.points) is float
    assert type(item.colour) is Colour


def test_fields_that_are_left_out_have_their_defaults(written):
    assert read(written("format: 1\nstem: How long?\n"), Item) == Item("How long?")


def test_fixed_fields_come_from_the_caller(written):
    path = written("format: 1\ntries: 2\n")
    assert read(path, Item, fixed={"stem": "Fixed."}) == Item("Fixed.", tries=2)


def test_fixed_fields_may_not_stand_in_the_file(written):
    path = written("format: 1\nstem: Mine.\n")
    (problem,) = problems(path, fixed={"stem": "Fixed."})
    assert problem.startswith("bank.yaml:2: stem: found an unknown key; expected one of format, ")


@pytest.mark.parametrize("text", ["1e-3", "0.001", ".001", "+1E-3", "1.0e-3"])
def test_number_may_be_written_as_in_python(written, text):
    assert read(written(f"format: 1\nstem: s\npoints: {text}\n"), Item).points == 0.001


@pytest.mark.parametrize("text", ["'1'", '"1.5"', "1:30.5", "1_000.0", ".nan", "1e999", "true", ""])
def test_what_is_no_plain_decimal_number_is_refused(written, text):
    (problem,) = problems(written(f"format: 1\nstem: s\npoints: {text}\n"))
    assert problem.startswith("bank.yaml:3: points: found ")
    assert problem.endswith(", expected a number")


@pytest.mark.parametrize("text", ["yes", "on", "True", "'true'", "1"])
def test_truth_is_written_in_one_way_only(written, text):
    (problem,) = problems(written(f"format: 1\nstem: s\noptions: [{{id: a, right: {text}}}]\n"))
    assert problem.startswith("bank.yaml:3: options[0].right: found ")
    assert problem.endswith(", expected true or false")


def test_integer_of_thousands_of_digits_is_refused_and_not_a_crash(written):
    (problem,) = problems(written(f"format: 1\nstem: s\ntries: {'9' * 5000}\n"))
    assert problem == f"bank.yaml:3: tries: found {'9' * 40}…, expected a whole number"


def test_optional_field_that_is_there_has_to_hold_something(written):
    assert problems(written("format: 1\nstem: s\nnote:\n")) == [
        "bank.yaml:3: note: found nothing, expected a string"
    ]


def test_all_problems_of_a_file_are_told_in_its_order(written):
    path = written(
        "format: 1\n"
        "items:\n"
        "  - stem: ''\n"
        "    colour: green\n"
        "  - tries: 2.5\n"
        "    stem: s\n"
        "    options: [{id: 1}, {id: a, rights: true}]\n"
        "extra: 1\n"
    )
    assert problems(path, Bank) == [
        "bank.yaml:3: items[0].stem: found an empty string, expected a string",
        'bank.yaml:4: items[0].colour: found "green", expected one of red, blue',
        "bank.yaml:5: items[1].tries: found 2.5, expected a whole number",
        "bank.yaml:7: items[1].options[0].id: found 1, expected a string",
        "bank.yaml:7: items[1].options[1].rights: found an unknown key; did you mean right?",
        "bank.yaml:8: extra: found an unknown key; expected one of format, items",
    ]


def test_problem_has_its_place_and_path_apart(written):
    path = written("format: 1\nstem: 3\n")
    with pytest.raises(CourseError) as caught:
        read(path, Item, base=path.parent)
    assert caught.value.problems == (Problem("bank.yaml:2", "stem", "found 3, expected a string"),)


def test_problem_names_the_whole_path_without_a_base(written):
    path = written("format: 1\nstem: 3\n")
    with pytest.raises(CourseError) as caught:
        read(path, Item)
    assert caught.value.problems[0].where == f"{path.as_posix()}:2"


def test_values_that_do_not_go_together_are_told_at_their_mapping(written):
    path = written("format: 1\nitems:\n  - stem: s\n  - stem: s\n    tries: 10\n")
    assert problems(path, Bank) == ["bank.yaml:4: items[1]: found 10 tries, expected at most 9"]


def test_unique_values_have_to_differ_within_their_list_only(written):
    text = (
        "format: 1\n"
        "items:\n"
        "  - stem: s\n"
        "    options: [{id: a}, {id: b}]\n"
        "  - stem: s\n"
        "    options: [{id: a}, {id: c}]\n"
    )
    unique = ("items[].options[].id",)
    assert len(read(written(text), Bank, unique=unique).items) == 2
    assert problems(written(text.replace("id: c", "id: a")), Bank, unique=unique) == [
        'bank.yaml:6: items[1].options[1].id: found "a" again, first on line 6'
    ]


def test_checks_see_the_value_at_their_place_and_nothing_else(written):
    seen = []
    checks: Mapping[str, Callable[[Any], None]] = {"items[].tries": seen.append}
    read(
        written("format: 1\nitems: [{stem: a, tries: 1}, {stem: b, tries: 2}]\n"),
        Bank,
        checks=checks,
    )
    assert seen == [1, 2]


def test_checks_do_not_see_values_of_the_wrong_type(written):
    seen = []
    assert (
        len(problems(written("format: 1\nstem: s\ntries: x\n"), checks={"tries": seen.append})) == 1
    )
    assert seen == []


def test_a_check_that_refuses_becomes_a_problem_at_its_line(written):
    def refuse(tries: int) -> None:
        raise ValueError(f"found {tries}, expected better")

    path = written("format: 1\nstem: s\ntries: 2\n")
    assert problems(path, checks={"tries": refuse}) == [
        "bank.yaml:3: tries: found 2, expected better"
    ]


def test_tag_that_would_run_code_runs_none(written, tmp_path):
    path = written(f"format: 1\nstem: !!python/object/apply:os.mkdir ['{tmp_path}/made']\n")
    assert problems(path) == [
        "bank.yaml:2: found the tag !!python/object/apply:os.mkdir, expected none"
    ]
    assert not (tmp_path / "made").exists()


def test_even_a_harmless_tag_is_refused(written):
    assert problems(written("format: 1\nstem: !!str 3\n")) == [
        "bank.yaml:2: found the tag !!str, expected none"
    ]


def test_alias_bomb_is_refused_without_being_unfolded(written):
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = problems(written("\n".join(["a0: &a0 x", *rows])))
    assert len(found) == 30 + 29 * 9
    assert found[0] == "bank.yaml:1: found the anchor &a0, expected none"
    assert found[2] == "bank.yaml:2: found the alias *a0, expected the value itself"


def test_merge_key_is_an_unknown_key(written):
    (problem,) = problems(written("format: 1\nstem: s\n<<: {tries: 1}\n"))
    assert problem.startswith("bank.yaml:3: <<: found an unknown key")


@pytest.mark.parametrize("brackets", ["[" * 100_000, "[" * 900 + "]" * 900])
def test_nesting_without_end_is_refused_and_not_a_crash(written, brackets):
    assert problems(written(f"format: 1\nstem: {brackets}\n")) == [
        "bank.yaml:2: found more than 20 lists and mappings inside each other"
    ]


def test_twenty_levels_are_looked_at_and_the_next_one_is_too_deep(written):
    nested = "[" * 19 + "]" * 19  # inside the file's own mapping, which is the first level
    assert problems(written(f"format: 1\nstem: {nested}\n")) == [
        "bank.yaml:2: stem: found a list, expected a string"
    ]
    assert problems(written(f"format: 1\nstem: [{nested}]\n")) == [
        "bank.yaml:2: found more than 20 lists and mappings inside each other"
    ]


def test_byte_order_mark_and_windows_line_ends_are_read(written):
    content = b"\xef\xbb\xbfformat: 1\r\nstem: s\xc3\xa4\r\n"
    assert read(written(content), Item).stem == "sä"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"format: 1\nstem: \xe9t\xe9\n",
            "bank.yaml:2: found the byte 0xe9, expected text in UTF-8",
        ),
        (b"\xff\xfef\x00", "bank.yaml:1: found the byte 0xff, expected text in UTF-8"),
        (b"format: 1\nstem: a\0b\n", "bank.yaml:2: found the character U+0000, expected text"),
        (b"format: 1\nstem: \x1b[2J\n", "bank.yaml:2: found the character U+001B, expected text"),
        (b"", "bank.yaml: found an empty file, expected a mapping"),
        (
            b"format: 1\n\tstem: s\n",
            (
                "bank.yaml:2: found text that is no YAML: while scanning a plain scalar, "
                "found a tab character that violates indentation"
            ),
        ),
        (
            b"format: 1\nstem: 's\n",
            (
                "bank.yaml:3: found text that is no YAML: while scanning a quoted scalar, "
                "found unexpected end of stream"
            ),
        ),
    ],
)
def test_file_that_is_no_yaml_text_is_refused_with_its_line(written, content, problem):
    assert problems(written(content)) == [problem]


def test_missing_file_and_folder_are_problems_too(tmp_path):
    assert problems(tmp_path / "bank.yaml") == ["bank.yaml: there is no such file"]
    (tmp_path / "folder").mkdir()
    assert problems(tmp_path / "folder") == ["folder: the file cannot be read: Is a directory"]


def test_long_text_is_cut_in_a_message(written):
    (problem,) = problems(written(f"format: 1\nstem: s\ntries: {'word ' * 100}\n"))
    assert len(problem) < 120
    assert "…" in problem
