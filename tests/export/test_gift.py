"""What GIFT would get wrong in silence."""

import re
from dataclasses import replace

from cnnquiz.export.build import build
from cnnquiz.export.fidelity import Fate, Loss
from cnnquiz.export.formats import format_named
from cnnquiz.model.item import ItemType
from support.exports import bank, built, drawing, nasty_items, written
from support.read_gift import parsed

GIFT = format_named("gift")


def exported(item):
    groups, found = build([item], GIFT.abilities, variants=1, drawing=drawing)
    return (GIFT.write(groups).decode() if groups else None), found[0]


def nasty(type_):
    return next(item for item in nasty_items() if item.type is type_)


def with_answer(item, answer):
    return replace(item, variants=(replace(item.variants[0], answer=answer, wrong=()),))


def test_ids_and_tags_are_read():
    questions = [one for one in parsed(written("gift")) if one["type"] != "Category"]
    for one in questions:
        item = next(item for item in bank() if item.id == one["id"].rsplit(":v", 1)[0])
        assert one["tags"][: len(item.concepts)] == list(item.concepts)


def test_categories_are_those_of_moodle():
    titles = {one["title"] for one in parsed(written("gift", 1)) if one["type"] == "Category"}
    assert titles == {f"$course$/top/cnnquiz/{item.topic}" for item in bank()}


def test_only_essays_have_no_answers():
    essays = {item.id for item in bank() if item.type is ItemType.EXPLAIN}
    read = [one for one in parsed(written("gift")) if one["type"] == "Essay"]
    assert {one["title"].split()[0] for one in read} == essays


def test_no_line_of_a_text_ends_a_question_or_becomes_a_comment():
    text = written("gift").decode()
    groups, _ = built("gift")
    count = sum(len(group.questions) for group in groups)
    assert len(re.findall(r"^// \[id:", text, re.MULTILINE)) == count
    assert len(re.findall(r"^//", text, re.MULTILINE)) == count
    assert "\r" not in text


def test_an_arrow_to_be_typed_is_left_out_and_the_report_says_so():
    text, fidelity = exported(with_answer(nasty(ItemType.TRACE), "int -> int"))
    assert text is None
    assert fidelity.fate is Fate.LEFT_OUT
    assert Loss.ARROW in fidelity.losses


def test_an_answer_that_looks_like_a_format_is_kept():
    for answer in ("[html]", "[plain] x", "[64, 3, 7, 7]"):
        text, _ = exported(with_answer(nasty(ItemType.TRACE), answer))
        (question,) = [one for one in parsed(text.encode()) if one["type"] != "Category"]
        assert question["type"] == "Short"
        assert answer in [choice["text"]["text"] for choice in question["choices"]]


def test_a_picture_is_replaced_by_its_description():
    groups, found = built("gift")
    with_figure = {group.item.id for group in groups if group.item.figure}
    assert with_figure == {one.item.id for one in found if Loss.PICTURE in one.losses} != set()
    stems = {
        one["title"].split()[0]: one["stem"]["text"]
        for one in parsed(written("gift"))
        if one["type"] != "Category"
    }
    for group in groups:
        if group.item.figure:
            assert f"[Picture: {group.item.figure.alt}]" in stems[group.item.id]
