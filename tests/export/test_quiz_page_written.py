"""How the quiz page is written, and what it leaves out without a key."""

import json
import re
from dataclasses import replace

import pytest

from cnnquiz import wiring
from cnnquiz.export import markup, mathml, program
from cnnquiz.export.quiz_page import read_paper, write, write_keyless
from cnnquiz.model.item import ItemType, Option, Tolerance, Variant, Wrong
from cnnquiz.quiz.mark import mark
from support.exports import NASTY, bank
from support.quiz_page import Keyboard, groups_of, opened, saved, some_items, variant_drawn

# --- without a key --------------------------------------------------------------------------------


def test_a_keyless_page_depends_on_no_answer():
    items = some_items()
    assert write_keyless(groups_of(items, 3)) == write_keyless(
        groups_of(
            [replace(item, variants=tuple(map(_other_key, item.variants))) for item in items], 3
        )
    )


def _other_key(variant: Variant) -> Variant:
    return replace(
        variant,
        answer="nothing",
        explanation="Nothing.",
        wrong=(Wrong("zzz", "no-belief", "Nothing."),),
        before=(),
        tolerance=Tolerance(relative=0.5),
        rubric=("Nothing.",),
    )


def test_a_keyless_page_holds_no_feedback_of_any_question():
    items = [item for item in bank() if item.topic != "nasty"]
    text = write_keyless(groups_of(items, 2)).decode()
    for item in items:
        for variant in item.variants[:2]:
            for secret in (variant.explanation, *(wrong.feedback for wrong in variant.wrong)):
                assert markup.inline(secret) not in text
                assert json.dumps(secret, ensure_ascii=False)[1:-1] not in text
            assert not any(f'"{wrong.misconception}"' in text for wrong in variant.wrong)
    assert "const marking" not in text
    for word in ("answer", "explanation", "wrong", "misconception", "tolerance", "rubric"):
        assert f'"{word}":' not in text


@pytest.mark.slow
def test_a_keyless_page_says_nothing_and_saves_responses(tmp_path, groups):
    with opened(tmp_path, write_keyless(groups)) as page:
        keyboard = Keyboard(page)
        for place, group in enumerate(groups):
            variant = variant_drawn(page, group)
            keyboard.answer(place, group.item, variant.answer, check=False)
        keyboard.reach("#student")
        keyboard.press(*"Ada", "\ue004")
        assert not any(one.text for one in page.find_elements("css selector", ".feedback"))
        found = saved(page, keyboard, tmp_path / "downloads" / "responses.json")
    assert found["student"] == "Ada"
    assert len(found["responses"]) == len(groups)
    for place, (one, group) in enumerate(zip(found["responses"], groups, strict=True)):
        variant = group.item.variants[one["variant"]]
        if group.item.type is ItemType.EXPLAIN:
            assert one["words"] == "Because."
        else:
            assert mark(group.item, variant, one["response"]).score == 1, place
        assert not {"score", "misconception"} & one.keys()


# --- how it is written ----------------------------------------------------------------------------


def test_no_text_ends_the_script_that_holds_it():
    text = "</script><!-- <script> --></SCRIPT>"
    options = tuple(Option(letter, f"{letter} {text}") for letter in "ab")
    wrong = (Wrong("b", "forgot-sum", text),)
    nasty = Variant(0, text, "a", text, options=options, wrong=wrong)
    item = next(item for item in bank() if item.type is ItemType.CHOICE)
    page = write(groups_of([replace(item, variants=(nasty,))])).decode()
    assert page.count("</script>") == page.count("<script") == 2
    assert "<!--" not in page.partition("<!DOCTYPE html>")[2]
    assert read_paper(page).offers[0].item == item.id


def test_formulas_are_mathml_and_their_texts_are_escaped():
    assert "<mfrac>" in mathml.formula(r"\frac{a}{b}", False)
    assert 'display="block"' in mathml.formula("x", True)
    assert "&lt;b&gt;" in mathml.formula(r"\text{<b>}", False)
    assert "<b" not in mathml.formula(r"\text{&#x3c;b}", False)
    assert "≠" in mathml.formula(r"\neq", False)
    assert mathml.formula(r"a_b_<", False) == "<code>a_b_&lt;</code>"
    assert "<mfrac>" in markup.inline(NASTY, mathml.formula)


def test_programs_keep_every_character_in_colours():
    for item in bank():
        for variant in item.variants[:1]:
            if variant.code is not None:
                lines = program.lines(variant.code)
                bare = re.sub(r"</?b[^>]*>", "", "\n".join(lines))
                assert bare == str(markup.program(variant.code)), item.id
    assert program.lines("x = 1") == ['x = <b class="number">1</b>']


def test_what_is_no_quiz_page_has_no_paper():
    page = write(groups_of(some_items(), 2)).decode()
    assert len(read_paper(page).offers) == len(some_items())
    assert read_paper("") is None
    assert read_paper('<script type="application/json" id="bank">{"format": 1}</script>') is None
    assert read_paper('<script type="application/json" id="bank">[[</script>') is None


@pytest.mark.slow
def test_the_whole_bank_is_one_page(tmp_path):
    items = wiring.practice_items()
    with opened(tmp_path, write(groups_of(items))) as page:
        assert len(page.find_elements("css selector", ".question")) == len(items)
        assert f"0 of {len(items)}" in page.find_element("id", "progress-text").text
