"""`cnnquiz author`: what the authors of exercises need."""

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import EXERCISE, FORM
from cnnquiz.cli.exit_status import COURSE_WRONG
from cnnquiz.course.load import exercise_slugs, load_course, load_exercise
from cnnquiz.course.stub import UnbalancedError, cut
from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.course import Exercise
from cnnquiz.workbench import Workbench

_Item = TypeVar("_Item")

_exercises = click.argument("exercises", nargs=-1, type=EXERCISE, metavar="[EXERCISE]...")


@click.group
def author() -> None:
    """Write and verify exercises and questions.

    Without an EXERCISE, a command works on all of them.
    """


@author.command
@_exercises
@click.option("--check", is_flag=True, help="Write nothing; say which stubs are out of step.")
def stubs(exercises: tuple[str, ...], check: bool) -> int:
    """Cut the stubs that students receive from the reference solutions."""
    stale = 0
    for exercise in _chosen(exercises):
        reference = wiring.instructors_folder() / exercise.slug / f"{exercise.slug}.py"
        try:
            text = cut(reference.read_text(encoding="utf-8"))
        except (OSError, UnbalancedError) as error:
            raise CourseError([Problem(str(reference), "", str(error))]) from error
        stub = exercise.stub
        if stub.is_file() and stub.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if not check:
            stub.write_text(text, encoding="utf-8")
        click.echo(f"{'out of step' if check else 'wrote'}: {stub}")
    return COURSE_WRONG if check and stale else 0


@author.command
@_exercises
def pictures(exercises: tuple[str, ...]) -> None:
    """Draw the lessons' pictures again."""
    for exercise in _chosen(exercises):
        for name, text in draw(wiring.instructors_folder() / exercise.slug / "pictures.py").items():
            path = exercise.folder / name
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                click.echo(f"wrote: {path}")


@author.command
@_exercises
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="How many times to repeat it all, with other hidden inputs each time.",
)
def verify(exercises: tuple[str, ...], seeds: int) -> int:
    """Try out what the exercises promise.

    Every reference has full score, every stub none and a kind message, every misconception is
    caught by a check of its function; points add up; hints, descriptions, examples and concepts
    are there; stubs are in step.
    """
    from cnnquiz.grading.verify import Verifier  # noqa: PLC0415  # pytest

    if not exercises:
        load_course(wiring.exercises_folder())  # for the mistakes of all files at once
    problems: list[Problem] = []
    catalogue = wiring.catalogue()
    with Workbench() as bench:
        for exercise in _with_progress(_chosen(exercises)):
            verifier = Verifier(wiring.material(exercise), catalogue, bench.check, bench.examples)
            done = verifier.verify(range(seeds))
            problems += [*done.problems, *bench.problems]
            bench.problems.clear()
            click.echo(
                f"{exercise.id}  {'ready' if not done.problems else 'not ready':9}"
                f"  misconceptions caught {done.caught}/{done.wrong_versions},"
                f" named {done.named}/{done.caught}"
                f"  {done.seconds:5.2f} s"
            )
    for problem in problems:
        click.echo(f"cnnquiz: {problem}", err=True)
    return COURSE_WRONG if problems else 0


@author.command
@click.option(
    "--same-rev",
    is_flag=True,
    help="Accept that questions have changed while their rev has not.",
)
def deal(same_rev: bool) -> int:
    """Deal the question bank: write what students receive of it, and its lock.

    Writes nothing if there is any mistake in it; `cnnquiz bank verify` shows more.
    """
    from cnnquiz.cli.bank_verify import deal_bank  # noqa: PLC0415  # jinja2

    return deal_bank(same_rev=same_rev)


@author.command
@click.argument("names", nargs=-1, required=True, metavar="TOPIC|ID...")
@click.option("--variant", type=click.IntRange(0), default=0, help="Which of the variants, from 0.")
@click.option("--key", is_flag=True, help="Show answers and feedback as well.")
def preview(names: tuple[str, ...], variant: int, key: bool) -> int:
    """Show questions as they stand in their authors' files, before they are dealt."""
    from cnnquiz.cli.bank_verify import preview_bank  # noqa: PLC0415  # jinja2

    return preview_bank(names, variant, key=key)


@author.command
@click.option("--forms", type=click.IntRange(1, 20), default=2, show_default=True, help="How many.")
@click.option("--seed", type=click.IntRange(0), required=True, help="The same draws the same.")
@click.option("--key", is_flag=True, help="Show answers and feedback as well.")
@FORM
def exam(forms: int, seed: int, key: bool, form: str) -> None:
    """Draw forms of an exam from its blueprint; no question is in two of them."""
    from cnnquiz.cli.author_exam import print_exam  # noqa: PLC0415  # numpy

    print_exam(forms, seed, key=key, form=form)


def draw(script: Path) -> dict[str, str]:
    """Return the pictures that an exercise's `pictures.py` draws, SVG text by file name.

    Raises:
        CourseError: there is no such script.
    """
    spec = importlib.util.spec_from_file_location(f"_cnnquiz_pictures_{script.parent.name}", script)
    if spec is None or spec.loader is None or not script.is_file():
        raise CourseError([Problem(str(script), "", "is missing")])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    drawn: dict[str, str] = module.pictures()
    return drawn


def _chosen(slugs: Iterable[str]) -> list[Exercise]:
    folder = wiring.exercises_folder()
    return [load_exercise(folder, slug) for slug in tuple(slugs) or exercise_slugs(folder)]


def _with_progress(items: list[_Item]) -> Iterator[_Item]:
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label="verifying", file=sys.stderr) as bar:
        yield from bar
