"""How long it takes to deal a class its quizzes, to start a quiz, and to verify the bank.

python benchmarks/quiz.py [QUIZZES]
"""

import subprocess
import sys
import time

from cnnquiz import wiring
from cnnquiz.quiz.draw import draw

QUIZZES = 1000
QUESTIONS = 20


def seconds(*command: str) -> float:
    """Return the wall-clock seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cnnquiz", *command], check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and print a line for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else QUIZZES
    begun = time.perf_counter()
    items = wiring.practice_items()
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    drawn = [draw(items, QUESTIONS, seed) for seed in range(count)]
    dealt = time.perf_counter() - begun
    different = len({tuple((item.id, variant.number) for item, variant in quiz) for quiz in drawn})
    print(f"reading the bank of {len(items)} questions: {read * 1000:.0f} ms")
    print(f"dealing {count} quizzes of {QUESTIONS}, {different} of them different: {dealt:.2f} s")
    start = min(seconds("quiz", "--format", "json") for _ in range(5))
    print(f"cnnquiz quiz, to its first question, best of 5: {start * 1000:.0f} ms")
    print(f"cnnquiz bank verify: {seconds('bank', 'verify'):.1f} s")


if __name__ == "__main__":
    main()
