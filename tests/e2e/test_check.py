"""`cnnquiz check` as students use it, from the first file to full score."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import psutil
import pytest

from cnnquiz.course.load import exercise_slugs

ROOT = Path(__file__).parents[2]
SLUGS = exercise_slugs(ROOT / "exercises")


def reference(slug: str) -> Path:
    """Return the file of an exercise's reference."""
    return ROOT / "solutions" / slug / f"{slug}.py"


def wrong(name: str) -> Path:
    """Return the file of a wrong submission."""
    return ROOT / "tests" / "submissions" / f"{name}.py"


def cell(*lines: str) -> dict:
    """Return a code cell of a notebook."""
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": "\n".join(lines)}


def notebook(*cells: dict) -> str:
    """Return a notebook that begins with a cell of text."""
    text = {"cell_type": "markdown", "metadata": {}, "source": "# My work"}
    return json.dumps({"cells": [text, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


# --- the way of a student -----------------------------------------------------------------------


def test_stub_scores_nothing_and_is_met_kindly(desk):
    assert desk.run("start").status == 0

    ended = desk.run("check", "ex03")

    assert (ended.status, ended.err) == (1, "")
    first, *_ = ended.out.splitlines()
    assert first.split() == ["ex03", "The", "output-size", "formula", "0", "/", "10"]
    assert "not written yet: conv_output_size (3.75 points)" in ended.out
    assert "Stuck? cnnquiz hint ex03 gives a hint, cnnquiz show ex03 the lesson." in ended.out
    for unkind in ("✗", "rror", "Traceback", "wrong"):
        assert unkind not in ended.out


@pytest.mark.parametrize("slug", SLUGS)
def test_reference_has_full_score(desk, slug):
    ended = desk.run("check", slug, "--file", reference(slug), "--format", "json")

    assert (ended.status, ended.err) == (0, "")
    assert ended.report["score"] == 10.0


def test_full_score_leads_on_to_the_next_exercise(desk):
    ended = desk.run("check", "ex03", "--file", reference("ex03_output_size"))

    assert ended.status == 0
    assert ended.out.splitlines()[0].endswith("10 / 10  ██████████")
    assert ended.out.splitlines()[-1] == "Full score. Next: cnnquiz show ex04"


def test_score_of_the_own_file_is_remembered_for_the_list(desk):
    desk.write("ex03_output_size.py", reference("ex03_output_size").read_bytes())
    desk.run("check", "ex01", "--file", reference("ex01_kernels"))  # not this folder's

    assert desk.run("check", "ex03").status == 0

    rows = {line[:4]: line for line in desk.run("list").out.splitlines()}
    assert "10 / 10" in rows["ex03"]
    assert "10 / 10" not in rows["ex01"]


def test_lost_points_are_explained_by_the_call_and_the_message(desk):
    ended = desk.run(
        "check", "--file", wrong("ex03_output_size/wrong_trace_shapes_key_error"), "ex03"
    )

    assert ended.status == 1
    assert "trace_shapes(" in ended.out
    assert "KeyError was raised at line" in " ".join(ended.out.split())


# --- formats ------------------------------------------------------------------------------------


def test_json_keeps_every_promise_whatever_the_outcome(desk):
    desk.run("start")
    desk.write("ex01_kernels/ex01_kernels.py", "def broken(:\n")
    (desk.folder / "ex02_padding_stride" / "ex02_padding_stride.py").unlink()

    ended = desk.run("check", "ex01", "ex02", "ex03", "ex04", "--format", "json")

    assert ended.status == 1
    reports = ended.document["exercises"]  # which looks at keys, order, and types
    assert [report["exercise"] for report in reports] == ["ex01", "ex02", "ex03", "ex04"]
    statuses = ["unreadable", "missing", "graded", "graded"]
    assert [report["status"] for report in reports] == statuses
    assert [report["score"] for report in reports] == [0.0] * 4
    assert {check["status"] for check in reports[2]["checks"]} == {"not_implemented", "passed"}
    assert ended.out.isascii()


def test_json_shows_the_call_and_the_misconception_of_a_failed_check(small):
    ended = small.check("def double_all(values):\n    return values + 2\n")

    check = ended.checks["check_the_shape_is_kept"]
    assert check["call"].startswith("double_all(array([[")
    assert check["misconception"] == "doubling-adds-two"
    assert check["message"].endswith(
        "\nPerhaps you think: Twice a number is two more than the number."
        " It is the number added to itself."
    )


def test_json_on_stdout_stays_pure_while_a_student_prints(small):
    noise = "print('{\"format\": 2}')\nimport os\nos.write(1, b'raw')\nos.write(2, b'raw')\n"
    body = "    print('{', flush=True)\n    os.system('echo loud')\n    return 2 * values\n"

    ended = small.check(f"{noise}def double_all(values):\n{body}")

    assert ended.out.startswith('{\n  "format": 1,')
    assert ended.checks["check_the_shape_is_kept"]["status"] == "passed"
    assert ended.err == ""


def test_what_a_student_prints_is_shown_beside_the_check(small):
    source = "print('at the top')\ndef total(values):\n    print('in total')\n    return 0.0\n"

    ended = small.run("check", "--file", small.write("ex01_double.py", source))

    assert "       | in total" in ended.out.splitlines()
    assert "  Your file printed while loading:\n  | at the top\n" in ended.out


def test_junit_can_be_parsed_and_counts_what_failed(desk):
    file = wrong("ex03_output_size/wrong_trace_shapes_key_error")

    ended = desk.run("check", "ex03", "--file", file, "--format", "junit")

    assert ended.status == 1
    (suite,) = ET.fromstring(ended.out)  # noqa: S314  # our own output, not a stranger's
    cases = suite.findall("testcase")
    assert suite.attrib["name"] == "ex03 The output-size formula"
    assert int(suite.attrib["tests"]) == len(cases) > 10
    failed = [case.attrib["name"] for case in cases if case.find("failure") is not None]
    assert failed == ["check_layers_that_say_too_little_are_errors"]
    properties = {one.attrib["name"]: one.attrib["value"] for one in suite.iter("property")}
    assert properties == {"score": "9.5", "max_score": "10"}


# --- several exercises --------------------------------------------------------------------------


def test_several_exercises_are_checked_in_the_order_they_are_named(desk):
    desk.run("start")
    slug = "ex01_kernels"
    desk.write(f"{slug}/{slug}.py", reference(slug).read_bytes())

    ended = desk.run("check", "ex03", "1", "ex03")

    assert ended.status == 1
    heads = [line[:4] for line in ended.out.splitlines() if line.startswith("ex0")]
    assert heads == ["ex03", "ex01", "ex03", "ex01"]  # each report, then the summary
    assert ended.out.splitlines()[-1] == "Next: cnnquiz check ex03"


def test_all_checks_every_exercise_that_has_a_file(desk):
    for slug in ("ex01_kernels", "ex04_nchw"):
        desk.write(f"{slug}.py", reference(slug).read_bytes())

    ended = desk.run("check", "--all", "--format", "json")

    assert ended.status == 0
    assert [report["exercise"] for report in ended.document["exercises"]] == ["ex01", "ex04"]


def test_all_without_any_file_says_how_to_begin(desk):
    ended = desk.run("check", "--all")

    assert (ended.status, ended.out) == (2, "")
    assert "cnnquiz start writes them" in ended.err


# --- notebooks ----------------------------------------------------------------------------------


def test_notebook_with_magics_is_checked_as_python(small):
    path = small.write(
        "ex01_double.ipynb",
        notebook(
            cell("%matplotlib inline", "!echo hello", "import numpy as np", "files = !ls"),
            cell("%%bash", "exit 1"),
            cell(
                "def double_all(values):",
                "    if not values.size:",
                "        raise ValueError(",
                "            'values is empty: %d'",
                "            % 0)",
                "    return 2 * values",
            ),
            cell("%%time", "def total(values):", "    return float(values.sum())"),
            cell("double_all?"),
        ),
    )

    ended = small.run("check", "ex01", "--file", path, "--format", "json")

    assert (ended.status, ended.err) == (0, "")
    assert ended.report["score"] == 10.0


def test_error_in_a_notebook_is_located_by_cell_and_line(small):
    path = small.write(
        "ex01_double.ipynb",
        notebook(
            cell("%matplotlib inline", "import numpy as np"),
            cell("def total(values):", "    !ls", "    return values.sun()"),
        ),
    )

    ended = small.run("check", "ex01", "--file", path, "--format", "json")

    message = ended.checks["check_all_values_are_added"]["message"]
    assert message == "An AttributeError was raised at cell 2, line 3: return values.sun()"


# --- where the report is written ----------------------------------------------------------------


def on_a_terminal(desk, *args: str | Path, **environ: str) -> str:
    """Return what `cnnquiz` writes to a terminal."""
    ours, theirs = os.openpty()
    process = desk.start(*args, stdout=theirs, stderr=theirs, TERM="xterm-256color", **environ)
    os.close(theirs)
    written = b""
    # Linux says that the other end is closed by an error.
    with contextlib.suppress(OSError):
        while data := os.read(ours, 4096):
            written += data
    os.close(ours)
    process.wait()
    return written.decode()


def test_terminal_gets_colour_unless_no_color_is_set(small):
    small.write("ex01_double.py", "def total(values):\n    return 0.0\n")

    assert "\x1b[" in on_a_terminal(small, "check", "ex01")
    assert "\x1b" not in on_a_terminal(small, "check", "ex01", NO_COLOR="1")


def test_pipe_gets_no_colour(small):
    small.write("ex01_double.py", "def total(values):\n    return 0.0\n")

    assert "\x1b" not in small.run("check", "ex01").out


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["io_encoding", "locale"],
)
def test_ascii_is_enough_for_the_whole_report(small, environ):
    source = "print('naïve ✓')\ndef double_all(values):\n    raise NotImplementedError\n"
    small.write("ex01_double.py", source)

    ended = small.run("check", "ex01", **environ)

    assert (ended.status, ended.err) == (1, "")
    assert ended.out.isascii()
    assert "not written yet: double_all" in ended.out
    assert "| na?ve ?" in ended.out


def test_reader_that_has_gone_is_no_failure(small):
    process = small.start("check", "ex01", "--format", "json")
    process.stdout.close()

    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (141, "")


# --- commands that do not fit -------------------------------------------------------------------


def test_exercise_that_does_not_exist_is_answered_with_the_nearest(desk):
    ended = desk.run("check", "ex03_output_sise")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "cnnquiz: no exercise 'ex03_output_sise'; did you mean ex03_output_size?\n"
    )


def test_file_that_does_not_exist_is_answered_with_the_nearest(desk):
    desk.run("start")

    ended = desk.run("check", "ex03", "--file", "ex03_output_size/ex03_output_siz.py")

    assert (ended.status, ended.out) == (2, "")
    near = Path("ex03_output_size", "ex03_output_size.py")
    assert ended.err.endswith(
        f"no file {near.with_name('ex03_output_siz.py')}; did you mean {near}?\n"
    )


def test_one_file_for_two_exercises_does_not_fit(desk):
    ended = desk.run("check", "ex01", "ex03", "--file", reference("ex03_output_size"))

    assert (ended.status, ended.out) == (2, "")
    assert "--file is one file; found 2 exercises" in ended.err


def test_two_files_do_not_fit(desk):
    first, second = reference("ex01_kernels"), reference("ex03_output_size")

    ended = desk.run("check", "--file", first, "--file", second)

    assert (ended.status, ended.out) == (2, "")
    assert "--file" in ended.err


def test_no_exercise_at_all_is_asked_for(desk):
    ended = desk.run("check")

    assert (ended.status, ended.out) == (2, "")
    assert "which exercise?" in ended.err


# --- watching, and stopping ---------------------------------------------------------------------


def test_watch_checks_again_when_the_file_is_saved_and_ends_with_ctrl_c(small, until):
    path = small.write("ex01_double.py", "def total(values):\n    return 0.0\n")
    out, err = small.folder.parent / "out", small.folder.parent / "err"
    with out.open("w") as stdout, err.open("w") as stderr:
        process = small.start("check", "ex01", "--watch", stdout=stdout, stderr=stderr)
    until(lambda: "Watching." in err.read_text(), "the first report")
    assert out.read_text().count("Twice as much") == 1

    def saved_and_noticed() -> bool:
        # Again and again: the watch begins some time after it has been announced.
        path.write_text("def total(values):\n    return float(values.sum())\n")
        return out.read_text().count("Twice as much") > 1

    until(saved_and_noticed, "the second report", every_s=0.5)
    assert "4 / 10" in out.read_text()
    os.killpg(process.pid, signal.SIGINT)

    assert process.wait(timeout=60) == 1  # as the latest report
    assert "Traceback" not in err.read_text()
    assert "KeyboardInterrupt" not in err.read_text()
    small.assert_nothing_is_left()


def hanging(desk, until, *, fork: bool) -> subprocess.Popen[str]:
    """Return a command whose worker, or the worker's child as well, is in an endless loop."""
    forking = "    import os; os.fork()\n" if fork else ""
    source = f"def edge_kernel(side):\n{forking}    while True:\n        pass\n"
    # Of the real course, whose limit of time is longer than this takes.
    file = desk.write("ex01_kernels.py", source)
    process = desk.start("check", "ex01", "--file", file)

    def busy() -> bool:
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(process.pid).children(recursive=True)
            # The zygote, its worker, and the worker's child.
            return len(family) == 2 + fork and family[-1].cpu_times().user > 0.1
        return False

    until(busy, "the endless loop")
    return process


@pytest.mark.parametrize("fork", [False, True], ids=["alone", "with_a_child"])
def test_ctrl_c_during_a_check_that_hangs_ends_everything(desk, until, fork):
    process = hanging(desk, until, fork=fork)

    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert (out, err) == ("", "\n")
    desk.assert_nothing_is_left()


@pytest.mark.parametrize("fork", [False, True], ids=["alone", "with_a_child"])
def test_no_process_outlives_a_judge_that_is_killed(desk, until, fork):
    process = hanging(desk, until, fork=fork)

    process.kill()
    process.communicate(timeout=60)
    for folder in desk.scratch.iterdir():  # nobody is left to remove it
        shutil.rmtree(folder)

    until(lambda: not desk.processes(), "the end of all processes", within_s=10)


def test_help_says_what_the_exit_status_means(desk):
    ended = desk.run("check", "--help")

    assert (ended.status, ended.err) == (0, "")
    text = " ".join(ended.out.split())
    assert "The exit status is 0 for full score, 1 if points are lost" in text
    assert sys.executable not in text
