"""`cnnquiz nbgrader` where something is missing or wrong; and notebooks from plain folders."""

import zipfile
from pathlib import Path

import pytest

from cnnquiz.cli.main import main
from cnnquiz.nbgrader.course import CONFIG

pytestmark = pytest.mark.filterwarnings("ignore")
SLUG = "ex03_output_size"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, and nothing else as yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    folder = tmp_path / "course"
    folder.mkdir()
    root = "import os\nc = get_config()\nc.CourseDirectory.root = os.path.dirname(__file__)\n"
    (folder / CONFIG).write_text(f"{root}c.Exchange.root = {str(tmp_path / 'x')!r}\n")
    return folder


def run(*args: str | Path) -> int:
    return main(["nbgrader", *map(str, args)])


@pytest.mark.parametrize("command", ["build", "release", "collect", "autograde", "feedback"])
def test_a_folder_that_is_no_course_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(command, "ex03", "--course", tmp_path) == 2
    assert f"found no {CONFIG}" in capsys.readouterr().err


def test_a_configuration_that_fails_is_told(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / CONFIG).write_text("1 / 0\n")
    assert run("release", "ex03", "--course", course) == 4
    assert f"{CONFIG}: ZeroDivisionError: division by zero" in capsys.readouterr().err


def test_an_assignment_that_is_not_built_is_told(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("release", "ex03", "--course", course) == 2
    assert "run: cnnquiz nbgrader build ex03" in capsys.readouterr().err


def test_grading_nobody_is_told(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("autograde", "ex03", "--course", course) == 2
    assert f"{SLUG}: there is nobody's work yet" in capsys.readouterr().err


def test_an_exchange_that_is_not_there_is_told_in_a_line(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("collect", "ex03", "--course", course) == 4
    told = capsys.readouterr().err
    assert "Unwritable directory" in told
    assert "Traceback" not in told


def test_notebooks_come_from_folders_and_archives(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = tmp_path / "downloads"
    (downloads / "ames").mkdir(parents=True)
    (downloads / "ames" / f"{SLUG}.ipynb").write_text("of ames")
    with zipfile.ZipFile(downloads / "bell.zip", "w") as archive:
        archive.writestr(f"{SLUG}/{SLUG}.ipynb", "of bell")
        archive.writestr(f"{SLUG}/questions.ipynb", "asked")
        archive.writestr("ex04_nchw/questions.ipynb", "of another assignment")
    (downloads / "cook").mkdir()
    (downloads / "cook" / "ex3.ipynb").write_text("another name")
    (downloads / "dyer").symlink_to(downloads / "ames")
    (downloads / "[eve]").mkdir()
    assert run("collect", "ex03", "--from", downloads, "--course", course) == 4
    submitted = course / "submitted"
    assert (submitted / "ames" / SLUG / f"{SLUG}.ipynb").read_text() == "of ames"
    assert (submitted / "bell" / SLUG / f"{SLUG}.ipynb").read_text() == "of bell"
    assert (submitted / "bell" / SLUG / "questions.ipynb").read_text() == "asked"
    assert (submitted / "ames" / SLUG / "timestamp.txt").read_text().endswith(" UTC\n")
    assert sorted(path.name for path in submitted.iterdir()) == ["ames", "bell"]
    told = capsys.readouterr().err
    assert f"ex03, cook: found ex3.ipynb, expected {SLUG}.ipynb" in told
    assert "ex03, dyer: is a symbolic link, which is not followed" in told
    assert "ex03, [eve]: has a name that is no id" in told
    assert "2 done; 3 failed" in told


def test_check_takes_one_file_in_place_of_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ex03.ipynb"
    assert main(["check", str(file)]) == 2
    assert "no file" in capsys.readouterr().err
    file.write_text("{}")
    assert main(["check", str(file)]) == 1
    assert "found JSON that is no notebook" in capsys.readouterr().out
    assert main(["check", str(file), "--file", str(file)]) == 2
    assert "one file at a time" in capsys.readouterr().err
