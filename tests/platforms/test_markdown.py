"""Summaries, rendered by a Markdown library as GitHub would."""

import pytest
from markdown_it import MarkdownIt

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.platforms.markdown import MOST_BYTES, escaped, summary


def report(*checks: CheckResult, status: Status = Status.GRADED, **more: object) -> ExerciseReport:
    return ExerciseReport("ex03", "Sums", status, checks=checks, **more)


def failed(description: str, message: str) -> CheckResult:
    return CheckResult("check_a", description, ("add",), 2.5, Verdict.FAILED, message)


def rendered(text: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


def test_summary_has_a_table_and_the_reasons():
    passed = CheckResult("check_b", "It subtracts.", ("sub",), 7.5, Verdict.PASSED)

    page = rendered(summary([report(failed("It adds.", "Too large."), passed)], ["A note."]))

    assert "<h3>ex03 Sums: 7.5 of 10</h3>" in page
    assert "<td>ex03: It adds.</td>" in page
    assert ">0 of 2.5</td>" in page
    assert "<pre>Too large.</pre>" in page
    assert "<p>A note.</p>" in page


HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></details><img src=x onerror=alert(1)>",
    "![x](https://example.com/x.png) [link](javascript:alert(1))",
    "| a | b |\n\n# heading\n\n---",
    "```\ncode\n```",
    "&lt;script&gt;",
    "\n\n<b>bold</b> **bold** _it_ `x` ~~y~~",
    "@somebody #1 https://example.com/",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_student_wrote_becomes_markup(text):
    told = report(failed(text, text), status=Status.GRADED)
    plain = report(failed("word", "word"))

    page, expected = rendered(summary([told], [text])), rendered(summary([plain], ["word"]))

    def tags(html: str) -> list[str]:
        return [part.partition(">")[0] for part in html.split("<")[1:]]

    assert tags(page) == tags(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_shown_as_it_is(text):
    import html

    page = rendered(escaped(text))

    assert page.startswith("<p>")
    assert html.unescape(page[3:-5]) == " ".join(text.split())


def test_summary_that_is_too_large_is_short_rather_than_none():
    reports = [report(*[failed("It adds.", "x" * 4000)] * 100)] * 5

    text = summary(reports)

    assert len(text.encode()) < MOST_BYTES
    assert text.count("### ex03 Sums: 0 of 10") == 5


def test_exercise_that_could_not_be_judged_shows_no_score():
    unknown = CheckResult("check_c", "It fails.", ("add",), 1.0, Verdict.NOT_RUN)

    text = summary([report(unknown, status=Status.NOT_RUN)])

    assert "could not be judged" in text
    assert "| ? |" in text
    assert "? of 1" in text
