"""What `quiz` and `review` share: answers come from a terminal, or from a file."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cnnquiz import wiring
from cnnquiz.cli.question_loop import QuestionLoop, split_sure
from cnnquiz.errors import UsageError
from cnnquiz.model.event import Event
from cnnquiz.progress.journal import read_journal, record
from cnnquiz.progress.workspace import STATE
from cnnquiz.quiz.mark import how
from cnnquiz.quiz.session import Session, begun, summary
from cnnquiz.quiz.types.kind import UnreadableError

FORMAT = 1
_MOST = 1000

COUNT = click.option(
    "-n",
    "count",
    type=click.IntRange(1, _MOST),
    default=10,
    show_default=True,
    help="How many questions to ask at most.",
)


def take(session: Session, workspace: Path, form: str, answers: Path | None, seed: int = 0) -> int:
    """Have a quiz answered, keep what was answered, say how it went; return the exit status.

    Args:
        session: the quiz, which may have been begun.
        workspace: the student's folder.
        form: `text` or `json`; JSON without answers shows the questions and asks none.
        answers: a file with an answer on each line; None asks for them.
        seed: what the quiz was drawn with.

    Raises:
        UsageError: an answer in the file cannot be read; none is kept then.
    """
    if answers is None and form == "json":
        _print_json({"quiz": session.quiz, "questions": _questions(session)})
        return 0
    start = [] if session.responses else [begun(session, seed, wiring.now())]
    if answers is None:
        _note(workspace, start)
    else:
        _note(workspace, [*start, *_answer_all(session, _lines(answers))])
        if form == "json":
            _print_json(_result(session))
            return 0
    loop = QuestionLoop(session, lambda event: _note(workspace, [event]))
    if answers is not None:
        loop.told(each=True)
    else:
        loop.ask_all()
    return 0


def _answer_all(session: Session, lines: Sequence[str]) -> list[Event]:
    """Take one line for each question left, and return what the journal has to keep."""
    left = [place for place in range(len(session.questions)) if place not in session.responses]
    if len(lines) != len(left):
        raise UsageError(f"found {len(lines)} answers, expected {len(left)}, one on each line")
    taken: list[Event] = []
    for place, line in zip(left, lines, strict=True):
        text, sure = split_sure(line)
        try:
            taken.append(session.respond(place, text, wiring.now(), sure=sure)[0])
        except UnreadableError as error:
            item = session.questions[place][0].id
            raise UsageError(f"answer {place + 1}, to {item}: {error}") from error
    return taken


def _lines(answers: Path) -> list[str]:
    content = sys.stdin.buffer.read() if str(answers) == "-" else answers.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{answers}, line {line}: found no text in UTF-8") from error
    return text.rstrip("\n").split("\n")


def _questions(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "variant": variant.number,
            "type": item.type.value,
            "stem": variant.stem,
            "code": variant.code,
            "prompts": [{"id": one.id, "text": one.text} for one in variant.prompts],
            "options": [{"id": one.id, "text": one.text} for one in variant.options],
            "how": how(item),
        }
        for item, variant in session.questions
    ]


def _result(session: Session) -> dict[str, Any]:
    told = summary(session)
    marks = [session.marked(place) for place in range(len(session.questions))]
    return {
        "quiz": session.quiz,
        "score": told.score,
        "max_score": float(len(session.questions)),
        "concepts": list(told.concepts),
        "misconceptions": list(told.misconceptions),
        "exercise": told.exercise,
        "questions": [
            {
                "id": item.id,
                "variant": variant.number,
                "response": session.responses[place].response,
                "score": marks[place].score,
                "misconception": marks[place].misconception,
                "feedback": marks[place].feedback,
            }
            for place, (item, variant) in enumerate(session.questions)
        ],
    }


def _print_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps({"format": FORMAT, **content}, indent=2, allow_nan=False))


def events_of(workspace: Path) -> tuple[Event, ...]:
    """Return what the journal says, oldest first; what is wrong with it is told on stderr."""
    journal = read_journal(workspace)
    _warn(journal.warning)
    return journal.events


def _note(workspace: Path, events: Sequence[Event]) -> None:
    # Not everywhere that a question is answered is a folder to leave a journal in.
    if events and (workspace / STATE).is_dir():
        _warn(record(workspace, events))


def _warn(warning: str | None) -> None:
    if warning:
        click.echo(f"cnnquiz: {warning}", err=True)


def new_name() -> str:
    """Return a name for a quiz that no other has."""
    return f"{wiring.now():%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
