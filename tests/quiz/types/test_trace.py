"""What a program prints."""

import pytest

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.case import CollisionError, DraftError
from support.items import make_draft
from support.kinds import belief, credit, dealt, unreadable

TRACE = make_draft(
    ItemType.TRACE,
    code="x = [i * $n for i in range(2)]\nprint(x)\nprint('a', \"b\")\n",
    wrong=[
        {"misconception": "forgot-sum", "replace": {"range(2)": "range(3)"}},
        {"misconception": "stride-ignored", "prints": "nothing at all\n"},
    ],
)


def test_trace_is_answered_by_running_the_program():
    variant = dealt(TRACE, n=4)
    assert variant.code == "x = [i * 4 for i in range(2)]\nprint(x)\nprint('a', \"b\")"
    assert variant.answer == "[0, 4]\na b"
    assert variant.wrong[0].response == "[0, 4, 8]\na b"


@pytest.mark.parametrize("text", ["[0, 4]\na b", "[0,4]\nA  b\n", "[0, 4] / a b", "[0, 4]\\na b"])
def test_trace_forgives_spaces(text):
    assert credit(TRACE, dealt(TRACE, n=4), text) == 1


def test_trace_counts_an_empty_line_as_a_line():
    assert credit(TRACE, dealt(TRACE, n=4), "[0, 4]\n\na b") == 0


def test_trace_names_the_belief_whose_program_prints_that():
    variant = dealt(TRACE, n=4)
    assert belief(TRACE, variant, "[0,4,8] / a b") == "forgot-sum"
    assert credit(TRACE, variant, "[0, 5]\na b") == 0
    unreadable(TRACE, variant, "", "  \n")


def test_trace_whose_belief_changes_nothing_is_dropped():
    wrong = [{"misconception": "forgot-sum", "replace": {"$n": "4"}}]
    draft = make_draft(ItemType.TRACE, code="print($n)", wrong=wrong)
    assert dealt(draft, n=3).wrong[0].response == "4"
    with pytest.raises(CollisionError):
        dealt(draft, n=4)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(1 / 0)", "ZeroDivisionError"),
        ("x = 1", "prints ''"),
        ("for i in range(9): print(i)", "expected one to"),
        ("print($m)", "$m is none"),
    ],
)
def test_trace_of_a_program_that_is_of_no_use(code, said):
    wrong = [{"misconception": "forgot-sum", "prints": "x"}]
    with pytest.raises(DraftError) as error:
        dealt(make_draft(ItemType.TRACE, code=code, wrong=wrong))
    assert said in error.value.problem
