"""Pairs that belong together."""

import pytest

from cnnquiz.model.draft import Pair
from cnnquiz.model.item import ItemType
from support.items import make_draft
from support.kinds import belief, credit, dealt, unreadable

MATCH = make_draft(
    ItemType.MATCH,
    pairs=(Pair("batch", "N"), Pair("channels", "C"), Pair("width", "W")),
    extra=("weight",),
    wrong=[{"misconception": "w-is-weight", "pairs": (1, 2, 4)}],
)


def test_match_credits_every_pair():
    variant = dealt(MATCH)
    number = {option.text: option.id for option in variant.options}
    assert [prompt.text for prompt in variant.prompts] == ["batch", "channels", "width"]
    right = f"a={number['N']},b={number['C']},c={number['W']}"
    assert variant.answer == right
    assert credit(MATCH, variant, right.replace(",", " ").replace("=", "")) == 1
    swapped = f"b={number['N']}, a={number['C']}, c={number['W']}"
    assert credit(MATCH, variant, swapped) == pytest.approx(1 / 3)
    weight = f"a={number['N']};b={number['C']};c={number['weight']}"
    assert belief(MATCH, variant, weight) == "w-is-weight"
    unreadable(MATCH, variant, "", "a=1", "a=1,b=2,c=9", "a=1,b=2,c=3,d=4", "a=1,b=2,x=3")
