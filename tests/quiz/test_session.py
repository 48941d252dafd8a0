"""Quizzes are drawn, answered, left, gone on with, and summed up."""

import pytest

from cnnquiz.model.event import Asked, QuizBegun
from cnnquiz.model.item import Blueprint, Cell, ItemType, Level, Option, Variant, Wrong
from cnnquiz.quiz.draw import (
    TooFewItemsError,
    concerning,
    draw,
    draw_forms,
    fresh_variant,
)
from cnnquiz.quiz.mark import MOST_CHARACTERS, mark
from cnnquiz.quiz.session import Session, begun, summary, unfinished
from cnnquiz.quiz.types.kind import UnreadableError
from support.items import START, make_item

OPTIONS = (Option("a", "right"), Option("b", "wrong"), Option("c", "odd"))
WRONG = (Wrong("b", "forgot-sum", "Add the products up."),)


def choice(id_: str, **fields):
    """Return an item whose right answer is a."""
    variants = tuple(
        Variant(n, "Which?", "a", "Because it is a.", options=OPTIONS, wrong=WRONG)
        for n in range(3)
    )
    return make_item(id_, **({"type": ItemType.CHOICE, "variants": variants} | fields))


ITEMS = [
    choice(f"{concept}-{n}", concepts=(concept,), topic=topic, exercise=exercise)
    for topic, concept, exercise in [
        ("shapes", "output-size", "ex03"),
        ("shapes", "nchw", "ex04"),
        ("kernels", "padding", "ex02"),
    ]
    for n in range(4)
]


# --- drawing ------------------------------------------------------------------------------------


def test_quiz_asks_about_as_many_concepts_as_it_can():
    for seed in range(20):
        drawn = draw(ITEMS, 6, seed)
        concepts = [item.concepts[0] for item, _ in drawn]
        assert sorted(set(concepts[:3])) == ["nchw", "output-size", "padding"]
        assert {concepts.count(concept) for concept in set(concepts)} == {2}
        assert len({item.id for item, _ in drawn}) == 6


def test_same_seed_draws_the_same_and_another_one_does_not():
    assert draw(ITEMS, 8, 3) == draw(ITEMS, 8, 3)
    assert len({tuple(item.id for item, _ in draw(ITEMS, 8, seed)) for seed in range(10)}) > 5


def test_quiz_is_as_long_as_there_are_items():
    assert len(draw(ITEMS, 100, 0)) == len(ITEMS)
    assert draw([], 5, 0) == []


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ([], 12),
        (["shapes"], 8),
        (["nchw"], 4),
        (["ex02", "ex03"], 8),
        (["forgot-sum"], 12),
        (["nchw-2"], 1),
        (["nothing"], 0),
    ],
)
def test_items_are_chosen_by_topic_concept_exercise_belief_or_name(names, count):
    assert len(concerning(ITEMS, names)) == count


def test_exam_forms_ask_different_items_of_the_same_kind():
    blueprint = Blueprint(
        (Cell("shapes", Level.APPLY, 1, 3), Cell("kernels", Level.APPLY, 1, 2)),
    )
    forms = draw_forms(ITEMS, blueprint, 2, seed=1)
    topics = [[item.topic for item, _ in form] for form in forms]
    assert topics == [["shapes"] * 3 + ["kernels"] * 2] * 2
    ids = [item.id for form in forms for item, _ in form]
    assert len(ids) == len(set(ids)) == 10
    assert draw_forms(ITEMS, blueprint, 2, seed=1) == forms
    with pytest.raises(TooFewItemsError, match="shapes, apply, difficulty 1: found 8"):
        draw_forms(ITEMS, blueprint, 3, seed=1)


def test_fresh_variant_is_the_one_that_was_used_longest_ago():
    item = ITEMS[0]
    assert fresh_variant(item, []).number == 0
    assert fresh_variant(item, [0]).number == 1
    assert fresh_variant(item, [0, 2, 1]).number == 0
    assert fresh_variant(item, [2, 0, 1, 0]).number == 2


# --- marking ------------------------------------------------------------------------------------


def test_mark_says_what_is_right_and_what_is_believed():
    item = ITEMS[0]
    right, wrong, odd = (mark(item, item.variants[0], text) for text in "abc")
    assert (right.score, right.misconception, right.feedback) == (
        1,
        None,
        "Right. Because it is a.",
    )
    assert right.right
    assert (wrong.score, wrong.misconception) == (0, "forgot-sum")
    assert wrong.feedback == "Add the products up."
    assert (odd.misconception, odd.feedback) == (None, "Not so. Because it is a.")


def test_response_of_any_length_is_harmless():
    item = ITEMS[0]
    for text in ("a" * (MOST_CHARACTERS + 1), "1" * 10_000, "\x00", "\ud800", "💥" * 100):
        with pytest.raises(UnreadableError):
            mark(item, item.variants[0], text)


# --- taking -------------------------------------------------------------------------------------


def session() -> Session:
    """Return a quiz of three questions."""
    return Session("one", "quiz", [(item, item.variants[0]) for item in ITEMS[3:6]])


def test_answers_are_taken_one_after_the_other():
    quiz = session()
    assert quiz.place == 0
    response, marked = quiz.respond(0, " B ", START, sure=True)
    assert (response.response, response.score, response.misconception) == ("b", 0, "forgot-sum")
    assert response.sure
    assert response.asked == Asked("output-size-3", 1, 0)
    assert marked.misconception == "forgot-sum"
    assert quiz.place == 1
    with pytest.raises(UnreadableError):
        quiz.respond(1, "z", START)
    assert quiz.place == 1
    quiz.respond(1, "a", START)
    quiz.respond(2, "c", START, hint=True)
    assert quiz.place is None
    assert quiz.score == 1
    assert quiz.marked(0) == marked


def test_summary_says_what_to_revisit_and_what_to_do_next():
    quiz = session()
    for place, text in enumerate("bac"):
        quiz.respond(place, text, START)
    told = summary(quiz)
    assert (told.score, told.answered) == (1, 3)
    assert told.concepts == ("output-size", "nchw")
    assert told.misconceptions == ("forgot-sum",)
    assert told.exercise == "ex03"
    assert summary(Session("x", "quiz", [])).exercise is None


def test_quiz_that_was_left_is_gone_on_with():
    quiz = session()
    events = [begun(quiz, 7, START)]
    assert isinstance(events[0], QuizBegun)
    events.append(quiz.respond(0, "a", START)[0])
    again = unfinished(events, ITEMS)
    assert again.questions == quiz.questions
    assert again.place == 1
    assert again.score == 1
    events += [quiz.respond(place, "a", START)[0] for place in (1, 2)]
    assert unfinished(events, ITEMS) is None


def test_the_latest_of_several_left_quizzes_is_gone_on_with():
    first, second = session(), Session("two", "exam", session().questions)
    events = [begun(first, 1, START), begun(second, 2, START)]
    assert unfinished(events, ITEMS).quiz == "two"
    events += [second.respond(place, "a", START)[0] for place in range(3)]
    assert unfinished(events, ITEMS).quiz == "one"


def test_quiz_about_what_the_bank_no_longer_holds_is_left_alone():
    events = [begun(session(), 1, START)]
    assert unfinished(events, ITEMS[:5]) is None
    newer = [choice(item.id, concepts=item.concepts, rev=2) for item in ITEMS]
    assert unfinished(events, newer) is None
