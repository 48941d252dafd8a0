"""Steps in an order, which may be partial."""

import pytest

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.case import CollisionError
from support.items import make_draft
from support.kinds import belief, credit, dealt, letter_of, unreadable

ORDER = make_draft(
    ItemType.ORDER,
    steps=("zero", "forward", "log", "backward", "step"),
    before=((1, 4), (2, 4), (4, 5)),
    wrong=[{"misconception": "forgot-sum", "order": (1, 2, 3, 5, 4)}],
)


@pytest.mark.parametrize(
    ("order", "worth"),
    [
        (("zero", "forward", "log", "backward", "step"), 1),
        (("log", "forward", "zero", "backward", "step"), 1),
        (("zero", "forward", "log", "step", "backward"), 1 / 3),
        (("step", "backward", "log", "forward", "zero"), 0),
    ],
)
def test_order_is_partial_and_credited_by_pairs(order, worth):
    variant = dealt(ORDER)
    response = ",".join(letter_of(variant, step) for step in order)
    assert credit(ORDER, variant, response) == pytest.approx(worth)


def test_order_is_never_shown_in_order():
    for n in range(60):
        draft = make_draft(
            ItemType.ORDER,
            id=f"item-{n}",
            steps=("first", "second", "third"),
            wrong=[{"misconception": "forgot-sum", "order": (2, 1, 3)}],
        )
        variant = dealt(draft)
        assert [option.text for option in variant.options] != ["first", "second", "third"]
        assert credit(draft, variant, variant.answer) == 1


def test_order_needs_all_letters_and_names_a_belief():
    variant = dealt(ORDER)
    unreadable(ORDER, variant, "", "a", "a,b,c,d,d", "a,b,c,d,x")
    assert belief(ORDER, variant, variant.wrong[0].response) == "forgot-sum"
    assert credit(ORDER, variant, variant.answer.replace(",", " ")) == 1


def test_order_that_is_right_is_no_wrong_order():
    wrong = [{"misconception": "forgot-sum", "order": (2, 1, 3)}]
    draft = make_draft(ItemType.ORDER, steps=("a", "b", "c"), before=((1, 3),), wrong=wrong)
    with pytest.raises(CollisionError):
        dealt(draft)
