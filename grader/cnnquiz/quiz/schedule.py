"""Spaced repetition: when each item is due again, by the FSRS model of forgetting.

A card stands for an item with all its variants. Cards are not stored; they are computed from the
journal, so that a better model, or a mended bank, applies to all that was ever answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from cnnquiz.model.event import Event, Response
from cnnquiz.model.item import Item
from cnnquiz.quiz.draw import Question, fresh_variant


@dataclass(frozen=True, slots=True)
class Due:
    """An item that has been answered before.

    Attributes:
        item: its id.
        when: the time, in UTC, at which it is to be answered again.
        used: the variants that were asked, oldest first.
    """

    item: str
    when: datetime
    used: tuple[int, ...]


def rating(response: Response) -> Rating:
    """Return how well something was remembered.

    A wrong answer is forgotten; a right one after a hint was hard, one that the student was sure
    of was easy. Half right is not right.
    """
    if response.score < 1.0:
        return Rating.Again
    if response.hint:
        return Rating.Hard
    return Rating.Easy if response.sure else Rating.Good


def schedule(events: Iterable[Event]) -> dict[str, Due]:
    """Return when every item that was answered is due, by its id.

    Args:
        events: the journal, oldest first.
    """
    # No steps within a day, and no chance: who reviews decides when, and the same journal has to
    # give the same cards.
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    cards: dict[str, Card] = {}
    used: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if not isinstance(event, Response):
            continue
        item = event.asked.item
        card = cards.get(item) or Card(card_id=len(cards), due=event.time)
        cards[item], _ = scheduler.review_card(card, rating(event), event.time)
        used[item].append(event.asked.variant)
    return {item: Due(item, card.due, tuple(used[item])) for item, card in cards.items()}


def deal_review(
    items: Sequence[Item], dues: Mapping[str, Due], count: int, now: datetime
) -> list[Question]:
    """Return what to review now: what is due, longest overdue first, each in a fresh variant.

    Args:
        items: the bank.
        dues: what `schedule` gave.
        count: how many questions at most.
        now: the time, in UTC.
    """
    by_id = {item.id: item for item in items}
    due = sorted(
        (one for one in dues.values() if one.when <= now and one.item in by_id),
        key=lambda one: (one.when, one.item),
    )
    return [(by_id[one.item], fresh_variant(by_id[one.item], one.used)) for one in due[:count]]
