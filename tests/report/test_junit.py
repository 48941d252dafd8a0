import xml.etree.ElementTree as ET

import pytest

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.report.junit import as_junit


def check(name: str, verdict: Verdict, **more: object) -> CheckResult:
    return CheckResult(name, "It adds.", ("add",), 2.5, verdict, **more)


def report(*checks: CheckResult, status: Status = Status.GRADED, **more: object) -> ExerciseReport:
    return ExerciseReport("ex03", "Sums", status, checks=checks, **more)


def parse(document: str) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314  # our own document


def test_whole_document_of_an_exercise_with_a_passed_and_a_failed_check():
    failed = check(
        "check_b",
        Verdict.FAILED,
        message="Too large.\nBy one.",
        call="add(1, 2)",
        printed="x < y",
        seconds=0.25,
    )

    assert as_junit([report(check("check_a", Verdict.PASSED), failed)]) == (
        "<?xml version='1.0' encoding='us-ascii'?>\n"
        '<testsuites name="cnnquiz">\n'
        '  <testsuite name="ex03 Sums" tests="2" failures="1" errors="0" skipped="0"'
        ' time="0.250">\n'
        "    <properties>\n"
        '      <property name="score" value="2.5" />\n'
        '      <property name="max_score" value="10" />\n'
        "    </properties>\n"
        '    <testcase classname="ex03" name="check_a" time="0.000" />\n'
        '    <testcase classname="ex03" name="check_b" time="0.250">\n'
        '      <failure message="Too large." type="failed">add(1, 2)\n'
        "Too large.\n"
        "By one.</failure>\n"
        "      <system-out>x &lt; y</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>"
    )


@pytest.mark.parametrize(
    ("verdict", "element"),
    [
        (Verdict.FAILED, "failure"),
        (Verdict.NOT_IMPLEMENTED, "failure"),
        (Verdict.ERROR, "error"),
        (Verdict.TIMEOUT, "error"),
        (Verdict.CRASHED, "error"),
        (Verdict.NOT_RUN, "skipped"),
    ],
)
def test_verdict_becomes_the_element_that_servers_count(verdict, element):
    root = parse(as_junit([report(check("check_a", verdict, message="why"))]))

    [case] = root.iter("testcase")
    assert [(child.tag, child.get("type"), child.text) for child in case] == [
        (element, verdict.value, "why")
    ]
    counted = {"failure": "failures", "error": "errors", "skipped": "skipped"}[element]
    suite = root.find("testsuite")
    numbers = {name: suite.get(name) for name in ("failures", "errors", "skipped")}
    assert numbers == {"failures": "0", "errors": "0", "skipped": "0"} | {counted: "1"}


@pytest.mark.parametrize(
    ("status", "element", "properties"),
    [
        (Status.UNREADABLE, "error", {"score": "0", "max_score": "10"}),
        (Status.MISSING, "error", {"score": "0", "max_score": "10"}),
        (Status.NOT_RUN, "skipped", {"max_score": "10"}),
    ],
)
def test_exercise_without_checks_is_one_test_case(status, element, properties):
    root = parse(as_junit([report(status=status, message="line 3: oh")]))

    [case] = root.iter("testcase")
    [reason] = case
    assert (case.get("name"), reason.tag, reason.get("message")) == ("ex03", element, "line 3: oh")
    assert {p.get("name"): p.get("value") for p in root.iter("property")} == properties


def test_characters_that_xml_forbids_are_removed_and_others_survive():
    dirty = "a\x00b\x1bc\ud800d\uffffe\ttab ü 卷 \U0001f600 ]]> & <x>"
    failed = check("check_a", Verdict.FAILED, message=dirty, printed=dirty)

    text = as_junit([report(failed, printed=dirty)])

    clean = "abcde\ttab ü 卷 \U0001f600 ]]> & <x>"
    root = parse(text)
    assert text.isascii()
    assert [element.text for element in root.iter("system-out")] == [clean, clean]
    assert root.find(".//failure").get("message") == clean
