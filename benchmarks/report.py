"""How long the report on a class takes, and how large it gets.

python benchmarks/report.py [STUDENTS]
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.model.course import Exercise
from cnnquiz.model.report import CheckResult, Confinement, ExerciseReport, Status, Verdict
from cnnquiz.store.gradebook import Gradebook

STUDENTS = 300
CHECKS = 8
_LOST = [Verdict.FAILED] * 8 + [Verdict.ERROR, Verdict.TIMEOUT, Verdict.CRASHED]


def made_up(exercise: Exercise, skill: float, rng: random.Random) -> ExerciseReport:
    """Return the report on a student who passes a check with the probability `skill`."""
    if rng.random() < 0.06:
        return ExerciseReport(exercise.id, exercise.title, Status.MISSING)
    beliefs = list(wiring.catalogue().values())
    checks = []
    for number in range(CHECKS):
        verdict = Verdict.PASSED if rng.random() < skill else rng.choice(_LOST)
        lost = verdict is not Verdict.PASSED
        checks.append(
            CheckResult(
                f"check_number_{number}",
                "Stride divides what is left after the first window.",
                (exercise.function_names[number % len(exercise.functions)],),
                10 / CHECKS,
                verdict,
                "The array that came back is not the right one." if lost else None,
                misconception=rng.choice(beliefs) if lost and rng.random() < 0.5 else None,
            )
        )
    full = Confinement.FULL
    return ExerciseReport(exercise.id, exercise.title, Status.GRADED, full, checks=tuple(checks))


def fill(path: Path, students: int) -> int:
    """Write the gradebook of a class, and return the number of its exercises."""
    rng = random.Random(5)  # noqa: S311  # no secret
    folder, now = wiring.exercises_folder(), datetime(2026, 3, 4, tzinfo=UTC)
    exercises = [load_exercise(folder, slug) for slug in exercise_slugs(folder)]
    with Gradebook(str(path)) as book:
        grading = book.begin("1.0", 0, now)
        for number in range(students):
            skill = rng.betavariate(4, 1.5)
            for exercise in exercises:
                book.record(
                    grading,
                    f"student{number:03}",
                    exercise.id,
                    made_up(exercise, skill, rng),
                    key=None,
                    handed_in=now,
                    now=now,
                )
        book.end(grading, now)
    return len(exercises)


def main() -> None:
    """Measure, and print a line for each."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exercises = fill(folder / "gradebook.db", students)
        print(f"{students} students, {exercises} exercises, {CHECKS} checks each")
        for label, more in (("report", []), ("report and students' pages", ["--students", "s"])):
            begun = time.perf_counter()
            command = [sys.executable, "-m", "cnnquiz", "gradebook", "report", *more]
            subprocess.run(command, check=True, capture_output=True, cwd=folder)
            print(f"{label}: {time.perf_counter() - begun:.1f} s")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        pages = [path.stat().st_size / 1e3 for path in (folder / "s").iterdir()]
        size = (folder / "report.html").stat().st_size / 1e6
        print(f"memory {memory:.0f} MB; report.html {size:.2f} MB; ", end="")
        print(f"a student's page {sum(pages) / len(pages):.0f} kB")


if __name__ == "__main__":
    main()
