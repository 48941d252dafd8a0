"""How long comparing a class takes, and how far copies and what was written apart lie from it.

python benchmarks/similar.py [SUBMISSIONS]

The class is made up: each of its programs is put together from functions of several right and wrong
submissions, with names of its own, so that passages are shared as widely as in a real one.
"""

import ast
import itertools
import random
import runpy
import sys
import time
from pathlib import Path

import numpy as np

from cnnquiz import wiring
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.grading.similar import Comparison
from cnnquiz.model.course import Exercise
from cnnquiz.model.submission import Cell, Submission

TESTS = Path(__file__).resolve().parents[1] / "tests"
SAMPLES = TESTS / "submissions"
disguised = runpy.run_path(str(TESTS / "support" / "copies.py"))["disguised"]  # as tests do
SUBMISSIONS = 300
MEASURED = "ex03_output_size"


def shares(exercise: Exercise, sources: list[str]) -> np.ndarray:
    """Return what each two sources have in common, however little that is."""
    comparison = Comparison(exercise.id, exercise.stub.read_text(encoding="utf-8"))
    for number, source in enumerate(sources):
        comparison.add(str(number), Submission(exercise.stub, (Cell(None, source),)))
    return comparison.shares(least=0.0, least_weight=0.0)


def distances(exercises: list[Exercise]) -> None:
    """Print how much copies have in common, and right submissions that were written apart."""
    apart, copies, padded = [], [], []
    for exercise in exercises:
        files = sorted((SAMPLES / exercise.slug).glob("right_*.py"))
        files.append(wiring.instructors_folder() / exercise.slug / f"{exercise.slug}.py")
        sources = [file.read_text(encoding="utf-8") for file in files]
        found = shares(exercise, sources)
        apart += [found[pair] for pair in itertools.combinations(range(len(sources)), 2)]
        for number, source in enumerate(sources):
            for into, more in ((copies, False), (padded, True)):
                made = disguised(source, padded=more)
                into.append(shares(exercise, [*sources, made])[number, -1])
    print(f"{len(apart)} pairs written apart: {max(apart):.0%} in common at most")
    print(f"{len(copies)} copies with other names, order and comments: {min(copies):.0%} at least")
    print(f"{len(padded)} copies with a line more in each function: {min(padded):.0%} at least")


def made_up(exercise: Exercise, count: int) -> list[str]:
    """Return the sources of a class, each put together from functions of several submissions."""
    rng = random.Random(7)  # noqa: S311  # no secret
    files = sorted((SAMPLES / exercise.slug).glob("*.py"))
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    pieces = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    sources = []
    for number in range(count):
        body = "\n".join(ast.unparse(piece) for piece in rng.sample(pieces, 6))
        own = "".join(f"own_{i} = {rng.random()} * {number}\n" for i in range(rng.randrange(20)))
        sources.append(f"{body}\n{own}")
    return sources


def main() -> None:
    """Measure, and print a line for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SUBMISSIONS
    folder = wiring.exercises_folder()
    exercise = load_exercise(folder, MEASURED)
    sources = made_up(exercise, count)
    begun = time.perf_counter()
    comparison = Comparison(exercise.id, exercise.stub.read_text(encoding="utf-8"))
    for number, source in enumerate(sources):
        comparison.add(str(number), Submission(exercise.stub, (Cell(None, source),)))
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    groups = comparison.groups()
    compared = time.perf_counter() - begun
    pairs = count * (count - 1) // 2
    print(f"{count} submissions of {exercise.id}: reading {read:.2f} s, ", end="")
    print(f"comparing all {pairs} pairs {compared:.2f} s ({len(groups)} groups)")
    distances([load_exercise(folder, slug) for slug in exercise_slugs(folder)])


if __name__ == "__main__":
    main()
