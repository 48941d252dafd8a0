import pytest

from cnnquiz.model.course import Misconception
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict, without_inputs
from cnnquiz.platforms.line import TEXT_CHARACTERS, fit, lines_of, one_line, score_of, worth_of

BELIEF = Misconception("stride-ignored", "The stride changes nothing", "It does.", "stride")


def check(name: str, verdict: Verdict, points: float = 2.5, **more: object) -> CheckResult:
    return CheckResult(name, "It adds.", ("add",), points, verdict, **more)


def report(*checks: CheckResult, status: Status = Status.GRADED, **more: object) -> ExerciseReport:
    return ExerciseReport("ex03", "Sums", status, checks=checks, **more)


def test_each_check_is_a_line_with_its_points_and_its_reason():
    failed = check("check_b", Verdict.FAILED, message="Too large.", misconception=BELIEF)

    first, second = lines_of(report(check("check_a", Verdict.PASSED), failed))

    assert (first.name, first.title) == ("ex03.check_a", "ex03: It adds.")
    assert (first.points, first.earned, first.passed, first.text) == (2.5, 2.5, True, "")
    assert (second.points, second.earned, second.passed) == (2.5, 0.0, False)
    assert second.text == "Too large.\nPerhaps you think: The stride changes nothing. It does."


def test_no_line_shows_inputs_or_what_came_back_or_what_was_printed():
    secret = {"call": "add(7654321)", "came_back": "7654321", "printed": "7654321"}

    told = report(check("check_a", Verdict.FAILED, message="No.", **secret), printed="7654321")

    assert "7654321" not in repr(lines_of(told))
    assert "7654321" not in repr(without_inputs(told))


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.PASSED])
def test_line_that_did_not_pass_always_says_why(verdict):
    (line,) = lines_of(report(check("check_a", verdict)))

    assert line.text


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNREADABLE])
def test_exercise_without_a_usable_file_is_one_line_worth_all_its_points(status):
    (line,) = lines_of(report(status=status, message="line 3: found a tab"))

    assert (line.name, line.points, line.earned, line.passed) == ("ex03", 10.0, 0.0, False)
    assert line.text == "line 3: found a tab"


def test_failure_of_ours_is_no_score_and_not_zero():
    unknown = report(status=Status.NOT_RUN)
    zero = report(status=Status.MISSING)

    (line,) = lines_of(unknown)

    assert (line.earned, line.passed) == (None, None)
    assert score_of([zero, unknown]) is None
    assert score_of([zero, zero]) == 0.0
    assert worth_of([zero, unknown]) == 20.0


def test_lines_add_up_to_the_score():
    points = [0.1] * 10 + [9.0]
    checks = [check(f"check_{n}", Verdict.PASSED, each) for n, each in enumerate(points)]

    told = report(*checks)

    assert score_of([told]) == 10.0 == sum(line.points for line in lines_of(told)[:10]) + 9.0


HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "bell\x07 nul\x00 del\x7f",
    "\u202eevil\u2066",
    "half \ud800 of a pair",
    "\r\x0b\x0c\u2028",
    "\x9b31m",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_drives_no_terminal_and_can_be_encoded(text):
    for shown in (fit(text), one_line(text)):
        shown.encode()
        assert all(c.isprintable() or c == "\n" for c in shown)


def test_unicode_stays_as_it_is():
    assert fit("naïve · 卷积 · ∑ · 🎉\n    indented") == "naïve · 卷积 · ∑ · 🎉\n    indented"


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\t" * 1_000_000, "é\n" * 500_000])
def test_megabyte_is_cut_and_says_so(text):
    shown = fit(text)

    assert len(shown) <= TEXT_CHARACTERS
    assert shown.endswith("… (cut)")


def test_title_is_one_line_whatever_the_text():
    assert one_line("a\n\n b\tc" + "d" * 500).count("\n") == 0
    assert len(one_line("a b" * 1000)) <= 200


def test_text_as_long_as_may_be_is_not_cut():
    assert fit("x" * TEXT_CHARACTERS) == "x" * TEXT_CHARACTERS
