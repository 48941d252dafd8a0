"""Drafts and items made on the spot, and a stand-in for the functions that they call."""

import contextlib
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cnnquiz.model.draft import Draft, WrongDraft
from cnnquiz.model.event import Asked, Response
from cnnquiz.model.item import Item, ItemType, Level, Variant, Wrong
from cnnquiz.quiz.case import Case

FEEDBACK = "That is not so."


def size(n: int, k: int, stride: int = 1) -> int:
    """Return the number of windows along one side."""
    return (n - k) // stride + 1


class StandIn:
    """Functions by name, for expressions: `size`, its wrong versions, and an oracle."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {"size": size}
        self.wrong: dict[str, dict[str, Callable[..., Any]]] = {
            "stride-ignored": {"size": lambda n, k, stride=1: size(n, k)},  # noqa: ARG005  # as in the bank
            "forgets-one": {"size": lambda n, k, stride=1: size(n, k, stride) - 1},
        }
        self.oracles: dict[str, Callable[..., Any]] = {
            "counted": lambda n, k, stride: len(range(0, n - k + 1, stride))
        }

    def function(self, name: str) -> Callable[..., Any] | None:
        """Return a function, or None."""
        return self.functions.get(name)

    def wrong_versions(self, misconception: str, names: Any) -> Mapping[str, Callable[..., Any]]:
        """Return the wrong versions of `names` that a misconception has."""
        return {k: f for k, f in self.wrong.get(misconception, {}).items() if k in names}

    def oracle(self, topic: str, name: str) -> Callable[..., Any] | None:
        """Return an oracle of the topic `shapes`, or None."""
        return self.oracles.get(name) if topic == "shapes" else None

    def prints(self, program: str) -> str:
        """Return what a program prints."""
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output):
                exec(program, {})  # noqa: S102  # the test's own
        except Exception as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        return output.getvalue()


def make_draft(type_: ItemType, **fields: Any) -> Draft:
    """Return a draft with the given fields, and others that every draft has."""
    wrong = [WrongDraft(**{"feedback": FEEDBACK, **each}) for each in fields.pop("wrong", [])]
    shared: dict[str, Any] = {
        "id": "an-item",
        "rev": 1,
        "concepts": ("output-size",),
        "level": Level.APPLY,
        "difficulty": 1,
        "stem": "What comes out of it?",
        "explanation": "Because this is how it was made, from the first to the last.",
    }
    return Draft(type=type_, wrong=tuple(wrong), **(shared | fields))


def make_case(draft: Draft, **values: Any) -> Case:
    """Return a case of a draft, with these values of its variables."""
    return Case(draft, "shapes", values, StandIn())


def make_item(id_: str = "an-item", **fields: Any) -> Item:
    """Return a choice between a, which is right, b and c, in two variants."""
    wrong = (Wrong("b", "forgot-sum", "Add up."), Wrong("c", "stride-ignored", "Step on."))
    variants = tuple(Variant(n, f"Which one ({n})?", "a", "It is a.", wrong=wrong) for n in (0, 1))
    shared: dict[str, Any] = {
        "id": id_,
        "rev": 1,
        "type": ItemType.NUMBER,
        "topic": "shapes",
        "concepts": ("output-size",),
        "exercise": "ex03",
        "sources": (),
        "level": Level.APPLY,
        "difficulty": 1,
        "exam": False,
        "figure": None,
        "variants": variants,
    }
    return Item(**(shared | fields))


START = datetime(2026, 1, 1, tzinfo=UTC)


def make_response(item: str, score: float, *, days: float = 0.0, **fields: Any) -> Response:
    """Return an answer to the first variant of an item, so many days after the start."""
    shared: dict[str, Any] = {"quiz": "q", "place": 0, "response": "x", "misconception": None}
    time = START + timedelta(days=days)
    asked = fields.pop("asked", Asked(item, 1, fields.pop("variant", 0)))
    return Response(time=time, asked=asked, score=score, **(shared | fields))
