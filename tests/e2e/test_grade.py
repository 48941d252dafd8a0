"""`cnnquiz grade` and `cnnquiz gradebook` as an instructor uses them."""

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import zipfile
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "courses" / "small"
SLUG = "ex01_double"
FILE = f"{SLUG}.py"
RIGHT = (SMALL / "solutions" / SLUG / FILE).read_text()
HALF = RIGHT.replace("values.sum()", "values.sum() + 1e6")
ENDLESS = "while True: pass\n"
KEYS = [
    *("name", "description", "functions", "points", "earned", "status", "message"),
    *("misconception", "seconds"),
]


@pytest.fixture
def classroom(small):
    """The folder of a class of three: right, half right, and nothing."""
    small.write(f"class/ann/{FILE}", RIGHT)
    small.write(f"class/bob/{SLUG}/{FILE}", HALF)
    small.write("class/cy/notes.txt", "I was ill")
    return small


def grade(desk, *args, status=0, **environ):
    """Grade the class, and return how that ended."""
    ended = desk.run("grade", "class", "--unsafe-local", *args, **environ)
    assert ended.status == status, ended.err
    return ended


def scores(desk, *args, **more) -> dict[str, float | None]:
    """Grade the class, and return the score of each student's only exercise."""
    document = json.loads(grade(desk, "--format", "json", *args, **more).out)
    return {one["student"]: one["exercises"][0]["score"] for one in document["submissions"]}


# --- grading --------------------------------------------------------------------------------------


def test_everybody_has_a_report_in_the_promised_form(classroom):
    document = json.loads(grade(classroom, "--format", "json").out)

    assert list(document) == ["format", "submissions"]
    assert document["format"] == 1
    ann, bob, cy = document["submissions"]
    assert [list(one) for one in (ann, bob, cy)] == [["student", "exercises", "problems"]] * 3
    assert [one["student"] for one in (ann, bob, cy)] == ["ann", "bob", "cy"]
    assert [one["exercises"][0]["score"] for one in (ann, bob, cy)] == [10.0, 6.0, 0.0]
    assert [one["exercises"][0]["status"] for one in (ann, bob, cy)] == [
        "graded",
        "graded",
        "missing",
    ]
    assert (ann["problems"], bob["problems"]) == ([], [])
    assert cy["problems"] == ["cy: holds no file of these exercises"]
    for one in (ann, bob):
        assert all(list(check) == KEYS for check in one["exercises"][0]["checks"])
    assert "7654321" not in json.dumps(document)


def test_table_for_people_shows_scores_and_what_to_look_at(classroom):
    ended = grade(classroom)

    rows = [line.split() for line in ended.out.splitlines()]
    assert rows[:4] == [["student", "ex01"], ["ann", "10"], ["bob", "6"], ["cy", "missing"]]
    assert "To look at:" in ended.out
    assert "2 graded in" in ended.err


def test_csv_goes_to_a_file_and_runs_no_formula(classroom):
    classroom.write(f"class/=HYPERLINK(1)/{FILE}", RIGHT)

    assert grade(classroom, "--format", "csv", "--output", "out.csv").out == ""

    rows = list(csv.DictReader(io.StringIO((classroom.folder / "out.csv").read_text())))
    assert [(row["student"], row["score"]) for row in rows] == [
        ("'=HYPERLINK(1)", "10.0"),
        ("ann", "10.0"),
        ("bob", "6.0"),
        ("cy", "0.0"),
    ]


def test_report_comes_with_it_and_shows_no_hidden_input(classroom):
    pytest.importorskip("matplotlib", reason="plots need it")
    classroom.write(f"class/dan/{FILE}", HALF + "# mine\n")

    grade(classroom, "--report", "class.html")

    text = (classroom.folder / "class.html").read_text(encoding="utf-8")
    assert "<svg" in text
    assert "No two submissions are nearly the same." in text  # such short ones never are
    assert "7654321" not in text


def test_number_of_jobs_changes_no_result(classroom):
    for number in range(6):
        classroom.write(f"class/s{number}/{FILE}", (RIGHT, HALF)[number % 2] + f"# {number}\n")
    found = []
    for jobs in ("1", "2", "3"):
        args = ("--jobs", jobs, "--gradebook", f"{jobs}.db", "--format", "json")
        document = json.loads(grade(classroom, *args).out)
        for submission in document["submissions"]:
            for check in submission["exercises"][0]["checks"]:
                del check["seconds"]
        found.append(document)

    assert found[0] == found[1] == found[2]


def test_hostile_neighbours_cost_honest_students_nothing(classroom):
    classroom.write(f"class/evil1/{FILE}", "import os\nos.kill(os.getppid(), 9)\n")
    classroom.write(f"class/evil2/{FILE}", "import os\nos._exit(0)\n")
    classroom.write(f"class/evil3/{FILE}", ENDLESS)
    classroom.write("class/evil4.zip", b"PK\x03\x04")
    with zipfile.ZipFile(classroom.folder / "class" / "evil5.zip", "w") as archive:
        archive.writestr(f"../{FILE}", RIGHT)

    found = scores(classroom)

    assert found == {
        "ann": 10.0,
        "bob": 6.0,
        "cy": 0.0,
        **{f"evil{number}": 0.0 for number in range(1, 6)},
    }


def test_other_peoples_code_needs_more_than_a_process_or_a_word(classroom):
    ended = classroom.run("grade", "class", "--format", "json")

    if ended.status == 0:  # this machine confines
        held = {one["exercises"][0]["confinement"] for one in json.loads(ended.out)["submissions"]}
        assert "process" not in held
    else:
        assert (ended.status, ended.out) == (4, "")
        assert "--unsafe-local" in ended.err
        assert not (classroom.folder / "gradebook.db").exists()


def test_course_that_is_wrong_costs_nobody_points_and_is_exit_status_3(classroom, tmp_path):
    shutil.copytree(SMALL, tmp_path / "course")
    (tmp_path / "course" / "solutions" / SLUG / "check_double.py").write_text("1 +\n")
    elsewhere = {
        "CNNQUIZ_COURSE": str(tmp_path / "course"),
        "CNNQUIZ_SOLUTIONS": str(tmp_path / "course" / "solutions"),
    }

    ended = grade(classroom, "--format", "json", status=3, **elsewhere)

    found = {one["student"]: one["exercises"][0] for one in json.loads(ended.out)["submissions"]}
    assert (found["ann"]["status"], found["ann"]["score"]) == ("not_run", None)
    assert ended.err.count("check_double.py:1") == 1
    assert scores(classroom)["ann"] == 10.0  # and it is not remembered


def test_folder_without_submissions_is_a_usage_error(small):
    (small.folder / "class").mkdir()

    assert "found no submission" in grade(small, status=2).err


@pytest.fixture
def without_bubblewrap(tmp_path):
    """The environment of a system that has every program but bubblewrap."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for place in ("/usr/bin", "/bin"):
        for program in os.scandir(place):
            link = folder / program.name
            if program.name != "bwrap" and not link.exists():
                link.symlink_to(program.path)
    return {"PATH": str(folder)}


def test_less_confinement_than_asked_for_is_refused_with_what_is_missing(
    classroom, without_bubblewrap
):
    for more in (
        {"args": ("--minimum-confinement", "full"), "environ": {}},
        {"args": (), "environ": {"CNNQUIZ_MINIMUM_CONFINEMENT": "full"}},
    ):
        environ = without_bubblewrap | more["environ"]
        ended = classroom.run("grade", "class", *more["args"], **environ)

        assert (ended.status, ended.out) == (4, "")
        assert "expected confinement full, found" in ended.err
        assert "it can fill the disk" in ended.err or "files" in ended.err
        assert "no bubblewrap: bubblewrap is not installed" in ended.err
        assert "apt install bubblewrap" in ended.err
        assert not (classroom.folder / "gradebook.db").exists()


def test_result_at_a_lower_level_is_graded_again_where_more_is_asked(classroom, without_bubblewrap):
    least = ("--minimum-confinement", "process", "--format", "json")
    first = classroom.run("grade", "class", *least, **without_bubblewrap)
    assert first.status == 0, first.err
    again = classroom.run("grade", "class", "--minimum-confinement", "full", "--format", "json")
    if again.status == 4:
        pytest.skip(f"this system does not reach full confinement: {again.err}")

    levels = [
        {one["exercises"][0]["confinement"] for one in json.loads(ended.out)["submissions"]}
        for ended in (first, again)
    ]

    assert "full" not in levels[0]
    assert levels[1] == {"full", None}  # nothing of cy's has run
    assert "2 graded" in again.err
    exported = json.loads(classroom.run("gradebook", "export", "--format", "json").out)
    assert {one["student"]: one["confinement"] for one in exported["grades"]} == {
        "ann": "full",
        "bob": "full",
        "cy": None,
    }


def test_unsafe_and_a_minimum_contradict_each_other(classroom):
    ended = grade(classroom, "--minimum-confinement", "full", status=2)
    assert "say one of them" in ended.err
    assert not (classroom.folder / "gradebook.db").exists()
    grade(classroom, CNNQUIZ_MINIMUM_CONFINEMENT="full")  # what is said goes before


# --- again and again ------------------------------------------------------------------------------


def test_what_is_known_is_not_graded_again_unless_anything_of_it_changed(classroom, tmp_path):
    shutil.copytree(SMALL, tmp_path / "course")
    mine = {
        "CNNQUIZ_COURSE": str(tmp_path / "course"),
        "CNNQUIZ_SOLUTIONS": str(tmp_path / "course" / "solutions"),
    }
    assert "2 graded" in grade(classroom, **mine).err
    assert "0 graded" in grade(classroom, **mine).err

    classroom.write(f"class/bob/{SLUG}/{FILE}", RIGHT + "# again\n")
    assert "1 graded" in grade(classroom, **mine).err
    assert "2 graded" in grade(classroom, "--seed", "1", **mine).err
    checks = tmp_path / "course" / "solutions" / SLUG / "check_double.py"
    checks.write_text(checks.read_text() + "\n")
    assert "2 graded" in grade(classroom, **mine).err
    assert "2 known already" in grade(classroom, **mine).err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill-9"])
def test_interruption_loses_at_most_what_is_in_hand_and_a_rerun_goes_on(classroom, until, number):
    for student in range(8):
        classroom.write(f"class/a{student}/{FILE}", RIGHT + f"# {student}\n")
    classroom.write(f"class/b/{FILE}", ENDLESS)  # keeps the only process busy for a while
    database = classroom.folder / "gradebook.db"

    def kept() -> int:
        if not database.exists():
            return 0
        raw = sqlite3.connect(database)
        try:
            return raw.execute("SELECT count(*) FROM result").fetchone()[0]
        except sqlite3.OperationalError:  # not made yet
            return 0
        finally:
            raw.close()

    process = classroom.start("grade", "class", "--unsafe-local", "--jobs", "1")
    until(lambda: kept() >= 4, "some results")
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=60)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "run the same command again" in err
    before = kept()
    classroom.write(f"class/b/{FILE}", RIGHT + "# b\n")

    assert scores(classroom) == {
        **{f"a{student}": 10.0 for student in range(8)},
        "ann": 10.0,
        "b": 10.0,
        "bob": 6.0,
        "cy": 0.0,
    }
    assert before >= 4
    raw = sqlite3.connect(database)
    attempts = raw.execute("SELECT count(*) FROM attempt WHERE key IS NOT NULL").fetchone()[0]
    raw.close()
    assert attempts == 11  # nothing was graded twice


# --- the gradebook --------------------------------------------------------------------------------


def test_diff_says_for_whom_what_changed(classroom):
    grade(classroom)
    assert classroom.run("gradebook", "diff").status == 2  # only one yet
    classroom.write(f"class/bob/{SLUG}/{FILE}", RIGHT + "# better\n")
    grade(classroom)

    ended = classroom.run("gradebook", "diff", "--format", "json")

    assert ended.status == 1
    (change,) = json.loads(ended.out)["changes"]
    assert (change["student"], change["exercise"]) == ("bob", "ex01")
    assert change["before"] == {"status": "graded", "score": 6.0}
    assert change["after"] == {"status": "graded", "score": 10.0}
    assert {check["after"] for check in change["checks"]} == {"passed"}
    text = classroom.run("gradebook", "diff", "1", "2")
    assert "bob  ex01  6 (graded) → 10 (graded)" in text.out
    grade(classroom)
    assert classroom.run("gradebook", "diff").status == 0  # 2 and 3


def test_decisions_show_in_the_export(classroom):
    grade(classroom)
    os.utime(classroom.folder / "class" / "ann" / FILE, (1_767_225_600, 1_767_225_600))
    os.utime(classroom.folder / "class" / "bob" / SLUG / FILE, (1_767_225_600, 1_767_225_600))
    grade(classroom)
    for args in (
        ("late", "--percent-a-day", "10"),
        ("due", "ex01", "2025-12-31T12:00+0000"),
        ("due", "ex01", "2026-01-02T12:00+0000", "--student", "bob"),
        ("override", "cy", "ex01", "4", "--reason", "was ill"),
    ):
        ended = classroom.run("gradebook", *args)
        assert ended.status == 0, ended.err

    ended = classroom.run("gradebook", "export", "--format", "json")

    found = {grade["student"]: grade for grade in json.loads(ended.out)["grades"]}
    assert {name: grade["final"] for name, grade in found.items()} == {
        "ann": 9.0,
        "bob": 6.0,
        "cy": 4.0,
    }
    assert found["ann"]["late_penalty"] == 0.1
    assert found["cy"]["override_reason"] == "was ill"
    rows = csv.DictReader(io.StringIO(classroom.run("gradebook", "export").out))
    assert {row["student"]: row["final"] for row in rows} == {
        "ann": "9.0",
        "bob": "6.0",
        "cy": "4.0",
    }


def test_override_needs_a_reason_and_somebody_to_have_it(classroom):
    grade(classroom)

    assert classroom.run("gradebook", "override", "ann", "ex01", "4").status == 2
    assert classroom.run("gradebook", "override", "ann", "ex01", "4", "--reason", " ").status == 2
    assert classroom.run("gradebook", "override", "eve", "ex01", "4", "--reason", "x").status == 2


def test_export_of_canvas_comes_back_with_one_column_filled(classroom):
    grade(classroom)
    export = (
        "\ufeffStudent,ID,SIS Login ID,Section,ex01 Double (77),ex010 (78)\r\n"
        "    Points Possible,,,,5,3\r\n"
        '"Ames, Ann",1,ann,"A, 1",,2\r\n'
        '"Bell, Bob",2,bob,A,1,-1\r\n'
        '"Zorn, Zoe",3,zoe,A,4,\r\n'
    )
    classroom.write("canvas.csv", export)

    ended = classroom.run("gradebook", "canvas", "canvas.csv", "ex01", "--output", "filled.csv")

    assert ended.status == 0, ended.err
    filled = (classroom.folder / "filled.csv").read_bytes().decode()
    assert filled == export.replace('"A, 1",,2', '"A, 1",5,2').replace(",A,1,-1", ",A,3,-1")
    assert "multiplied by 0.5" in ended.err
    assert "cy: has a grade, but no row" in ended.err
    assert "zoe: has a row, but no grade" in ended.err


def test_gradebook_that_is_not_there_is_a_usage_error(small):
    ended = small.run("gradebook", "export")

    assert (ended.status, ended.out) == (2, "")
    assert "cnnquiz grade makes one" in ended.err
