"""`cnnquiz export`, as it is typed."""

import csv
import io
import json
import os
from dataclasses import astuple

import pytest

from cnnquiz import wiring
from cnnquiz.export.formats import NAMES


@pytest.fixture
def run(tmp_path, monkeypatch, command_line):
    """A function that runs `cnnquiz export bank` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *args: astuple(command_line("export", "bank", *args))


@pytest.mark.parametrize("form", NAMES)
def test_a_topic_is_written_and_reported_on(run, tmp_path, form):
    status, out, err = run("--format", form, "--topic", "shapes", "--output", "shapes.out")
    items = [item for item in wiring.practice_items() if item.topic == "shapes"]
    assert status == 0
    assert (tmp_path / "shapes.out").stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [tmp_path / "shapes.out"]
    assert all(item.id in out for item in items)
    assert err.startswith("shapes.out: ")
    assert f" of {len(items)} items: " in err
    assert err.count("\n") == 1


def test_reports_for_programs(run):
    some = ("--format", "moodle", "--topic", "shapes", "--output", "x.xml", "--report")
    _, out, _ = run(*some, "json")
    document = json.loads(out)
    _, out, _ = run(*some, "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == [item["id"] for item in document["items"]]


def test_more_variants_are_more_questions(run, tmp_path):
    run("--format", "gift", "--topic", "shapes", "--output", "one.gift")
    run("--format", "gift", "--topic", "shapes", "--output", "two.gift", "--variants", "2")
    one, two = ((tmp_path / f"{name}.gift").read_text().count("\n::") for name in ("one", "two"))
    items = [item for item in wiring.practice_items() if item.topic == "shapes"]
    assert one == len(items)
    assert two == sum(min(2, len(item.variants)) for item in items)


def test_exam_questions_are_written_alone(run):
    _, out, _ = run("--format", "moodle", "--exam", "--output", "x.xml", "--report", "json")
    assert [item["id"] for item in json.loads(out)["items"]] == [
        item.id for item in wiring.exam_items()
    ]


def test_the_students_edition_has_no_exam_to_write(run, tmp_path, monkeypatch):
    monkeypatch.setattr(wiring, "solutions_folder", lambda: None)
    status, out, err = run("--format", "moodle", "--exam", "--output", "x.xml")
    assert (status, out, list(tmp_path.iterdir())) == (3, "", [])
    assert "found no solutions" in err


def test_an_unknown_topic_is_told_with_those_that_there_are(run, tmp_path):
    status, out, err = run("--format", "moodle", "--topic", "shape", "--output", "x.xml")
    assert (status, out, list(tmp_path.iterdir())) == (2, "", [])
    assert "no topic shape; there are " in err
    assert "shapes" in err


def test_a_file_that_cannot_be_written_is_told(run):
    status, out, err = run("--format", "moodle", "--output", "missing/x.xml")
    assert (status, out) == (2, "")
    assert err == "cnnquiz: missing/x.xml: cannot be written: No such file or directory\n"


@pytest.mark.skipif(os.name == "nt", reason="devices of Unix")
def test_a_device_takes_what_is_written_and_stays(run, tmp_path):
    # A link to it, since the device itself would be lost if this went wrong.
    (tmp_path / "nowhere").symlink_to(os.devnull)
    status, _, err = run("--format", "moodle", "--topic", "shapes", "--output", "nowhere")
    assert (status, (tmp_path / "nowhere").is_symlink()) == (0, True), err


def test_what_was_there_stays_if_nothing_can_be_written(run, tmp_path, monkeypatch):
    (tmp_path / "x.json").write_text("mine")
    words = [item for item in wiring.practice_items() if item.type == "explain"]
    monkeypatch.setattr(wiring, "practice_items", lambda: tuple(words))
    status, _, err = run("--format", "jupyterquiz", "--output", "x.json")
    assert status == 2
    assert "nothing can be written as jupyterquiz" in err
    assert (tmp_path / "x.json").read_text() == "mine"


def test_a_missing_library_is_told(run, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "genanki", None)
    status, _, err = run("--format", "anki", "--topic", "shapes", "--output", "x.apkg")
    assert status == 2
    assert "pip install 'cnnquiz[anki]'" in err
