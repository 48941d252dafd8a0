"""The quiz page on a telephone, on paper, without a script or a network, and for axe."""

import re

import pytest

from cnnquiz.export.quiz_page import write, write_keyless
from support.quiz_page import (
    Keyboard,
    first_wrong,
    groups_of,
    opened,
    seen_as,
    some_items,
    variant_drawn,
    violations,
)


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
