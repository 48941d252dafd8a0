"""A line that is wrong, and why."""

import pytest

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.case import DraftError
from support.items import make_draft
from support.kinds import belief, credit, dealt, letter_of, unreadable

BUG = make_draft(
    ItemType.BUG,
    code="def area(n):\n    return n + n\n",
    line=2,
    fix="    return n * n",
    test="assert area($n) == $n * $n",
    right=("a sum for a product",),
    wrong=[
        {"misconception": "forgot-sum", "text": "n is no number"},
        {"misconception": "stride-ignored", "text": "the name is taken", "line": 1},
    ],
)


def test_bug_credits_line_and_reason():
    variant = dealt(BUG, n=3)
    right, wrong = letter_of(variant, "a sum for a product"), letter_of(variant, "n is no number")
    assert variant.answer == f"2:{right}"
    responses = (f"2:{right}", f"line 2, {right}", f"1:{right}", f"2{wrong}", f"1:{wrong}")
    assert [credit(BUG, variant, text) for text in responses] == [1, 1, 0.5, 0.5, 0]
    assert belief(BUG, variant, f"1:{wrong}") == "forgot-sum"
    unreadable(BUG, variant, "", "2", "a", "3:a", "0:a", "2:x")


def test_bug_must_be_one_and_its_fix_must_mend_it():
    with pytest.raises(DraftError) as error:
        dealt(BUG, n=2)  # 2 + 2 is 2 · 2
    assert error.value.problem == "passes on the program as it is shown"
    useless = make_draft(
        ItemType.BUG,
        code="x = 1",
        line=1,
        fix="x = 2",
        test="assert x == 3",
        right=("r",),
        wrong=[{"misconception": "forgot-sum", "text": "w"}],
    )
    with pytest.raises(DraftError) as error:
        dealt(useless)
    assert error.value.path == "fix"
