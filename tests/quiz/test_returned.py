"""What comes back from quiz pages: marked with the bank, and believed in nothing else."""

import json
from datetime import UTC, datetime

import pytest

from cnnquiz.model.event import QuizBegun, Response
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.returned import (
    MOST_BYTES,
    Offer,
    Paper,
    ReturnedError,
    drawn,
    mark_returned,
    mismatch,
    read_returned,
)
from support.exports import nasty_items
from support.items import make_item

CHOICE = next(item for item in nasty_items() if item.type is ItemType.CHOICE)
NUMBER = next(item for item in nasty_items() if item.type is ItemType.NUMBER)
EXPLAIN = next(item for item in nasty_items() if item.type is ItemType.EXPLAIN)
ITEMS = {item.id: item for item in (CHOICE, NUMBER, EXPLAIN)}
OFFERS = tuple(Offer(item.id, item.rev, (0,)) for item in ITEMS.values())
EXAM, QUIZ = Paper.of("exam", OFFERS), Paper.of("quiz", OFFERS)


def given(question: int, response: object, **fields: object) -> dict[str, object]:
    offer = OFFERS[question]
    shared = {"item": offer.item, "rev": offer.rev, "variant": 0, "time": "2026-05-04T10:00:00.5Z"}
    return {"place": question, "response": response, **shared, **fields}


def file(*responses: object, **fields: object) -> bytes:
    document = {
        "format": 1,
        "quiz": EXAM.quiz,
        "seed": 7,
        "begun": "2026-05-04T09:00:00Z",
        "responses": list(responses),
        **fields,
    }
    return json.dumps(document).encode()


def result(*responses: object, paper: Paper = EXAM, **fields: object):
    content = file(*responses, quiz=paper.quiz, **fields)
    return mark_returned(paper, ITEMS, read_returned(content))


def test_responses_are_marked_here_and_a_claimed_score_is_not_read():
    found = result(given(0, "b"), given(1, "0.125", score=1.0, misconception="none"), student="Ada")
    assert [one.mark and one.mark.score for one in found.questions] == [1.0, 0.0, None]
    assert found.questions[1].mark.misconception == "forgot-sum"
    assert (found.score, found.max_score, found.answered) == (1.0, 2, 2)
    assert found.returned.student == "Ada"
    assert found.problems == ()


def test_what_has_no_answer_is_worth_nothing_and_counts():
    found = result()
    assert (found.score, found.max_score, found.answered) == (0, 2, 0)
    assert result(given(0, None)).answered == 0


def test_words_wait_for_somebody_to_read_them_and_nobody_judges_themselves_in_an_exam():
    found = result(given(2, "1", words="Because."))
    assert found.questions[2].mark is None
    assert found.questions[2].given.words == "Because."
    assert found.max_score == 2
    assert result(given(2, "0.5"), paper=QUIZ).questions[2].mark.score == 0.5


def test_another_variant_than_the_seed_draws_is_not_counted():
    item = make_item(type=ItemType.CHOICE, variants=CHOICE.variants * 2)
    paper = Paper.of("exam", (Offer(item.id, 1, (0, 1)),))
    due = drawn(7, item.id, 2)
    for variant, score in ((due, 1.0), (1 - due, 0.0)):
        content = file(
            {"place": 0, "item": item.id, "rev": 1, "variant": variant, "response": "b"},
            quiz=paper.quiz,
        )
        found = mark_returned(paper, {item.id: item}, read_returned(content))
        assert found.score == score
        assert bool(found.problems) == (score == 0)


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        (given(0, "b", item="unknown"), "answers unknown r3"),
        (given(0, "b", rev=2), "r2, expected"),
        (given(0, "b", place=9), "question 10, expected up to 3"),
        (given(0, "b", variant=5), "variant 5, expected 0"),
        (given(1, "many"), "cannot be read"),
        (given(0, "zzz"), "cannot be read"),
    ],
)
def test_odd_answers_are_told_and_cost_the_others_nothing(one, problem):
    found = result(
        one, given(1 if one["place"] != 1 else 0, "-0.125" if one["place"] != 1 else "b")
    )
    assert problem in "; ".join(found.problems)
    assert found.score == 1.0


def test_of_two_answers_to_a_question_the_first_counts():
    found = result(given(0, "a"), given(0, "b"))
    assert found.score == 0
    assert "answered twice" in found.problems[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1}',
        file() + b"x",
        file(given(0, "b" * 2001)),
        file(given(0, "b", place=-1)),
        file(given(0, "b", place=1e9)),
        file(given(0, ["b"])),
        file(given(0, "b", time="yesterday")),
        file(given(0, "b", time="2026-05-04T10:00:00")),
        file("b"),
        file(seed=-1),
        file(seed=10**15),
        file(seed="7"),
        file(student="x" * 201),
        file(student=None),
        file(format=2),
        file(begun="9"),
        b" " * (MOST_BYTES + 1),
    ],
)
def test_hostile_files_are_refused(content):
    with pytest.raises(ReturnedError, match=r"expected|is not what a quiz gives"):
        read_returned(content)


def test_a_file_of_another_quiz_is_refused():
    with pytest.raises(ReturnedError, match="is of the quiz"):
        mark_returned(QUIZ, ITEMS, read_returned(file()))


def test_a_journal_has_what_was_answered():
    found = result(given(0, "a"), given(1, "−0.125"), given(2, "0.5"), paper=QUIZ)  # noqa: RUF001
    begun, *responses = found.events("quiz")
    assert isinstance(begun, QuizBegun)
    assert begun.time == datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert [one.item for one in begun.questions] == list(ITEMS)
    assert all(isinstance(one, Response) for one in responses)
    assert [(one.place, one.response, one.score) for one in responses] == [
        (0, "a", 0.0),
        (1, "-0.125", 1.0),
        (2, "0.5", 0.5),
    ]
    assert [
        one.place for one in result(given(0, "?"), given(1, "7"), given(2, "1")).events("exam")[1:]
    ] == [1]


def test_a_page_that_the_bank_has_left_behind_is_told_apart():
    assert list(mismatch(EXAM, ITEMS)) == []
    old = Paper.of(
        "exam", (Offer("gone", 1, (0,)), Offer(CHOICE.id, 2, (0,)), Offer(NUMBER.id, 3, (1,)))
    )
    gone, revised, lacking = mismatch(old, ITEMS)
    assert "no such question" in gone
    assert "revision 2, the bank 3" in revised
    assert "variants" in lacking
