"""Packages as Anki itself takes them."""

import io
import json
import re
import sqlite3
import zipfile
from contextlib import contextmanager
from dataclasses import replace

import pytest

from cnnquiz.export import markup
from cnnquiz.export.build import build
from cnnquiz.export.formats import format_named
from cnnquiz.model.item import ItemType
from support.exports import bank, built, drawing, nasty_items, written

collection = pytest.importorskip("anki.collection", reason="needs anki")
pytest.importorskip("genanki", reason="needs genanki")

ANKI = format_named("anki")


def package(items):
    """Return a package of some items."""
    return ANKI.write(build(items, ANKI.abilities, variants=1, drawing=drawing)[0])


@contextmanager
def learner(folder):
    """Yield an empty collection, as on a learner's computer."""
    own = collection.Collection(str(folder / "collection.anki2"))
    try:
        yield own
    finally:
        own.close()


def take(own, folder, content):
    """Import a package; return how many notes were new, updated, there already, or refused."""
    path = folder / "bank.apkg"
    path.write_bytes(content)
    options = collection.ImportAnkiPackageOptions()
    request = collection.ImportAnkiPackageRequest(package_path=str(path), options=options)
    log = own.import_anki_package(request).log
    return tuple(len(part) for part in (log.new, log.updated, log.duplicate, log.conflicting))


def notes(own):
    """Return all notes by the items that they ask about."""
    found = map(own.get_note, own.find_notes(""))
    return {note["Source"].split()[0]: note for note in found}


def test_anki_takes_every_item_once(tmp_path):
    with learner(tmp_path) as own:
        assert take(own, tmp_path, written("anki")) == (len(bank()), 0, 0, 0)
        assert set(notes(own)) == {item.id for item in bank()}
        assert own.card_count() == len(bank())
        decks = {deck.name for deck in own.decks.all_names_and_ids()}
        assert {f"cnnquiz::{item.topic}" for item in bank()} <= decks
        assert take(own, tmp_path, written("anki")) == (0, 0, len(bank()), 0)


def test_the_answer_is_on_the_back_and_not_on_the_front(tmp_path):
    with learner(tmp_path) as own:
        take(own, tmp_path, written("anki"))
        found = notes(own)
        for item in bank():
            (card,) = found[item.id].cards()
            front, back = card.question(), card.answer()
            variant = item.variants[0]
            explanation = markup.block(variant.explanation)
            assert explanation in back
            assert explanation not in front or item.id.startswith("nasty")
            assert markup.block(variant.stem) in front
            for wrong in variant.wrong:
                assert markup.inline(wrong.feedback) in back
            texts = {option.id: markup.inline(option.text) for option in variant.options}
            if item.type is ItemType.CHOICE:
                assert texts[variant.answer] in found[item.id]["Answer"]
            elif item.type is ItemType.BUG:
                assert texts[variant.answer[-1]] in found[item.id]["Answer"]
                assert texts[variant.answer[-1]] not in front
            elif item.type in (ItemType.NUMBER, ItemType.SHAPE):
                assert f"<code>{variant.answer}</code>" in found[item.id]["Answer"]


def test_a_new_revision_changes_the_note_and_keeps_what_was_learnt(tmp_path):
    item = bank()[0]
    variant = replace(item.variants[0], stem="Which line, exactly?")
    later = replace(item, rev=item.rev + 1, variants=(variant, *item.variants[1:]))
    with learner(tmp_path) as own:
        take(own, tmp_path, package([item]))
        (card,) = notes(own)[item.id].cards()
        card.ivl, card.type, card.queue, card.reps = 30, 2, 2, 5
        own.update_card(card)
        assert take(own, tmp_path, package([later])) == (0, 1, 0, 0)
        note = notes(own)[item.id]
        assert "Which line, exactly?" in note["Question"]
        (card,) = note.cards()
        assert (card.ivl, card.reps) == (30, 5)
        # Going back is refused: Anki takes only what is later.
        assert take(own, tmp_path, package([item])) == (0, 0, 1, 0)


def test_topics_can_be_taken_one_after_the_other(tmp_path):
    topics = sorted({item.topic for item in bank()})[:3]
    with learner(tmp_path) as own:
        for topic in topics:
            items = [item for item in bank() if item.topic == topic]
            assert take(own, tmp_path, package(items)) == (len(items), 0, 0, 0)
        there = sum(item.topic in topics for item in bank())
        assert own.note_count() == there
        assert take(own, tmp_path, written("anki")) == (len(bank()) - there, 0, there, 0)


def test_pictures_are_among_the_learners_files(tmp_path):
    with learner(tmp_path) as own:
        take(own, tmp_path, written("anki"))
        for group in built("anki")[0]:
            if group.item.figure:
                (name,) = re.findall(r'src="([^"]*)"', notes(own)[group.item.id]["Question"])
                assert name.startswith("cnnquiz-")
                media = (tmp_path / "collection.media" / name).read_bytes()
                assert media == drawing(group.item.figure)


def test_what_people_wrote_is_on_the_card_as_it_was(tmp_path):
    with learner(tmp_path) as own:
        take(own, tmp_path, package(nasty_items()))
        for id_, note in notes(own).items():
            (card,) = note.cards()
            front = card.question()
            assert r"\(\frac{a}{b} \neq \nabla_{x}\)" in front, id_
            assert "<code>a[b[0]]&gt;1 and c&amp;d</code>" in front
            assert "{x: #1, y~2 -&gt; 3}" in front
            assert "{'k': [y, '\\n', \"-&gt;\"]}  // 2 ]]&gt; $z$" in front


def test_ids_are_those_of_the_item_whatever_is_written_with_it(tmp_path):
    def ids(content):
        archive = zipfile.ZipFile(io.BytesIO(content))
        path = tmp_path / "one.anki2"
        path.write_bytes(archive.read("collection.anki2"))
        with sqlite3.connect(path) as database:
            rows = database.execute("SELECT guid, id, mod FROM notes").fetchall()
        database.close()
        return {guid: (id_, mod) for guid, id_, mod in rows}

    whole, one = ids(written("anki")), ids(package(bank()[5:6]))
    assert len({id_ for id_, _ in whole.values()}) == len(bank())
    assert one.items() <= whole.items()


def test_media_are_listed_by_number():
    archive = zipfile.ZipFile(io.BytesIO(written("anki")))
    listed = json.loads(archive.read("media"))
    assert set(archive.namelist()) == {"collection.anki2", "media", *listed}
    assert len(set(listed.values())) == len(listed) > 0
