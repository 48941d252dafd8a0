"""`cnnquiz bank statistics`: how questions fared with a class, from their journals."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from cnnquiz import wiring
from cnnquiz.errors import UsageError
from cnnquiz.model.event import Response
from cnnquiz.progress.journal import JOURNAL, read_journals
from cnnquiz.quiz.statistics import (
    BeliefRate,
    ItemStatistics,
    Reliability,
    belief_rates,
    first_answers,
    item_statistics,
    reliability,
    score_table,
)
from cnnquiz.report.terminal import terminal_of

FORMAT = 1


def statistics_of(folder: Path, form: str) -> int:
    """Print what the journals in a folder say; return the exit status."""
    logs = dict(_logs(folder))
    if not logs:
        raise UsageError(f"found no journal in {folder}; expected STUDENT/{JOURNAL} files")
    answers = first_answers(logs)
    items = item_statistics(answers)
    bank = (*wiring.practice_items(), *wiring.exam_items())
    beliefs = belief_rates(answers, bank)
    _, table = score_table(answers)
    consistent = reliability(table)
    if form == "json":
        document = {
            "format": FORMAT,
            "students": len(logs),
            "reliability": asdict(consistent),
            "items": [asdict(item) for item in items],
            "misconceptions": [{**asdict(rate), "rate": rate.rate} for rate in beliefs],
        }
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return 0
    terminal = terminal_of(sys.stdout, os.environ)
    click.echo("\n".join(terminal.fit(line) for line in _text(items, beliefs, consistent)))
    return 0


def _logs(folder: Path) -> Iterator[tuple[str, list[Response]]]:
    """Yield every student's answers."""
    for name, journal in read_journals(folder):
        if journal.warning:
            click.echo(f"cnnquiz: {journal.warning}", err=True)
        yield name, [event for event in journal.events if isinstance(event, Response)]


def _text(
    items: Sequence[ItemStatistics], beliefs: Sequence[BeliefRate], consistent: Reliability
) -> Iterator[str]:
    if consistent.alpha is None:
        yield f"Cronbach's alpha is not defined: {consistent.reason}."
    else:
        yield (
            f"Cronbach's alpha {consistent.alpha:.2f}, from {consistent.students} students and the"
            f" {consistent.questions} questions that all of them answered"
        )
    yield ""
    width = max((len(item.item) for item in items), default=8)
    yield f"{'question':{width}}  answers  facility  item-rest  most frequent responses"
    for item in items:
        rest = "-" if item.discrimination is None else f"{item.discrimination:.2f}"
        most = ", ".join(f"{text!r} {count}×" for text, count in [*item.responses.items()][:3])  # noqa: RUF001  # a count
        yield f"{item.item:{width}}  {item.answers:7}  {item.facility:8.2f}  {rest:>9}  {most}"
    yield ""
    width = max((len(rate.misconception) for rate in beliefs), default=13)
    yield f"{'misconception':{width}}  rate  of answers  students"
    for rate in (rate for rate in beliefs if rate.hits):
        yield (
            f"{rate.misconception:{width}}  {rate.rate:4.0%}"
            f"  {rate.opportunities:10}  {rate.students:8}"
        )
