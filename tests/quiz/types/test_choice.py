"""One right option, the others with the beliefs behind them."""

import pytest

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.case import CollisionError
from support.items import make_draft
from support.kinds import belief, credit, dealt, letter_of, unreadable

CHOICE = make_draft(
    ItemType.CHOICE,
    right=("{{ n }} windows",),
    wrong=[
        {"misconception": "forgot-sum", "text": "{{ n + 1 }} windows"},
        {"misconception": "stride-ignored", "text": "none"},
    ],
)


def test_choice_credits_the_one_right_letter():
    variant = dealt(CHOICE, n=3)
    right, wrong = letter_of(variant, "3 windows"), letter_of(variant, "4 windows")
    assert variant.answer == right
    assert credit(CHOICE, variant, f" {right.upper()} ") == 1
    assert credit(CHOICE, variant, wrong) == 0
    assert belief(CHOICE, variant, wrong) == "forgot-sum"
    assert belief(CHOICE, variant, right) is None
    unreadable(CHOICE, variant, "", "d", "ab", "a,b", "1", "yes")


def test_choice_between_computed_values_shows_them_as_its_author_says():
    draft = make_draft(
        ItemType.CHOICE,
        answer="size(n, 3, 2)",
        oracle="counted(n, 3, 2)",
        option="{{ commas(it) }} windows",
        wrong=[
            {"misconception": "stride-ignored", "feedback": "{{ it }} is at stride 1."},
            {"misconception": "forgot-sum", "value": "n * 1000"},
        ],
    )
    variant = dealt(draft, n=9)
    assert {option.text for option in variant.options} == {
        "4 windows",
        "7 windows",
        "9,000 windows",
    }
    assert variant.answer == letter_of(variant, "4 windows")
    assert "7 is at stride 1." in {wrong.feedback for wrong in variant.wrong}


def test_choice_whose_options_are_equal_is_dropped():
    draft = make_draft(
        ItemType.CHOICE,
        right=("{{ n }}",),
        wrong=[{"misconception": "forgot-sum", "text": "{{ 2 * n - 2 }}"}],
    )
    assert len(dealt(draft, n=3).options) == 2
    with pytest.raises(CollisionError):
        dealt(draft, n=2)


def test_options_stand_in_other_places_for_other_values():
    answers = {dealt(CHOICE, n=n).answer for n in range(20)}
    assert answers == {"a", "b", "c"}
    assert dealt(CHOICE, n=1) == dealt(CHOICE, n=1)
