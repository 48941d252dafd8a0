"""`cnnquiz gradescope`: an autograder for Gradescope."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from cnnquiz import disk, wiring
from cnnquiz.cli.arguments import EXERCISE, SEED, TORCH_INDEX, UNSAFE_LOCAL, formats
from cnnquiz.cli.exit_status import TOOL_FAILED
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.course.locate import COURSE_VARIABLE, SOLUTIONS_VARIABLE
from cnnquiz.errors import UsageError, writing
from cnnquiz.model.course import Exercise

_LEVELS = ["visible", "after_due_date", "after_published", "hidden"]


@click.group
def gradescope() -> None:
    """Make an autograder for Gradescope, and try it out here."""


@gradescope.command
@click.argument("chosen", nargs=-1, required=True, type=EXERCISE, metavar="EXERCISE...")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ZIP",
    help="The file to write. It holds solutions: keep it to yourself.",
)
@click.option(
    "--visibility",
    type=click.Choice(_LEVELS),
    default="visible",
    show_default=True,
    help="When students see a check's line: its title, points and message.",
)
@click.option(
    "--hide",
    "hidden",
    multiple=True,
    metavar="CHECK",
    help="A check that students see later, such as ex03.check_stride; may be given again.",
)
@click.option(
    "--hide-until",
    "hidden_until",
    type=click.Choice(_LEVELS[1:]),
    default="after_published",
    show_default=True,
    help="When they see those.",
)
@click.option(
    "--late-percent-a-day",
    type=click.FloatRange(0, 100),
    default=0.0,
    help="Of the score, taken off for each day that has begun after the due date.",
)
@click.option("--late-most-percent", type=click.FloatRange(0, 100), default=100.0, help="In all.")
@click.option("--grace-minutes", type=click.FloatRange(0), default=0.0, help="Not late yet.")
@SEED
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Holds the wheels of cnnquiz and cnnquiz-instructor; by default they are built.",
)
@TORCH_INDEX
def build(chosen: tuple[str, ...], output: Path, wheels: Path | None, **options: Any) -> int:
    """Write the zip that is uploaded as an autograder.

    Upload it at "Configure Autograder", with Ubuntu 24.04 or newer as base image. Of solutions, it
    holds those of the exercises named and no others.
    """
    from cnnquiz.platforms.gradescope import archive  # noqa: PLC0415  # numpy

    solutions = wiring.instructors_folder()
    folder = wiring.exercises_folder()
    wanted = set(chosen)
    exercises = [load_exercise(folder, slug) for slug in exercise_slugs(folder) if slug in wanted]
    sources = archive.Sources(
        course=folder.parent,
        solutions=solutions,
        checkout=wiring.checkout(),
        wheels=wheels,
        own_course=any(os.environ.get(name) for name in (COURSE_VARIABLE, SOLUTIONS_VARIABLE)),
    )
    names = [name for one in exercises for name in archive.check_names(one, solutions)]
    how = _settings(exercises, names, options)
    content = archive.build(exercises, how, sources, options["torch_index"])
    with writing(output):
        disk.write_whole(output, content, 0o600)
    listed = ", ".join(exercise.id for exercise in exercises)
    size = output.stat().st_size / 1e6
    click.echo(f"{output}: {listed}, {size:.1f} MB. It holds solutions.", err=True)
    click.echo(f"Try it: cnnquiz gradescope simulate {output} SUBMISSION", err=True)
    return 0


def _settings(exercises: Iterable[Exercise], names: list[str], options: dict[str, Any]) -> Any:
    from cnnquiz.model.gradebook import LatePolicy  # noqa: PLC0415  # only for this command
    from cnnquiz.platforms.gradescope.settings import (  # noqa: PLC0415  # msgspec
        Settings,
        Visibility,
    )

    return Settings(
        exercises=tuple(exercise.slug for exercise in exercises),
        visibility=Visibility(options["visibility"]),
        hidden=tuple(_check(name, names) for name in options["hidden"]),
        hidden_until=Visibility(options["hidden_until"]),
        late=LatePolicy(
            options["late_percent_a_day"], options["late_most_percent"], options["grace_minutes"]
        ),
        seed=options["seed"],
    )


def _check(typed: str, names: list[str]) -> str:
    if typed in names:
        return typed
    fitting = [name for name in names if name.partition(".")[2] == typed]
    if len(fitting) == 1:
        return fitting[0]
    near = fitting or [name for name in names if typed in name]
    near = near or get_close_matches(typed, names, n=1, cutoff=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"no check {typed!r} in these exercises{hint}")


@gradescope.command
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("submission", type=click.Path(path_type=Path, exists=True))
@click.option("--handed-in", type=str, metavar="TIME", help="ISO 8601; by default, now.")
@click.option("--due", type=str, metavar="TIME", help="When it was to be handed in; ISO 8601.")
@formats("text", "json", explained="For people, or results.json as it is.")
@UNSAFE_LOCAL
def simulate(
    archive: Path,
    submission: Path,
    *,
    handed_in: str | None,
    due: str | None,
    form: str,
    unsafe_local: bool,
) -> int:
    """Run an autograder zip on a submission, in folders like Gradescope's.

    SUBMISSION is a file or a folder, as a student would hand it in. The present Python and its
    packages stand for what setup.sh installs. The exit status is 0 if there is a score, and 4 if
    Gradescope would say that the autograder failed.
    """
    from cnnquiz.platforms.gradescope.run import simulate as run_it  # noqa: PLC0415  # numpy

    times = {
        "created_at": _time(handed_in) or wiring.now().isoformat(),
        "assignment": {"due_date": _time(due)},
    }
    click.echo("setup.sh is not run; this Python and its packages stand for it.", err=True)
    ended = run_it(archive, submission, json.dumps(times), unsafe_local=unsafe_local)
    click.echo(ended.printed, err=True, nl=False)
    document = json.loads(ended.results)
    click.echo(ended.results.decode() if form == "json" else _shown(document), nl=form != "json")
    if "score" in document:
        return 0
    click.echo("Gradescope would say that the autograder failed, and keep no score.", err=True)
    return TOOL_FAILED


def _time(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone().isoformat()
    except ValueError:
        wanted = "expected a time such as 2026-03-01T23:59"
        raise UsageError(f"found {text!r}, {wanted}") from None


def _shown(document: dict[str, Any]) -> str:
    from cnnquiz.report.terminal import terminal_of  # noqa: PLC0415  # only for text

    terminal = terminal_of(sys.stdout, os.environ)
    lines = terminal.wrap(document["output"])
    for test in document.get("tests", ()):
        points = f"{test['score']:g} / {test['max_score']:g}"
        lines += ["", *terminal.wrap(f"{test['name']}  {points}", f"{test['number']}  ")]
        if test["visibility"] != "visible":
            lines += terminal.wrap(f"(students see this line: {test['visibility']})", "     ")
        lines += terminal.wrap(test["output"], "     ") if test["output"] else []
    if "score" in document:
        lines += ["", f"score {document['score']:g}"]
    return "\n".join(lines)


@gradescope.command
@click.argument("root", type=click.Path(path_type=Path, exists=True, file_okay=False))
@UNSAFE_LOCAL
def run(root: Path, *, unsafe_local: bool) -> int:
    """Grade what lies in ROOT, which is /autograder on Gradescope; run_autograder calls this."""
    from cnnquiz.platforms.gradescope.run import run as run_it  # noqa: PLC0415  # numpy

    def tell(problem: str) -> None:
        click.echo(f"cnnquiz: {problem}", err=True)

    return 0 if run_it(root, tell, unsafe_local=unsafe_local) else TOOL_FAILED
