"""What pages show is real: commands exist, and those in `console` blocks write what is said."""

import importlib.util
import json
import re

import click
import pytest

from cnnquiz.cli import exit_status
from cnnquiz.course.bank import load_blueprint, load_concepts
from cnnquiz.course.load import exercise_slugs, load_catalogue, load_exercise
from cnnquiz.errors import UsageError
from cnnquiz.model.item import ItemType
from cnnquiz.model.report import Status, Verdict
from support import pages
from support.pages import DOCS

REFERENCE = DOCS / "reference"
READERS = {
    "students.md": pages.student,
    "instructors.md": pages.instructor,
    "authors/tutorial.md": pages.author,
    "authors/questions.md": pages.author,
    "reference/json.md": pages.instructor,
}


def name_of(page):
    return page.relative_to(pages.ROOT).as_posix()


@pytest.mark.parametrize("page", pages.pages(), ids=name_of)
def test_commands_and_options_on_a_page_exist(page):
    for block in pages.blocks(page):
        for words, _ in block.commands():
            if words[0] == "cnnquiz":
                try:
                    pages.refuse_unknown(words)
                except click.UsageError as error:
                    pytest.fail(f"{block.where}: {' '.join(words)}: {error.format_message()}")


@pytest.mark.parametrize("page", pages.pages(), ids=name_of)
def test_commands_in_the_text_of_a_page_exist(page):
    for line in re.findall(r"`(cnnquiz [a-z][^`]*)`", page.read_text(encoding="utf-8")):
        try:
            pages.refuse_unknown(line.split())
        except click.UsageError as error:
            pytest.fail(f"{name_of(page)}: `{line}`: {error.format_message()}")


@pytest.mark.parametrize(
    "line", ["cnnquiz verify ex03", "cnnquiz check --path x", "cnnquiz check --format xml"]
)
def test_command_that_does_not_exist_is_noticed(line):
    with pytest.raises(click.UsageError):
        pages.refuse_unknown(line.split())


def test_every_page_with_console_blocks_has_a_reader():
    shown = {
        page.relative_to(DOCS).as_posix()
        for page in DOCS.rglob("*.md")
        if any(block.language == "console" for block in pages.blocks(page))
    }
    assert shown == set(READERS)


@pytest.mark.slow
@pytest.mark.parametrize("page", READERS)
def test_whoever_does_what_a_page_says_sees_what_it_shows(page, tmp_path):
    assert READERS[page](tmp_path).follow(DOCS / page) >= 1


def test_reader_notices_what_a_page_says_wrongly(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ cnnquiz --version\ncnnquiz 0.0.0\n```\n")
    with pytest.raises(AssertionError, match="cnnquiz --version"):
        pages.Reader(tmp_path).follow(page)


# --- the reference ------------------------------------------------------------------------------


def test_examples_of_files_are_read_without_a_problem(tmp_path):
    reader = pages.Reader(tmp_path)
    assert reader.follow(REFERENCE / "files.md") == 0  # only writes what has a title

    slugs = exercise_slugs(tmp_path / "exercises")
    assert [load_exercise(tmp_path / "exercises", slug).title for slug in slugs]
    assert load_catalogue(tmp_path / "questionbank" / "misconceptions.yaml")
    assert load_concepts(tmp_path / "questionbank")
    assert load_blueprint(tmp_path / "solutions" / "exam").cells


def keys_in_tables(page, header="key"):
    """Return the names in the first columns of a page's tables of one kind, table by table."""
    text = page.read_text(encoding="utf-8")
    tables = re.findall(rf"^\| {header} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [
        [name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
        for table in tables
    ]


def test_keys_of_json_are_those_that_programs_receive(tmp_path):
    reader = pages.instructor(tmp_path)
    written = []

    def note(_block, words, _written):
        written.append(json.loads(reader.run(words).stdout))

    reader._type = note
    reader.follow(REFERENCE / "json.md")
    check, grade, export, listed, shown, answered = written
    exercise, one, submission, row, question = keys_in_tables(REFERENCE / "json.md")
    assert exercise == list(check["exercises"][0])
    assert one == list(check["exercises"][0]["checks"][0])
    assert submission == list(grade["submissions"][0])
    assert row == list(export["grades"][0])
    optional = {"prompts", "figure", "before", "rubric"}  # of other types than the one shown
    assert set(question) - optional == set(shown) - {"format"}
    assert listed["items"]
    assert set(answered) == {"valid", "score", "misconception", "feedback"}


def test_statuses_and_verdicts_are_all_explained():
    exercises, checks = keys_in_tables(REFERENCE / "json.md", "status")
    assert exercises == [status.value for status in Status]
    assert checks == [verdict.value for verdict in Verdict]


def test_types_of_questions_are_all_explained():
    (types,) = (keys for keys in keys_in_tables(DOCS / "authors" / "questions.md", "type") if keys)
    assert types == list(ItemType)


def test_exit_statuses_are_those_of_the_program():
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    ours = {status for status in vars(exit_status).values() if isinstance(status, int)}
    assert told == {0, UsageError.exit_code, *ours}


def test_picture_of_the_first_page_shows_what_check_writes_now():
    path = DOCS / "terminal_picture.py"
    spec = importlib.util.spec_from_file_location("terminal_picture", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    drawn = script.draw(script.report())
    assert drawn == script.PICTURE.read_text(encoding="utf-8"), f"run: python {path}"


def test_report_in_the_readme_is_the_one_in_the_picture():
    picture = (DOCS / "assets" / "check.svg").read_text(encoding="utf-8")
    rows = re.findall(r"<text [^>]*>([^<]*)</text>", picture)
    shown = "".join("".join(rows).replace("&#160;", "").replace("&#x27;", "'").split())
    (block,) = (one for one in pages.blocks(pages.ROOT / "README.md") if "5.25" in one.text)
    for line in block.text.splitlines()[1:-1]:
        for words in re.split(r"\s{2,}", line.strip().rstrip("█▎ ")):
            assert "".join(words.split()) in shown, words
