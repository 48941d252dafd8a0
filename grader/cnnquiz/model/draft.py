"""Items as their authors write them: texts with blanks, expressions, beliefs by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnquiz.model.item import Figure, ItemType, Level, Tolerance

_COMPUTED = {"answer", "oracle", "wrong"}
# What each type needs beside the shared keys, and what it may have.
_NEEDS: Mapping[ItemType, set[str]] = {
    ItemType.CHOICE: {"wrong"},
    ItemType.MULTI: {"right", "wrong"},
    ItemType.NUMBER: _COMPUTED,
    ItemType.SHAPE: _COMPUTED,
    ItemType.TRACE: {"code", "wrong"},
    ItemType.ORDER: {"steps", "wrong"},
    ItemType.MATCH: {"pairs", "wrong"},
    ItemType.EXPLAIN: {"rubric"},
    ItemType.BUG: {"code", "line", "fix", "test", "right", "wrong"},
}
_MAY: Mapping[ItemType, set[str]] = {
    ItemType.CHOICE: {"right", "answer", "oracle", "option", "code"},
    ItemType.MULTI: {"code"},
    ItemType.NUMBER: {"tolerance", "code"},
    ItemType.SHAPE: {"code"},
    ItemType.TRACE: set(),
    ItemType.ORDER: {"before", "code"},
    ItemType.MATCH: {"extra", "code"},
    ItemType.EXPLAIN: {"code"},
    ItemType.BUG: set(),
}
# What a wrong response may say, by type; one of these, or for computed ones none.
_WRONG_SAYS: Mapping[ItemType, set[str]] = {
    ItemType.CHOICE: {"text", "value"},
    ItemType.MULTI: {"text"},
    ItemType.NUMBER: {"value"},
    ItemType.SHAPE: {"value"},
    ItemType.TRACE: {"replace", "prints"},
    ItemType.ORDER: {"order"},
    ItemType.MATCH: {"pairs"},
    ItemType.EXPLAIN: set(),
    ItemType.BUG: {"text", "line"},
}


@dataclass(frozen=True, slots=True)
class WrongDraft:
    """A wrong response and the belief behind it.

    Attributes:
        misconception: the belief's id.
        feedback: what to tell somebody who holds it.
        text: the option, with blanks.
        value: an expression for the wrong value. Without it, the item's answer is computed with
            the misconception's wrong versions in the place of the reference's functions.
        replace: changes to the program, old text by new, that make it what a holder expects.
        prints: what a holder expects it to print.
        order: the steps' numbers, from 1, in the order that a holder gives.
        pairs: for each left-hand text, the number of the right-hand one that a holder chooses.
        line: the line that a holder takes to be the wrong one.
    """

    misconception: str
    feedback: str
    text: str | None = None
    value: str | None = None
    replace: Mapping[str, str] | None = None
    prints: str | None = None
    order: tuple[int, ...] | None = None
    pairs: tuple[int, ...] | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One item of `questionbank/<topic>.yaml`, or of `solutions/exam/<topic>.yaml`.

    Attributes:
        vars: values by name; every combination that fulfils `require` is a variant.
        require: an expression over the variables.
        stem: the question, with blanks.
        explanation: why the answer is right, with blanks.
        answer: an expression for the right value.
        oracle: an expression that finds it in another way.
        option: how a value is shown as an option, with blanks; `it` is the value.
        right: right options, with blanks.
        wrong: wrong responses.
        tolerance: for numbers.
        code: a program; `$name` stands for a variable's value.
        steps: steps in a right order.
        before: pairs of their numbers, from 1; left out, all are in the given order.
        pairs: what belongs together.
        extra: more right-hand texts, which belong to nothing.
        rubric: what a good answer says.
        line: the number, from 1, of the program's wrong line.
        fix: what should stand there.
        test: a program run after the other; it fails unless that is mended.
        attribution: whose claim it is, where that is contested or dated.
        library: the library and version that it is about, if it is about one.

    The other attributes are those of `cnnquiz.model.item.Item`.
    """

    id: str
    rev: int
    type: ItemType
    concepts: tuple[str, ...]
    level: Level
    difficulty: int
    stem: str
    explanation: str
    exercise: str | None = None
    sources: tuple[str, ...] = ()
    figure: Figure | None = None
    vars: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    require: str | None = None
    answer: str | None = None
    oracle: str | None = None
    option: str | None = None
    right: tuple[str, ...] = ()
    wrong: tuple[WrongDraft, ...] = ()
    tolerance: Tolerance | None = None
    code: str | None = None
    steps: tuple[str, ...] = ()
    before: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    rubric: tuple[str, ...] = ()
    line: int | None = None
    fix: str | None = None
    test: str | None = None
    attribution: str | None = None
    library: str | None = None

    def __post_init__(self) -> None:
        given = {name for name in _NEEDS_OR_MAY if getattr(self, name) not in (None, ())}
        needs, may = _NEEDS[self.type], _MAY[self.type]
        if missing := sorted(needs - given):
            raise ValueError(f"a {self.type} item needs {', '.join(missing)}")
        if strange := sorted(given - needs - may):
            raise ValueError(f"a {self.type} item has no {', '.join(strange)}")
        if self.type is ItemType.CHOICE:
            if bool(self.right) == bool(self.answer):
                raise ValueError("a choice item has either right (a text) or answer (a value)")
            if self.answer and not self.oracle:
                raise ValueError("a choice item with an answer needs an oracle")
        if self.type in (ItemType.CHOICE, ItemType.BUG) and len(self.right) > 1:
            raise ValueError(f"a {self.type} item has one right option, found {len(self.right)}")
        if self.difficulty not in (1, 2, 3):
            raise ValueError(f"difficulty is 1, 2 or 3, found {self.difficulty}")
        for wrong in self.wrong:
            self._check(wrong)

    def _check(self, wrong: WrongDraft) -> None:
        says = _WRONG_SAYS[self.type]
        given = {name for name in _ALL_WRONG_SAYS if getattr(wrong, name) is not None}
        where = f"wrong {wrong.misconception}"
        if strange := sorted(given - says):
            raise ValueError(f"{where}: a {self.type} item has no {', '.join(strange)} there")
        if self.type is ItemType.CHOICE:
            says = {"value"} if self.answer else {"text"}
            if given - says:
                raise ValueError(f"{where}: expected {', '.join(says)}, as the right option has it")
        computed = self.answer is not None
        if not given and not computed:
            raise ValueError(f"{where}: expected {' or '.join(sorted(says))}")


_NEEDS_OR_MAY = set().union(*_NEEDS.values(), *_MAY.values())
_ALL_WRONG_SAYS = set().union(*_WRONG_SAYS.values())
