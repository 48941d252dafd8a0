"""An item is dealt in every combination of its variables that is of use."""

import pytest

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.deal import MOST_VARIANTS, Dealt, deal, lock_lines
from support.items import StandIn, make_draft

NUMBER = {
    "vars": {"n": (9, 10), "s": (1, 2)},
    "stem": "{{ n }} pixels, stride {{ s }}: how many windows of 3?",
    "answer": "size(n, 3, stride=s)",
    "oracle": "counted(n, 3, s)",
    "wrong": [{"misconception": "stride-ignored"}],
}


def dealt(draft: Draft) -> Dealt:
    """Return what comes of a draft of the topic `shapes`."""
    return deal(draft, "shapes", StandIn(), file="questionbank/shapes.yaml", exam=False)


def test_variants_in_which_a_wrong_answer_is_right_are_dropped():
    result = dealt(make_draft(ItemType.NUMBER, **NUMBER))
    assert result.problems == []
    assert [(variant.number, variant.answer) for variant in result.item.variants] == [
        (0, "4"),
        (1, "4"),
    ]
    assert result.values == [{"n": 9, "s": 2}, {"n": 10, "s": 2}]
    assert [dict(one.values) for one in result.dropped] == [{"n": 9, "s": 1}, {"n": 10, "s": 1}]
    assert result.dropped[0].reason == "7 occurs twice"


def test_combinations_that_are_not_allowed_are_no_variants():
    result = dealt(make_draft(ItemType.NUMBER, **NUMBER, require="s == 2 and n % 2 == 1"))
    assert result.values == [{"n": 9, "s": 2}]
    assert result.dropped == []


def test_item_says_what_its_draft_says():
    draft = make_draft(ItemType.NUMBER, **NUMBER, exercise="ex03", sources=("a/b",))
    item = dealt(draft).item
    assert (item.id, item.topic, item.exercise, item.sources) == (
        *("an-item", "shapes", "ex03", ("a/b",)),
    )
    assert item.misconceptions == ("stride-ignored",)
    assert not item.exam


@pytest.mark.parametrize(
    ("fields", "path", "said"),
    [
        ({"require": "n > 99"}, "an-item.vars", "no variant is left"),
        ({"require": "s == 1"}, "an-item.vars", "no variant is left: 7 occurs twice"),
        ({"vars": {"n": tuple(range(9, 9 + MOST_VARIANTS + 1)), "s": (2,)}}, "vars", "more than"),
        ({"stem": "How many windows?"}, "an-item.vars", "looks like another variant"),
        ({"explanation": "{{ m }}"}, "an-item.explanation", "m is no variable"),
        ({"require": "n ** 2"}, "an-item.require", "`**`"),
    ],
)
def test_draft_that_cannot_be_dealt_says_where_and_why(fields, path, said):
    result = dealt(make_draft(ItemType.NUMBER, **(NUMBER | fields)))
    assert result.item is None
    (problem,) = result.problems
    assert problem.where == "questionbank/shapes.yaml"
    assert path in problem.path
    assert said in problem.problem


def test_lock_has_a_line_for_every_variant_that_changes_with_its_text():
    lines = lock_lines(dealt(make_draft(ItemType.NUMBER, **NUMBER)))
    assert [line.rsplit(" ", 1)[0] for line in lines] == [
        'an-item r1 0 {"n":9,"s":2}',
        'an-item r1 1 {"n":10,"s":2}',
    ]
    other = make_draft(ItemType.NUMBER, **NUMBER, explanation="Because of what was said before it.")
    assert lock_lines(dealt(other))[0] != lines[0]
    assert lock_lines(dealt(make_draft(ItemType.NUMBER, **NUMBER))) == lines


@pytest.mark.parametrize(
    ("type_", "fields", "said"),
    [
        (ItemType.NUMBER, {"answer": "1"}, "needs oracle, wrong"),
        (ItemType.CHOICE, {"wrong": [{"misconception": "m", "text": "t"}]}, "either right"),
        (
            ItemType.CHOICE,
            {"right": ("a",), "steps": ("x",), "wrong": [{"misconception": "m", "text": "t"}]},
            "has no steps",
        ),
        (
            ItemType.CHOICE,
            {"right": ("a", "b"), "wrong": [{"misconception": "m", "text": "t"}]},
            "one right option, found 2",
        ),
        (ItemType.CHOICE, {"right": ("a",), "wrong": [{"misconception": "m"}]}, "expected text"),
        (
            ItemType.TRACE,
            {"code": "x", "wrong": [{"misconception": "m", "order": (1,)}]},
            "has no order there",
        ),
        (ItemType.EXPLAIN, {"rubric": ("r",), "difficulty": 4}, "1, 2 or 3"),
    ],
)
def test_draft_with_the_wrong_parts_for_its_type_is_refused(type_, fields, said):
    with pytest.raises(ValueError, match=said):
        make_draft(type_, **fields)
