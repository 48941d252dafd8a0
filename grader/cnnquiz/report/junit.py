"""Reports as JUnit XML, which continuous integration servers read."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.report.json_format import full_message

# XML 1.0 has no way to write these, not even as references.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_ELEMENTS = {
    Verdict.PASSED: None,
    Verdict.FAILED: "failure",
    Verdict.NOT_IMPLEMENTED: "failure",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "error",
    Verdict.CRASHED: "error",
    Verdict.NOT_RUN: "skipped",
}
_WITHOUT_CHECKS = {
    Status.UNREADABLE: "error",
    Status.MISSING: "error",
    Status.NOT_RUN: "skipped",
}


def as_junit(reports: Sequence[ExerciseReport]) -> str:
    """Return the reports as one JUnit document, in ASCII, so that any stream can take it.

    An exercise is a test suite and a check a test case. An exercise whose file is missing or could
    not be read is one test case with an error; one that could not be judged is skipped.
    """
    root = ET.Element("testsuites", name="cnnquiz")
    for report in reports:
        _suite(root, report)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii")


def _suite(root: ET.Element, report: ExerciseReport) -> None:
    suite = ET.SubElement(root, "testsuite", name=_legal(f"{report.exercise} {report.title}"))
    properties = ET.SubElement(suite, "properties")
    if report.score is not None:
        ET.SubElement(properties, "property", name="score", value=f"{report.score:g}")
    ET.SubElement(properties, "property", name="max_score", value=f"{report.max_score:g}")
    for check in report.checks:
        _case(suite, report, check)
    if not report.checks and (element := _WITHOUT_CHECKS.get(report.status)):
        case = _testcase(suite, report.exercise, report.exercise, 0.0)
        _reason(case, element, report.status.value, report.message or "")
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped",) * 2):
        suite.set(attribute, str(sum(case.find(element) is not None for case in cases)))
    suite.set("time", f"{sum(check.seconds for check in report.checks):.3f}")
    if report.printed:
        ET.SubElement(suite, "system-out").text = _legal(report.printed)


def _case(suite: ET.Element, report: ExerciseReport, check: CheckResult) -> None:
    case = _testcase(suite, report.exercise, check.name, check.seconds)
    if element := _ELEMENTS[check.verdict]:
        message = full_message(check) or ""
        _reason(case, element, check.verdict.value, message, call=check.call)
    if check.printed:
        ET.SubElement(case, "system-out").text = _legal(check.printed)


def _testcase(suite: ET.Element, exercise: str, name: str, seconds: float) -> ET.Element:
    attributes = {"classname": _legal(exercise), "name": _legal(name), "time": f"{seconds:.3f}"}
    return ET.SubElement(suite, "testcase", attributes)


def _reason(
    case: ET.Element, element: str, kind: str, message: str, *, call: str | None = None
) -> None:
    """Add why a test case did not pass: the first line as its message, everything as its text."""
    first = message.partition("\n")[0]
    reason = ET.SubElement(case, element, message=_legal(first), type=kind)
    reason.text = _legal("\n".join(part for part in (call, message) if part))


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("", text)
