"""The question bank as students meet it: items, their variants, and what a response is worth."""

from dataclasses import dataclass, field
from enum import StrEnum


class ItemType(StrEnum):
    """The kinds of questions."""

    CHOICE = "choice"
    MULTI = "multi"
    NUMBER = "number"
    SHAPE = "shape"
    TRACE = "trace"
    ORDER = "order"
    MATCH = "match"
    EXPLAIN = "explain"
    BUG = "bug"


class Level(StrEnum):
    """What an item asks of the mind, after Bloom's taxonomy as revised in 2001."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, with the letter or number that stands for it in a response."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong response that is understood.

    Attributes:
        response: in the form that `Variant.answer` has.
        misconception: the id of the belief that leads to it.
        feedback: what to tell somebody who gave it.
    """

    response: str
    misconception: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that belongs to a question.

    Attributes:
        file: its path below `exercises/`.
        alt: what it shows, in words, for whoever cannot see it.
    """

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be from the answer: by either of the two."""

    absolute: float = 0.0
    relative: float = 0.0

    def __post_init__(self) -> None:
        if self.absolute < 0 or self.relative < 0:
            raise ValueError("a tolerance is 0 or more")

    def accepts(self, number: float, answer: float) -> bool:
        """Return whether `number` counts as `answer`."""
        return abs(number - answer) <= max(self.absolute, self.relative * abs(answer))


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of an item, with its numbers filled in and its options in place.

    Attributes:
        number: its place among the item's variants, from 0.
        stem: the question.
        answer: the right response, in the form that its type reads.
        explanation: why it is right.
        code: a program that the question is about, or None.
        prompts: what options are matched with (type `match`).
        options: what there is to choose from, in the order shown.
        before: pairs of option ids; the first must come before the second (type `order`).
        tolerance: for numbers.
        rubric: what a good answer says (type `explain`).
        wrong: responses whose belief is known.
    """

    number: int
    stem: str
    answer: str
    explanation: str
    code: str | None = None
    prompts: tuple[Option, ...] = ()
    options: tuple[Option, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    rubric: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A question family: what all its variants have in common, and the variants.

    Attributes:
        id: its name in the whole bank.
        rev: counted up when its variants change, so that records say which were meant.
        type: what kind of response it takes.
        topic: the part of the bank that it belongs to.
        concepts: what it is about; one, as a rule.
        exercise: the id of the exercise that practises it, such as `ex03`, or None.
        sources: the headings of the lesson notes that it covers.
        level: what it asks of the mind.
        difficulty: 1, 2 or 3, by its author's judgement.
        exam: whether it is kept for exams.
        figure: a picture, or None.
        variants: the question with values; at least one.
    """

    id: str
    rev: int
    type: ItemType
    topic: str
    concepts: tuple[str, ...]
    exercise: str | None
    sources: tuple[str, ...]
    level: Level
    difficulty: int
    exam: bool
    figure: Figure | None
    variants: tuple[Variant, ...]

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The beliefs that its wrong responses stand for, each once, in order."""
        found = (wrong.misconception for variant in self.variants for wrong in variant.wrong)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Concept:
    """What items are about.

    Attributes:
        id: its name, in items, exercises and the catalogue of misconceptions.
        topic: the part of the bank in which its items stand.
        name: what people call it.
    """

    id: str
    topic: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of an exam's blueprint: how many questions of one topic, level and difficulty."""

    topic: str
    level: Level
    difficulty: int
    count: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What every form of an exam is made of."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a response is worth.

    Attributes:
        score: from 0 to 1.
        misconception: the id of the belief that the response shows, or None.
        feedback: a few words for whoever gave it.
    """

    score: float
    misconception: str | None
    feedback: str

    @property
    def right(self) -> bool:
        """Whether nothing is missing."""
        return self.score >= 1.0
