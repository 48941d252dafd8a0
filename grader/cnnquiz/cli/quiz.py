"""`cnnquiz quiz`: questions, one after the other."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import FORM
from cnnquiz.cli.taking import COUNT, events_of, new_name, take
from cnnquiz.errors import UsageError
from cnnquiz.model.item import Item
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.quiz.draw import concerning, draw
from cnnquiz.quiz.session import EXAM, Session, unfinished


@click.command
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@COUNT
@click.option("--seed", type=click.IntRange(0), help="Draw the same questions again.")
@click.option("--exam", is_flag=True, help="No hints, and no feedback before the end.")
@click.option("--resume", is_flag=True, help="Go on with the quiz that was left last.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    help="A file with an answer on each line, in the order of the questions; `-` reads stdin.",
)
@FORM
def quiz(  # noqa: PLR0917  # click passes every option by name
    topics: tuple[str, ...],
    count: int,
    seed: int | None,
    exam: bool,
    resume: bool,
    answers: Path | None,
    form: str,
) -> int:
    """Answer questions, and see at once what is right and why.

    TOPIC is a topic, a concept, an exercise (ex03), a misconception or a single question; without
    one, questions are drawn from all topics. Type ? for a hint, add ! to an answer that you are
    sure of, and q to stop; `--resume` goes on.
    """
    items = wiring.practice_items()
    workspace = find_workspace(Path.cwd())
    events = events_of(workspace)
    if resume:
        session = unfinished(events, items)
        if session is None:
            raise UsageError("no quiz was left unfinished here; cnnquiz quiz begins one")
        return take(session, workspace, form, answers)
    number = int.from_bytes(os.urandom(4)) if seed is None else seed
    drawn = draw(_chosen(items, topics), count, number)
    session = Session(new_name(), EXAM if exam else "quiz", drawn)
    return take(session, workspace, form, answers, number)


def _chosen(items: Sequence[Item], topics: Sequence[str]) -> list[Item]:
    for name in topics:
        if not concerning(items, [name]):
            known = ", ".join(dict.fromkeys(item.topic for item in items))
            raise UsageError(f"no question is about {name!r}; the topics are {known}")
    return concerning(items, topics)
