"""`cnnquiz list`: the exercises, and how far the student is."""

import json
import os
import sys
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import FORM
from cnnquiz.course.load import load_course
from cnnquiz.model.course import MAX_SCORE, Exercise
from cnnquiz.model.report import Status
from cnnquiz.progress.log import Entry, Log, read_log
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.report.terminal import Terminal, terminal_of
from cnnquiz.report.text import points


@click.command("list")
@FORM
def list_(form: str) -> None:
    """List the exercises and how far you are."""
    course = load_course(wiring.exercises_folder())
    log = read_log(find_workspace(Path.cwd()))
    if log.warning:
        click.echo(f"cnnquiz: {log.warning}", err=True)
    if form == "json":
        objects = [_object(exercise, log.of(exercise.id)) for exercise in course.exercises]
        click.echo(json.dumps({"format": 1, "exercises": objects}, indent=2))
        return
    terminal = terminal_of(sys.stdout, os.environ)
    click.echo("\n".join(_table(course.exercises, log, terminal)), color=terminal.colour)
    left = [exercise.id for exercise in course.exercises if not log.of(exercise.id).complete]
    if left:
        click.echo(f"\nNext: cnnquiz show {left[0]}", err=True)


def _table(exercises: tuple[Exercise, ...], log: Log, terminal: Terminal) -> list[str]:
    hints = [f"{log.of(exercise.id).hints} of {len(exercise.hints)}" for exercise in exercises]
    best = [_best(log.of(exercise.id), terminal) for exercise in exercises]
    ids = max((len(exercise.id) for exercise in exercises), default=0)
    ids = max(ids, len("exercise"))
    # Between the columns stand two spaces; the title gets what the others leave.
    fixed = ids + len("minutes") + len(_best(Entry(best=MAX_SCORE), terminal)) + len("0 of 0") + 8
    wanted = max((len(exercise.title) for exercise in exercises), default=0)
    title = min(max(wanted, len("title")), terminal.width - fixed)
    width = len(_best(Entry(best=MAX_SCORE), terminal))
    head = f"{'exercise':{ids}}  {'title':{title}}  minutes  {'best':{width}}  hints"
    rows = [
        f"{exercise.id:{ids}}  {_cut(exercise.title, title, terminal):{title}}"
        f"  {exercise.minutes:>7}  {score:{width}}  {hint}"
        for exercise, score, hint in zip(exercises, best, hints, strict=True)
    ]
    return [terminal.style(head, bold=True), *rows]


def _cut(text: str, width: int, terminal: Terminal) -> str:
    text, ending = terminal.fit(text), terminal.fit("…")
    return text if len(text) <= width else text[: width - len(ending)] + ending


def _best(entry: Entry, terminal: Terminal) -> str:
    if entry.best is not None:
        score = f"{points(entry.best)} / {points(MAX_SCORE)}"
        return f"{score:<9}  {terminal.bar(entry.best, MAX_SCORE)}"
    if entry.status is Status.EXAMPLES_ONLY:
        return "examples pass" if entry.complete else "examples fail"
    return "-"


def _object(exercise: Exercise, entry: Entry) -> dict[str, object]:
    return {
        "exercise": exercise.id,
        "title": exercise.title,
        "minutes": exercise.minutes,
        "best": entry.best,
        "last": entry.last,
        "max_score": MAX_SCORE,
        "status": entry.status,
        "complete": entry.complete,
        "checks": entry.checks,
        "hints": entry.hints,
        "hints_available": len(exercise.hints),
        "when": entry.when and f"{entry.when:%Y-%m-%dT%H:%M:%SZ}",
    }
