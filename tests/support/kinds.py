"""What a type of item makes of a draft and of responses."""

import pytest

from cnnquiz.model.item import Variant
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.quiz.types.table import KINDS
from support.items import make_case


def dealt(draft, **values) -> Variant:
    """Return the variant of a draft with some values."""
    return KINDS[draft.type].deal(draft, make_case(draft, **values), 0)


def credit(draft, variant, response) -> float:
    """Return what a response is worth."""
    kind = KINDS[draft.type]
    return kind.score(variant, kind.read(variant, response))


def belief(draft, variant, response) -> str | None:
    """Return the misconception that a response shows."""
    kind = KINDS[draft.type]
    found = kind.believed(variant, kind.read(variant, response))
    return found.misconception if found else None


def unreadable(draft, variant, *responses) -> None:
    """Fail unless none of the responses can be read."""
    for response in responses:
        with pytest.raises(UnreadableError):
            KINDS[draft.type].read(variant, response)


def letter_of(variant, text) -> str:
    """Return the letter of an option."""
    return next(option.id for option in variant.options if option.text == text)
