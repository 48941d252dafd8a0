"""What runs inside Gradescope's container, and the same on the instructor's own machine."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cnnquiz
from cnnquiz import disk, wiring
from cnnquiz.course.load import load_exercise
from cnnquiz.errors import UsageError, writing
from cnnquiz.model.report import Confinement
from cnnquiz.platforms.gradescope import settings
from cnnquiz.platforms.gradescope.archive import INSTRUCTORS, SCRIPTS
from cnnquiz.platforms.gradescope.results import no_score, results, times_in
from cnnquiz.platforms.line import score_of
from cnnquiz.platforms.work import grade_folder
from cnnquiz.sandbox.confinement import ALL_LAYERS
from cnnquiz.workbench import Workbench

_METADATA_BYTES = 16 << 20  # it tells of all earlier submissions, and of their results


def run(root: Path, tell: Callable[[str], object], *, unsafe_local: bool = False) -> bool:
    """Grade the submission in Gradescope's folders, and write `results.json`.

    Args:
        root: `/autograder`, or what stands for it.
        tell: told of problems that are not the student's; only those who teach read them.
        unsafe_local: grade even where nothing but its own process holds the student's code.

    Returns:
        Whether there is a score.

    Raises:
        CourseError: the settings or the course are wrong.
        SandboxError: students' code cannot be confined well enough.
        UsageError: the results cannot be written.
    """
    target = root / "results" / "results.json"
    # Whatever happens from here on, no score is lost.
    with writing(target):
        disk.write_whole(target, no_score().encode())
    how = settings.read(root / "source" / settings.FILE)
    folder = wiring.exercises_folder()
    exercises = [load_exercise(folder, slug) for slug in how.exercises]
    with Workbench(ALL_LAYERS) as bench:
        bench.require(Confinement.PROCESS if unsafe_local else Confinement.REDUCED)
        graded = grade_folder(bench, exercises, root / "submission", seed=how.seed)
    for problem in graded.problems:
        tell(problem)
    times = times_in(_metadata(root / "submission_metadata.json"))
    if how.late.percent_a_day and times.handed_in is None:
        tell("submission_metadata.json does not say when this was handed in; it counts as in time")
    content = results(graded, how, times).encode()
    with writing(target):
        disk.write_whole(target, content)
    return score_of(graded.reports) is not None


def _metadata(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_METADATA_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


# --- simulation ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulated run left behind.

    Attributes:
        results: `results.json` as Gradescope would read it.
        printed: what Gradescope would show to those who teach.
        status: the exit status of `run_autograder`.
    """

    results: bytes
    printed: str
    status: int


def simulate(archive: Path, submission: Path, metadata: str, *, unsafe_local: bool) -> Simulated:
    """Run an autograder zip on a submission, in folders like Gradescope's.

    `setup.sh` is not run: the present Python and its packages stand for what it installs.

    Args:
        archive: what `build` made.
        submission: a file, or a folder of files, that a student would hand in.
        metadata: what is to be in `submission_metadata.json`.
        unsafe_local: as `run` has it.

    Raises:
        UsageError: the archive is no autograder, or there is no such submission.
    """
    if not submission.exists():
        raise UsageError(f"no file or folder {submission}")
    with tempfile.TemporaryDirectory(prefix="cnnquiz-autograder-") as name:
        root = Path(name)
        _unpack(archive, root / "source")
        shutil.copy(root / "source" / "run_autograder", root)
        (root / "submission").mkdir()
        if submission.is_dir():
            shutil.copytree(submission, root / "submission", symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy(submission, root / "submission")
        (root / "submission_metadata.json").write_text(metadata, encoding="utf-8")
        return _run_script(root, ["--unsafe-local"] if unsafe_local else [])


def _unpack(archive: Path, source: Path) -> None:
    """Unpack an autograder, and the solutions in it, as Gradescope and `setup.sh` do."""
    try:
        with zipfile.ZipFile(archive) as opened:
            missing = {*SCRIPTS, settings.FILE} - set(opened.namelist())
            if missing:
                wanted = "expected what `cnnquiz gradescope build` writes"
                raise UsageError(f"{archive}: holds no {', '.join(sorted(missing))}; {wanted}")
            opened.extractall(source)
            for info in opened.infolist():
                (source / info.filename).chmod(info.external_attr >> 16 & 0o777)
        for wheel in source.glob(f"wheels/{INSTRUCTORS}-*.whl"):
            with zipfile.ZipFile(wheel) as opened:
                opened.extractall(source / "solutions")
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"{archive}: cannot be unpacked: {error}") from error
    source.chmod(0o700)


def _run_script(root: Path, options: list[str]) -> Simulated:
    package = str(Path(cnnquiz.__file__).resolve().parents[1])
    environment = {
        **os.environ,
        "CNNQUIZ_AUTOGRADER": str(root),
        "CNNQUIZ_PYTHON": sys.executable,
        # The package that runs here, wherever it was found.
        "PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")])),
    }
    ended = subprocess.run(
        [str(root / "run_autograder"), *options], cwd=root, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    printed = ended.stdout.decode("utf-8", "replace")
    return Simulated((root / "results" / "results.json").read_bytes(), printed, ended.returncode)
