"""Mastery is read from questions and exercises together."""

from pathlib import Path

from cnnquiz.model.event import Checked
from cnnquiz.quiz.mastery import active_misconceptions, concept_states, weakest_concept
from support import make_exercise
from support.items import START, make_item, make_response

ITEMS = [
    make_item("size", concepts=("output-size",), exercise="ex03"),
    make_item("axes", concepts=("nchw",), exercise="ex04"),
    make_item("tools", concepts=("training-tools",), exercise=None),
]
EXERCISES = [
    make_exercise(Path("ex02_padding"), "pad", concepts=("padding", "output-size")),
    make_exercise(Path("ex03_output_size"), "size", concepts=("output-size",)),
]


def states(events, best):
    """Return the states by concept."""
    return {s.concept: s for s in concept_states(events, ITEMS, EXERCISES, best)}


def test_both_sides_of_a_concept_are_shown_together():
    events = [make_response("size", score) for score in (0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.5)]
    found = states(events, {"ex02": 10.0, "ex03": 5.0})
    assert found["output-size"].answers == 7
    assert found["output-size"].quiz == 0.9  # the latest five
    assert found["output-size"].exercises == ("ex02", "ex03")
    assert found["output-size"].code == 0.75
    assert found["output-size"].weakest == 0.75
    assert (found["nchw"].quiz, found["nchw"].code) == (None, None)
    assert found["nchw"].exercises == ("ex04",)
    assert found["training-tools"].exercises == ()


def test_answers_to_what_the_bank_no_longer_holds_do_not_count():
    assert states([make_response("gone", 1.0)], {})["nchw"].answers == 0


def test_weakest_concept_is_the_lowest_of_those_that_are_shaky():
    events = [make_response("size", 0.5), make_response("axes", 0.2), make_response("tools", 0.9)]
    found = list(states(events, {}).values())
    assert weakest_concept(found).concept == "nchw"
    assert weakest_concept([state for state in found if state.concept == "training-tools"]) is None
    assert weakest_concept([]) is None


def hit(item="size", belief="forgot-sum"):
    return make_response(item, 0.0, misconception=belief)


def miss(item="size"):
    return make_response(item, 1.0)


def test_belief_is_active_after_two_hits_in_the_last_five_chances():
    assert active_misconceptions([hit()], ITEMS) == []
    assert active_misconceptions([hit(), miss(), miss(), miss(), hit("axes")], ITEMS) == [
        "forgot-sum"
    ]
    assert active_misconceptions([hit(), hit(), *[miss()] * 3], ITEMS) == ["forgot-sum"]
    assert active_misconceptions([hit(), hit(), *[miss()] * 4], ITEMS) == []


def test_questions_without_an_option_for_a_belief_are_no_chances():
    items = [
        *ITEMS,
        make_item("plain", variants=(make_item().variants[0].__class__(0, "?", "a", "."),)),
    ]
    assert active_misconceptions([hit(), hit(), *[miss("plain")] * 9], items) == ["forgot-sum"]


def test_exercises_and_questions_count_together():
    found = Checked(START, "ex01", 3.0, ("forgot-sum",))
    clean = Checked(START, "ex01", 10.0)
    assert active_misconceptions([hit(), found], ITEMS) == ["forgot-sum"]
    assert active_misconceptions([found, found], ITEMS) == ["forgot-sum"]
    assert active_misconceptions([found, found, *[clean] * 4], ITEMS) == []
    other = Checked(START, "ex09", 10.0)
    assert active_misconceptions([found, found, *[other] * 9], ITEMS) == ["forgot-sum"]


def test_the_most_frequent_belief_comes_first():
    events = [hit(), hit(), hit(), hit(belief="stride-ignored"), hit(belief="stride-ignored")]
    assert active_misconceptions(events, ITEMS) == ["forgot-sum", "stride-ignored"]
