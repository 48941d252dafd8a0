"""What comes back from a quiz that was taken in a browser, and what it is worth.

The file was made on somebody else's machine, so nothing in it is believed but the responses: what
was asked is known from the page that was handed out, and scores are computed here.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

import msgspec

from cnnquiz.model.event import Asked, Event, QuizBegun, Response
from cnnquiz.model.item import Item, ItemType, Mark, Variant
from cnnquiz.quiz.mark import MOST_CHARACTERS, mark, read
from cnnquiz.quiz.types.kind import UnreadableError

FORMAT = 1
MOST_BYTES = 4 * 1024 * 1024  # of one file; the whole bank, answered, takes some 100 kB
_MOST_WORDS = 20_000
_MOST_QUESTIONS = 10_000
_NOTHING = Mark(0.0, None, "")

Mode = Literal["quiz", "exam"]
_Place = Annotated[int, msgspec.Meta(ge=0, lt=_MOST_QUESTIONS)]
_Name = Annotated[str, msgspec.Meta(max_length=200)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class ReturnedError(ValueError):
    """A file is not what a quiz gives; the message says what was found and expected."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A question as a page has it.

    Attributes:
        item: the item's id.
        rev: its revision.
        variants: the numbers of the variants from which one is drawn.
    """

    item: str
    rev: int
    variants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page asks.

    Attributes:
        quiz: its name, by which what comes back is known to belong to it.
        mode: `exam` if it holds no key.
        offers: its questions, in order.
    """

    quiz: str
    mode: Mode
    offers: tuple[Offer, ...]

    @classmethod
    def of(cls, mode: Mode, offers: tuple[Offer, ...]) -> Self:
        """Return a paper with a name that follows from what it asks."""
        asked = [mode, [(offer.item, offer.rev, offer.variants) for offer in offers]]
        return cls(hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16], mode, offers)


class Given(msgspec.Struct, frozen=True):
    """What was answered to a question.

    Attributes:
        place: which question, from 0.
        item: the item's id.
        rev: its revision.
        variant: the variant's number.
        response: in the form that the item's type reads, or None.
        words: an answer in words, or None.
        time: when it was given.
    """

    place: _Place
    item: _Name
    rev: int
    variant: int
    response: Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)] | None = None
    words: Annotated[str, msgspec.Meta(max_length=_MOST_WORDS)] | None = None
    time: _Moment | None = None


class Returned(msgspec.Struct, frozen=True):
    """What somebody hands in. What else is in the file is not read.

    Attributes:
        format: of the file.
        quiz: the page's name.
        student: who they say they are.
        seed: what their variants were drawn with.
        begun: when the quiz was begun.
        responses: what was answered.
    """

    format: int
    quiz: _Name
    seed: Annotated[int, msgspec.Meta(ge=0, lt=10**15)]
    begun: _Moment
    responses: Annotated[list[Given], msgspec.Meta(max_length=_MOST_QUESTIONS)]
    student: _Name = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of what was handed in, marked.

    Attributes:
        item: the item.
        variant: the form in which it was asked.
        given: what was answered, or None.
        mark: what it is worth; None if somebody has to read it.
    """

    item: Item
    variant: Variant
    given: Given | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody handed in, marked.

    Attributes:
        returned: what they handed in.
        questions: every question of the page.
        problems: what is odd about it, in words.
    """

    returned: Returned
    questions: tuple[Marked, ...]
    problems: tuple[str, ...]

    @property
    def score(self) -> float:
        """The sum of all scores, each from 0 to 1."""
        return sum(one.mark.score for one in self.questions if one.mark is not None)

    @property
    def max_score(self) -> int:
        """What could be reached, without what somebody has to read."""
        return sum(one.mark is not None for one in self.questions)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(one.given is not None for one in self.questions)

    def events(self, mode: Mode) -> list[Event]:
        """Return it as a journal has it; answers that somebody has to read are not in it."""
        asked = [Asked(one.item.id, one.item.rev, one.variant.number) for one in self.questions]
        quiz, begun = f"{self.returned.quiz}-{self.returned.seed}", self.returned.begun
        events: list[Event] = [QuizBegun(begun, quiz, mode, tuple(asked), self.returned.seed)]
        for place, one in enumerate(self.questions):
            if one.given is None or one.mark is None or one.given.response is None:
                continue
            try:
                response = read(one.item, one.variant, one.given.response)
            except UnreadableError:
                continue
            time, worth = one.given.time or begun, one.mark
            score, belief = worth.score, worth.misconception
            events.append(Response(time, quiz, place, asked[place], response, score, belief))
        return events


def read_returned(content: bytes) -> Returned:
    """Return what is in a file that somebody handed in.

    Raises:
        ReturnedError: it is not what a quiz gives.
    """
    if len(content) > MOST_BYTES:
        found = f"found {len(content)} bytes, expected {MOST_BYTES} at most"
        raise ReturnedError(found)
    try:
        returned = msgspec.json.decode(content, type=Returned)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReturnedError(f"is not what a quiz gives: {error}") from error
    if returned.format != FORMAT:
        raise ReturnedError(f"found format {returned.format}, expected {FORMAT}")
    return returned


def mark_returned(paper: Paper, items: Mapping[str, Item], returned: Returned) -> Result:
    """Return what was handed in, marked.

    Args:
        paper: what was asked.
        items: the bank, by id; every item of the paper is in it, in the paper's revision.
        returned: what was handed in.

    Raises:
        ReturnedError: it is of another quiz.
    """
    if returned.quiz != paper.quiz:
        raise ReturnedError(f"is of the quiz {returned.quiz!r}, expected {paper.quiz!r}")
    problems: list[str] = []
    by_place = _by_place(paper, returned, problems)
    questions = []
    for place, offer in enumerate(paper.offers):
        item = items[offer.item]
        number = offer.variants[drawn(returned.seed, offer.item, len(offer.variants))]
        given = by_place.get(place)
        if given is not None and (given.item, given.rev) != (offer.item, offer.rev):
            asked = f"{given.item} r{given.rev}, expected {offer.item} r{offer.rev}"
            problems.append(f"question {place + 1}: answers {asked}; not counted")
            given = None
        if given is not None and given.variant != number:
            found = f"answers variant {given.variant}, expected {number} by the seed; not counted"
            problems.append(f"question {place + 1}, {item.id}: {found}")
            given = None
        variant = item.variants[number]
        try:
            questions.append(_marked(paper.mode, item, variant, given))
        except UnreadableError as error:
            problems.append(f"question {place + 1}, {item.id}: cannot be read: {error}")
            questions.append(Marked(item, variant, given, _NOTHING))
    return Result(returned, tuple(questions), tuple(problems))


def drawn(seed: int, item: str, count: int) -> int:
    """Return which of `count` variants somebody gets: equal for equal seeds, here and in pages.

    Source:
        FNV-1a in 32 bits, mixed by the last step of MurmurHash3.
    """
    state = 0x811C9DC5
    for byte in f"{seed}/{item}".encode():
        state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    state = (state ^ state >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    state = (state ^ state >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return (state ^ state >> 16) % count


def _by_place(paper: Paper, returned: Returned, problems: list[str]) -> dict[int, Given]:
    by_place: dict[int, Given] = {}
    for given in returned.responses:
        if given.place >= len(paper.offers):
            expected = f"expected up to {len(paper.offers)}; not counted"
            problems.append(f"found an answer to question {given.place + 1}, {expected}")
        elif given.place in by_place:
            problems.append(f"question {given.place + 1}: answered twice; the first counts")
        elif given.response is not None or given.words is not None:
            by_place[given.place] = given
    return by_place


def _marked(mode: Mode, item: Item, variant: Variant, given: Given | None) -> Marked:
    if item.type is ItemType.EXPLAIN and mode == "exam":
        return Marked(item, variant, given, None)  # nobody judges themselves in an exam
    if given is None or given.response is None:
        return Marked(item, variant, None, _NOTHING)
    return Marked(item, variant, given, mark(item, variant, given.response))


def mismatch(paper: Paper, items: Mapping[str, Item]) -> Sequence[str]:
    """Return which questions of a page the bank no longer has as the page asks them, and why."""
    found = []
    for offer in paper.offers:
        item = items.get(offer.item)
        if item is None:
            found.append(f"{offer.item}: the bank has no such question")
        elif item.rev != offer.rev:
            found.append(f"{offer.item}: the page has revision {offer.rev}, the bank {item.rev}")
        elif not offer.variants or max(offer.variants) >= len(item.variants):
            found.append(f"{offer.item}: the bank lacks variants that the page has")
    return found
