"""`cnnquiz bank mark`: what students saved from a quiz page, marked with the bank."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from cnnquiz import wiring
from cnnquiz.cli.output import make_folder, opened
from cnnquiz.errors import UsageError
from cnnquiz.export.quiz_page import read_paper
from cnnquiz.model.item import Item
from cnnquiz.quiz.returned import (
    MOST_BYTES,
    Marked,
    Paper,
    Result,
    ReturnedError,
    mark_returned,
    mismatch,
    read_returned,
)
from cnnquiz.report.table import csv_lines
from cnnquiz.report.terminal import printable

FORMAT = 1
_HEADER = ("file", "student", "seed", "answered", "score", "max_score", "to_read", "problems")


def mark_files(
    page: Path, files: Sequence[Path], form: str, output: Path | None, journals: Path | None
) -> int:
    """Mark files, say what they are worth, and return the exit status.

    Args:
        page: the quiz that was handed out.
        files: what came back.
        form: `text`, `json` or `csv`.
        output: the file to write to; None for stdout.
        journals: a folder for a journal of each file, or None.

    Raises:
        UsageError: the page cannot be marked, or a file not be written; what came back and cannot
            be read is told, and costs the other files nothing.
    """
    paper, items = _paper(page)
    results: list[tuple[Path, Result]] = []
    refused: list[tuple[Path, str]] = []
    for file in files:
        try:
            results.append((file, mark_returned(paper, items, read_returned(_content(file)))))
        except ReturnedError as error:
            refused.append((file, printable(str(error))))
    if journals is not None:
        _write_journals(journals, results, paper)
    with opened(output) as write:
        for piece in _pieces(form, paper, results, refused):
            write(piece)
    for file, why in refused:
        click.echo(f"cnnquiz: {file}: {why}", err=True)
    click.echo(f"{len(results)} of {len(files)} files marked", err=True)
    return 1 if refused else 0


def _paper(page: Path) -> tuple[Paper, dict[str, Item]]:
    try:
        paper = read_paper(page.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{page}: cannot be read: {error}") from error
    if paper is None:
        expected = "expected what cnnquiz export bank --format html writes"
        raise UsageError(f"{page}: found no quiz, {expected}")
    items = {item.id: item for item in (*wiring.practice_items(), *wiring.exam_items())}
    if problems := mismatch(paper, items):
        raise UsageError("\n".join(f"{page}: {problem}" for problem in problems))
    return paper, items


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReturnedError(f"cannot be read: {error.strerror}") from error


def _write_journals(folder: Path, results: Iterable[tuple[Path, Result]], paper: Paper) -> None:
    """Write a journal for each file, by its name; files of one name in two folders are refused."""
    written: set[str] = set()
    make_folder(folder)
    for file, result in results:
        # Where a folder for each student holds a file of one name, the folder says whose it is.
        name = file.parent.name if file.stem in ("responses", "results") else file.stem
        name = name or file.stem
        if name in written:
            raise UsageError(f"{file}: another file is called {name!r} as well; rename one")
        written.add(name)
        lines = (msgspec.json.encode(event).decode() for event in result.events(paper.mode))
        with opened(folder / f"{name}.jsonl") as write:
            write("".join(f"{line}\n" for line in lines))


def _pieces(
    form: str,
    paper: Paper,
    results: Sequence[tuple[Path, Result]],
    refused: Sequence[tuple[Path, str]],
) -> Iterator[str]:
    if form == "json":
        document = {
            "format": FORMAT,
            "quiz": paper.quiz,
            "results": [_object(file, result) for file, result in results],
            "refused": [{"file": str(file), "why": why} for file, why in refused],
        }
        yield json.dumps(document, indent=2, allow_nan=False) + "\n"
    elif form == "csv":
        yield from csv_lines([_HEADER, *(_row(file, result) for file, result in results)])
    else:
        for file, result in results:
            yield from _text(file, result)


def _object(file: Path, result: Result) -> dict[str, Any]:
    return {
        "file": str(file),
        "student": result.returned.student,
        "seed": result.returned.seed,
        "answered": result.answered,
        "score": result.score,
        "max_score": result.max_score,
        "problems": list(result.problems),
        "questions": [_question(one) for one in result.questions],
    }


def _question(one: Marked) -> dict[str, Any]:
    return {
        "item": one.item.id,
        "rev": one.item.rev,
        "variant": one.variant.number,
        "response": one.given.response if one.given else None,
        "words": one.given.words if one.given else None,
        "score": one.mark.score if one.mark else None,
        "misconception": one.mark.misconception if one.mark else None,
    }


def _row(file: Path, result: Result) -> tuple[object, ...]:
    score = round(result.score, 6)
    to_read = len(result.questions) - result.max_score
    problems = printable("; ".join(result.problems))
    student = printable(result.returned.student)
    counts = (result.returned.seed, result.answered, score, result.max_score, to_read)
    return (str(file), student, *counts, problems)


def _text(file: Path, result: Result) -> Iterator[str]:
    returned = result.returned
    name = f"  {printable(returned.student)}" if returned.student else ""
    worth = f"{result.score:.6g} of {result.max_score}"
    yield f"{printable(str(file))}{name}  seed {returned.seed}  {worth}\n"
    for problem in result.problems:
        yield f"  - {printable(problem)}\n"
    for place, one in enumerate(result.questions, 1):
        if one.mark is None and one.given is not None:
            yield f"  - question {place}, {one.item.id}: to be read by somebody\n"
