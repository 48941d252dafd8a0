"""Reviews come when they are due, by the journal alone."""

from datetime import timedelta

import pytest
from fsrs import Rating

from cnnquiz.quiz.schedule import deal_review, rating, schedule
from support.items import START, make_item, make_response


@pytest.mark.parametrize(
    ("fields", "rated"),
    [
        ({"score": 1.0}, Rating.Good),
        ({"score": 1.0, "sure": True}, Rating.Easy),
        ({"score": 1.0, "hint": True}, Rating.Hard),
        ({"score": 1.0, "hint": True, "sure": True}, Rating.Hard),
        ({"score": 0.0}, Rating.Again),
        ({"score": 0.5, "sure": True}, Rating.Again),
    ],
)
def test_rating_follows_from_right_hint_sure_and_wrong(fields, rated):
    assert rating(make_response("x", **fields)) is rated


def test_the_better_it_was_known_the_later_it_is_due():
    events = [
        make_response("wrong", 0.0),
        make_response("hint", 1.0, hint=True),
        make_response("right", 1.0),
        make_response("sure", 1.0, sure=True),
    ]
    dues = schedule(events)
    ordered = [dues[name].when for name in ("wrong", "hint", "right", "sure")]
    assert ordered == sorted(ordered)
    assert ordered[0] < ordered[2] < ordered[3]
    assert all(when >= START + timedelta(hours=20) for when in ordered)


def test_right_answers_space_out_and_a_wrong_one_brings_back():
    events, intervals = [], []
    day = 0.0
    for _ in range(4):
        events.append(make_response("x", 1.0, days=day))
        due = schedule(events)["x"].when
        intervals.append((due - START).days - day)
        day = (due - START).days
    assert intervals == sorted(intervals)
    assert intervals[0] < intervals[-1]
    events.append(make_response("x", 0.0, days=day))
    assert (schedule(events)["x"].when - START).days - day < intervals[-1]


def test_same_journal_gives_the_same_cards():
    events = [
        make_response(name, score, days=n)
        for n, (name, score) in enumerate([("x", 1.0), ("y", 0.0), ("x", 0.0), ("y", 1.0)] * 3)
    ]
    assert schedule(events) == schedule(events)


def test_review_deals_what_is_due_longest_overdue_first_in_fresh_variants():
    events = [
        make_response("old", 0.0, days=0, variant=0),
        make_response("older", 0.0, days=-5, variant=1),
        make_response("new", 1.0, days=3, sure=True),
        make_response("gone", 0.0, days=0),
    ]
    items = [make_item(name) for name in ("new", "old", "older", "unseen")]
    now = START + timedelta(days=4)
    dealt = deal_review(items, schedule(events), 10, now)
    assert [(item.id, variant.number) for item, variant in dealt] == [("older", 0), ("old", 1)]
    assert len(deal_review(items, schedule(events), 1, now)) == 1
    assert deal_review(items, schedule(events), 10, START) == dealt[:1]
