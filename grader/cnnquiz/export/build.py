"""From items to questions as another system can have them, and what is lost on the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cnnquiz.export.fidelity import Fidelity, Loss
from cnnquiz.export.question import (
    Answer,
    Essay,
    Form,
    Group,
    Native,
    Near,
    Numeric,
    Pairs,
    Pick,
    Picture,
    Question,
    Recall,
    Remark,
    Sequence,
    Typed,
)
from cnnquiz.export.spelling import how_to_type, several_spellings, spellings
from cnnquiz.model.item import Figure, Item, ItemType, Variant
from cnnquiz.quiz.mark import mark

_NEXT_LINE = "  \n"  # in markdown, within a paragraph


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a system can do.

    Attributes:
        sequences: it has steps to be put in order.
        pairs: it has texts to be matched.
        essays: it has answers in words, marked by people.
        parts: an option or a typed answer can be worth a part.
        reasons: a wrong number or typed answer can have feedback of its own.
        pictures: it shows drawings.
        boxes: any number of options can be ticked, and are judged together.
        arrows: `->` may occur in a typed answer.
        shares: the only parts it knows, in percent; empty if it knows all.
        cards: it shows the answer, and learners judge themselves.
        native: it takes and marks responses as cnnquiz does, whatever the type.
    """

    sequences: bool = False
    pairs: bool = False
    essays: bool = False
    parts: bool = False
    reasons: bool = False
    pictures: bool = True
    boxes: bool = True
    arrows: bool = True
    shares: tuple[float, ...] = ()
    cards: bool = False
    native: bool = False


def build(
    items: Iterable[Item],
    abilities: Abilities,
    *,
    variants: int,
    drawing: Callable[[Figure], bytes],
) -> tuple[list[Group], list[Fidelity]]:
    """Return the questions that items give, and what became of every item.

    Args:
        items: from the bank.
        abilities: what the system can do.
        variants: how many of an item's variants to take at most; a card takes one.
        drawing: returns the SVG file of a figure.
    """
    groups, found = [], []
    for item in items:
        taken = item.variants[: 1 if abilities.cards else variants]
        built = [_Builder(item, variant, abilities) for variant in taken]
        losses = tuple(dict.fromkeys(loss for one in built for loss in one.losses))
        # One that cannot be written takes the others with it: they are variants of one question.
        whole = not any(loss.fatal for loss in losses)
        found.append(Fidelity(item, len(taken) if whole else 0, losses))
        if whole:
            groups.append(Group(item, tuple(one.question(drawing) for one in built)))
    return groups, found


class _Builder:
    """Makes a question of one variant, and notes what it loses."""

    def __init__(self, item: Item, variant: Variant, abilities: Abilities) -> None:
        self.item = item
        self.variant = variant
        self.can = abilities
        self.said = {wrong.response: wrong.feedback for wrong in variant.wrong}
        self.losses: list[Loss] = []
        self.remarks: tuple[Remark, ...] = ()
        self.form = self._card() if abilities.cards else self._form()
        if item.figure and not abilities.pictures:
            self._lose(Loss.PICTURE)

    def question(self, drawing: Callable[[Figure], bytes]) -> Question:
        """Return the question."""
        assert self.form is not None  # noqa: S101  # else a fatal loss was noted
        picture = None
        if figure := self.item.figure:
            svg = drawing(figure) if self.can.pictures else b""
            picture = Picture(figure.file.replace("/", "-"), figure.alt, svg)
        how = how_to_type(self.item, self.variant) if isinstance(self.form, Typed) else ""
        return Question(self.item, self.variant, self.form, how, self.remarks, picture)

    def _form(self) -> Form | None:
        if self.can.native:
            return Native()
        match self.item.type:
            case ItemType.CHOICE:
                return self._choice()
            case ItemType.MULTI:
                return self._multi()
            case ItemType.NUMBER:
                return self._number()
            case ItemType.SHAPE | ItemType.TRACE:
                return self._typed()
            case ItemType.ORDER:
                return self._order()
            case ItemType.MATCH:
                return self._match()
            case ItemType.BUG:
                return self._bug()
            case ItemType.EXPLAIN:
                self._lose(Loss.BY_HAND if self.can.essays else Loss.NO_ESSAYS)
                return Essay(self.variant.rubric) if self.can.essays else None

    # --- what is picked ---

    def _choice(self) -> Form:
        return Pick(tuple(self._answer(one.text, one.id) for one in self.variant.options))

    def _multi(self) -> Form:
        right = self.variant.answer.split(",")
        if not self.can.boxes:
            self._lose(Loss.ONE_BUTTON if len(right) == 1 else Loss.ONE_BY_ONE)
        part = self._share(1 / len(right))
        options = [
            Answer(one.text, part if one.id in right else -part, self.said.get(one.id, ""), one.id)
            for one in self.variant.options
        ]
        return Pick(tuple(options), many=True)

    def _known(self, shown: Callable[[str], str]) -> Form | None:
        """Return a choice between the right response and the wrong ones that are known.

        Args:
            shown: returns what is to be picked for a response.
        """
        if not self.variant.wrong:
            self._lose(Loss.NOTHING_WRONG)
            return None
        self._lose(Loss.KNOWN_ONLY)
        responses = [self.variant.answer, *(wrong.response for wrong in self.variant.wrong)]
        # Sorted by their text, so that the right one is not always the first.
        options = sorted((self._answer(shown(one), one) for one in responses), key=_text)
        return Pick(tuple(options))

    def _bug(self) -> Form | None:
        texts = {option.id: option.text for option in self.variant.options}

        def shown(response: str) -> str:
            line, reason = response.split(":")
            return f"Line {line}: {texts[reason]}"

        return self._known(shown)

    def _order(self) -> Form | None:
        texts = {option.id: option.text for option in self.variant.options}
        order = self.variant.answer.split(",")
        # There is no other right order if every step has to come before the next.
        if set(pairwise(order)) <= set(self.variant.before):
            steps = tuple(texts[id_] for id_ in order)
            if self.can.sequences or self.can.pairs:
                self._lose(Loss.PARTS_ORDERED)
                self._list_reasons()
            if self.can.sequences:
                return Sequence(steps)
            if self.can.pairs:
                place = {id_: str(number) for number, id_ in enumerate(order, 1)}
                return Pairs(tuple((one.text, place[one.id]) for one in self.variant.options))

        def shown(response: str) -> str:
            steps = (texts[id_] for id_ in response.split(","))
            return _NEXT_LINE.join(f"{place}. {step}" for place, step in enumerate(steps, 1))

        return self._known(shown)

    def _match(self) -> Form | None:
        left = {prompt.id: prompt.text for prompt in self.variant.prompts}
        right = {option.id: option.text for option in self.variant.options}
        due = dict(pair.split("=") for pair in self.variant.answer.split(","))
        if self.can.pairs:
            self._list_reasons()
            pairs = tuple((left[one], right[other]) for one, other in due.items())
            spare = tuple(text for id_, text in right.items() if id_ not in due.values())
            return Pairs(pairs, spare)

        def shown(response: str) -> str:
            pairs = (pair.split("=") for pair in response.split(","))
            return _NEXT_LINE.join(f"{left[one]} → {right[other]}" for one, other in pairs)

        return self._known(shown)

    # --- what is typed ---

    def _number(self) -> Form:
        tolerance = self.variant.tolerance
        absolute, relative = Decimal(str(tolerance.absolute)), Decimal(str(tolerance.relative))
        numbers = []
        for response in self._typable():
            value = Decimal(response)
            given = self._answer(response, response)
            within = max(absolute, relative * abs(value))
            numbers.append(Near(value, within, given.share, given.feedback, response))
        return Numeric(tuple(numbers))

    def _typed(self) -> Form | None:
        spelt: dict[str, Answer] = {}
        for response in self._typable():
            for text in spellings(self.item.type, response):
                spelt.setdefault(text.lower(), self._answer(text, response))
        if not self.can.arrows and any("->" in text for text in spelt):
            self._lose(Loss.ARROW)
            return None
        if several_spellings(self.item.type, self.variant.answer):
            self._lose(Loss.SPELLINGS)
        if self.item.type is ItemType.SHAPE:
            foreseen = self.can.parts and self.can.reasons
            self._lose(Loss.PARTS_TYPED if foreseen else Loss.PARTS_CHOSEN)
        return Typed(tuple(spelt.values()))

    def _typable(self) -> list[str]:
        """Return the right response and, if they can have feedback of their own, wrong ones."""
        if self.can.reasons:
            return [self.variant.answer, *(wrong.response for wrong in self.variant.wrong)]
        self._list_reasons()
        return [self.variant.answer]

    # --- what both have in common ---

    def _answer(self, text: str, response: str) -> Answer:
        """Return an answer with what cnnquiz gives for it, and says beside the explanation."""
        score = mark(self.item, self.variant, response).score
        share = self._share(score)
        if 0 < score < 1 and not self.can.parts:
            self._lose(Loss.PARTS_CHOSEN)
            share = 0.0
        return Answer(text, share, self.said.get(response, ""), response)

    def _share(self, share: float) -> float:
        """Return the share that the system knows, or the nearest to it; a part stays a part."""
        if not self.can.shares:
            return share
        known = [each / 100 for each in self.can.shares if each < 100 or share >= 1]
        nearest = min(known, key=lambda each: abs(each - share))
        if abs(nearest - share) > 1e-4:
            self._lose(Loss.ROUNDED)
        return nearest

    def _list_reasons(self) -> None:
        if self.variant.wrong:
            self._lose(Loss.REASONS_LISTED)
        typed = self.item.type in (ItemType.NUMBER, ItemType.SHAPE, ItemType.TRACE)
        self.remarks = tuple(
            Remark(wrong.response.replace("\n", " / ") if typed else "", wrong.feedback)
            for wrong in self.variant.wrong
        )

    def _lose(self, loss: Loss) -> None:
        if loss not in self.losses:
            self.losses.append(loss)

    def _card(self) -> Form:
        if self.item.type is not ItemType.EXPLAIN:
            self._lose(Loss.BY_LEARNER)
        if len(self.item.variants) > 1:
            self._lose(Loss.FIRST_VARIANT)
        return Recall()


def _text(answer: Answer) -> str:
    return answer.text
