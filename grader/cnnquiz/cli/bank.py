"""`cnnquiz bank`: look into the question bank, answer from it, verify it."""

import json
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from cnnquiz import wiring
from cnnquiz.cli.arguments import FORM, OUTPUT, formats
from cnnquiz.errors import UsageError
from cnnquiz.model.item import Item, ItemType, Variant
from cnnquiz.quiz.mark import how, mark
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.report.question import question, with_key
from cnnquiz.report.terminal import terminal_of

FORMAT = 1
_item = click.argument("item", metavar="ID")
_variant = click.option(
    "--variant", type=click.IntRange(0), default=0, help="Which of its variants, from 0."
)


@click.group
def bank() -> None:
    """Look into the question bank, and answer from it."""


@bank.command("list")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@FORM
def list_(topics: tuple[str, ...], form: str) -> None:
    """List the questions, or those of some topics."""
    items = [item for item in _all_items() if not topics or item.topic in topics]
    if topics and not items:
        known = dict.fromkeys(item.topic for item in _all_items())
        raise UsageError(f"no topic {' or '.join(topics)}; there are {', '.join(known)}")
    if form == "json":
        _print_json({"items": [_summary(item) for item in items]})
        return
    width = max((len(item.id) for item in items), default=0)
    for item in items:
        count = len(item.variants)
        variants = f"{count} variant{'s' if count > 1 else ''}"
        click.echo(f"{item.id:{width}}  {item.type:7}  {', '.join(item.concepts)}  {variants}")


@bank.command
@_item
@_variant
@click.option("--key", is_flag=True, help="Show the answer as well, and what is wrong with others.")
@FORM
def show(item: str, variant: int, key: bool, form: str) -> None:
    """Show a question."""
    found = _find(item)
    shown = _variant_of(found, variant)
    if form == "json":
        _print_json(_object(found, shown, key=key))
        return
    terminal = terminal_of(sys.stdout, os.environ)
    lines = question(found, shown, terminal)
    lines += ["", *terminal.wrap(f"Answer with {how(found)}.")]
    if key:
        lines += with_key(shown, terminal)
    click.echo("\n".join(lines))


@bank.command
@_item
@_variant
@click.option("--response", required=True, help="The answer, as the question asks for it.")
@FORM
def answer(item: str, variant: int, response: str, form: str) -> None:
    """Mark one answer to one question; nothing is recorded."""
    found = _find(item)
    try:
        marked = mark(found, _variant_of(found, variant), response)
    except UnreadableError as error:
        if form == "text":
            raise UsageError(f"{response!r} is no answer to {item}: {error}") from error
        result: dict[str, Any] = {"valid": False, "score": 0.0, "misconception": None}
        _print_json({**result, "feedback": f"This cannot be read: {error}."}, numbered=False)
        return
    if form == "json":
        result = {"valid": True, "score": marked.score, "misconception": marked.misconception}
        _print_json({**result, "feedback": marked.feedback}, numbered=False)
        return
    terminal = terminal_of(sys.stdout, os.environ)
    click.echo("\n".join(terminal.wrap(f"{marked.score:.0%}  {marked.feedback}")))


@bank.command
@click.option("--topic", "topics", multiple=True, help="Verify this topic alone; may be repeated.")
def verify(topics: tuple[str, ...]) -> int:
    """Deal every variant of every question, and look for mistakes.

    Every answer is computed and confirmed in a second way, variants whose answers collide are
    dropped (the table shows which), the rules for good questions are applied as far as a program
    can, and what is released is compared with what the questions give.
    """
    from cnnquiz.cli.bank_verify import verify_bank  # noqa: PLC0415  # authors alone need it

    return verify_bank(topics)


@bank.command("mark")
@click.argument("page", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(dir_okay=False, path_type=Path),
)
@formats("text", "json", "csv", explained="How to say it; JSON has every answer.")
@OUTPUT
@click.option(
    "--journals",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for a journal of each file, which `bank statistics` reads.",
)
def mark_(
    page: Path, files: tuple[Path, ...], form: str, output: Path | None, journals: Path | None
) -> int:
    """Mark what students saved from a quiz page.

    PAGE is what `cnnquiz export bank --format html` wrote and was handed out; FILE what came back.
    """
    from cnnquiz.cli.bank_mark import mark_files  # noqa: PLC0415  # for those who mark

    return mark_files(page, files, form, output, journals)


@bank.command
@click.argument("logs", type=click.Path(exists=True, file_okay=False, path_type=Path))
@FORM
def statistics(logs: Path, form: str) -> int:
    """Show how questions fared with a class.

    LOGS is a folder with a folder for each student that holds their journal.jsonl.
    """
    from cnnquiz.cli.bank_statistics import statistics_of  # noqa: PLC0415  # numpy

    return statistics_of(logs, form)


def _all_items() -> tuple[Item, ...]:
    return (*wiring.practice_items(), *wiring.exam_items())


def _find(id_: str) -> Item:
    items = {item.id: item for item in _all_items()}
    if id_ in items:
        return items[id_]
    near = get_close_matches(id_, items, n=1)
    hint = f"did you mean {near[0]}?" if near else "`cnnquiz bank list` shows them all"
    raise UsageError(f"no question {id_!r}; {hint}")


def _variant_of(item: Item, number: int) -> Variant:
    if number >= len(item.variants):
        count = len(item.variants)
        raise UsageError(f"{item.id} has {count} variants, from 0 to {count - 1}; found {number}")
    return item.variants[number]


def _summary(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type.value,
        "topic": item.topic,
        "concepts": list(item.concepts),
        "exercise": item.exercise,
        "sources": list(item.sources),
        "variants": len(item.variants),
        "misconceptions": list(item.misconceptions),
    }


def _object(item: Item, variant: Variant, *, key: bool) -> dict[str, Any]:
    def listed(options: tuple[Any, ...]) -> list[dict[str, str]]:
        return [{"id": option.id, "text": option.text} for option in options]

    shown: dict[str, Any] = {
        "id": item.id,
        "rev": item.rev,
        "variant": variant.number,
        "type": item.type.value,
        "stem": variant.stem,
        "code": variant.code,
        "options": listed(variant.options),
        "topic": item.topic,
        "concepts": list(item.concepts),
        "exercise": item.exercise,
        "level": item.level.value,
        "difficulty": item.difficulty,
        "how": how(item),
    }
    if item.type is ItemType.MATCH:
        shown["prompts"] = listed(variant.prompts)
    if item.figure is not None:
        shown["figure"] = {"file": item.figure.file, "alt": item.figure.alt}
    if key:
        shown["answer"] = variant.answer
        shown["explanation"] = variant.explanation
        shown["wrong"] = [
            {
                "response": wrong.response,
                "misconception": wrong.misconception,
                "feedback": wrong.feedback,
            }
            for wrong in variant.wrong
        ]
        if item.type is ItemType.NUMBER:
            tolerance = variant.tolerance
            shown["tolerance"] = {"absolute": tolerance.absolute, "relative": tolerance.relative}
        if item.type is ItemType.ORDER:
            shown["before"] = [list(pair) for pair in variant.before]
        if item.type is ItemType.EXPLAIN:
            shown["rubric"] = list(variant.rubric)
    return shown


def _print_json(content: dict[str, Any], *, numbered: bool = True) -> None:
    document = {"format": FORMAT, **content} if numbered else content
    click.echo(json.dumps(document, indent=2, allow_nan=False))
