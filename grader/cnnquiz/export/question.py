"""A question as other systems know them: one of its variants, its texts as in the bank."""

from dataclasses import dataclass
from decimal import Decimal

from cnnquiz.model.item import Item, Variant


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be picked or typed.

    Attributes:
        text: what is shown or typed.
        share: what it is worth, from 0 to 1; below 0 where ticking it takes something away.
        feedback: what to tell whoever gave it; empty if the explanation is enough.
        response: what stands for it in the bank.
    """

    text: str
    share: float
    feedback: str
    response: str


@dataclass(frozen=True, slots=True)
class Pick:
    """Options to pick from: one, or, where `many` is true, several."""

    options: tuple[Answer, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer to be typed, and compared as text whatever its case; the first one is the best."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A number and how far another may be from it to count as it.

    Attributes:
        value: the number.
        within: the largest difference.
        share: what it is worth, from 0 to 1.
        feedback: what to tell whoever gave it.
        response: what stands for it in the bank.
    """

    value: Decimal
    within: Decimal
    share: float
    feedback: str
    response: str


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number to be typed; of several that are near enough, the first counts."""

    numbers: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps in their only right order."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts and what belongs to each.

    Attributes:
        pairs: each text with its partner.
        spare: partners of nothing.
    """

    pairs: tuple[tuple[str, str], ...]
    spare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Essay:
    """An answer in words, marked by what a good one says."""

    rubric: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """Nothing to answer with: whoever learns turns the card and judges."""


@dataclass(frozen=True, slots=True)
class Native:
    """Whatever the item's type takes; nothing has to be put in another form."""


Form = Pick | Typed | Numeric | Sequence | Pairs | Essay | Recall | Native


@dataclass(frozen=True, slots=True)
class Remark:
    """What speaks against a wrong answer, where the form cannot say it to whoever gave it.

    Attributes:
        answer: the answer, if it can be shown; else empty.
        feedback: what speaks against it.
    """

    answer: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that belongs to a question.

    Attributes:
        name: of its file, in no folder; no other drawing has it.
        alt: what it shows, in words.
        svg: the drawing.
    """

    name: str
    alt: str
    svg: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """A variant of an item, in a form that another system has.

    Attributes:
        item: the item.
        variant: the variant.
        form: what it takes to answer.
        how: how to answer, where that does not show; else empty.
        remarks: what speaks against wrong answers, for everybody to read afterwards.
        picture: what belongs to the question; the description alone where there can be none.
    """

    item: Item
    variant: Variant
    form: Form
    how: str
    remarks: tuple[Remark, ...]
    picture: Picture | None

    @property
    def name(self) -> str:
        """What it is called where people look for it: item, revision, variant."""
        return f"{self.item.id} r{self.item.rev} v{self.variant.number}"

    @property
    def id(self) -> str:
        """What it is called by programs, whatever its revision."""
        return f"{self.item.id}:v{self.variant.number:02}"

    @property
    def tags(self) -> tuple[str, ...]:
        """What it is about: concepts, level, difficulty."""
        item = self.item
        return (*item.concepts, f"level-{item.level}", f"difficulty-{item.difficulty}")


@dataclass(frozen=True, slots=True)
class Group:
    """The questions that one item gives, of which a quiz asks one."""

    item: Item
    questions: tuple[Question, ...]
