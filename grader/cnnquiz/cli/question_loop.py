"""Asks questions in a terminal, one after the other, and says what came of them."""

import os
import sys
from collections.abc import Callable

import click

from cnnquiz import wiring
from cnnquiz.model.event import Event
from cnnquiz.model.item import ItemType, Mark
from cnnquiz.quiz.mark import how
from cnnquiz.quiz.session import EXAM, Session, summary
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.report.question import question
from cnnquiz.report.terminal import Terminal, terminal_of

HINT, STOP = "?", "q"


class QuestionLoop:
    """Asks what is left of a quiz.

    Args:
        session: the quiz.
        note: keeps an event; it is called after every answer, so that nothing is lost.
    """

    def __init__(self, session: Session, note: Callable[[Event], None]) -> None:
        self._session = session
        self._note = note
        self._terminal: Terminal = terminal_of(sys.stdout, os.environ)

    def ask_all(self) -> None:
        """Ask until nothing is left, or the student stops; then say how it went."""
        session = self._session
        try:
            while (place := session.place) is not None:
                if not self._ask(place):
                    self._paused()
                    return
        except (click.Abort, KeyboardInterrupt):
            click.echo(err=True)
            self._paused()
            raise
        self.told()

    def told(self, *, each: bool = False) -> None:
        """Say how the quiz went; after an exam, or if `each` says so, answer by answer."""
        session = self._session
        if each or session.mode == EXAM:
            for place in range(len(session.questions)):
                self._say("")
                self._say(f"Question {place + 1}: {session.responses[place].response}")
                self._judged(session.marked(place))
        told = summary(session)
        self._say("")
        score = f"{told.score:g} of {told.answered}"
        bar = self._terminal.bar(told.score, max(told.answered, 1), cells=20)
        self._say(self._terminal.style(f"{score}  {bar}", bold=True))
        if told.concepts:
            names = wiring.concept_names()
            revisit = ", ".join(names.get(concept, concept) for concept in told.concepts[:4])
            self._wrapped(f"To look at again: {revisit}.")
        for id_ in told.misconceptions[:3]:
            self._wrapped(f"More on what you may believe: cnnquiz why {id_}")
        if told.exercise is not None:
            self._wrapped(f"An exercise on this: cnnquiz show {told.exercise}")

    def _ask(self, place: int) -> bool:
        """Ask one question until it is answered; return False if the student stops."""
        session = self._session
        item, variant = session.questions[place]
        self._say("")
        head = f"Question {place + 1} of {len(session.questions)}"
        self._say(self._terminal.style(head, bold=True))
        self._say("\n".join(question(item, variant, self._terminal)))
        self._say("")
        hinted = False
        while True:
            text = self._typed(f"Answer with {how(item)} > ")
            if text.lower() == STOP:
                return False
            if text == HINT:
                self._hint(place)
                hinted = session.mode != EXAM
                continue
            answer, sure = split_sure(text)
            if item.type is ItemType.EXPLAIN and not _is_number(answer):
                self._model_answer(place)
                continue
            try:
                response, marked = session.respond(
                    place, answer, wiring.now(), hint=hinted, sure=sure
                )
            except UnreadableError as error:
                self._wrapped(f"That cannot be read: {error}. Nothing is lost; try again.")
                continue
            self._note(response)
            if session.mode != EXAM:
                self._judged(marked)
                if not marked.right and item.exercise is not None:
                    self._wrapped(f"To practise this: cnnquiz show {item.exercise}")
            return True

    def _typed(self, prompt: str) -> str:
        prompt = self._terminal.fit(prompt)
        while not (text := click.prompt(prompt, prompt_suffix="", default="", show_default=False)):
            self._wrapped("An answer, please; ? shows a hint, q stops.")
        return str(text).strip()

    def _hint(self, place: int) -> None:
        item, variant = self._session.questions[place]
        if self._session.mode == EXAM:
            self._wrapped("There are no hints in an exam.")
        elif variant.wrong:
            wrong = variant.wrong[-1]
            self._wrapped(f"Not {wrong.response}: {wrong.feedback}")
        elif item.exercise:
            self._wrapped(f"The lesson helps: cnnquiz show {item.exercise}")
        else:
            self._wrapped("There is no hint for this one. What would you say if you had to?")

    def _model_answer(self, place: int) -> None:
        """Show what an answer in words is measured by; its writer does the measuring."""
        _, variant = self._session.questions[place]
        self._wrapped("Compare with what a good answer says:")
        for point in variant.rubric:
            self._say("\n".join(self._terminal.wrap(point, "  - ")))
        self._wrapped("What share of it did yours say, from 0 to 1?")

    def _judged(self, marked: Mark) -> None:
        colour = "green" if marked.right else "red" if marked.score == 0 else "yellow"
        self._say("")
        lines = self._terminal.wrap(marked.feedback)
        self._say("\n".join(self._terminal.style(line, fg=colour) for line in lines))
        if marked.misconception is not None:
            self._say(self._terminal.style(f"[{marked.misconception}]", dim=True))

    def _paused(self) -> None:
        done = len(self._session.responses)
        self._wrapped(
            f"{done} of {len(self._session.questions)} answered, and kept."
            " To go on: cnnquiz quiz --resume"
        )

    def _wrapped(self, text: str) -> None:
        self._say("\n".join(self._terminal.wrap(text)))

    def _say(self, text: str) -> None:
        click.echo(text, color=self._terminal.colour)


def split_sure(text: str) -> tuple[str, bool]:
    """Return an answer without the `!` of somebody who is sure, and whether it had one."""
    text = text.strip()
    return (text[:-1].strip(), True) if text.endswith("!") else (text, False)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "", 1).isdecimal()
