"""`cnnquiz author exam`: forms of an exam, drawn from its blueprint."""

import json
import os
import sys

import click

from cnnquiz import wiring
from cnnquiz.errors import CourseError, Problem
from cnnquiz.quiz.draw import TooFewItemsError, draw_forms
from cnnquiz.quiz.mark import how
from cnnquiz.report.question import question, with_key
from cnnquiz.report.terminal import terminal_of

FORMAT = 1


def print_exam(forms: int, seed: int, *, key: bool, form: str) -> None:
    """Print forms of an exam.

    Raises:
        CourseError: there are too few questions for the blueprint.
    """
    try:
        drawn = draw_forms(wiring.exam_items(), wiring.blueprint(), forms, seed)
    except TooFewItemsError as error:
        raise CourseError([Problem("exam/blueprint.yaml", "", str(error))]) from error
    if form == "json":
        questions = [[{"id": i.id, "variant": v.number} for i, v in one] for one in drawn]
        click.echo(json.dumps({"format": FORMAT, "seed": seed, "forms": questions}, indent=2))
        return
    terminal = terminal_of(sys.stdout, os.environ)
    for number, one in enumerate(drawn, 1):
        click.echo(terminal.style(f"Form {number} (seed {seed})", bold=True))
        for place, (item, variant) in enumerate(one, 1):
            click.echo(f"\nQuestion {place}")
            click.echo("\n".join(question(item, variant, terminal)))
            click.echo("\n" + "\n".join(terminal.wrap(f"Answer with {how(item)}: ____")))
            if key:
                click.echo("\n".join(with_key(variant, terminal)))
        click.echo("")
