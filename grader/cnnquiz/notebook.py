"""Questions in a notebook: `from cnnquiz.notebook import ask`, then `ask("padding")`.

With ipywidgets, a question is a small form; without them, it is text and an input line. Answers
are kept in the same journal as those given in a terminal.
"""

import html
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from cnnquiz import wiring
from cnnquiz.errors import UsageError
from cnnquiz.model.item import Mark
from cnnquiz.progress.journal import record
from cnnquiz.progress.workspace import STATE, find_workspace
from cnnquiz.quiz.draw import concerning, draw
from cnnquiz.quiz.mark import how
from cnnquiz.quiz.session import Session, begun
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.report.question import question
from cnnquiz.report.terminal import Terminal, terminal_of


def ask(*topics: str, seed: int | None = None) -> None:
    """Ask one question, and say what the reply is worth and why.

    Args:
        topics: topics, concepts, exercises (`ex03`), misconceptions or single questions, by their
            ids; without any, the question is drawn from the whole bank.
        seed: the same one asks the same question.

    Raises:
        UsageError: no question is about that.
        CourseError: the question bank cannot be read.
    """
    items = concerning(wiring.practice_items(), topics)
    if not items:
        raise UsageError(f"no question is about {', '.join(topics)}")
    number = int.from_bytes(os.urandom(4)) if seed is None else seed
    session = Session(os.urandom(6).hex(), "ask", draw(items, 1, number))
    form = _Form(session, number)
    if _has_widgets():
        form.show()
    else:
        form.prompt()


class _Form:
    """One question, shown and answered."""

    def __init__(self, session: Session, seed: int) -> None:
        self._session = session
        self._seed = seed
        self._item, self._variant = session.questions[0]

    def text(self, terminal: Terminal) -> str:
        return "\n".join(question(self._item, self._variant, terminal))

    def prompt(self) -> None:
        """Ask on an input line, until there is a reply that can be read."""
        terminal = terminal_of(sys.stdout, os.environ)
        print(self.text(terminal))  # noqa: T201  # a notebook's cell is where it belongs
        while True:
            try:
                marked = self._reply(input(f"\n{how(self._item)} > "))
            except UnreadableError as error:
                print(f"That cannot be read: {error}.")  # noqa: T201  # as above
                continue
            print("\n".join(terminal.wrap(marked.feedback)))  # noqa: T201  # as above
            return

    def show(self) -> None:
        """Ask in a form, where a reply may be changed and sent again."""
        import ipywidgets  # noqa: PLC0415  # optional
        from IPython.display import display  # noqa: PLC0415  # only there is it needed

        told = ipywidgets.HTML(_preformatted(self.text(Terminal())))
        field = ipywidgets.Text(placeholder=how(self._item), description="Answer")
        button = ipywidgets.Button(description="Check", button_style="primary")
        result = ipywidgets.HTML()

        def judge(_button: Any) -> None:
            try:
                marked = self._reply(field.value)
            except UnreadableError as error:
                result.value = _preformatted(f"That cannot be read: {error}.")
                return
            result.value = _preformatted("\n".join(Terminal().wrap(marked.feedback)))

        button.on_click(judge)
        display(  # type: ignore[no-untyped-call]  # IPython has no types
            ipywidgets.VBox([told, ipywidgets.HBox([field, button]), result])
        )

    def _reply(self, text: str) -> Mark:
        now = wiring.now()
        first = not self._session.responses
        response, marked = self._session.respond(0, text, now)
        workspace = find_workspace(Path.cwd())
        # Only the first reply says what is known; where there is no workspace, nothing is kept.
        if first and (workspace / STATE).is_dir():
            record(workspace, [begun(self._session, self._seed, now), response])
        return marked


def _has_widgets() -> bool:
    """Return whether there is a notebook that can show a form."""
    if "IPython" not in sys.modules or importlib.util.find_spec("ipywidgets") is None:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def _preformatted(text: str) -> str:
    return f'<pre style="white-space: pre-wrap">{html.escape(text)}</pre>'
