"""The course and the solutions are found where they should be, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnquiz.course.locate import course_folder, solutions_folder
from cnnquiz.errors import CourseError

INSTRUCTOR = "cnnquiz_instructor"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that lies in a checkout without any course."""
    folder = tmp_path / "checkout" / "grader" / "cnnquiz"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def module_path(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The module path, cut to the standard library: a developer may have anything installed."""
    path = [str(Path(os.__file__).parent)]
    # Not syspath_prepend on top of it: undoing both would leave the cut path behind.
    monkeypatch.setattr(sys, "path", path)
    return path


def lay_course(folder: Path) -> Path:
    """Put a course into `folder`, and return that folder."""
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises" / "course.yaml").touch()
    return folder


def lay_instructor(folder: Path) -> Path:
    """Install a solutions package into `folder`, and return the package's folder."""
    info = folder / f"{INSTRUCTOR}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: cnnquiz-instructor\nVersion: 0.1.0\n"
    )
    (info / "entry_points.txt").write_text(f"[cnnquiz.solutions]\nbundled = {INSTRUCTOR}\n")
    (folder / INSTRUCTOR).mkdir()
    return folder / INSTRUCTOR


def test_course_is_where_the_variable_says(package, tmp_path):
    named = lay_course(tmp_path / "named")
    lay_course(package / "_course")
    assert course_folder({"CNNQUIZ_COURSE": str(named)}, package) == named


def test_course_that_the_variable_misses_is_not_replaced_by_another(package, tmp_path):
    lay_course(package / "_course")
    with pytest.raises(CourseError) as caught:
        course_folder({"CNNQUIZ_COURSE": str(tmp_path / "typo")}, package)
    assert str(caught.value) == (
        f"CNNQUIZ_COURSE: found '{tmp_path}/typo', "
        "expected a folder that holds exercises/course.yaml"
    )


def test_course_inside_the_package_goes_before_the_checkout(package):
    checkout = lay_course(package.parent.parent)
    assert course_folder({}, package) == checkout
    lay_course(package / "_course")
    assert course_folder({}, package) == package / "_course"


def test_empty_variables_count_as_unset(package, monkeypatch, tmp_path):
    """An empty path would be the working directory."""
    monkeypatch.chdir(lay_course(tmp_path / "here"))
    checkout = lay_course(package.parent.parent)
    (checkout / "solutions").mkdir()
    environ = {"CNNQUIZ_COURSE": "", "CNNQUIZ_SOLUTIONS": ""}
    assert course_folder(environ, package) == checkout
    assert solutions_folder(environ, package) == checkout / "solutions"


def test_no_course_anywhere_is_an_error_that_says_what_to_set(package):
    with pytest.raises(CourseError, match="set CNNQUIZ_COURSE to a folder that holds exercises/"):
        course_folder({}, package)


def test_the_running_package_finds_this_checkout():
    checkout = Path(__file__).resolve().parents[2]
    assert course_folder({}) == checkout
    assert solutions_folder({}) == checkout / "solutions"


def test_solutions_are_where_the_variable_says(package, tmp_path):
    checkout = lay_course(package.parent.parent)
    (checkout / "solutions").mkdir()
    (tmp_path / "named").mkdir()
    environ = {"CNNQUIZ_SOLUTIONS": str(tmp_path / "named")}
    assert solutions_folder(environ, package) == tmp_path / "named"


def test_solutions_that_the_variable_misses_are_not_replaced_by_others(package, tmp_path):
    checkout = lay_course(package.parent.parent)
    (checkout / "solutions").mkdir()
    with pytest.raises(CourseError) as caught:
        solutions_folder({"CNNQUIZ_SOLUTIONS": str(tmp_path / "typo")}, package)
    assert str(caught.value) == (
        f"CNNQUIZ_SOLUTIONS: found '{tmp_path}/typo', expected an existing folder of solutions"
    )


@pytest.mark.usefixtures("module_path")
def test_solutions_beside_an_installed_package_are_not_a_checkouts(package):
    """Without a course beside it, a folder named solutions could be anybody's."""
    (package.parent.parent / "solutions").mkdir()
    assert solutions_folder({}, package) is None


@pytest.mark.usefixtures("module_path")
def test_student_edition_has_no_solutions(package):
    lay_course(package / "_course")
    assert solutions_folder({}, package) is None


@pytest.mark.parametrize("with_init", [True, False])
def test_installed_solutions_are_found_without_being_executed(
    package, tmp_path, module_path, with_init
):
    installed = lay_instructor(tmp_path / "site-packages")
    if with_init:
        (installed / "__init__.py").write_text("raise SystemExit('executed')\n")
    module_path.insert(0, str(tmp_path / "site-packages"))
    assert solutions_folder({}, package) == installed
    assert INSTRUCTOR not in sys.modules


def test_checkouts_solutions_go_before_installed_ones(package, tmp_path, module_path):
    checkout = lay_course(package.parent.parent)
    (checkout / "solutions").mkdir()
    lay_instructor(tmp_path / "site-packages")
    module_path.insert(0, str(tmp_path / "site-packages"))
    assert solutions_folder({}, package) == checkout / "solutions"


@pytest.mark.parametrize("entry", ["", ".", "absolute"])
def test_working_directory_is_never_searched(package, tmp_path, monkeypatch, module_path, entry):
    here = tmp_path / "homework"
    lay_instructor(here)
    (here / "solutions").mkdir()
    monkeypatch.chdir(here)
    module_path.insert(0, str(here) if entry == "absolute" else entry)
    assert solutions_folder({}, package) is None


def test_package_in_the_working_directory_does_not_stand_in_for_the_installed_one(
    package, tmp_path, monkeypatch, module_path
):
    installed = lay_instructor(tmp_path / "site-packages")
    here = tmp_path / "homework"
    (here / INSTRUCTOR).mkdir(parents=True)
    (here / INSTRUCTOR / "__init__.py").touch()
    monkeypatch.chdir(here)
    module_path.insert(0, str(tmp_path / "site-packages"))
    module_path.insert(0, "")
    assert solutions_folder({}, package) == installed


def test_module_run_from_a_homework_folder_ignores_what_lies_there(tmp_path):
    """`python -m` puts the working directory first on the real module path."""
    planted = lay_instructor(tmp_path)
    (planted / "__init__.py").write_text("raise SystemExit('executed')\n")
    (tmp_path / "look.py").write_text(
        "from pathlib import Path\n"
        "from cnnquiz.course.locate import solutions_folder\n"
        "print(solutions_folder({}, Path('/nowhere/grader/cnnquiz')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "look"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(tmp_path) not in done.stdout
