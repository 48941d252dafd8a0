"""Several right options, of which some may be missed."""

import pytest

from cnnquiz.model.item import ItemType
from support.items import make_draft
from support.kinds import belief, credit, dealt, letter_of, unreadable

MULTI = make_draft(
    ItemType.MULTI,
    right=("one", "two"),
    wrong=[
        {"misconception": "forgot-sum", "text": "three"},
        {"misconception": "stride-ignored", "text": "four"},
    ],
)


@pytest.mark.parametrize(
    ("chosen", "worth"),
    [
        (["one", "two"], 1),
        (["two"], 0.5),
        (["one", "two", "four"], 0.5),
        (["one", "three"], 0),
        (["three", "four"], 0),
        (["one", "two", "three", "four"], 0),
    ],
)
def test_multi_credits_right_less_wrong(chosen, worth):
    variant = dealt(MULTI)
    response = ", ".join(letter_of(variant, text) for text in chosen)
    assert credit(MULTI, variant, response) == worth


def test_multi_names_the_belief_behind_a_wrong_option():
    variant = dealt(MULTI)
    four, one = letter_of(variant, "four"), letter_of(variant, "one")
    assert belief(MULTI, variant, f"{one}{four}") == "stride-ignored"
    assert belief(MULTI, variant, one) is None
    unreadable(MULTI, variant, "", "a,a", "e", "a-b", "none")
