"""Which questions a quiz asks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from cnnquiz.model.item import Blueprint, Item, Variant

Question = tuple[Item, Variant]


class TooFewItemsError(ValueError):
    """There are not enough items for what is to be drawn; the message says where."""


def concerning(items: Iterable[Item], names: Sequence[str]) -> list[Item]:
    """Return the items that have to do with any of `names`; without names, all.

    Args:
        items: to choose from.
        names: topics, concepts, exercises (`ex03`), misconceptions, or items, by their ids.
    """
    wanted = set(names)
    return [
        item
        for item in items
        if not wanted
        or wanted & {item.id, item.topic, item.exercise, *item.concepts, *item.misconceptions}
    ]


def draw(items: Sequence[Item], count: int, seed: int) -> list[Question]:
    """Return questions about as many concepts as possible, none of one family twice.

    Args:
        items: to draw from.
        count: how many; fewer if there are not so many items.
        seed: the same one draws the same.
    """
    rng = np.random.default_rng(seed)
    by_concept: dict[str, list[Item]] = defaultdict(list)
    for index in rng.permutation(len(items)):
        by_concept[items[index].concepts[0]].append(items[index])
    piles = list(by_concept.values())
    drawn: list[Item] = []
    # A round takes one item of every concept, in an order of its own.
    while len(drawn) < min(count, len(items)):
        piles = [pile for pile in piles if pile]
        order = rng.permutation(len(piles))
        drawn += [piles[index].pop() for index in order[: count - len(drawn)]]
    return [(item, _any_variant(item, rng)) for item in drawn]


def draw_forms(
    items: Sequence[Item], blueprint: Blueprint, forms: int, seed: int
) -> list[list[Question]]:
    """Return forms of an exam that ask different items of the same kind.

    Args:
        items: to draw from.
        blueprint: what each form is made of.
        forms: how many.
        seed: the same one draws the same.

    Raises:
        TooFewItemsError: some cell of the blueprint has too few items for so many forms.
    """
    rng = np.random.default_rng(seed)
    drawn: list[list[Question]] = [[] for _ in range(forms)]
    for cell in blueprint.cells:
        kind = (cell.topic, cell.level, cell.difficulty)
        fitting = [item for item in items if (item.topic, item.level, item.difficulty) == kind]
        if len(fitting) < forms * cell.count:
            raise TooFewItemsError(
                f"{cell.topic}, {cell.level}, difficulty {cell.difficulty}: found {len(fitting)}"
                f" items, expected {forms * cell.count} for {forms} forms"
            )
        order = iter(rng.permutation(len(fitting)))
        for form in drawn:
            for _ in range(cell.count):
                item = fitting[next(order)]
                form.append((item, _any_variant(item, rng)))
    return drawn


def fresh_variant(item: Item, used: Sequence[int]) -> Variant:
    """Return the variant that was used longest ago, or never.

    Args:
        item: whose.
        used: numbers of variants, oldest first.
    """
    last = {number: place for place, number in enumerate(used)}
    return min(item.variants, key=lambda variant: last.get(variant.number, -1))


def _any_variant(item: Item, rng: np.random.Generator) -> Variant:
    return item.variants[int(rng.integers(len(item.variants)))]
