"""`cnnquiz progress`: what is mastered, concept by concept, and what to do next."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import FORM
from cnnquiz.course.load import load_course
from cnnquiz.model.course import Course
from cnnquiz.progress.journal import read_journal
from cnnquiz.progress.log import Log, read_log
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.quiz.mastery import (
    ConceptState,
    active_misconceptions,
    concept_states,
    weakest_concept,
)
from cnnquiz.quiz.schedule import schedule
from cnnquiz.report.terminal import Terminal, terminal_of


@click.command
@FORM
def progress(form: str) -> None:
    """Show what you have mastered, and what to do next.

    Each concept has two sides: your latest answers to questions about it, and the exercises that
    practise it.
    """
    workspace = find_workspace(Path.cwd())
    journal, log = read_journal(workspace), read_log(workspace)
    for warning in filter(None, (journal.warning, log.warning)):
        click.echo(f"cnnquiz: {warning}", err=True)
    course, items = load_course(wiring.exercises_folder()), wiring.practice_items()
    best = {
        exercise.id: score
        for exercise in course.exercises
        if (score := log.of(exercise.id).best) is not None
    }
    states = concept_states(journal.events, items, course.exercises, best)
    beliefs = active_misconceptions(journal.events, items)
    now = wiring.now()
    due = sum(one.when <= now for one in schedule(journal.events).values())
    following = _next(states, beliefs, due, course, log)
    if form == "json":
        _print_json(states, beliefs, due, following)
        return
    terminal = terminal_of(sys.stdout, os.environ)
    click.echo("\n".join(_table(states, terminal)), color=terminal.colour)
    for id_ in beliefs:
        found = wiring.misconception(id_)
        text = f"You may believe: {found.belief if found else id_}  (cnnquiz why {id_})"
        click.echo("\n" + "\n".join(terminal.wrap(text)), color=terminal.colour)
    click.echo(f"\nNext: {following}")


def _next(
    states: Sequence[ConceptState], beliefs: Sequence[str], due: int, course: Course, log: Log
) -> str:
    """Return the command that helps most: what is believed, then due, then weak, then new."""
    if beliefs:
        return f"cnnquiz quiz {beliefs[0]}"
    if due:
        return f"cnnquiz review  ({due} due)"
    weak = weakest_concept(states)
    if weak is not None and weak.exercises and (weak.code or 0.0) < (weak.quiz or 0.0):
        return f"cnnquiz show {weak.exercises[0]}"
    if weak is not None:
        return f"cnnquiz quiz {weak.concept}"
    left = [one.id for one in course.exercises if not log.of(one.id).complete]
    return f"cnnquiz show {left[0]}" if left else "cnnquiz quiz"


def _table(states: Sequence[ConceptState], terminal: Terminal) -> list[str]:
    names = wiring.concept_names()
    begun = [state for state in states if state.weakest is not None]
    if not begun:
        return ["Nothing answered or checked yet."]
    shown = {
        state.concept: terminal.fit(names.get(state.concept, state.concept)) for state in begun
    }
    width = min(max(len(name) for name in shown.values()), max(20, terminal.width - 36))
    rows = [terminal.style(f"{'concept':{width}}  {'questions':14}  exercises", bold=True)]
    for state in begun:
        name = shown[state.concept][:width]
        quiz, code = _side(state.quiz, terminal), _side(state.code, terminal)
        rows.append(f"{name:{width}}  {quiz:14}  {code}".rstrip())
    rest = len(states) - len(begun)
    return [*rows, *([f"{rest} more concepts not begun yet"] if rest else [])]


def _side(share: float | None, terminal: Terminal) -> str:
    return "-" if share is None else f"{terminal.bar(share, 1.0, cells=8):8} {share:4.0%}"


def _print_json(
    states: Sequence[ConceptState], beliefs: Sequence[str], due: int, following: str
) -> None:
    concepts = [
        {
            "concept": state.concept,
            "answers": state.answers,
            "quiz": state.quiz,
            "exercises": list(state.exercises),
            "code": state.code,
        }
        for state in states
    ]
    document = {
        "format": 1,
        "concepts": concepts,
        "misconceptions": list(beliefs),
        "due": due,
        "next": following,
    }
    click.echo(json.dumps(document, indent=2, allow_nan=False))
