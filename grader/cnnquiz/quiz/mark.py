"""What a response to a question is worth, and what it shows."""

from cnnquiz.model.item import Item, ItemType, Mark, Variant
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.quiz.types.table import KINDS

MOST_CHARACTERS = 2000  # longer is no response to any question of the bank


def read(item: Item, variant: Variant, response: str) -> str:
    """Return a response in its standard form.

    Args:
        item: what was asked.
        variant: the form in which it was asked.
        response: what somebody typed.

    Raises:
        UnreadableError: it makes no sense as a response; the message says what was expected.
    """
    if len(response) > MOST_CHARACTERS:
        raise UnreadableError(f"expected {how(item)}")
    return KINDS[item.type].read(variant, response)


def how(item: Item) -> str:
    """Return how to respond to an item, in a few words."""
    return KINDS[item.type].how


def mark(item: Item, variant: Variant, response: str) -> Mark:
    """Return what a response is worth, the belief that it shows, and what to say about it.

    Raises:
        UnreadableError: it makes no sense as a response.
    """
    kind = KINDS[item.type]
    given = read(item, variant, response)
    score = kind.score(variant, given)
    if item.type is ItemType.EXPLAIN:
        return Mark(score, None, f"A good answer: {variant.explanation}")
    if score >= 1.0:
        return Mark(score, None, f"Right. {variant.explanation}")
    wrong = kind.believed(variant, given)
    share = f"Partly right ({score:.0%}). " if score else ""
    if wrong is None:
        return Mark(score, None, f"{share or 'Not so. '}{variant.explanation}")
    return Mark(score, wrong.misconception, f"{share}{wrong.feedback}")
