"""`cnnquiz similar` lists what is nearly the same."""

import json
import zipfile

import pytest

BODY = "".join(
    f"def part_{n}(a, b):\n    return [a[i] * {n} + b[i] // {n + 1} for i in range(len(a))]\n"
    for n in range(6)
)


@pytest.fixture
def classroom(workspace):
    """A class of three of whom two handed in the same."""
    others = BODY.replace("*", "@").replace("range(len(a))", "sorted(b, key=len)")
    copy = BODY.replace("i]", "index]").replace("for i in", "for index in") + "# mine\n"
    for student, source in {"ann": BODY, "bob": copy, "cy": others}.items():
        folder = workspace / "class" / student
        folder.mkdir(parents=True)
        (folder / "ex01_sums.py").write_text(source)
    return workspace / "class"


def test_copies_are_listed_for_people_as_a_pointer_and_no_verdict(run, classroom):
    ended = run("similar", str(classroom))

    assert ended.status == 0
    assert ended.out.split() == ["ex01", "100", "%", "ann,", "bob"]
    assert "no verdict" in ended.err


def test_copies_are_listed_for_programs(run, classroom):
    (classroom / "eve").mkdir()
    (classroom / "eve" / "ex01_sums.py").write_text("x = 1\n" * 20_000)

    document = json.loads(run("similar", str(classroom), "--format", "json").out)

    assert list(document) == ["format", "groups", "not_compared"]
    assert document["format"] == 1
    assert document["groups"] == [
        {"exercise": "ex01", "students": ["ann", "bob"], "least": 1.0, "most": 1.0}
    ]
    (left_out,) = document["not_compared"]
    assert (left_out["exercise"], left_out["student"]) == ("ex01", "eve")


def test_archives_are_compared_and_unreadable_files_are_not(run, classroom):
    with zipfile.ZipFile(classroom / "dan.zip", "w") as archive:
        archive.writestr("ex01_sums.py", BODY + "own = [1, 2]\n")
    (classroom / "cy" / "ex01_sums.py").write_bytes(b"\xff\xfe")

    document = json.loads(run("similar", str(classroom), "--format", "json").out)

    assert [group["students"] for group in document["groups"]] == [["ann", "bob", "dan"]]


def test_only_the_exercises_that_are_asked_for_are_compared(run, classroom):
    ended = run("similar", str(classroom), "--exercise", "ex02")

    assert (ended.status, ended.out) == (0, "")
    assert "No two submissions" in ended.err


def test_code_is_never_run(run, classroom):
    trap = classroom / "trap"
    for student in ("ann", "bob"):
        file = classroom / student / "ex01_sums.py"
        file.write_text(f"open({str(trap)!r}, 'w')\n" + file.read_text())

    assert run("similar", str(classroom)).out
    assert not trap.exists()
