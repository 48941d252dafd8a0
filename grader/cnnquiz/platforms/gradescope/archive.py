"""The zip that is uploaded to Gradescope as an autograder."""

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cnnquiz.errors import CourseError, Problem, UsageError
from cnnquiz.export.archive import zipped
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.platforms.gradescope import settings
from cnnquiz.platforms.gradescope.settings import Settings

INSTRUCTORS = "cnnquiz_instructor"
SCRIPTS = ("setup.sh", "run_autograder")
_SECRET, _RUNNABLE = 0o600, 0o755
_NOT_FOR_GRADING = {"nbgrader", "torch"}  # torch goes where exercises are about it
_BUILD_S = 300.0
_SUFFIXES = {".py", ".yaml", ".md", ".npz", ".jsonl", ".svg"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the zip.

    Attributes:
        data: what it holds.
        mode: who may do what with it, as `chmod` counts.
    """

    data: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Sources:
    """Where what goes into the zip is taken from.

    Attributes:
        course: the folder that holds `exercises` and `questionbank`.
        solutions: the folder of references and hidden checks.
        checkout: what wheels are built from; None if there is none.
        wheels: a folder that holds wheels already; None to build them.
        own_course: whether the course is another one than the wheels hold.
    """

    course: Path
    solutions: Path
    checkout: Path | None
    wheels: Path | None
    own_course: bool


def build(
    exercises: Sequence[Exercise], how: Settings, sources: Sources, torch_index: str | None = None
) -> bytes:
    """Return the autograder zip; equal sources give equal bytes.

    Args:
        exercises: those of the assignment; of solutions, only theirs go into the zip, except where
            wheels are given.
        how: how the assignment is graded.
        sources: where everything is taken from.
        torch_index: the package index that torch is installed from, if not from the usual one.

    Raises:
        UsageError: wheels can neither be found nor built.
        CourseError: an exercise lacks its solutions.
    """
    for exercise in exercises:
        if not (sources.solutions / exercise.slug).is_dir():
            problem = "is missing, so that there is nothing to grade with"
            raise CourseError([Problem(str(sources.solutions / exercise.slug), "", problem)])
    wheels = _wheels(exercises, sources)
    with_torch = any(exercise.tools is Tools.TORCH for exercise in exercises)
    members = {
        "setup.sh": Member(_script("setup.sh"), _RUNNABLE),
        "run_autograder": Member(_script("run_autograder.sh"), _RUNNABLE),
        settings.FILE: Member(settings.encode(how), _SECRET),
        **_requirements(wheels["cnnquiz"][1].data, with_torch=with_torch),
        **dict(wheels.values()),
    }
    if torch_index:
        members["torch-index.txt"] = Member(f"{torch_index}\n".encode())
    if sources.own_course:
        members |= _own_course(exercises, sources)
    ordered = dict(sorted(members.items()))
    files = {name: member.data for name, member in ordered.items()}
    return zipped(files, {name: member.mode for name, member in ordered.items()})


def check_names(exercise: Exercise, solutions: Path) -> Iterator[str]:
    """Yield the names of an exercise's checks as lines bear them, such as `ex03.check_stride`.

    Raises:
        CourseError: the file of the checks is missing or no Python.
    """
    path = solutions / exercise.slug / f"check_{exercise.slug.partition('_')[2]}.py"
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError([Problem(str(path), "", f"cannot be read: {error}")]) from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
            yield f"{exercise.id}.{node.name}"
    if exercise.off_limits:
        yield f"{exercise.id}.check_off_limits"


def _script(name: str) -> bytes:
    text = resources.files("cnnquiz.platforms.gradescope").joinpath(name).read_bytes()
    return text.replace(b"\r\n", b"\n")  # however the checkout was made


# --- what it needs ------------------------------------------------------------------------------


def _requirements(wheel: bytes, *, with_torch: bool) -> dict[str, Member]:
    """Return what pip is to install, and the versions of everything: those that run here."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        described = message_from_bytes(opened.read(name))
    direct = set(_names(described.get_all("Requires-Dist", [])))
    wanted = sorted(direct - _NOT_FOR_GRADING)
    torch = ["torch"] if with_torch else []
    pins = [f"{name}=={version}" for name, version in sorted(_closure([*wanted, *torch]).items())]
    return {
        "requirements.txt": _lines(wanted),
        "torch.txt": _lines(torch),
        "constraints.txt": _lines(pins),
    }


def _closure(names: Iterable[str]) -> dict[str, str]:
    """Return the versions of distributions and of what they require, as installed here."""
    found: dict[str, str] = {}
    left = list(names)
    while left:
        name = left.pop()
        if name in found:
            continue
        with contextlib.suppress(metadata.PackageNotFoundError):
            # An index has torch's builds without their local name, such as +cpu.
            found[name] = metadata.version(name).partition("+")[0]
            left += _names(metadata.requires(name) or [])
    return found


def _names(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the names of what is required without any extra."""
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or requirement.marker.evaluate():
            yield canonicalize_name(requirement.name)


def _lines(lines: Iterable[str]) -> Member:
    return Member("".join(f"{line}\n" for line in lines).encode())


# --- wheels -------------------------------------------------------------------------------------


def _wheels(exercises: Sequence[Exercise], sources: Sources) -> dict[str, tuple[str, Member]]:
    """Return the path in the zip, and the wheel, of each distribution."""
    names = ["cnnquiz"] if sources.own_course else ["cnnquiz", INSTRUCTORS]
    if sources.wheels is not None:
        return {name: _member(name, _wheel_in(sources.wheels, name)) for name in names}
    if sources.checkout is None:
        raise UsageError(
            "found no checkout to build wheels from; --wheels DIR names a folder that holds "
            "those of cnnquiz and cnnquiz-instructor"
        )
    if find_spec("hatchling") is None:
        raise UsageError("wheels are built by hatchling: pip install hatchling, or use --wheels")
    with tempfile.TemporaryDirectory(prefix="cnnquiz-wheels-") as folder:
        projects = {"cnnquiz": sources.checkout}
        if INSTRUCTORS in names:
            projects[INSTRUCTORS] = _staged(exercises, sources.checkout, Path(folder, "staged"))
        return {
            name: _member(name, _built(project, Path(folder, name)))
            for name, project in projects.items()
        }


def _member(name: str, wheel: Path) -> tuple[str, Member]:
    mode = _SECRET if name == INSTRUCTORS else 0o644
    return f"wheels/{wheel.name}", Member(wheel.read_bytes(), mode)


def _wheel_in(folder: Path, name: str) -> Path:
    found = sorted(path for path in folder.glob("*.whl") if re.match(rf"{name}-[0-9]", path.name))
    if len(found) != 1:
        raise UsageError(f"{folder}: found {len(found)} wheels of {name}, expected one")
    return found[0]


def _staged(exercises: Sequence[Exercise], checkout: Path, folder: Path) -> Path:
    """Copy what describes cnnquiz-instructor, and no more solutions than are needed.

    Exam questions and other exercises' solutions have no business on somebody else's machine.
    """
    folder.mkdir()
    shutil.copy(checkout / "solutions" / "pyproject.toml", folder)
    for exercise in exercises:
        ignored = shutil.ignore_patterns(".*", "__pycache__")
        source = checkout / "solutions" / exercise.slug
        shutil.copytree(source, folder / exercise.slug, ignore=ignored)
    return folder


def _built(project: Path, folder: Path) -> Path:
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    try:
        ended = subprocess.run(
            command, cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_BUILD_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{project}: hatchling could not build a wheel: {error}") from error
    if ended.returncode:
        said = ended.stderr.strip() or ended.stdout.strip()
        raise UsageError(f"{project}: hatchling could not build a wheel:\n{said}")
    (wheel,) = folder.glob("*.whl")
    return wheel


def _own_course(exercises: Sequence[Exercise], sources: Sources) -> Mapping[str, Member]:
    """Return the files of a course that is not the one in the wheels."""
    public = ("exercises/course.yaml", "questionbank/misconceptions.yaml")
    members = {f"course/{name}": Member((sources.course / name).read_bytes()) for name in public}
    for exercise in exercises:
        for path in _files(exercise.folder):
            name = path.relative_to(exercise.folder).as_posix()
            members[f"course/exercises/{exercise.slug}/{name}"] = Member(path.read_bytes())
        for path in _files(sources.solutions / exercise.slug):
            name = path.relative_to(sources.solutions).as_posix()
            members[f"solutions/{INSTRUCTORS}/{name}"] = Member(path.read_bytes(), _SECRET)
    return members


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _SUFFIXES)
