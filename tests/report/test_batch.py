"""A class's reports as JSON, written piece by piece."""

import json

import pytest

from cnnquiz.model.batch import StudentReport
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.report.batch import json_pieces
from cnnquiz.report.json_format import submission_object

ODD = 'Café \u2028 😀 \x7f "quoted" \\ a\n\tb {[,:]}, "x": 1'
REPORT = ExerciseReport(
    "ex03",
    ODD,
    Status.GRADED,
    Confinement.FULL,
    checks=(
        CheckResult("check_a", ODD, ("add", "sub"), 0.1 + 0.2, Verdict.PASSED, seconds=0.00012),
        CheckResult("check_b", "", (), 1e-7, Verdict.FAILED, ODD, seconds=1e16),
    ),
)
CLASS = [
    StudentReport("ann", (REPORT, ExerciseReport("ex04", "", Status.MISSING))),
    StudentReport("Ünal", (), (ODD, "mine.zip: is encrypted")),
]


@pytest.mark.parametrize("reports", [CLASS[:1], CLASS])
def test_pieces_are_together_what_the_standard_library_writes(reports):
    document = {"format": 1, "submissions": [submission_object(report) for report in reports]}

    written = "".join(json_pieces(reports))

    # Compared as text: with other spaces or digits, every file that people keep would differ.
    assert written == json.dumps(document, indent=2) + "\n"
    assert written.isascii()


def test_class_of_nobody_is_still_a_document():
    assert json.loads("".join(json_pieces([]))) == {"format": 1, "submissions": []}


def test_number_that_json_does_not_know_is_an_error():
    check = CheckResult("check_a", "", (), 1.0, Verdict.PASSED, seconds=float("nan"))
    report = ExerciseReport("ex03", "", Status.GRADED, checks=(check,))

    with pytest.raises(ValueError, match="not JSON compliant"):
        list(json_pieces([StudentReport("ann", (report,))]))
