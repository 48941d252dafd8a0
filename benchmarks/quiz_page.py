"""How long the whole bank takes to become a page, and how large the page gets.

python benchmarks/quiz_page.py
"""

import gzip
import time

from cnnquiz import wiring
from cnnquiz.export import quiz_page
from cnnquiz.export.build import build
from cnnquiz.model.item import Figure

ALL = 1000  # more variants than any item has


def drawing(figure: Figure) -> bytes:
    """Return the SVG file of a figure."""
    return (wiring.exercises_folder() / figure.file).read_bytes()


def main() -> None:
    """Write pages of all questions for practice, and print a line for each."""
    items, abilities = wiring.practice_items(), quiz_page.FORMAT.abilities
    print("variants  forms  key   seconds       kB  kB packed")
    for most in (1, 5, ALL):
        for write, key in ((quiz_page.write, "yes"), (quiz_page.write_keyless, "no")):
            start = time.perf_counter()
            groups, _ = build(items, abilities, variants=most, drawing=drawing)
            page = write(groups)
            took = time.perf_counter() - start
            forms = sum(len(group.questions) for group in groups)
            packed = len(gzip.compress(page))
            name = "all" if most == ALL else most
            size = f"{len(page) / 1000:7.0f}  {packed / 1000:9.0f}"
            print(f"{name:>8}  {forms:5}  {key:3}  {took:8.1f}  {size}")


if __name__ == "__main__":
    main()
