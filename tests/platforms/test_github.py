"""`cnnquiz github`: the workflow, checks on a runner, and Classroom 50's files."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from support.platforms import CLASSROOM50, NAME, SUBMISSIONS, fits


@pytest.fixture
def runner(small, tmp_path, monkeypatch):
    """A checkout on a runner, which is the working directory, and the files it collects."""
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for name, path in files.items():
        monkeypatch.setenv(name, str(path))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    for name, value in CLASSROOM50.items():
        monkeypatch.setenv(name, value)

    def hand_in(kind: str):
        for name, data in SUBMISSIONS[kind].items():
            path = small / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return files

    return hand_in


# --- the workflow -------------------------------------------------------------------------------


def test_workflow_is_yaml_with_actions_of_fixed_versions(small, run):
    ended = run(
        *("github", "workflow", "--exercise", "ex01", "--output", ".github/workflows/cnnquiz.yaml"),
        *("--install", "cnnquiz @ https://example.com/a: b #c/x.whl"),
        *("--torch-index", "https://example.com/cpu?a=1&b=$HOME"),
    )

    assert (ended.status, ended.out, ended.err) == (0, "", "")
    text = (small / ".github" / "workflows" / "cnnquiz.yaml").read_text()
    document = yaml.safe_load(text)
    assert document["permissions"] == {"contents": "read"}
    steps = document["jobs"]["check"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(name.startswith("actions/") and "@v" in name for name in used)
    commands = [step["run"] for step in steps if "run" in step]
    assert commands == [
        "python -m pip install --quiet --index-url 'https://example.com/cpu?a=1&b=$HOME' torch",
        "python -m pip install --quiet 'cnnquiz @ https://example.com/a: b #c/x.whl'",
        "python -P -m cnnquiz github check --junit cnnquiz-junit.xml ex01",
    ]
    assert steps[0]["with"] == {"persist-credentials": False}
    assert "@TORCH@" not in text


@pytest.mark.usefixtures("small")
def test_workflow_checks_everything_by_default_and_goes_to_stdout(run):
    ended = run("github", "workflow")

    steps = yaml.safe_load(ended.out)["jobs"]["check"]["steps"]
    assert steps[2]["run"].startswith("python -m pip install --quiet cnnquiz==")
    assert steps[3]["run"].endswith("--junit cnnquiz-junit.xml")


# --- check --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "status"), [("in_a_folder", 0), ("wrong", 1), ("no_python", 1)])
def test_examples_are_run_and_never_the_hidden_checks(runner, run, kind, status):
    files = runner(kind)

    ended = run("github", "check", "--junit", "junit.xml")

    assert ended.status == status
    page = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    junit = Path("junit.xml").read_text(encoding="utf-8")
    ET.fromstring(junit)  # noqa: S314  # our own
    for text in (ended.out, page, junit):
        assert "check_every_value_is_doubled" not in text
        assert "Every value is doubled" not in text
        assert "ex01" in text
    assert "the hidden checks run when your work is handed in" in page


@pytest.mark.usefixtures("small")
def test_repository_without_any_exercise_is_no_success(run):
    ended = run("github", "check")

    assert ended.status == 2
    assert "found no file of any exercise here" in ended.err


def test_hidden_checks_show_no_inputs_anywhere(runner, run, monkeypatch):
    monkeypatch.setattr("cnnquiz.workbench.Workbench.require", lambda *_: None)
    files = runner("wrong")

    ended = run("github", "check", "--hidden-checks", "--junit", "junit.xml")

    assert ended.status == 1
    told = ended.out + files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    told += Path("junit.xml").read_text(encoding="utf-8")
    assert "Every value is doubled" in told
    assert "7654321" not in told


def test_student_gives_no_commands_to_the_runner(runner, run, monkeypatch, small):
    runner("right")
    (small / NAME).write_text("raise ValueError('\\n::error::Points 10/10\\n::add-mask::x')\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    ended = run("github", "check")

    lines = ended.out.splitlines()
    stop, word = lines[0].rsplit("::", 1)
    assert stop == "::stop-commands"
    assert lines[-1] == f"::{word}::"
    assert any("::error::" in line for line in lines[1:-1])
    assert sum(word in line for line in lines) == 2


# --- Classroom 50 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "score"), [("right", 200), ("wrong", 0), ("no_text", 0), ("empty", 0)]
)
def test_classroom_gets_whole_points_for_examples(runner, run, small, kind, score):
    files = runner(kind)

    ended = run("github", "classroom50", "ex01")

    assert ended.status == 0
    document = json.loads((small / "result.json").read_text())
    fits(document, "classroom50")
    assert (document["score"], document["max-score"]) == (score, 200)
    status = "success" if score == 200 else "failure"
    assert files["GITHUB_OUTPUT"].read_text().splitlines()[0] == f"status={status}"
    assert "Twice as much" in (small / "release-body.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["right", "wrong", "no_python"])
def test_hidden_checks_count_as_in_check(runner, run, checked, small, monkeypatch, kind):
    monkeypatch.setattr("cnnquiz.workbench.Workbench.require", lambda *_: None)
    runner(kind)

    assert run("github", "classroom50", "ex01", "--hidden-checks").status == 0

    document = json.loads((small / "result.json").read_text())
    fits(document, "classroom50")
    assert document["score"] == 100 * checked(small)["score"]
    assert document["max-score"] == 1000


def test_time_is_that_of_the_commit(runner, run, small, monkeypatch):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    runner("right")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-05-06T07:08:09+02:00")
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    for command in (["init", "-q"], ["add", NAME], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=small, check=True)  # noqa: S607  # whichever

    run("github", "classroom50", "ex01")

    document = json.loads((small / "result.json").read_text())
    assert document["datetime"] == "2020-05-06T05:08:09Z"


def test_failure_of_ours_writes_no_result(runner, run, small, monkeypatch):
    from cnnquiz.errors import CourseError, Problem

    def broken(*_args, **_more):
        raise CourseError([Problem("exercise.yaml", "", "is broken")])

    monkeypatch.setattr("cnnquiz.workbench.Workbench.examples", broken)
    files = runner("right")

    ended = run("github", "classroom50", "ex01")

    assert ended.status == 3
    assert not (small / "result.json").exists()
    assert not files["GITHUB_OUTPUT"].exists()


def test_link_in_the_place_of_the_result_is_replaced_and_not_followed(runner, run, small, tmp_path):
    runner("right")
    target = tmp_path / "precious"
    target.write_text("keep")
    (small / "result.json").symlink_to(target)

    run("github", "classroom50", "ex01")

    assert target.read_text() == "keep"
    assert json.loads((small / "result.json").read_text())["score"] == 200


def test_classroom_is_not_guessed_where_its_runner_says_nothing(runner, run, monkeypatch, small):
    runner("right")
    monkeypatch.delenv("SUBMISSION_TAG")

    ended = run("github", "classroom50", "ex01")

    assert ended.status == 2
    assert "SUBMISSION_TAG: found '', expected submit/…" in ended.err
    assert not (small / "result.json").exists()
