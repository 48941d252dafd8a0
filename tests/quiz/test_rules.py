"""What a program can tell of a good item, and of a good bank."""

import pytest

from cnnquiz.model.draft import Pair
from cnnquiz.model.item import Concept, Figure, ItemType, Level, Option, Variant
from cnnquiz.quiz.rules import Entry, Known, of_bank, of_item
from support.items import make_draft, make_item

KNOWN = Known(
    concepts={"output-size": Concept("output-size", "shapes", "sizes")},
    exercises=["ex03"],
    misconceptions=["forgot-sum", "stride-ignored", "nhwc"],
    headings={"note/stride": "stride"},
)
GOOD = {
    "right": ("The sum of the nine products",),
    "wrong": [
        {"misconception": "forgot-sum", "text": "A grid of nine products", "feedback": "Add."},
        {"misconception": "nhwc", "text": "The mean of nine pixels there", "feedback": "No mean."},
    ],
}


def entry(type_=ItemType.CHOICE, *, exam=False, **fields) -> Entry:
    """Return a good item with other fields."""
    draft = make_draft(type_, **fields)
    return Entry(draft, "shapes", exam, make_item(draft.id))


def said(**fields) -> str:
    """Return all that is said of an item."""
    type_ = fields.pop("type_", ItemType.CHOICE)
    base = GOOD if type_ is ItemType.CHOICE else {}
    return "; ".join(
        f"{path}: {text}" for path, text in of_item(entry(type_, **(base | fields)), KNOWN)
    )


def test_good_item_has_no_problem():
    assert said(exercise="ex03", sources=("note/stride",)) == ""


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"concepts": ("output-size", "nchw")}, "concepts: found 2"),
        ({"concepts": ("colour",)}, "colour is not in concepts.yaml"),
        ({"exercise": "ex77"}, "no exercise ex77"),
        ({"sources": ("note/padding",)}, "note/padding is not in notes.yaml"),
        ({"wrong": [{"misconception": "new", "text": "t"}] * 2}, "new is not in misc"),
        ({"wrong": [{"misconception": "nhwc", "text": "t"}] * 2}, "nhwc occurs 2 times"),
        ({"wrong": [{"misconception": "nhwc", "text": "t"}]}, "gives 2 options, expected 3 to 4"),
        ({"figure": Figure("ex01_sums/lost.svg", "a sum")}, "no picture ex01_sums/lost.svg"),
        ({"stem": "word " * 81}, "has 81 words"),
        ({"stem": "Which of these is not a layer?"}, "write NOT in capitals"),
        ({"explanation": "It is so."}, "too short to teach"),
        ({"library": "fastai 2.7"}, "does not name fastai 2.7"),
        ({"attribution": "Smith, 2018"}, "does not say that it is Smith"),
        ({"right": ("All of the above",)}, "speaks about the other options"),
        (
            {"stem": "What does batching do?", "right": ("The batching of it",)},
            "repeats of the stem",
        ),
        ({"id": "exam-item"}, "begin with exam-"),
    ],
)
def test_what_is_wrong_with_an_item_is_said(fields, problem):
    assert problem in said(**fields)


def test_negative_stem_with_emphasis_is_allowed():
    assert said(stem="Which of these is NOT a layer?") == ""


def test_absolutes_in_wrong_options_alone_give_the_key_away():
    wrong = [
        {"misconception": "forgot-sum", "text": "always nine", "feedback": "a"},
        {"misconception": "nhwc", "text": "nine", "feedback": "b"},
    ]
    assert "always, never" in said(wrong=wrong)
    assert said(wrong=wrong, right=("never more than eight",)) == ""


def test_same_feedback_twice_is_a_filler():
    wrong = [
        {"misconception": id_, "text": id_, "feedback": "No."} for id_ in ("nhwc", "forgot-sum")
    ]
    assert "the same feedback" in said(wrong=wrong)


def test_multi_needs_as_many_wrong_options_as_right_ones():
    wrong = [{"misconception": "nhwc", "text": "t"}]
    assert "fewer wrong options" in said(type_=ItemType.MULTI, right=("a", "b", "c"), wrong=wrong)


def test_match_and_order_count_their_own_parts():
    wrong = [{"misconception": "nhwc", "pairs": (2, 1)}]
    pairs = (Pair("a", "1"), Pair("b", "2"))
    assert "gives 2 options" in said(type_=ItemType.MATCH, pairs=pairs, wrong=wrong)
    assert said(type_=ItemType.MATCH, pairs=pairs, extra=("3",), wrong=wrong) == ""


# --- the bank -----------------------------------------------------------------------------------


def bank(*entries) -> list[str]:
    """Return what is said of some items together."""
    return list(of_bank(entries, KNOWN))


def full() -> list[Entry]:
    """Return a bank of the one concept that fulfils every rule."""
    levels = [Level.REMEMBER, Level.UNDERSTAND, Level.UNDERSTAND, Level.APPLY, Level.APPLY]
    entries = []
    for n, level in enumerate([*levels, Level.ANALYSE]):
        fields = {**GOOD, "id": f"item-{n}", "level": level, "difficulty": n % 3 + 1}
        fields |= {"exercise": "ex03", "sources": ("note/stride",)}
        entries.append(entry(exam=n == 5, **fields))
    order = {"steps": ("a", "b", "c"), "wrong": [{"misconception": "nhwc", "order": (2, 1, 3)}]}
    entries[1] = entry(
        ItemType.ORDER, **order, id="item-1", level=Level.UNDERSTAND, difficulty=2, exercise="ex03"
    )
    return entries


def test_bank_that_keeps_all_rules_has_no_problem():
    # The stand-ins for dealt items are no choices; rules about keys have tests of their own.
    entries = [Entry(e.draft, e.topic, e.exam, None) for e in full()]
    assert bank(*entries) == []


def test_topic_by_itself_is_not_held_to_what_the_whole_bank_owes():
    entries = [Entry(e.draft, e.topic, e.exam, None) for e in full()]
    some = [e for e in entries if e.draft.level is not Level.APPLY]
    assert any("items ask to" in text for text in of_bank(some, KNOWN))
    assert not any("items ask to" in text for text in of_bank(some, KNOWN, is_whole=False))


def without(**gone) -> list[Entry]:
    """Return that bank without the items whose draft has all of these fields."""
    return [
        Entry(e.draft, e.topic, e.exam, None)
        for e in full()
        if any(getattr(e.draft, name) != value for name, value in gone.items())
    ]


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        ({"id": "item-5"}, "output-size has no exam item"),
        ({"type": ItemType.ORDER}, "output-size has items of 1 types"),
        ({"id": "item-0"}, "ex03 has 4 items"),
        ({"level": Level.APPLY}, "0 of 4 items ask to apply, expected at least 30%"),
        ({"level": Level.ANALYSE}, "0 of 5 items ask to analyse"),
        ({"difficulty": 3}, "shapes has no item of difficulty 3"),
        ({"type": ItemType.CHOICE}, "nhwc occurs in 1 item"),
        ({"sources": ("note/stride",)}, "note/stride of the lesson notes has no item"),
    ],
)
def test_what_a_bank_lacks_is_said(gone, problem):
    assert any(problem in text for text in bank(*without(**gone)))


def test_key_that_is_always_the_longest_option_gives_itself_away():
    def choice(key: str) -> Entry:
        options = (Option("a", "short"), Option("b", key), Option("c", "shorter"))
        variant = Variant(0, "Which?", "b", "It is b.", options=options)
        item = make_item(type=ItemType.CHOICE, variants=(variant,))
        return Entry(make_draft(ItemType.CHOICE, **GOOD), "shapes", False, item)

    longest = [choice("by far the longest of them") for _ in range(6)]
    assert any("the key is the longest option in 6 of 6" in text for text in bank(*longest))
    mixed = longest[:2] + [choice("s")] * 4
    assert not any("the longest option" in text for text in bank(*mixed))


def test_computed_misconception_needs_five_variants():
    number = {"answer": "n", "oracle": "n", "wrong": [{"misconception": "nhwc", "value": "n + 1"}]}
    two = [entry(ItemType.NUMBER, id=f"item-{n}", **number) for n in range(2)]
    # Each stand-in has two variants.
    assert any("nhwc is computed in 4 variants" in text for text in bank(*two))
    three = [entry(ItemType.NUMBER, id=f"item-{n}", **number) for n in range(3)]
    assert not any("is computed in" in text for text in bank(*three))
