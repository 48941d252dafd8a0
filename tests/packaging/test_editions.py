"""The two distributions: what students receive holds nothing of solutions/, and both work.

They are built as they are for a release, and installed outside of the checkout.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
CANARY = b"cnnquiz-instructor: never for students"
SUFFIXES = {".py", ".yaml", ".md", ".svg", ".npz", ".jsonl", ".html", ".css", ".js", ".sh"}
# Of the question bank: not how items are written, which would give away how they are computed.
QUESTIONBANK = {"concepts.yaml", "dealt.jsonl", "misconceptions.yaml"}
# Besides those, what describes a distribution.
METADATA = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}
SOURCE_METADATA = {"PKG-INFO", "pyproject.toml", "LICENSE", ".gitignore", "README.md"}
SECONDS = 120


def solution_files() -> dict[str, bytes]:
    """Return every file of solutions/ that belongs there, by its path below it."""
    return {
        path.relative_to(SOLUTIONS).as_posix(): path.read_bytes()
        for path in sorted(SOLUTIONS.rglob("*"))
        if path.is_file() and path.suffix in {*SUFFIXES, ".toml"} and not _hidden(path)
    }


def _hidden(path: Path) -> bool:
    """Return whether a file of solutions/ is in a folder such as .pytest_cache."""
    return any(part.startswith(".") for part in path.relative_to(SOLUTIONS).parts)


@dataclass(frozen=True)
class Built:
    """A project's wheel and sdist: the wheel's file, and what both hold by path."""

    path: Path
    wheel: Mapping[str, bytes]
    sdist: Mapping[str, bytes]


def build(project: Path, folder: Path) -> Built:
    """Build a project without a network: what building takes is installed already."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(project)], check=True, capture_output=True, timeout=SECONDS)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(sdist) as archive:
        members = [member for member in archive.getmembers() if not member.isdir()]
        assert all(member.isfile() for member in members)  # no links
        in_sdist = {
            member.name.partition("/")[2]: archive.extractfile(member).read() for member in members
        }
    return Built(wheel, in_wheel, in_sdist)


@pytest.fixture(scope="module")
def students(tmp_path_factory) -> Built:
    """What students receive."""
    return build(ROOT, tmp_path_factory.mktemp("students"))


@pytest.fixture(scope="module")
def instructors(tmp_path_factory) -> Built:
    """What only instructors do."""
    return build(SOLUTIONS, tmp_path_factory.mktemp("instructors"))


# --- what they hold -----------------------------------------------------------------------------


def test_every_python_file_of_solutions_bears_the_canary():
    files = {name: text for name, text in solution_files().items() if name.endswith(".py")}

    assert files
    assert [name for name, text in files.items() if CANARY not in text] == []


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_students_edition_holds_nothing_of_solutions(students, kind):
    held: Mapping[str, bytes] = getattr(students, kind)
    secret = set(solution_files().values())

    assert [name for name, text in held.items() if CANARY in text] == []
    assert [name for name, text in held.items() if text in secret] == []
    assert [name for name in held if "solutions" in name or "instructor" in name] == []


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_students_edition_holds_only_files_of_known_kinds(students, kind):
    described = METADATA if kind == "wheel" else SOURCE_METADATA
    paths = [PurePosixPath(name) for name in getattr(students, kind)]

    assert [
        str(path) for path in paths if path.suffix not in SUFFIXES and path.name not in described
    ] == []


def test_students_edition_holds_every_exercise_and_every_module(students):
    due = {
        f"{target}/{path.relative_to(ROOT / source).as_posix()}"
        for source, target in [
            ("grader/cnnquiz", "cnnquiz"),
            ("exercises", "cnnquiz/_course/exercises"),
        ]
        for path in (ROOT / source).rglob("*")
        if path.suffix in SUFFIXES
    }
    due |= {f"cnnquiz/_course/questionbank/{name}" for name in QUESTIONBANK}

    assert len(due) > 50
    assert due - set(students.wheel) == set()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_students_edition_holds_dealt_questions_alone(students, kind):
    held: Mapping[str, bytes] = getattr(students, kind)
    bank = {PurePosixPath(name).name for name in held if "questionbank/" in name}
    assert bank == QUESTIONBANK
    exam = (SOLUTIONS / "exam" / "dealt.jsonl").read_bytes().splitlines()[1:]
    ids = [json.loads(line)["id"].encode() for line in exam]
    assert ids
    assert [id_ for id_ in ids if any(id_ in text for text in held.values())] == []


def test_instructors_wheel_holds_every_solution_file(instructors):
    due = {
        f"cnnquiz_instructor/{name}": text
        for name, text in solution_files().items()
        if name != "pyproject.toml"
    }

    assert due
    assert {name: instructors.wheel.get(name) for name in due} == due


# --- how they work ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """An environment in which wheels are installed, and a folder outside of any checkout."""

    environment: Path
    folder: Path

    def run(self, *args: str | Path, module: bool = False) -> subprocess.CompletedProcess[str]:
        """Run the installed command, or `python -m cnnquiz`, in the folder."""
        scripts = self.environment / "bin"
        command = [scripts / "python", "-m", "cnnquiz"] if module else [scripts / "cnnquiz"]
        ours = ("PYTHON", "CNNQUIZ_", "PYTEST_", "COV")
        return subprocess.run(
            [*map(str, command), *map(str, args)],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(ours)},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    def report(self, *args: str | Path, module: bool = False) -> dict[str, Any]:
        """Return the report on ex01."""
        ended = self.run("check", "ex01", *args, "--format", "json", module=module)
        assert ended.stderr == ""
        (report,) = json.loads(ended.stdout)["exercises"]
        assert ended.returncode == (0 if passed(report) else 1)
        return report


def passed(report: dict[str, Any]) -> bool:
    """Return whether every check of a report passed."""
    return all(check["status"] == "passed" for check in report["checks"])


def install(folder: Path, *wheels: Path) -> Path:
    """Return an environment with wheels, and with what the present one holds but cnnquiz.

    A `.pth` file puts the present packages on the path. Their own `.pth` files, and with them an
    editable cnnquiz, are not read in that way.
    """
    environment = folder / "environment"
    venv = [sys.executable, "-m", "venv", "--without-pip", str(environment)]
    subprocess.run(venv, check=True, timeout=SECONDS)
    python = environment / "bin" / "python"
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    alone = ["--no-deps", "--no-index", "--ignore-installed", "--disable-pip-version-check"]
    subprocess.run([*pip, *alone, *map(str, wheels)], check=True, timeout=SECONDS)
    return environment


@pytest.fixture(scope="module")
def students_environment(students, tmp_path_factory) -> Path:
    """An environment with the students' wheel alone."""
    return install(tmp_path_factory.mktemp("student"), students.path)


@pytest.fixture(scope="module")
def instructors_environment(students, instructors, tmp_path_factory) -> Path:
    """An environment with both wheels."""
    return install(tmp_path_factory.mktemp("both"), students.path, instructors.path)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with a right file of ex01, marked as a workspace of its own."""
    (tmp_path / ".cnnquiz").mkdir()
    right = ROOT / "tests" / "submissions" / "ex01_kernels" / "right_loops.py"
    (tmp_path / "ex01_kernels.py").write_bytes(right.read_bytes())
    return tmp_path


@pytest.fixture
def student(students_environment, folder) -> Edition:
    """The students' edition."""
    return Edition(students_environment, folder)


@pytest.fixture
def instructor(instructors_environment, folder) -> Edition:
    """Both distributions together."""
    return Edition(instructors_environment, folder)


def test_installed_package_is_not_the_checkout(student):
    python = student.environment / "bin" / "python"
    show = "import cnnquiz; print(cnnquiz.__file__)"
    ended = subprocess.run(
        [str(python), "-I", "-c", show], capture_output=True, text=True, check=True
    )

    assert Path(ended.stdout.strip()).is_relative_to(student.environment)


def test_students_edition_runs_the_examples_and_promises_the_rest(student):
    report = student.report()

    assert (report["status"], report["score"]) == ("examples_only", None)
    names = ["examples_edge_kernel", "examples_apply_kernel", "examples_feature_map"]
    assert [check["name"] for check in report["checks"]] == names
    assert [check["status"] for check in report["checks"]] == ["passed"] * 3
    assert [check["points"] for check in report["checks"]] == [0.0] * 3
    shown = student.run("check", "ex01")
    assert "The hidden checks run when your work is handed in." in shown.stdout


def test_students_edition_says_which_example_fails(student):
    (student.folder / "ex01_kernels.py").write_text("def edge_kernel(side):\n    return 3\n")

    report = student.report()

    assert (report["status"], report["score"]) == ("examples_only", None)
    first, *others = report["checks"]
    assert first["status"] == "failed"
    assert "edge_kernel(" in first["message"]
    assert {check["status"] for check in others} <= {"failed", "not_implemented"}


def test_hidden_checks_run_where_the_instructors_wheel_is_installed_too(instructor):
    report = instructor.report()

    assert (report["status"], report["score"]) == ("graded", 10.0)
    assert len(report["checks"]) > 5
    assert all(check["name"].startswith("check_") for check in report["checks"])


# --- what lies in the working directory is never executed ---------------------------------------

DECOYS = [
    "cnnquiz/__init__.py",
    "cnnquiz/__main__.py",
    "cnnquiz_instructor/__init__.py",
    "solutions/ex01_kernels/ex01_kernels.py",
    "solutions/ex01_kernels/check_kernels.py",
    "solutions/ex01_kernels/misconceptions.py",
    "exercises/ex01_kernels/ex01_kernels.py",
    "numpy.py",
    "click.py",
    "yaml.py",
    "pytest.py",
    "conftest.py",
    "json.py",
    "sitecustomize.py",
    "usercustomize.py",
]


def lay_out(decoys: list[str], folder: Path) -> Path:
    """Write files that leave a trace when they are executed, and return where it would be."""
    trace = folder.parent / f"{folder.name}_executed"
    for name in decoys:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(trace)!r}, 'a').write({name!r} + '\\n')\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    return trace


def test_decoys_do_leave_a_trace_when_they_are_executed(folder):
    trace = lay_out(DECOYS, folder)

    subprocess.run([sys.executable, "-c", "import numpy"], cwd=folder, check=True)

    assert "numpy.py" in trace.read_text().split()


@pytest.mark.parametrize("edition", ["student", "instructor"])
def test_nothing_in_the_working_directory_is_executed(edition, request):
    installed: Edition = request.getfixturevalue(edition)
    trace = lay_out(DECOYS, installed.folder)

    report = installed.report("--file", "ex01_kernels.py")

    assert not trace.exists(), trace.read_text()
    assert report["status"] == ("examples_only" if edition == "student" else "graded")
    assert passed(report)


def test_nothing_is_executed_in_the_working_directory_of_python_m(instructor):
    # Not cnnquiz/ itself: which package `-m cnnquiz` names is for Python to say.
    decoys = [name for name in DECOYS if not name.startswith("cnnquiz/")]
    trace = lay_out(decoys, instructor.folder)

    ended = instructor.run("check", "--file", "ex01_kernels.py", module=True)

    assert not trace.exists()
    assert ended.returncode == 0
