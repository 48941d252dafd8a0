"""The class's report and the students' pages, as text and in a real browser."""

import html
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from cnnquiz.grading.similar import Group
from cnnquiz.grading.summary import summarise
from cnnquiz.model.gradebook import Grade, Override, Standing
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.report.page import class_page, page_names, student_page
from support import make_catalogue
from support.browser import browser

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
BELIEF = make_catalogue("forgot-sum")["forgot-sum"]
HOSTILE = [
    "<script>document.title='taken'</script>",
    "</svg></style></title><img src=x onerror=\"document.title='taken'\">",
    "\x1b[31mred\x1b[0m",
    "evil\u202egnp.exe",
    "x" * 10_000,
    "{{ 7 * 7 }}{% raise %}",
    "javascript:alert(1)",
    "../../../etc/passwd",
]
SECRETS = ("double_all(7654321)", "came back 7654322", "printed 7654323")


def report(exercise: str, *verdicts: Verdict, message="Not the right one.") -> ExerciseReport:
    """Return a report that holds what no page may show: a call, its result, what was printed."""
    call, came_back, printed = SECRETS
    checks = tuple(
        CheckResult(
            f"check_{at}",
            "It is so.",
            ("double_all",),
            5.0,
            verdict,
            None if verdict is Verdict.PASSED else message,
            call,
            came_back,
            None if verdict is Verdict.PASSED else BELIEF,
            printed,
        )
        for at, verdict in enumerate(verdicts)
    )
    return ExerciseReport(
        exercise, "Sums", Status.GRADED, Confinement.FULL, checks=checks, printed=printed
    )


def standing(student: str, *reports: ExerciseReport, **fields) -> Standing:
    grades = tuple(
        Grade(student, one.exercise, one.score, one.max_score, one.status.value, **fields)
        for one in reports
    )
    return Standing(student, grades, reports, (f"{student}: is odd",))


@pytest.fixture(scope="module")
def standings() -> list[Standing]:
    """A class of honest and of hostile names, with hostile messages."""
    good = report("ex01", Verdict.PASSED, Verdict.PASSED)
    half = report("ex01", Verdict.PASSED, Verdict.TIMEOUT)
    unreadable = ExerciseReport("ex01", "Sums", Status.UNREADABLE, message="line 3: \x1b[2J</svg>")
    honest = [standing("ames", good, good_two()), standing("burns", half, good_two())]
    evil = [
        standing(name, report("ex01", Verdict.FAILED, Verdict.CRASHED, message=name), good_two())
        for name in HOSTILE
    ]
    return [*honest, *evil, standing("carr", unreadable, override=Override(3.0, "<b>kind</b>"))]


def good_two() -> ExerciseReport:
    return report("ex02", Verdict.PASSED, Verdict.PASSED)


@pytest.fixture(scope="module")
def page(standings) -> str:
    """The class's report on all of them."""
    names = [one.student for one in standings]
    addresses = {student: f"pages/{name}" for student, name in page_names(names).items()}
    groups = [Group("ex01", ("ames", HOSTILE[0]), 0.91, 0.91)]
    summary = summarise(standings, {"ames": [BELIEF]})
    return class_page(summary, groups, addresses, NOW, "1.0")


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    """A browser that all tests of this file share."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        opened.execute_cdp_cmd("Network.enable", {})
        yield opened


def opened(driver, folder, text: str, scheme: str = "light", width: int = 1280):
    """Open a page from a file, as somebody does who was sent it."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    driver.get_log("browser")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get(file.as_uri())


def evaluated(driver, expression: str):
    return driver.execute_script(f"return {expression}")


# --- what pages say, and do not say ---------------------------------------------------------------


def test_no_page_shows_a_hidden_input_or_what_came_back_or_was_printed(page, standings):
    for text in (page, *(student_page(one, NOW) for one in standings)):
        assert "It is so." in text or "cannot be read" in text
        for number in ("7654321", "7654322", "7654323"):
            assert number not in text


def test_students_page_shows_nothing_of_anybody_else_nor_why_a_score_was_set(standings):
    (carr,) = (one for one in standings if one.student == "carr")

    text = student_page(carr, NOW)

    for other in ("ames", "burns", *HOSTILE):
        assert html.escape(other) not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    assert "kind" not in text
    assert "is odd" not in text
    assert "3 of 10 points" in text
    assert "set by hand" in text


def test_students_page_explains_what_was_lost():
    text = student_page(standing("burns", report("ex01", Verdict.FAILED), penalty=0.5), NOW)

    for words in ("Not the right one.", BELIEF.belief, BELIEF.refutation, "0 of 5 points", "late"):
        assert words in text


def test_students_page_does_not_say_how_our_side_failed():
    broken = ExerciseReport("ex01", "Sums", Status.NOT_RUN, message="/root/course: 7654321")

    text = student_page(standing("ames", broken), NOW)

    assert "7654321" not in text
    assert "not your doing" in text
    assert "No score yet" in text


def test_pages_hold_no_script_and_no_address_elsewhere(page, standings):
    for text in (page, *(student_page(one, NOW) for one in standings)):
        assert "<script" not in text
        assert "<img" not in text
        assert not re.search(r"(?:src|href)=\"?(?:https?:|//|javascript:)", text)
        assert "default-src 'none'" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_ids_are_unique_and_every_reference_leads_somewhere(page):
    ids = re.findall(r'\sid="([^"]*)"', page)
    references = re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)|aria-labelledby="([^"]*)"', page)

    assert len(ids) == len(set(ids))
    assert references
    assert {"".join(one) for one in references} <= set(ids)


def test_report_without_comparison_says_so_and_needs_no_beliefs():
    text = class_page(
        summarise([standing("ames", report("ex01", Verdict.PASSED))], {}), None, {}, NOW, "1.0"
    )

    assert "were not compared" in text
    assert "None was found." in text


def test_report_on_a_class_that_could_not_be_judged_is_a_report():
    broken = ExerciseReport("ex01", "Sums", Status.NOT_RUN, message="no worker")

    text = class_page(summarise([standing("ames", broken)], {}), [], {}, NOW, "1.0")

    assert "no worker" in text
    assert "No two submissions are nearly the same." in text


# --- file names -----------------------------------------------------------------------------------


def test_plain_names_are_kept_and_all_others_become_safe_and_unique():
    names = ["ann", "o'neil", "Ann-Marie_2", *HOSTILE, "CON", "aux", ".", "", "Ä", "Ö", "\ud800"]

    found = page_names(names)

    assert found["ann"] == "ann.html"
    assert found["Ann-Marie_2"] == "Ann-Marie_2.html"
    for name in found.values():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.html", name)
        assert name.partition(".")[0].lower() not in {"con", "aux"}
    assert len({name.lower() for name in found.values()}) == len(names)


def test_names_that_a_disk_takes_for_one_get_files_of_their_own():
    found = page_names(["ann", "Ann", "ANN", "bob"])

    assert len({name.lower() for name in found.values()}) == 4
    assert found["bob"] == "bob.html"


def test_name_made_to_look_like_another_ones_file_does_not_get_it():
    first = page_names(["a b"])["a b"].removesuffix(".html")

    assert len(set(page_names(["a b", first]).values())) == 2


# --- in a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_opens_without_errors_or_requests_and_its_plots_are_seen(
    driver, tmp_path, page, scheme, width
):
    opened(driver, tmp_path, page, scheme, width)

    assert driver.get_log("browser") == []
    assert evaluated(driver, "performance.getEntriesByType('resource').length") == 0
    assert evaluated(driver, "document.title") == "Class report"
    assert evaluated(driver, "document.documentElement.scrollHeight") > 2000
    assert evaluated(driver, "document.documentElement.scrollWidth") <= width
    boxes = evaluated(
        driver,
        "[...document.querySelectorAll('svg')].map(s => {"
        " const b = s.getBoundingClientRect(); return [b.width, b.height]})",
    )
    assert len(boxes) == 5  # all, bands, beliefs, ex01, ex02
    assert all(wide > 250 and high > 60 for wide, high in boxes)
    surface = evaluated(driver, "getComputedStyle(document.body).backgroundColor")
    assert (_luminance(surface) > 0.8) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(driver, tmp_path, page, standings, scheme):
    for text in (page, student_page(standings[1], NOW)):
        opened(driver, tmp_path, text, scheme)
        pairs = evaluated(driver, _COLOURS_OF_TEXT)
        assert len(pairs) >= 4
        for colour, surface, words in pairs:
            lighter, darker = sorted((_luminance(colour), _luminance(surface)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (words, colour, surface)


def test_bars_take_the_colours_of_the_scheme(driver, tmp_path, page):
    colours = set()
    for scheme in ("light", "dark"):
        opened(driver, tmp_path, page, scheme)
        path = "document.querySelector('svg path[style*=series-0]')"
        colours.add(evaluated(driver, f"getComputedStyle({path}).fill"))

    assert len(colours) == 2
    assert "rgb(0, 0, 0)" not in colours


def test_hostile_names_and_messages_are_shown_as_text(driver, tmp_path, page, standings):
    opened(driver, tmp_path, page)

    shown = evaluated(driver, "document.body.innerText")
    assert HOSTILE[0] in shown
    assert "\ufffd[31mred\ufffd[0m" in shown
    assert "evil\ufffdgnp.exe" in shown
    assert "{{ 7 * 7 }}" in shown
    assert "x" * 2001 not in shown
    assert evaluated(driver, "document.querySelectorAll('script, img, iframe').length") == 0

    for one, name in zip(standings[2:], HOSTILE, strict=False):
        opened(driver, tmp_path, student_page(one, NOW))
        assert evaluated(driver, "document.title").startswith("Feedback for ")
        assert evaluated(driver, "document.querySelectorAll('script, img, iframe').length") == 0
        assert evaluated(driver, "document.body.innerText.length") < 10_000, name
        assert driver.get_log("browser") == []


def test_headings_go_down_one_level_at_a_time_and_tables_name_their_columns(driver, tmp_path, page):
    opened(driver, tmp_path, page)

    levels = evaluated(
        driver, "[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert evaluated(driver, "document.querySelectorAll('thead th:not([scope])').length") == 0
    unnamed = (
        "[...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-labelledby'))"
    )
    assert evaluated(driver, f"{unnamed}.length") == 0


def _luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(…)`, as WCAG 2.2 defines it."""
    parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(f * p for f, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# Colour of each text, colour of what is behind it, and the text, each pair of colours once.
_COLOURS_OF_TEXT = """(() => {
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim();
    if (!words) continue;
    const own = getComputedStyle(node.parentElement);
    const colour = node.parentElement.closest('svg') ? own.fill : own.color;
    let behind = node.parentElement;
    while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)' && behind.parentElement)
      behind = behind.parentElement;
    const surface = getComputedStyle(behind).backgroundColor;
    found[colour + surface] = [colour, surface, words.slice(0, 40)];
  }
  return Object.values(found);
})()
"""
