"""The quiz that is one HTML file: in a real browser, by keyboard, against the marking in Python."""

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.export import markup, mathml, program, quiz_page
from cnnquiz.export.quiz_page import read_paper, write, write_keyless
from cnnquiz.model.item import ItemType, Option, Tolerance, Variant, Wrong
from cnnquiz.quiz.mark import mark
from cnnquiz.quiz.returned import drawn
from cnnquiz.quiz.types.kind import UnreadableError
from support.exports import NASTY, bank, responses
from support.quiz_page import (
    Keyboard,
    groups_of,
    opened,
    seen_as,
    sitting,
    some_items,
    variant_drawn,
    violations,
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


def first_wrong(variant: Variant) -> str:
    """Return a wrong response whose belief is known, or else half of the right one."""
    return variant.wrong[0].response if variant.wrong else "0.5"


@pytest.fixture(scope="module")
def groups():
    return groups_of(some_items(), variants=3)


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


# --- for everybody --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("keyless", [False, True])
def test_axe_finds_nothing_before_and_after_in_light_and_dark(tmp_path, groups, keyless):
    content = write_keyless(groups) if keyless else write(groups)
    with opened(tmp_path, content) as page:
        for scheme in ("light", "dark"):
            seen_as(page, scheme=scheme)
            assert violations(page) == []
        keyboard = Keyboard(page)
        for place, group in enumerate(groups):
            variant = variant_drawn(page, group)
            response = first_wrong(variant) if place % 2 else variant.answer
            keyboard.answer(place, group.item, response, check=not keyless)
        page.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
        for scheme in ("light", "dark"):
            seen_as(page, scheme=scheme)
            assert violations(page) == []


@pytest.mark.slow
def test_nothing_moves_for_those_who_asked_for_that(tmp_path, groups):
    smooth = "return getComputedStyle(document.documentElement).scrollBehavior"
    with opened(tmp_path, write(groups)) as page:
        for value, due in (("reduce", "auto"), ("no-preference", "smooth")):
            features = [{"name": "prefers-reduced-motion", "value": value}]
            page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            assert page.execute_script(smooth) == due


@pytest.mark.slow
def test_on_a_telephone_nothing_is_wider_than_the_screen(tmp_path, groups):
    size = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True}
    with opened(tmp_path, write(groups)) as page:
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        assert page.execute_script("return document.documentElement.scrollWidth") <= 320


@pytest.mark.slow
def test_without_a_script_it_is_a_sheet_whose_answers_unfold(tmp_path, groups):
    with opened(tmp_path, write(groups), script=False) as page:
        assert not any(one.is_displayed() for one in page.find_elements("css selector", "button"))
        assert "to print and fill in" in page.find_element("tag name", "noscript").text
        folded = page.find_elements("css selector", "details.answer")
        assert len(folded) == len(groups)
        for place in (0, 2, 4):
            group = groups[place]
            folded[place].find_element("tag name", "summary").send_keys("\ue007")
            variant = group.questions[0].variant
            first = variant.explanation.split("`")[0].split("\n")[0].strip()
            assert first in folded[place].text


@pytest.mark.slow
def test_on_paper_there_are_questions_and_no_controls(tmp_path, groups):
    with opened(tmp_path, write(groups)) as page:
        seen_as(page, medium="print")
        for selector in (".act", ".progress", "#results", "#draw", "details.answer", "noscript"):
            found = page.find_elements("css selector", selector)
            assert found
            assert not any(one.is_displayed() for one in found), selector
        assert all(one.is_displayed() for one in page.find_elements("css selector", ".stem"))
        assert page.find_element("css selector", ".paper").is_displayed()
        printed = page.execute_cdp_cmd("Page.printToPDF", {})
        assert len(printed["data"]) > 20_000


@pytest.mark.slow
def test_the_page_asks_the_network_for_nothing(tmp_path, groups):
    with opened(tmp_path, write(groups)) as page:
        asked = "return performance.getEntriesByType('resource').map(one => one.name.slice(0, 5))"
        assert set(page.execute_script(asked)) <= {"data:"}
        # Nor could anybody have it do so.
        page.execute_script(
            "window.refused = []; addEventListener('securitypolicyviolation',"
            " event => refused.push(event.violatedDirective));"
            "const image = new Image(); image.src = 'https://localhost/x.png';"
            "document.body.append(image); const script = document.createElement('script');"
            "script.textContent = 'window.taken = true'; document.body.append(script)"
        )
        assert page.execute_script("return window.taken") is None
        page.get_log("browser")  # which tells of both


def test_a_page_names_no_address_outside():
    for content in (write(groups_of(some_items(), 2)), write_keyless(groups_of(some_items(), 2))):
        addresses = set(re.findall(r"https?://[^\s\"'<)\\]+", content.decode()))
        assert addresses <= {"http://www.w3.org/1998/Math/MathML"}


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
        saved = _saved(page, keyboard, tmp_path / "downloads" / "results.json")
    names = ("item", "rev", "variant", "response", "score")
    assert [tuple(one[name] for name in names) for one in saved["responses"]] == due
    assert saved["format"] == 1


def _saved(page, keyboard, path):
    from selenium.webdriver.support.ui import WebDriverWait

    keyboard.reach("#save")
    keyboard.press("\ue007")
    WebDriverWait(page, 20).until(lambda _: path.is_file())
    return json.loads(path.read_text())


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
        saved = _saved(page, keyboard, tmp_path / "downloads" / "responses.json")
    assert saved["student"] == "Ada"
    assert len(saved["responses"]) == len(groups)
    for place, (one, group) in enumerate(zip(saved["responses"], groups, strict=True)):
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
