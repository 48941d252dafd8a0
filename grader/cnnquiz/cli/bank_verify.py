"""`cnnquiz bank verify` and `cnnquiz author deal`: from the authors' files to what is released."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from cnnquiz import wiring
from cnnquiz.cli.exit_status import COURSE_WRONG
from cnnquiz.errors import Problem, UsageError
from cnnquiz.model.draft import Draft
from cnnquiz.quiz.release import Release, changed_without_notice, collisions, prepare, stale, write
from cnnquiz.quiz.rules import Known
from cnnquiz.report.question import question, with_key
from cnnquiz.report.terminal import terminal_of


def verify_bank(topics: Sequence[str]) -> int:
    """Print the tables of collisions and coverage, and every problem; return the exit status."""
    known = wiring.known()
    release = _prepared(known, topics)
    click.echo("variants  dropped  question with computed answers")
    for id_, accepted, dropped, reasons in collisions(release):
        why = f"  ({reasons})" if reasons else ""
        click.echo(f"{accepted:8}  {dropped:7}  {id_}{why}")
    click.echo("\nquestions  heading of the lesson notes")
    for heading, ids in release.covered.items():
        click.echo(f"{len(ids):9}  {heading}")
    problems = list(release.problems)
    if not topics:
        problems += stale(release, known)
    _summary(release)
    return _told(problems)


def deal_bank(*, same_rev: bool) -> int:
    """Write what is released, unless something is wrong with it; return the exit status."""
    known = wiring.known()
    release = _prepared(known, ())
    problems = list(release.problems)
    for shelf in release.shelves:
        if not same_rev:
            for id_ in changed_without_notice(shelf):
                text = "its variants have changed; count up its rev, or use --same-rev"
                problems.append(Problem(shelf.folder.name, id_, text))
    if not problems:
        for path in write(release, known):
            click.echo(f"wrote: {path}")
    _summary(release)
    return _told(problems)


def preview_bank(names: Sequence[str], number: int, *, key: bool) -> int:
    """Print questions as they are written now; return the exit status."""
    release = prepare(
        wiring.shelves(),
        wiring.known(),
        wiring.library(),
        wanted=lambda draft, topic: bool({draft.id, topic} & set(names)),
    )
    terminal = terminal_of(sys.stdout, os.environ)
    shown = 0
    for item in (item for shelf in release.shelves for item in shelf.items):
        shown += 1
        variant = item.variants[min(number, len(item.variants) - 1)]
        click.echo(f"\n=== {item.id}, variant {variant.number} of {len(item.variants)}")
        click.echo("\n".join(question(item, variant, terminal)))
        if key:
            click.echo("\n".join(with_key(variant, terminal)))
    if not shown:
        raise UsageError(f"no question and no topic {' or '.join(names)} that can be dealt")
    return 0


def _prepared(known: Known, topics: Sequence[str]) -> Release:
    functions = wiring.library()
    return prepare(wiring.shelves(), known, functions, topics=topics, progress=_progress)


def _progress(drafts: Sequence[Draft]) -> Iterator[Draft]:
    if not sys.stderr.isatty():
        yield from drafts
        return
    bar: Iterable[Draft]
    with click.progressbar(drafts, label="dealing", file=sys.stderr) as bar:
        yield from bar


def _summary(release: Release) -> None:
    entries = release.entries
    items = [entry.item for entry in entries if entry.item]
    with_vars = sum(bool(entry.draft.vars) for entry in entries)
    click.echo(
        f"\n{len(entries)} questions, {with_vars} with variables,"
        f" {sum(entry.exam for entry in entries)} for exams,"
        f" {sum(len(item.variants) for item in items)} variants"
    )


def _told(problems: Sequence[Problem]) -> int:
    for problem in problems:
        click.echo(f"cnnquiz: {problem}", err=True)
    return COURSE_WRONG if problems else 0
