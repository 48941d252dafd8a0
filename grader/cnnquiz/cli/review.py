"""`cnnquiz review`: what is about to be forgotten, asked again."""

from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import FORM
from cnnquiz.cli.taking import COUNT, events_of, new_name, take
from cnnquiz.progress.workspace import find_workspace
from cnnquiz.quiz.schedule import deal_review, schedule
from cnnquiz.quiz.session import Session


@click.command
@COUNT
@FORM
def review(count: int, form: str) -> int:
    """Answer again what you are about to forget.

    Every question that you have answered comes back when it is due, each time with other numbers:
    sooner after a wrong answer or a hint, later after a right one that you were sure of (type !).
    """
    items = wiring.practice_items()
    workspace = find_workspace(Path.cwd())
    dues = schedule(events_of(workspace))
    now = wiring.now()
    questions = deal_review(items, dues, count, now)
    if not questions:
        if dues:
            first = min(due.when for due in dues.values()).astimezone()
            click.echo(f"Nothing is due. The next question is due on {first:%d %B, %H:%M}.")
        else:
            click.echo("There is nothing to review yet. Begin with: cnnquiz quiz")
        return 0
    return take(Session(new_name(), "review", questions), workspace, form, None)
