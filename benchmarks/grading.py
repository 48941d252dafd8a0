"""How many submissions are graded in a second, beside plain pytest and nbgrader.

The class hands in right and wrong submissions of one exercise, most of them right, each with a line
of its own, so that none is known from another. All peers judge the same files with the same hidden
checks:

- `cnnquiz grade`, with one process and with one for each core, beginning to end;
- plain pytest, a process for each submission, two at a time (see `plain_plugin`): no protection;
- `nbgrader autograde`, on notebooks that import the submission and run pytest in their test cell:
  this is what a course that uses nbgrader pays for each student.

    python benchmarks/grading.py [--exercise ex05] [--submissions 200] [--peers 10] [--rounds 3]
    python benchmarks/grading.py --memory 2000 --exercise ex03

The peers are slow, so of them only so many submissions are timed (`--peers`). On a machine that
others use as well, one and the same run takes a quarter longer at times: all but nbgrader take
turns, for so many rounds, and of each the median counts. nbgrader is timed once, or left out with a
line that says so where it is not installed.

With `--memory` nothing is timed: so many submissions are graded by one process, and what it and its
parent hold is printed for every fifth of them.
"""

import argparse
import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, find

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHARE_WRONG = 5  # every so-manieth submission is a wrong one


def hand_in(folder: Path, slug: str, count: int) -> list[Path]:
    """Write a class of `count` students, and return their files."""
    solutions = wiring.instructors_folder()
    samples = ROOT / "tests" / "submissions" / slug
    right = [solutions / slug / f"{slug}.py", *sorted(samples.glob("right_*.py"))]
    wrong = sorted(samples.glob("wrong_*.py")) or right
    files = []
    for number in range(count):
        kind = wrong if number % SHARE_WRONG == SHARE_WRONG - 1 else right
        text = kind[number // SHARE_WRONG % len(kind)].read_text(encoding="utf-8")
        file = folder / f"student{number:04}" / f"{slug}.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"{text}\n# student {number}\n", encoding="utf-8")
        files.append(file)
    return files


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def run(command: list[str], folder: Path, *fine: int, **environ: str) -> str:
    """Run a command in a folder, and return its output; 0 or a `fine` exit status is expected.

    Raises:
        SystemExit: it failed.
    """
    ended = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in (0, *fine):
        raise SystemExit(f"{' '.join(command)} failed:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def grade_command(slug: str, jobs: int, *options: str) -> list[str]:
    """Return the command that grades the class in the folder `class`."""
    short = slug.partition("_")[0]
    return [
        *(sys.executable, "-P", "-m", "cnnquiz", "grade", "class", "--exercise", short),
        *("--jobs", str(jobs), "--gradebook", f"{jobs}.db", "--unsafe-local", *options),
    ]


def by_cnnquiz(folder: Path, slug: str, jobs: int, expected: int) -> float:
    """Grade the whole class, and return the seconds that it took."""
    (folder / f"{jobs}.db").unlink(missing_ok=True)  # of an earlier round
    command = grade_command(slug, jobs, "--format", "json")
    output = ""

    def grade() -> None:
        nonlocal output
        output = run(command, folder)

    seconds = timed(grade)
    found = [one["exercises"][0] for one in json.loads(output)["submissions"]]
    if len(found) != expected or any(one["status"] != "graded" for one in found):
        raise SystemExit("cnnquiz grade did not grade everybody")
    print(f"    confinement {found[0]['confinement']}, full score {full(found)} of {len(found)}")
    return seconds


def memory(folder: Path, slug: str, count: int) -> None:
    """Grade a class with one process, and print what memory that took as it went on."""
    hand_in(folder / "class", slug, count)
    command = grade_command(slug, 1, "--format", "csv")
    samples: list[tuple[int, ...]] = []
    with (
        (folder / "grades.csv").open("w", encoding="utf-8") as output,
        subprocess.Popen(command, cwd=folder, stdout=output) as grading,
    ):
        parent = psutil.Process(grading.pid)
        while grading.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                # The parent, the process that grades, what boxes workers, what keeps them warm.
                tree = [parent]
                for _ in range(3):
                    tree += tree[-1].children()[:1]
                samples.append(tuple(one.memory_full_info().uss for one in tree))
            time.sleep(0.1)
    if grading.returncode:
        raise SystemExit(f"grade ended with {grading.returncode}")
    whole = [sample for sample in samples if len(sample) == max(map(len, samples))]
    for part in range(5):
        of_part = whole[part * len(whole) // 5 : (part + 1) * len(whole) // 5]
        middle = [statistics.median(values) / 2**20 for values in zip(*of_part, strict=True)]
        print(f"  part {part + 1} of 5: " + ", ".join(f"{size:.1f}" for size in middle) + " MB")


def full(found: list[dict[str, float]]) -> int:
    """Return how many have full score."""
    return sum(one["score"] == one["max_score"] for one in found)


def pytest_command(slug: str, cache: Path) -> list[str]:
    """Return the command that judges CHECK_FILE with plain pytest."""
    solution = wiring.instructors_folder() / slug
    return [
        *(sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(solution)),
        *("-p", "cnnquiz.judge.plugin", "-p", "plain_plugin", "--import-mode=importlib"),
        *("-o", f"cache_dir={cache}", str(solution / f"check_{slug.partition('_')[2]}.py")),
    ]


def environment(slug: str, file: Path) -> dict[str, str]:
    """Return what `plain_plugin` is told by."""
    path = os.pathsep.join([str(HERE), str(ROOT / "grader")])
    return {"CHECK_EXERCISE": slug, "CHECK_FILE": str(file), "PYTHONPATH": path}


def by_pytest(folder: Path, slug: str, files: list[Path]) -> float:
    """Judge some files, two at a time, and return the seconds that it took."""
    command = pytest_command(slug, folder / "cache")

    def judge(file: Path) -> None:
        output = run(command, folder, 1, **environment(slug, file), PYTEST_ADDOPTS="")
        if " passed" not in output and " failed" not in output:
            raise SystemExit(f"plain pytest judged nothing:\n{output}")

    with ThreadPoolExecutor(2) as two:
        return timed(lambda: list(two.map(judge, files)))


def by_nbgrader(folder: Path, slug: str, files: list[Path]) -> float | None:
    """Autograde some files, and return the seconds that it took; None without nbgrader."""
    try:
        import nbformat  # noqa: PLC0415  # a second, and only here
        from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415
    except ImportError:
        return None
    course = folder / "nbgrader"
    (course / "source" / slug).mkdir(parents=True)
    test = (
        "import os, pytest\n"
        "status = pytest.main(os.environ['CHECK_COMMAND'].split('\\n'))\n"
        "assert status == 0"
    )

    def notebook(solution: str) -> object:
        meta = {"schema_version": 3, "grade": False, "locked": False, "solution": True}
        judged = {"schema_version": 3, "grade": True, "locked": True, "solution": False}
        return new_notebook(
            cells=[
                new_code_cell(
                    solution, metadata={"nbgrader": {**meta, "grade_id": "answer", "task": False}}
                ),
                new_code_cell(
                    "import pathlib\npathlib.Path('mine.py').write_text(In[1], encoding='utf-8')"
                ),
                new_code_cell(
                    test,
                    metadata={
                        "nbgrader": {**judged, "grade_id": "checks", "points": 10, "task": False}
                    },
                ),
            ],
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        )

    nbformat.write(
        notebook("### BEGIN SOLUTION\npass\n### END SOLUTION"),
        course / "source" / slug / "work.ipynb",
    )
    for number, file in enumerate(files):
        home = course / "submitted" / f"s{number}" / slug
        home.mkdir(parents=True)
        nbformat.write(notebook(file.read_text(encoding="utf-8")), home / "work.ipynb")
    tool = [sys.executable, "-m", "nbgrader"]
    environ = environment(slug, Path("mine.py"))
    environ["CHECK_COMMAND"] = "\n".join(pytest_command(slug, folder / "cache")[3:])
    environ["PYTEST_ADDOPTS"] = ""
    # It starts programs of its own by their names.
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run([*tool, "generate_assignment", slug, "--force"], course, **environ)
    seconds = timed(lambda: run([*tool, "autograde", slug, "--force"], course, **environ))
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        scores = [score for (score,) in gradebook.execute("SELECT auto_score FROM grade")]
    if len(scores) != len(files) or not any(scores):
        raise SystemExit(f"nbgrader did not grade: {scores}")
    return seconds


def main() -> None:
    """Measure, and print throughputs and their ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--exercise", action="append")
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--peers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, metavar="SUBMISSIONS")
    arguments = parser.parse_args()
    slugs = exercise_slugs(wiring.exercises_folder())
    for slug in (find(slugs, name) for name in arguments.exercise or ["ex05", "ex13"]):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if arguments.memory:
                print(f"{slug}, {arguments.memory} submissions, memory of each process by itself:")
                memory(folder, slug, arguments.memory)
                continue
            files = hand_in(folder / "class", slug, arguments.submissions)
            count, some = len(files), files[: arguments.peers]
            print(f"{slug}, {count} submissions, of peers {len(some)}, {arguments.rounds} rounds:")
            rounds = [
                {
                    "cnnquiz grade --jobs 1": by_cnnquiz(folder, slug, 1, count) / count,
                    "cnnquiz grade --jobs 2": by_cnnquiz(folder, slug, 2, count) / count,
                    "plain pytest, two at a time": by_pytest(folder, slug, some) / len(some),
                }
                for _ in range(arguments.rounds)
            ]
            each = {kind: statistics.median(one[kind] for one in rounds) for kind in rounds[0]}
            autograde = by_nbgrader(folder, slug, some)
            if autograde is None:
                print("  nbgrader is not installed")
            else:
                each["nbgrader autograde"] = autograde / len(some)
        ours = each["cnnquiz grade --jobs 2"]
        for kind, seconds in each.items():
            print(f"  {kind:28} {seconds * 1e3:7.1f} ms each, {seconds / ours:6.1f} times ours")


if __name__ == "__main__":
    main()
