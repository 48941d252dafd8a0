"""The quiz that is one HTML file: in a real browser, by keyboard, against the marking in Python."""

import random
import re
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.export import markup, mathml, quiz_page
from cnnquiz.export.quiz_page import write
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.mark import mark
from cnnquiz.quiz.returned import drawn
from cnnquiz.quiz.types.kind import UnreadableError
from support.exports import bank, responses
from support.quiz_page import (
    Keyboard,
    first_wrong,
    groups_of,
    opened,
    saved,
    sitting,
    variant_drawn,
)

TEMPLATES = Path(quiz_page.__file__).parent / "templates"
ANYTHING = "0123456789.,-+−/ ee()[]xײٜ٣५\u2009\t\nnaif'\"\\"  # noqa: RUF001  # people type them
SPELT = [
    *("7", " 7 ", "+7", "-7", "−7", "18,432", "18 432", "1,8432", "0.25", ".25", "5.", ".", ""),  # noqa: RUF001
    *("1e-3", "1E3", "1e99", "1e999", "1/4", "-1 / 4", "1/0", "٣", "٣/٤"),
    *("1" * 400, "9" * 400 + "."),
    *("1234567890.125", "123456789012.5", "0.00001234", "1e15", "999999999999.99", "-0", "-0.0"),
    *("(1, 8)", "1x8", "1×8", "torch.Size([1, 8])", "size 3", "()", "(,)"),  # noqa: RUF001
    *("[3,]", "1 8", "x", "1;8"),
    *("[1, 2]/[3]", "[1, 2]\\n[3]", "[1,2]\n [3] ", "\n", "/", "TRUE", '"a"', "\x1c3", "\ufeff3"),
]  # fmt: skip


# --- answering ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("right", [True, False])
def test_every_type_is_answered_by_keyboard_and_marked_as_in_python(tmp_path, groups, right):
    with opened(tmp_path, write(groups)) as page:
        keyboard, total = Keyboard(page), 0.0
        for place, group in enumerate(groups):
            item, variant = group.item, variant_drawn(page, group)
            response = variant.answer if right else first_wrong(variant)
            keyboard.answer(place, item, response)
            marked = mark(item, variant, response)
            kept = sitting(page)["given"][str(place)]
            assert kept["response"] == response, item.id
            assert (kept["score"], kept["misconception"]) == (marked.score, marked.misconception)
            focused = page.switch_to.active_element
            assert focused.get_attribute("id") == f"q{place + 1}-feedback"
            assert focused.get_attribute("role") == "status"
            assert _said(page, marked.feedback) in _text(focused), item.id
            total += marked.score
        shown = page.find_element("id", "progress-text").text
        assert shown.startswith(f"{len(groups)} of {len(groups)} answered")
        assert f"{round(total, 2):g} point" in shown
        assert "All answered" in page.find_element("id", "results-text").text


def _said(page, feedback):
    """Return feedback as it can be read on a page."""
    text = re.sub(r"^(Right|Not so|Partly right \(\d+%\))\. ", "", feedback)
    script = (
        "const one = document.createElement('div'); one.innerHTML = arguments[0];"
        "return one.textContent"
    )
    shown = page.execute_script(script, markup.inline(text, mathml.formula))
    return " ".join(shown.split())


def _text(element):
    return " ".join(element.get_property("textContent").split())


@pytest.mark.slow
def test_the_page_marks_whatever_can_be_answered_as_python_does(tmp_path):
    rng = random.Random(1)  # noqa: S311  # no secret
    cases, due = [], []
    for item in bank():
        for variant in item.variants[:3]:
            key = quiz_page._key(item, variant)
            typed = item.type in (ItemType.NUMBER, ItemType.SHAPE, ItemType.TRACE)
            texts = [*responses(item, variant), *(SPELT if typed else ())]
            if typed:
                texts += ["".join(rng.choices(ANYTHING, k=rng.randint(1, 9))) for _ in range(40)]
            for text in texts:
                cases.append([item.type.value, key, text])
                due.append(_verdict(item, variant, text))
    assert len(cases) > 10_000
    assert sum(one is None for one in due) > 1000
    script = "".join((TEMPLATES / name).read_text() for name in ("reading.js", "marking.js"))
    judge = """
    return arguments[0].map(([type, key, text]) => {
      try {
        const response = reading.read(type, text, key);
        const { score, misconception } = marking.mark(type, key, response);
        return [response, score, misconception];
      } catch (problem) {
        if (problem instanceof reading.Unreadable) return null;
        throw problem;
      }
    });"""
    with opened(
        tmp_path, b"<!DOCTYPE html><title>empty</title><link rel=icon href=data:,>"
    ) as page:
        found = page.execute_script(f"{script}\n{judge}", cases)
    for case, one, other in zip(cases, found, due, strict=True):
        assert one == other, (case, one, other)


def _verdict(item, variant, text):
    from cnnquiz.quiz.mark import read

    try:
        marked = mark(item, variant, text)
    except UnreadableError:
        return None
    return [read(item, variant, text), marked.score, marked.misconception]


@pytest.mark.slow
def test_what_cannot_be_read_costs_nothing(tmp_path):
    item = next(item for item in bank() if item.type is ItemType.NUMBER)
    with opened(tmp_path, write(groups_of([item]))) as page:
        keyboard = Keyboard(page)
        keyboard.type(0, "seven")
        keyboard.press("\ue007")  # Enter
        feedback = page.find_element("id", "q1-feedback")
        assert "expected a number such as 7" in feedback.text
        assert page.switch_to.active_element.get_attribute("id") == "q1-text"
        assert sitting(page)["given"] == {}


@pytest.mark.slow
def test_answers_outlive_a_reload_and_a_new_start_forgets_them(tmp_path, groups):
    with opened(tmp_path, write(groups)) as page:
        keyboard = Keyboard(page)
        for place in range(4):
            keyboard.answer(place, groups[place].item, variant_drawn(page, groups[place]).answer)
        before = sitting(page)
        page.refresh()
        assert sitting(page) == before
        assert "4 of" in page.find_element("id", "progress-text").text
        assert "Right" in page.find_element("id", "q3-feedback").text
        keyboard.reach("#restart")
        keyboard.press("\ue007")
        page.switch_to.alert.accept()
        assert sitting(page)["given"] == {}
        assert "0 of" in page.find_element("id", "progress-text").text
        assert page.find_element("id", "q3-text").is_enabled()
        page.execute_script("localStorage.setItem(Object.keys(localStorage)[0], '{\"seed\": 1}')")
        page.refresh()  # what is kept can be anybody's
        assert sitting(page)["given"] == {}


# --- variants -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_seed_draws_the_same_variants_here_and_there(tmp_path):
    items = [item for item in wiring.practice_items() if len(item.variants) >= 5][:40]
    page_groups = groups_of(items, variants=5)
    with opened(tmp_path, write(page_groups)) as page:
        stems = {}
        for seed in (1, 2, 999_999_999_999_999):
            field = page.find_element("id", "seed")
            field.clear()
            field.send_keys(str(seed), "\ue007")
            assert sitting(page)["seed"] == seed
            stems[seed] = [_text(one) for one in page.find_elements("css selector", ".stem")]
            for group, stem in zip(page_groups, stems[seed], strict=True):
                variant = group.questions[drawn(seed, group.item.id, 5)].variant
                assert _said(page, variant.stem) == stem
        assert stems[1] != stems[2]
        field.clear()
        field.send_keys("twelve", "\ue007")
        assert "digits" in page.find_element("id", "seed-problem").text


def test_seeds_draw_all_variants_about_equally_often():
    counts = [0, 0, 0, 0]
    for seed in range(400):
        for item in ("a", "one-more", "stride-of-two"):
            counts[drawn(seed, item, 4)] += 1
    assert all(240 < count < 360 for count in counts)


# --- what comes of it -----------------------------------------------------------------------------


@pytest.mark.slow
def test_results_can_be_saved(tmp_path, groups):
    with opened(tmp_path, write(groups)) as page:
        keyboard = Keyboard(page)
        due = []
        for place in (0, 1, 2):
            item, variant = groups[place].item, variant_drawn(page, groups[place])
            response = first_wrong(variant)
            keyboard.answer(place, item, response)
            marked = mark(item, variant, response)
            due.append((item.id, item.rev, variant.number, response, marked.score))
            assert sitting(page)["given"][str(place)]["misconception"] == marked.misconception
        found = saved(page, keyboard, tmp_path / "downloads" / "results.json")
    names = ("item", "rev", "variant", "response", "score")
    assert [tuple(one[name] for name in names) for one in found["responses"]] == due
    assert found["format"] == 1
