"""Item statistics agree with examples that others worked out."""

import numpy as np
import pytest

from cnnquiz.quiz.statistics import (
    belief_rates,
    first_answers,
    item_statistics,
    reliability,
    score_table,
)
from support.items import make_item, make_response

# Ten students, ten items: K. L. Wuensch, "The Kuder-Richardson 20", East Carolina University,
# core.ecu.edu/wuenschk/StatHelp/KR20.txt, who gives p, q, pq and the variance of the totals.
WUENSCH = np.array(
    [
        [1, 1, 1, 1, 1, 1, 0, 1, 1, 0],
        [1, 0, 1, 1, 0, 1, 1, 1, 0, 1],
        [1, 1, 1, 1, 0, 1, 1, 0, 0, 1],
        [0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0, 1, 0],
        [1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
        [1, 1, 0, 1, 1, 1, 0, 1, 1, 1],
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1],
        [0, 1, 0, 1, 1, 1, 1, 1, 0, 1],
        [1, 1, 0, 1, 1, 0, 1, 1, 1, 0],
    ],
    dtype=float,
)
PQ = [0.21, 0.21, 0.24, 0.21, 0.24, 0.16, 0.21, 0.21, 0.25, 0.24]
TOTAL_VARIANCE = 5.84


def logs(table) -> dict:
    """Return a log for each row of scores, an item for each column."""
    return {
        f"student-{row}": [
            make_response(f"item-{column}", score, response="a" if score else "b")
            for column, score in enumerate(scores)
        ]
        for row, scores in enumerate(table)
    }


def test_kr20_is_that_of_the_worked_example():
    due = 10 / 9 * (1 - sum(PQ) / TOTAL_VARIANCE)
    assert due == pytest.approx(0.6963, abs=5e-5)
    found = reliability(WUENSCH)
    assert found.alpha == pytest.approx(due)
    assert (found.students, found.questions) == (10, 10)


def test_facility_is_the_share_that_is_right():
    found = item_statistics(first_answers(logs(WUENSCH)))
    assert [one.facility for one in found] == pytest.approx(
        [0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6]
    )
    assert dict(found[0].responses) == {"a": 7, "b": 3}
    assert found[0].answers == 10


def test_item_rest_correlation_leaves_the_item_out():
    found = item_statistics(first_answers(logs(WUENSCH)))
    for column, one in enumerate(found):
        rest = np.delete(WUENSCH, column, axis=1).sum(axis=1)
        own = WUENSCH[:, column]
        # Pearson's, written out.
        due = ((own - own.mean()) * (rest - rest.mean())).mean() / (own.std() * rest.std())
        assert one.discrimination == pytest.approx(due)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.ones((5, 3)), "all students have the same total"),
        (np.ones((1, 3)), "found 1 students"),
        (np.ones((4, 1)), "with 1 questions"),
        (np.ones((0, 0)), "found 0 students"),
    ],
)
def test_alpha_is_not_given_where_it_is_not_defined(table, reason):
    found = reliability(table)
    assert found.alpha is None
    assert reason in found.reason


def test_correlation_is_not_given_where_nothing_differs():
    same = item_statistics(first_answers(logs([[1, 1], [1, 0], [1, 1]])))
    assert same[0].discrimination is None
    few = item_statistics(first_answers(logs([[1, 0], [0, 1]])))
    assert few[0].discrimination is None


def test_only_the_first_answer_to_an_item_counts():
    log = {"s": [make_response("x", 0.0), make_response("x", 1.0, variant=1)]}
    (one,) = item_statistics(first_answers(log))
    assert (one.facility, dict(one.variants)) == (0.0, {0: (1, 0.0)})


def test_table_holds_what_everybody_answered():
    log = logs([[1, 0], [0, 1]])
    log["late"] = [make_response("item-1", 1.0)]
    items, table = score_table(first_answers(log))
    assert items == ["item-1"]
    assert table.tolist() == [[0], [1], [1]]
    assert score_table({})[1].shape == (0, 0)


def test_beliefs_are_counted_per_opportunity():
    items = [make_item("x"), make_item("y", variants=make_item().variants[:1])]
    log = {
        "a": [make_response("x", 0.0, misconception="forgot-sum"), make_response("y", 1.0)],
        "b": [make_response("x", 0.0, misconception="forgot-sum")],
        "c": [make_response("x", 0.0, misconception="not-of-this-item"), make_response("z", 0.0)],
    }
    first, second = belief_rates(first_answers(log), items)
    assert (first.misconception, first.hits, first.opportunities) == ("forgot-sum", 2, 4)
    assert (first.rate, first.students) == (0.5, 2)
    assert (second.misconception, second.hits, second.rate) == ("stride-ignored", 0, 0.0)
