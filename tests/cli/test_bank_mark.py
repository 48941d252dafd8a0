"""`cnnquiz bank mark`, and the pages that it marks for."""

import csv
import io
import json
from dataclasses import astuple

import pytest

from cnnquiz import wiring
from cnnquiz.cli.main import main
from cnnquiz.export.quiz_page import read_paper
from cnnquiz.progress.journal import read_journals


@pytest.fixture
def page(tmp_path, capsys):
    path = tmp_path / "quiz.html"
    arguments = ["export", "bank", "--format", "html", "--topic", "receptive-field", "--keyless"]
    assert main([*arguments, "--output", str(path)]) == 0
    assert "0 degraded, 0 left out" in capsys.readouterr().err
    return path


@pytest.fixture
def run(page, command_line):
    return lambda *arguments: astuple(command_line("bank", "mark", page, *arguments))


def hand_in(path, page, count, **fields):
    """Write what somebody saved who answered the first questions, all of them right."""
    paper = read_paper(page.read_text())
    items = {item.id: item for item in wiring.practice_items()}
    responses = [
        {
            "place": place,
            "item": offer.item,
            "rev": offer.rev,
            "variant": 0,
            "response": items[offer.item].variants[0].answer,
        }
        for place, offer in enumerate(paper.offers[:count])
    ]
    document = {"format": 1, "quiz": paper.quiz, "seed": 1, "begun": "2026-05-04T09:00:00Z"}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**document, "responses": responses, **fields}))
    return path


def test_files_are_marked_in_every_form(run, page, tmp_path):
    ada = hand_in(tmp_path / "ada.json", page, 3, student="=cmd|' /C calc'!A0\x1b[2J")
    bob = hand_in(tmp_path / "bob.json", page, 0)
    status, out, err = run(ada, bob)
    assert status == 0
    assert "3 of" in out
    assert "\x1b" not in out
    assert "2 of 2 files marked" in err
    _, out, _ = run(ada, bob, "--format", "csv")
    first, second = csv.DictReader(io.StringIO(out))
    assert (float(first["score"]), float(second["score"])) == (3, 0)
    assert first["student"].startswith("'=cmd")
    _, out, _ = run(ada, bob, "--format", "json")
    document = json.loads(out)
    assert [one["score"] for one in document["results"]] == [3, 0]
    assert document["results"][0]["questions"][0]["score"] == 1


def test_what_cannot_be_read_is_told_and_the_others_are_marked(run, page, tmp_path):
    good = hand_in(tmp_path / "ada.json", page, 1)
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    status, out, err = run(good, bad, tmp_path / "missing.json")
    assert status == 1
    assert "ada.json" in out
    assert f"{bad}: is not what a quiz gives" in err
    assert "missing.json: cannot be read" in err
    assert "1 of 3 files marked" in err


def test_journals_can_be_read_like_any_others(run, page, tmp_path, capsys):
    ada = hand_in(tmp_path / "ada" / "responses.json", page, 4)
    bob = hand_in(tmp_path / "bob.json", page, 2)
    folder = tmp_path / "journals"
    assert run(ada, bob, "--journals", folder)[0] == 0
    found = {name: len(journal.events) for name, journal in read_journals(folder)}
    assert found == {"ada": 5, "bob": 3}
    assert main(["bank", "statistics", str(folder)]) == 0
    assert "facility" in capsys.readouterr().out
    other = hand_in(tmp_path / "more" / "bob.json", page, 1)
    status, _, err = run(bob, other, "--journals", folder)
    assert status == 2
    assert "another file is called 'bob'" in err


def test_a_page_of_another_sort_is_refused(run, page, tmp_path):
    ada = hand_in(tmp_path / "ada.json", page, 1)
    page.write_text(page.read_text().replace('"rev":', '"rev":9', 1))
    status, _, err = run(ada)
    assert status == 2
    assert "revision 9" in err
    page.write_text("<p>Hello.</p>")
    status, _, err = run(ada)
    assert status == 2
    assert "found no quiz, expected what cnnquiz export bank --format html writes" in err


def test_only_html_can_be_without_answers(tmp_path, capsys):
    arguments = ["export", "bank", "--format", "gift", "--keyless", "--output"]
    assert main([*arguments, str(tmp_path / "x.gift")]) == 2
    assert "--keyless goes with --format html" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
