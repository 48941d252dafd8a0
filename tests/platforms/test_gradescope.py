"""`cnnquiz gradescope`: the zip that is built, and what comes of submissions in it."""

import json
import os
import shutil
import stat
import subprocess
import tempfile
import zipfile

import numpy as np
import pytest

from cnnquiz import workbench
from cnnquiz.model.report import Confinement
from support import SMALL
from support.platforms import NAME, SUBMISSIONS, fits

SECRET = b"7654321"


@pytest.fixture
def built(small, run, wheels):
    """The autograder zip of the small course."""
    ended = run("gradescope", "build", "ex01", "--output", "a.zip", "--wheels", wheels)
    assert (ended.status, ended.out) == (0, "")
    return small / "a.zip"


def simulated(run, archive, folder, *more):
    ended = run(
        *("gradescope", "simulate", archive, folder, "--format", "json", "--unsafe-local"), *more
    )
    return ended, json.loads(ended.out)


# --- the zip ------------------------------------------------------------------------------------


def test_zip_is_the_same_whenever_it_is_built(built, run, wheels):
    again = built.with_name("again.zip")
    for path in wheels.iterdir():
        os.utime(path, (0, 10**9))

    assert run("gradescope", "build", "1", "--output", again, "--wheels", wheels).status == 0

    assert again.read_bytes() == built.read_bytes()


def test_zip_holds_what_gradescope_asks_for_at_its_root(built):
    with zipfile.ZipFile(built) as archive:
        for name in ("setup.sh", "run_autograder"):
            text = archive.read(name)
            assert text.startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in text
            assert archive.getinfo(name).external_attr >> 16 & 0o777 == 0o755
            subprocess.run(["bash", "-n"], input=text, check=True)  # noqa: S607  # its syntax


def test_everything_secret_in_the_zip_is_for_its_owner_alone(built):
    assert stat.S_IMODE(built.stat().st_mode) == 0o600
    with zipfile.ZipFile(built) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        holding = {name for name in modes if SECRET in archive.read(name)}
    secret = {name for name in modes if name.startswith("solutions/")} | {"cnnquiz.json"}

    assert holding == {"solutions/cnnquiz_instructor/ex01_double/check_double.py"}
    assert holding < secret
    assert {modes[name] & 0o077 for name in secret} == {0}
    assert all(stat.S_ISREG(mode) for mode in modes.values())


def test_torch_is_installed_only_for_exercises_about_it(built):
    with zipfile.ZipFile(built) as archive:
        assert archive.read("requirements.txt") == b"click\n"
        assert archive.read("torch.txt") == b""
        pins = archive.read("constraints.txt").decode().splitlines()
    assert [pin.partition("==")[0] for pin in pins] == ["click"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--hide", "check_every"], "did you mean ex01.check_every_value_is_doubled?"),
        (["--torch-index", "download"], "expected the address of a package index"),
        (["--torch-index", "https://a b"], "expected the address of a package index"),
        (["--wheels", "."], "found 0 wheels of cnnquiz, expected one"),
    ],
)
def test_option_that_does_not_fit_is_explained(small, run, wheels, options, complaint):
    given = options if "--wheels" in options else [*options, "--wheels", wheels]

    ended = run("gradescope", "build", "ex01", "--output", "a.zip", *given)

    assert ended.status == 2
    assert complaint in ended.err
    assert list(small.iterdir()) == [small / ".cnnquiz"]


@pytest.mark.usefixtures("small")
def test_students_edition_has_nothing_to_build_from(run, monkeypatch):
    monkeypatch.delenv("CNNQUIZ_SOLUTIONS")
    monkeypatch.setattr("cnnquiz.wiring.solutions_folder", lambda: None)

    ended = run("gradescope", "build", "ex01", "--output", "a.zip")

    assert ended.status == 3
    assert "cnnquiz-instructor" in ended.err


# --- submissions --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_score_is_that_of_check_whatever_is_handed_in(built, run, hand_in, checked, kind):
    folder = hand_in(kind)
    report = checked(folder)

    ended, document = simulated(run, built, folder)

    fits(document, "gradescope")
    assert ended.status == 0
    assert document["score"] == report["score"]
    assert document["score"] == sum(test["score"] for test in document["tests"])
    assert sum(test["max_score"] for test in document["tests"]) == 10
    earned = [(check["earned"], check["points"]) for check in report["checks"]] or [(0, 10)]
    assert [(test["score"], test["max_score"]) for test in document["tests"]] == earned
    # No hidden input, though one of them prints what it is called with.
    assert SECRET.decode() not in ended.out
    assert "setup.sh is not run" in ended.err


def test_people_read_what_students_would_see(built, run, hand_in):
    ended = run("gradescope", "simulate", built, hand_in("wrong"), "--unsafe-local")

    assert ended.status == 0
    assert "ex01 Twice as much: 0 of 10" in ended.out
    assert "1.1  ex01: Every value is doubled.  0 / 3" in ended.out
    assert "Perhaps you think:" in ended.out
    assert ended.out.endswith("\nscore 0\n")


@pytest.mark.usefixtures("small")
def test_lateness_is_that_of_the_submission_and_not_of_the_regrade(run, wheels, hand_in):
    options = ["--late-percent-a-day", "10", "--grace-minutes", "5"]
    run("gradescope", "build", "1", "--output", "a.zip", "--wheels", wheels, *options)
    folder = hand_in("right")
    due = ["--due", "2020-03-01T12:00+00:00"]

    _, in_time = simulated(run, "a.zip", folder, *due, "--handed-in", "2020-03-01T12:04+00:00")
    _, late = simulated(run, "a.zip", folder, *due, "--handed-in", "2020-03-02T12:04+00:00")

    assert (in_time["score"], late["score"]) == (10, 8)


@pytest.mark.usefixtures("small")
def test_broken_course_costs_no_score(run, wheels, hand_in, tmp_path, monkeypatch):
    solutions = tmp_path / "solutions"
    shutil.copytree(SMALL / "solutions", solutions)
    checks = solutions / "ex01_double" / "check_double.py"
    checks.write_text(f"{checks.read_text()}\nraise RuntimeError('broken')\n")
    monkeypatch.setenv("CNNQUIZ_SOLUTIONS", str(solutions))
    run("gradescope", "build", "ex01", "--output", "a.zip", "--wheels", wheels)

    ended, document = simulated(run, "a.zip", hand_in("right"))

    assert ended.status == 4
    assert {"score", "tests"} & set(document) == set()
    assert "no points are lost" in document["output"]
    assert "broken" not in ended.out
    assert "broken" in ended.err  # what only those who teach see
    assert "Gradescope would say that the autograder failed" in ended.err


def test_grader_that_cannot_even_start_costs_no_score(built, tmp_path):
    root = tmp_path / "autograder"
    with zipfile.ZipFile(built) as archive:
        archive.extractall(root / "source")
    shutil.copy(root / "source" / "run_autograder", root)
    environment = {
        "PATH": os.environ["PATH"],
        "CNNQUIZ_AUTOGRADER": str(root),
        "CNNQUIZ_PYTHON": "/no/such/python",
    }

    ended = subprocess.run(
        ["bash", root / "run_autograder"],  # noqa: S607  # whichever is there
        env=environment,
        capture_output=True,
        check=False,
    )

    assert ended.returncode != 0
    document = json.loads((root / "results" / "results.json").read_text())
    assert "no points are lost" in document["output"]
    assert {"score", "tests"} & set(document) == set()


@pytest.mark.usefixtures("built")
def test_settings_that_were_tampered_with_are_refused_without_a_score(run, tmp_path):
    root = tmp_path / "autograder"
    (root / "source").mkdir(parents=True)
    (root / "source" / "cnnquiz.json").write_text('{"exercises": 3}')

    ended = run("gradescope", "run", root)

    assert ended.status == 3
    assert "build the zip again" in ended.err
    assert "score" not in json.loads((root / "results" / "results.json").read_text())


@pytest.mark.usefixtures("small")
def test_zip_that_is_no_autograder_is_refused(run, hand_in):
    with zipfile.ZipFile("b.zip", "w") as archive:
        archive.writestr("setup.sh", "")

    ended = run("gradescope", "simulate", "b.zip", hand_in("right"))

    assert (ended.status, ended.out) == (2, "")
    assert "holds no cnnquiz.json, run_autograder" in ended.err


def test_link_in_a_submission_leads_nowhere(built, run, tmp_path):
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / NAME).symlink_to(SMALL / "solutions" / "ex01_double" / NAME)

    ended, document = simulated(run, built, folder)

    assert (ended.status, document["score"]) == (0, 0)
    assert "symbolic link" in document["output"]


def test_words_of_a_student_stay_words(built, run, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    flood = "'\\x1b[31m<b>\\u202e\\ud800</b>' * 100_000"
    (folder / NAME).write_text(f"print({flood})\nraise ValueError({flood})\n")

    ended, document = simulated(run, built, folder)

    fits(document, "gradescope")
    (test,) = document["tests"]
    assert document["score"] == 0
    assert len(ended.out) < 100_000
    assert all(c.isprintable() or c == "\n" for c in test["output"])


# Right only if it can read a single file, and the second function only if it can write one.
SPY = """
import glob, os
ROOTS = {roots!r}
def double_all(values):
    for path in (path for root in ROOTS for path in glob.glob(root + "/**", recursive=True)):
        try:
            open(path).close()
        except OSError:
            continue
        return 2 * values
def total(values):
    for folder in (folder for root in ROOTS for folder in glob.glob(root + "/*/")):
        try:
            open(os.path.join(folder, "mark"), "w").close()
        except OSError:
            continue
        return float(values.sum())
"""


def test_students_code_reads_and_writes_nothing_of_the_autograder(
    built, run, tmp_path, monkeypatch
):
    if workbench.held().confinement is Confinement.PROCESS:
        pytest.skip("nothing but its own process holds students' code on this system")
    scratch, folder = tmp_path / "scratch", tmp_path / "spy"
    for path in (scratch / "cnnquiz-autograder-0" / "results", folder):
        path.mkdir(parents=True)
    (scratch / "cnnquiz-autograder-0" / "cnnquiz.json").touch()
    scratch.chmod(0o777)  # as /tmp is
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    text = SPY.format(roots=[str(scratch / "cnnquiz-autograder-*"), "/autograder"])
    (folder / NAME).write_text(text)
    names: dict = {}
    exec(text, names)  # noqa: S102  # our own
    assert names["double_all"](3) == 6
    assert names["total"](np.ones(2)) == 2.0

    ended = run("gradescope", "simulate", built, folder, "--format", "json")

    assert ended.status == 0, ended.err
    tests = json.loads(ended.out)["tests"]
    assert [test["status"] for test in tests] == ["failed"] * 5
    assert any(test["output"] for test in tests)
