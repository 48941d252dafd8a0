"""`ask` asks a question in a notebook, with a form where there are widgets."""

import json
import sys
from types import SimpleNamespace

import pytest

from cnnquiz import notebook, wiring
from cnnquiz.errors import UsageError
from cnnquiz.progress.workspace import STATE
from cnnquiz.quiz.draw import draw
from support.command_line import workspace

__all__ = ["workspace"]  # a fixture

SEED = 4


def asked(name: str):
    """Return the item and variant that `ask` asks with this seed."""
    items = [item for item in wiring.practice_items() if item.concepts == (name,)]
    return draw(items, 1, SEED)[0]


@pytest.fixture
def typed(monkeypatch):
    """A list of what will be typed on the input line, which the test fills."""
    lines: list[str] = []
    monkeypatch.setattr("builtins.input", lambda _prompt: lines.pop(0))
    return lines


def test_question_is_text_and_the_reply_is_judged(workspace, typed, capsys):
    item, variant = asked("padding")
    typed += ["???", variant.answer]
    notebook.ask("padding", seed=SEED)
    told = capsys.readouterr().out
    assert " ".join(variant.stem.split()[:5]) in " ".join(told.split())
    assert "That cannot be read" in told
    assert "Right." in told
    begun, response = (workspace / STATE / "journal.jsonl").read_text().splitlines()
    assert json.loads(begun)["mode"] == "ask"
    assert json.loads(response)["asked"]["item"] == item.id


def test_question_about_nothing_is_refused():
    with pytest.raises(UsageError, match="no question is about cooking"):
        notebook.ask("cooking")


class Widget:
    """Stands in for any widget of ipywidgets."""

    def __init__(self, *children, **more):
        self.children = children
        self.value = more.get("value", children[0] if children else "")
        self.clicked = None

    def on_click(self, function):
        self.clicked = function


def test_with_widgets_it_is_a_form(workspace, monkeypatch):
    made = []

    def make(*args, **more):
        made.append(Widget(*args, **more))
        return made[-1]

    widgets = SimpleNamespace(HTML=make, Text=make, Button=make, VBox=make, HBox=make)
    shell = SimpleNamespace(kernel=object())
    ipython = SimpleNamespace(get_ipython=lambda: shell)
    shown = []
    monkeypatch.setitem(sys.modules, "ipywidgets", widgets)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    display = SimpleNamespace(display=shown.append)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.setattr(notebook.importlib.util, "find_spec", lambda _name: object())
    item, variant = asked("padding")
    notebook.ask("padding", seed=SEED)
    assert len(shown) == 1
    told, field, button, result = made[:4]
    assert told.value.startswith("<pre")
    field.value = "<script>"
    button.clicked(button)
    assert "That cannot be read" in result.value
    assert "<script>" not in result.value
    field.value = variant.wrong[0].response
    button.clicked(button)
    assert variant.wrong[0].feedback.split()[0] in result.value
    field.value = variant.answer
    button.clicked(button)
    assert "Right." in result.value
    # Only the first reply says what is known.
    lines = (workspace / STATE / "journal.jsonl").read_text().splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["quiz", "response"]
    assert json.loads(lines[1])["misconception"] == variant.wrong[0].misconception
    assert item.id == json.loads(lines[1])["asked"]["item"]
