import io

import pytest

from cnnquiz.model.course import Misconception
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.report.terminal import Terminal, printable, terminal_of
from cnnquiz.report.text import write_report, write_summary

PLAIN = Terminal(width=70)
ASCII = Terminal(width=70, encoding="ascii")
BELIEF = Misconception(
    "stride-ignored", "The stride changes nothing.", "It skips windows.", "stride"
)


def check(
    description: str, function: str, points: float, verdict: Verdict, **more: object
) -> CheckResult:
    return CheckResult("check_a", description, (function,), points, verdict, **more)


def exercise(*checks: CheckResult, status: Status = Status.GRADED, **more: object):
    return ExerciseReport(
        "ex03", "The output-size formula", status, Confinement.FULL, checks=checks, **more
    )


MIXED = exercise(
    check("One window fits.", "conv_output_size", 1.5, Verdict.PASSED),
    check(
        "Stride divides what is left.",
        "conv_output_size",
        2,
        Verdict.FAILED,
        message="The value is too large.",
        call="conv_output_size(7, 2, stride=3)",
        came_back="6",
        misconception=BELIEF,
        printed="n = 7\nk = 2\n",
    ),
    check("Zero raises.", "conv_output_size", 0.5, Verdict.ERROR, message="line 3: oh"),
    check("Long rows.", "trace_shapes", 2, Verdict.TIMEOUT, message="stopped after 5 s"),
    check("Pooling.", "trace_shapes", 1, Verdict.CRASHED, message="SIGKILL"),
    check("The batch stays.", "conv_output_shape", 1, Verdict.NOT_IMPLEMENTED),
    check("Filters.", "conv_output_shape", 2, Verdict.NOT_IMPLEMENTED),
)


def test_whole_report_of_an_exercise_with_every_kind_of_verdict():
    assert write_report(MIXED, PLAIN) == (
        """\
ex03  The output-size formula                     1.5 / 10  █▌

  conv_output_size                                             1.5 / 4
  ✓  One window fits.                                        1.5 / 1.5
  ✗  Stride divides what is left.                                0 / 2
       conv_output_size(7, 2, stride=3)
       → 6
       The value is too large.

       Perhaps you think: The stride changes nothing.
       It skips windows.

       It printed:
       | n = 7
       | k = 2
  !  Zero raises.                                              0 / 0.5
       line 3: oh

  trace_shapes                                                   0 / 3
  ⏱  Long rows.                                                  0 / 2
       stopped after 5 s
  !  Pooling.                                                    0 / 1
       SIGKILL

  ·  not written yet: conv_output_shape (3 points)

Stuck? cnnquiz hint ex03 gives a hint, cnnquiz show ex03 the lesson."""
    )


def test_stream_that_has_only_ascii_gets_the_same_report_in_ascii():
    text = write_report(MIXED, ASCII)

    assert text.isascii()
    lines = text.splitlines()
    assert lines[0] == "ex03  The output-size formula                     1.5 / 10  #---------"
    assert [line for line in lines if "One window" in line or "-> 6" in line] == [
        "  ok One window fits.                                        1.5 / 1.5",
        "       -> 6",
    ]
    assert "  -  not written yet: conv_output_shape (3 points)" in lines


def test_every_line_fits_the_width():
    long = "a very long sentence about windows that goes on " * 5
    word = "x" * 300
    report = exercise(
        check(
            long,
            "conv",
            10,
            Verdict.FAILED,
            message=long,
            call=f"conv({word})",
            came_back=word,
            misconception=Misconception("a", long, long, "b"),
            printed=f"{word}\n{long}",
        ),
        message=long,
        printed=word,
    )
    for width in (40, 80, 100):
        lines = write_report(report, Terminal(width=width)).splitlines()
        assert max(map(len, lines)) == width


def test_points_stand_apart_from_the_description_whatever_its_length():
    for length in range(30, 70):
        description = "x" * 29 + " " + "y" * (length - 30)
        report = exercise(check(description, "add", 10, Verdict.PASSED))

        line = write_report(report, PLAIN).splitlines()[3]

        assert len(line) == 70
        assert line.endswith("  10 / 10")


def test_printed_output_is_cut_after_ten_lines_and_says_how_many_more():
    printed = "".join(f"{i}\n" for i in range(12))
    report = exercise(check("It adds.", "add", 10, Verdict.FAILED, printed=printed))

    lines = write_report(report, PLAIN, advice=False).splitlines()

    assert lines[-12:] == [
        "       It printed:",
        *(f"       | {i}" for i in range(10)),
        "       | … 2 more lines",
    ]


def test_of_what_is_printed_in_checks_that_pass_only_the_number_of_lines_is_told():
    quiet = check("It adds.", "add", 5, Verdict.PASSED)
    loud = check("It adds more.", "add", 5, Verdict.PASSED, printed="1\n2\n")

    text = write_report(exercise(quiet, loud), PLAIN, advice=False)

    assert text.endswith("\n\n  In checks that passed, your code also printed 2 lines.")
    assert "printed" not in write_report(exercise(quiet), PLAIN, advice=False)


def test_a_belief_is_explained_once_and_then_only_named():
    belief = Misconception("a", "Kernels add up.", "They do not.", "size")
    failed = check("It adds.", "add", 5, Verdict.FAILED, misconception=belief)

    text = write_report(exercise(failed, failed), PLAIN, advice=False)

    assert text.count("They do not.") == 1
    assert "Perhaps you think: Kernels add up." in text
    assert "Perhaps, as above, you think: Kernels add up." in text


def test_a_function_under_another_name_is_not_called_unwritten():
    message = "There is no add in your file. Is it the one called ad?"
    report = exercise(check("It adds.", "add", 10, Verdict.NOT_IMPLEMENTED, message=message))

    text = write_report(report, PLAIN, advice=False)

    assert f"{message} (10 points)" in " ".join(text.split())
    assert "not written yet" not in text


def test_what_students_print_cannot_drive_the_terminal_or_pass_for_the_report():
    hostile = "\x1b[2J\x9b31m\u202e\x07\n  ✓  All checks pass.   10 / 10\r"
    report = exercise(
        check(
            "It adds.",
            "add",
            10,
            Verdict.FAILED,
            message=hostile,
            call=hostile,
            came_back=hostile,
            printed=hostile,
        ),
        printed=hostile,
        message=hostile,
    )

    text = write_report(report, PLAIN)

    assert all(c.isprintable() or c == "\n" for c in text)
    assert not any(line.startswith("  ✓  All") for line in text.splitlines()[3:])


def test_colour_is_written_only_where_the_terminal_has_it():
    coloured = write_report(MIXED, Terminal(width=70, colour=True))

    assert "\x1b[32m\x1b[1m✓ \x1b[0m" in coloured
    assert "\x1b" not in write_report(MIXED, PLAIN)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            exercise(status=Status.UNREADABLE, message="line 3: '(' was never closed"),
            """\
ex03  The output-size formula                       0 / 10
  line 3: '(' was never closed

Once the file is mended: cnnquiz check ex03""",
        ),
        (
            exercise(status=Status.MISSING, message="there is no ex03_output_size.py"),
            """\
ex03  The output-size formula                       0 / 10
  there is no ex03_output_size.py

To begin: cnnquiz start writes the files, cnnquiz show ex03 the
lesson.""",
        ),
        (
            exercise(check("Example 1", "conv", 0, Verdict.PASSED), status=Status.EXAMPLES_ONLY),
            """\
ex03  The output-size formula                     examples only
  The hidden checks run when your work is handed in.

  conv
  ✓  Example 1

All examples pass. Next: cnnquiz show ex04""",
        ),
        (
            exercise(
                check("Example 1", "conv", 0, Verdict.NOT_IMPLEMENTED),
                status=Status.EXAMPLES_ONLY,
            ),
            """\
ex03  The output-size formula                     examples only
  The hidden checks run when your work is handed in.

  ·  not written yet: conv

Stuck? cnnquiz hint ex03 gives a hint, cnnquiz show ex03 the lesson.""",
        ),
        (
            exercise(check("It adds.", "add", 2, Verdict.NOT_RUN), status=Status.NOT_RUN),
            """\
ex03  The output-size formula                     could not be judged

  add                                                            ? / 2
  ?  It adds.                                                    ? / 2
       cnnquiz could not run this check. No points are lost by it.

To try again: cnnquiz check ex03""",
        ),
        (
            exercise(check("It adds.", "add", 10, Verdict.PASSED)),
            """\
ex03  The output-size formula                      10 / 10  ██████████

  add                                                          10 / 10
  ✓  It adds.                                                  10 / 10

Full score. Next: cnnquiz show ex04""",
        ),
    ],
    ids=["unreadable", "missing", "examples pass", "examples fail", "not run", "full score"],
)
def test_every_status_says_what_it_means_and_what_to_do_next(report, expected):
    assert write_report(report, PLAIN, following="ex04") == expected


def test_after_the_last_exercise_the_list_is_next():
    report = exercise(check("It adds.", "add", 10, Verdict.PASSED))

    assert write_report(report, PLAIN).splitlines()[-1] == "Full score. Next: cnnquiz list"


def test_summary_has_one_line_for_each_exercise_and_adds_up_what_was_scored():
    reports = [
        exercise(check("It adds.", "add", 10, Verdict.PASSED)),
        ExerciseReport("ex04", "Pooling", Status.GRADED, checks=MIXED.checks),
        ExerciseReport("ex05", "A title much too long for one line here", Status.MISSING),
        ExerciseReport("ex06", "Backward", Status.EXAMPLES_ONLY),
    ]

    assert write_summary(reports, PLAIN) == (
        """\
ex03  The output-size formula                      10 / 10  ██████████
ex04  Pooling                                     1.5 / 10  █▌
ex05  A title much too long for one line here     no file yet
ex06  Backward                                    examples only
total                                            11.5 / 30  ███▊

Next: cnnquiz check ex04"""
    )


def test_summary_of_finished_exercises_says_that_nothing_is_left():
    done = exercise(check("It adds.", "add", 10, Verdict.PASSED))

    assert write_summary([done], PLAIN).splitlines()[-1] == "Nothing is left to do here."


def test_bar_is_full_only_for_full_score_and_never_longer_than_its_cells():
    assert PLAIN.bar(9.99, 10) == "█████████▉"
    assert PLAIN.bar(10, 10) == "██████████"
    assert PLAIN.bar(11, 10) == "██████████"
    assert ASCII.bar(9.99, 10) == "#########-"
    assert PLAIN.bar(0, 0) == " " * 10


class Stream(io.StringIO):
    """A stream that says it is a terminal, of a given encoding."""

    def __init__(self, *, tty: bool, encoding: str = "utf-8") -> None:
        super().__init__()
        self._tty = tty
        self._encoding = encoding

    @property
    def encoding(self) -> str:
        return self._encoding

    def isatty(self) -> bool:
        return self._tty


@pytest.mark.parametrize(
    ("tty", "environ", "colour"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),  # the convention asks for a value
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colour_needs_a_terminal_and_nobody_who_forbids_it(tty, environ, colour):
    assert terminal_of(Stream(tty=tty), environ).colour is colour


@pytest.mark.parametrize(
    ("columns", "width"), [("72", 72), ("10", 40), ("240", 100), ("0", 80), ("wide", 80), ("", 80)]
)
def test_width_follows_columns_within_what_can_be_read(columns, width):
    assert terminal_of(Stream(tty=False), {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), ("no-such-encoding", False)],
)
def test_unicode_is_used_only_where_the_encoding_has_it(encoding, unicode):
    assert terminal_of(Stream(tty=True, encoding=encoding), {}).unicode is unicode


def test_characters_that_an_encoding_lacks_become_the_nearest_it_has():
    dashes = "2·n ≥ 3 → “yes” … 卷"

    assert ASCII.fit(dashes) == '2*n >= 3 -> "yes" ... ?'
    assert Terminal(encoding="latin-1").fit(dashes) == '2·n >= 3 -> "yes" ... ?'


def test_control_characters_become_replacement_characters_and_tabs_spaces():
    assert printable("a\x1b\x00\x85\u202e\ud800b\tc\xa0d\r\ne") == "a�����b c d\ne"
