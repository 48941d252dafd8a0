"""How items fared with a class: classical test theory, from response logs.

Source:
    L. Crocker and J. Algina, Introduction to Classical and Modern Test Theory (1986), chapters 7
    (reliability) and 14 (item analysis).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnquiz.model.event import Response
from cnnquiz.model.item import Item

LEAST = 3  # fewer students, or questions, give no correlation worth showing


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """How one item fared.

    Attributes:
        item: its id.
        answers: how many students answered it; of each, the first answer counts.
        facility: the mean score, from 0 to 1: the higher, the easier.
        discrimination: the correlation of the score with the mean score on all other items that
            the student answered; None where there are too few, or all are equal.
        responses: how often each response was given.
        variants: answers and mean score by variant.
    """

    item: str
    answers: int
    facility: float
    discrimination: float | None
    responses: Mapping[str, int]
    variants: Mapping[int, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Reliability:
    """How consistent the scores of several questions are.

    Attributes:
        alpha: Cronbach's alpha; for scores of 0 and 1 alone it is Kuder and Richardson's KR-20.
            None where it is not defined.
        reason: why it is not, or None.
        students: how many students count: those who answered every question.
        questions: how many questions count.
    """

    alpha: float | None
    reason: str | None
    students: int
    questions: int


@dataclass(frozen=True, slots=True)
class BeliefRate:
    """How often a misconception showed where it could.

    Attributes:
        misconception: its id.
        hits: how many answers showed it.
        opportunities: how many answers were to items that have an option for it.
        students: how many students showed it at least once.
    """

    misconception: str
    hits: int
    opportunities: int
    students: int

    @property
    def rate(self) -> float:
        """Hits by opportunities."""
        return self.hits / self.opportunities if self.opportunities else 0.0


def first_answers(logs: Mapping[str, Sequence[Response]]) -> dict[str, dict[str, Response]]:
    """Return every student's first answer to every item, by student and item."""
    answers: dict[str, dict[str, Response]] = {}
    for student, responses in logs.items():
        first = answers.setdefault(student, {})
        for response in responses:
            first.setdefault(response.asked.item, response)
    return answers


def item_statistics(answers: Mapping[str, Mapping[str, Response]]) -> list[ItemStatistics]:
    """Return how every item fared that anybody answered, by id.

    Args:
        answers: what `first_answers` gave.
    """
    by_item: dict[str, list[tuple[str, Response]]] = defaultdict(list)
    for student, own in answers.items():
        for item, response in own.items():
            by_item[item].append((student, response))
    return [
        ItemStatistics(
            item,
            len(given),
            float(np.mean([response.score for _, response in given])),
            _discrimination(item, given, answers),
            dict(Counter(response.response for _, response in given).most_common()),
            _by_variant([response for _, response in given]),
        )
        for item, given in sorted(by_item.items())
    ]


def belief_rates(
    answers: Mapping[str, Mapping[str, Response]], items: Sequence[Item]
) -> list[BeliefRate]:
    """Return how often every misconception showed per opportunity, the most frequent first."""
    beliefs = {item.id: item.misconceptions for item in items}
    hits: Counter[str] = Counter()
    chances: Counter[str] = Counter()
    holders: dict[str, set[str]] = defaultdict(set)
    for student, own in answers.items():
        for item, response in own.items():
            chances.update(beliefs.get(item, ()))
            if response.misconception in beliefs.get(item, ()):
                hits[str(response.misconception)] += 1
                holders[str(response.misconception)].add(student)
    rates = [BeliefRate(id_, hits[id_], chances[id_], len(holders[id_])) for id_ in chances]
    return sorted(rates, key=lambda rate: (-rate.rate, -rate.hits, rate.misconception))


def reliability(scores: NDArray[np.float64]) -> Reliability:
    """Return Cronbach's alpha of some questions' scores.

    Its preconditions: the same questions for all students, at least two of them, at least two
    students, and totals that differ. It is no measure of whether the questions are about one
    thing, and it rises with their number.

    Args:
        scores: (students, questions), each from 0 to 1, without gaps.

    Source:
        L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16
        (1951), equation 2; G. F. Kuder and M. W. Richardson, The theory of the estimation of test
        reliability, Psychometrika 2 (1937), formula 20. Variances divide by the number of
        students in both; any divisor gives the same ratio.
    """
    students, questions = scores.shape
    if students < 2 or questions < 2:
        reason = f"found {students} students with {questions} questions, expected 2 or more of both"
        return Reliability(None, reason, students, questions)
    total = float(np.var(scores.sum(axis=1)))
    if math.isclose(total, 0.0, abs_tol=1e-12):
        return Reliability(None, "all students have the same total", students, questions)
    single = float(np.var(scores, axis=0).sum())
    return Reliability(
        questions / (questions - 1) * (1 - single / total), None, students, questions
    )


def score_table(
    answers: Mapping[str, Mapping[str, Response]],
) -> tuple[list[str], NDArray[np.float64]]:
    """Return the items that every student answered, and their scores, a row for each student."""
    shared = set.intersection(*(set(own) for own in answers.values())) if answers else set()
    items = sorted(shared)
    rows = [[own[item].score for item in items] for own in answers.values()]
    return items, np.array(rows, dtype=np.float64).reshape(len(answers), len(items))


def _discrimination(
    item: str,
    given: Sequence[tuple[str, Response]],
    answers: Mapping[str, Mapping[str, Response]],
) -> float | None:
    """Return the item-rest correlation: the item itself is left out of what it is compared with."""
    pairs = []
    for student, response in given:
        others = [other.score for id_, other in answers[student].items() if id_ != item]
        if others:
            pairs.append((response.score, float(np.mean(others))))
    if len(pairs) < LEAST:
        return None
    own, rest = np.array(pairs).T
    if np.ptp(own) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(own, rest)[0, 1])


def _by_variant(responses: Sequence[Response]) -> dict[int, tuple[int, float]]:
    scores: dict[int, list[float]] = defaultdict(list)
    for response in responses:
        scores[response.asked.variant].append(response.score)
    return {number: (len(own), sum(own) / len(own)) for number, own in sorted(scores.items())}
