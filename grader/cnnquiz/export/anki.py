"""An Anki package: a deck for each topic, one note for each item, whatever its variants.

Learners turn the card and judge themselves. Anki knows a note by its guid, which is the item's, and
changes one that it has only for a later one: a note is as late as its item's revision says.
"""

import itertools
import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cnnquiz.errors import UsageError
from cnnquiz.export import markup, page
from cnnquiz.export.archive import digest, zipped
from cnnquiz.export.build import Abilities
from cnnquiz.export.formats import Format
from cnnquiz.export.question import Group, Question
from cnnquiz.model.item import ItemType, Option, Variant

if TYPE_CHECKING:
    import genanki

# Another list of fields is another note type: Anki cannot change the fields of one it has.
_FIELDS = ("Question", "Answer", "Explanation", "Mistakes", "Source")
_NOTE_TYPE = "cnnquiz question"
# Count up when a template or the style changes.
_TEMPLATE_REVISION = 1
_FRONT = "{{Question}}"
_BACK = (
    '{{FrontSide}}<hr id="answer">{{Answer}}<div class="more">{{Explanation}}{{Mistakes}}</div>'
    '<div class="source">{{Source}}</div>'
)
_STYLE = """.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 42em;
  margin: 0 auto; }
pre { overflow-x: auto; } img { max-width: 100%; height: auto; }
.more { margin-top: 1em; } .source { margin-top: 1em; font-size: 12px; opacity: 0.7; }
"""
_START_S = 1_767_225_600  # 2026-01-01, in seconds: times count revisions from here
_DAY_S = 86_400
_FIRST_ID = 1_600_000_000_000  # ids look like times in milliseconds
_LOWEST, _SPAN = 1 << 30, 1 << 30  # where genanki wants the ids of decks and note types


def write(groups: Sequence[Group]) -> bytes:
    """Return a package.

    Raises:
        UsageError: genanki is not installed.
    """
    try:
        import genanki  # noqa: PLC0415  # what only this format needs
    except ImportError as error:
        raise UsageError("an Anki package takes genanki: pip install 'cnnquiz[anki]'") from error
    model = genanki.Model(
        _number(_NOTE_TYPE, *_FIELDS),
        _NOTE_TYPE,
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, genanki.Deck] = {}
    pictures: dict[str, bytes] = {}
    for place, group in enumerate(groups):
        (question,) = group.questions
        name = f"cnnquiz::{group.item.topic}"
        if name not in decks:
            decks[name] = genanki.Deck(_number("deck", name), name)
        decks[name].add_note(_note(question, model, place))
        if question.picture:
            pictures[_file_name(question)] = question.picture.svg
    files = {
        "collection.anki2": _collection(genanki.Package(list(decks.values()))),
        "media": json.dumps(dict(enumerate(pictures))).encode(),
    }
    files |= {str(number): svg for number, svg in enumerate(pictures.values())}
    return zipped(files)


FORMAT = Format(abilities=Abilities(cards=True), write=write)


def _collection(package: "genanki.Package") -> bytes:
    """Return the database of a package, made without files or clocks."""
    with sqlite3.connect(":memory:") as database:
        package.write_to_db(database.cursor(), _START_S + _TEMPLATE_REVISION, itertools.count())
        database.commit()
        return database.serialize()


def _note(question: Question, model: "genanki.Model", place: int) -> "genanki.Note":
    import genanki  # noqa: PLC0415  # see `write`

    item = question.item

    class Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
        """A note with a time and ids of its own, where genanki gives all the same time."""

        def write_to_db(
            self, cursor: Any, _timestamp: float, deck_id: int, _id_gen: object
        ) -> None:
            first = _FIRST_ID + 2 * (int(digest("note", item.id), 16) % 10**11)
            time_s = _START_S + item.rev * _DAY_S
            super().write_to_db(cursor, time_s, deck_id, itertools.count(first))

    fields = [
        _front(question),
        _answer(question),
        markup.block(question.variant.explanation),
        _mistakes(question),
        question.name,
    ]
    guid = genanki.guid_for("cnnquiz", item.id)
    return Note(model=model, fields=fields, tags=list(question.tags), guid=guid, due=place)


def _front(question: Question) -> str:
    variant, source = question.variant, _file_name(question) if question.picture else None
    parts = [page.asked(question, source)]
    if question.item.type is not ItemType.BUG:  # reasons to choose from would give it away
        parts += [_list(options) for options in (variant.prompts, variant.options) if options]
    return "\n".join(parts)


def _list(options: Sequence[Option]) -> str:
    kind = "1" if options[0].id.isdecimal() else "a"
    points = "".join(f"<li>{markup.inline(option.text)}</li>" for option in options)
    return f'<ol type="{kind}">{points}</ol>'


def _answer(question: Question) -> str:
    """Return the right answer in words."""
    variant = question.variant
    match question.item.type:
        case ItemType.EXPLAIN:
            return page.rubric(question)
        case ItemType.TRACE:
            return f"<pre><code>{markup.program(variant.answer)}</code></pre>"
        case ItemType.ORDER:
            points = "".join(f"<li>{text}</li>" for text in _texts(variant, variant.answer))
            return f"<ol>{points}</ol>"
        case type_:
            return "".join(f"<p>{text}</p>" for text in _said(type_, variant, variant.answer))


def _mistakes(question: Question) -> str:
    if not question.variant.wrong:
        return ""
    type_, points = question.item.type, []
    for wrong in question.variant.wrong:
        response = wrong.response
        if type_ is ItemType.MATCH:  # what is right in it need not be read again
            right = question.variant.answer.split(",")
            response = ",".join(pair for pair in response.split(",") if pair not in right)
        said = "; ".join(_said(type_, question.variant, response))
        points.append(f"<li><em>{said}</em><br>{markup.inline(wrong.feedback)}</li>")
    return f"<p>What goes wrong easily:</p><ul>{''.join(points)}</ul>"


def _said(type_: ItemType, variant: Variant, response: str) -> list[str]:
    """Return a response in words, in HTML."""
    match type_:
        case ItemType.MATCH:
            left = {prompt.id: markup.inline(prompt.text) for prompt in variant.prompts}
            right = {option.id: markup.inline(option.text) for option in variant.options}
            pairs = (pair.split("=") for pair in response.split(","))
            return [f"{left[one]} → {right[other]}" for one, other in pairs]
        case ItemType.BUG:
            line, _, reason = response.partition(":")
            return [f"Line {line}: {text}" for text in _texts(variant, reason)]
        case ItemType.NUMBER | ItemType.SHAPE | ItemType.TRACE:
            return [markup.code(response)]
        case _:
            return _texts(variant, response)


def _texts(variant: Variant, response: str) -> list[str]:
    texts = {option.id: markup.inline(option.text) for option in variant.options}
    return [texts[id_] for id_ in response.split(",")]


def _file_name(question: Question) -> str:
    """Return the name of a picture among all files that a learner has in Anki."""
    return f"cnnquiz-{question.picture.name}" if question.picture else ""


def _number(*parts: str) -> int:
    return _LOWEST + int(digest(*parts), 16) % _SPAN
