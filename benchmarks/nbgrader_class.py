"""How long a class takes to grade: the fast path of `cnnquiz nbgrader`, beside nbgrader alone.

Twelve students hand in five exercises each. Eleven of them are odd in one: it is wrong, hangs,
leaves, prints, is tampered with, broken, renamed … (see `tests/support/nbgrader_class.py`). The
same files are graded

- by `cnnquiz nbgrader autograde --fast`, one command for all;
- by nbgrader alone, as it comes: it runs every notebook in a kernel, and the hidden test cells call
  the same judge with the same checks.

    python benchmarks/nbgrader_class.py

Both are run once, and both are looked at: scores of honest submissions have to agree.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "grader")]
# This file's own folder comes first otherwise, and its name is nbgrader's.
sys.path.remove(str(Path(__file__).resolve().parent))

from support.nbgrader_class import EXERCISES, hand_in, with_short_limits  # noqa: E402  # see above

ODD = {"hanging", "exiting", "tampering", "deleted", "renamed", "broken", "empty", "warning"}
PLAIN_CONFIG = """\
import os
c = get_config()
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
"""


def run(*command: str | Path, folder: Path, material: Path, fine: tuple[int, ...] = ()) -> float:
    """Run a command to its end, and return the seconds that it took.

    Raises:
        SystemExit: it failed.
    """
    paths = {
        "PYTHONPATH": str(ROOT / "grader"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "CNNQUIZ_COURSE": str(material),
        "CNNQUIZ_SOLUTIONS": str(ROOT / "solutions"),
        "JUPYTER_DATA_DIR": str(folder / ".jupyter"),
    }
    begun = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-m", *map(str, command)],
        cwd=folder,
        env=os.environ | paths,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - begun
    if ended.returncode not in (0, *fine):
        raise SystemExit(f"{command} failed:\n{ended.stdout}{ended.stderr}")
    return seconds


def scores(course: Path) -> dict[tuple[str, str], float]:
    """Return what each notebook got, by student and notebook."""
    query = """
        SELECT submitted_assignment.student_id, notebook.name, SUM(COALESCE(grade.auto_score, 0))
        FROM grade
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN notebook ON submitted_notebook.notebook_id = notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        GROUP BY 1, 2
    """
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        return {(student, name): round(score, 6) for student, name, score in book.execute(query)}


def honest(found: dict[tuple[str, str], float]) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the scores of those whom a kernel can be expected to treat alike."""
    yield from ((place, score) for place, score in found.items() if place[0] not in ODD)


def main() -> None:
    """Measure, and print both times and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        material = with_short_limits(home / "material")
        ours, alone = home / "ours", home / "alone"
        tool = ("cnnquiz", "nbgrader")
        run(*tool, "init", ours, "--course-id", "cnn", folder=home, material=material)
        run(*tool, "build", *EXERCISES, "--course", ours, folder=home, material=material)
        release = ("release", *EXERCISES, "--plain", "--course", ours)
        run(*tool, *release, folder=home, material=material)
        hand_in(ours / "release", ours / "submitted", everything=True)
        shutil.copytree(ours, alone)
        (alone / "nbgrader_config.py").write_text(PLAIN_CONFIG, encoding="utf-8")
        # 4 and 1 say that the broken and the renamed notebook could not be graded.
        autograde = ("autograde", *EXERCISES, "--fast", "--course", ours)
        fast = run(*tool, *autograde, folder=home, material=material, fine=(4,))
        print(f"cnnquiz nbgrader autograde --fast  {fast:7.1f} s", flush=True)
        slow = 0.0
        for slug in EXERCISES:
            command = ("nbgrader", "autograde", slug)
            slow += run(*command, folder=alone, material=material, fine=(1,))
            print(f"nbgrader autograde, after {slug:20} {slow:7.1f} s", flush=True)
        print(f"ratio                              {slow / fast:7.1f}")
        by_us, by_nbgrader = dict(honest(scores(ours))), dict(honest(scores(alone)))
        if by_us != by_nbgrader:
            different = {
                k: (v, by_nbgrader.get(k)) for k, v in by_us.items() if by_nbgrader.get(k) != v
            }
            raise SystemExit(f"the two disagree: {different}")
        print(f"{len(by_us)} honest notebooks have the same score both ways")


if __name__ == "__main__":
    main()
