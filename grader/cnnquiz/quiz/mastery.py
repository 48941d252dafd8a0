"""What a student has mastered, by concept, from quizzes and exercises together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cnnquiz.model.course import MAX_SCORE, Exercise
from cnnquiz.model.event import Checked, Event, Response
from cnnquiz.model.item import Item

RECENT = 5  # answers, or opportunities, that count for what is believed now
HITS = 2  # of them, so many make a belief active
SOLID = 0.8  # from this share on, a concept needs no attention


@dataclass(frozen=True, slots=True)
class ConceptState:
    """How far a student is with a concept.

    Attributes:
        concept: its id.
        answers: how many questions about it were answered.
        quiz: the mean score of the latest of them, from 0 to 1; None before the first.
        exercises: the ids of the exercises about it.
        code: the mean of their best scores, from 0 to 1; None if none was checked.
    """

    concept: str
    answers: int
    quiz: float | None
    exercises: tuple[str, ...]
    code: float | None

    @property
    def weakest(self) -> float | None:
        """The lower of the two sides, or the one there is; None if there is neither."""
        sides = [side for side in (self.quiz, self.code) if side is not None]
        return min(sides, default=None)


def concept_states(
    events: Sequence[Event],
    items: Iterable[Item],
    exercises: Iterable[Exercise],
    best: Mapping[str, float],
) -> list[ConceptState]:
    """Return a student's state for every concept that the bank asks about, in the bank's order.

    Args:
        events: the journal, oldest first.
        items: the bank.
        exercises: the course's.
        best: the best score of every exercise that was checked, of 10, by its id.
    """
    by_id = {item.id: item for item in items}
    scores: dict[str, list[float]] = {c: [] for item in by_id.values() for c in item.concepts}
    about: dict[str, dict[str, None]] = defaultdict(dict)
    for exercise in exercises:
        for concept in exercise.concepts:
            about[concept][exercise.id] = None
    for item in by_id.values():
        if item.exercise is not None:
            for concept in item.concepts:
                about[concept][item.exercise] = None
    for event in events:
        if isinstance(event, Response) and event.asked.item in by_id:
            for concept in by_id[event.asked.item].concepts:
                scores[concept].append(event.score)
    return [
        ConceptState(
            concept,
            len(given),
            _mean(given[-RECENT:]),
            tuple(sorted(about[concept])),
            _mean([best[id_] / MAX_SCORE for id_ in about[concept] if id_ in best]),
        )
        for concept, given in scores.items()
    ]


def active_misconceptions(events: Iterable[Event], items: Iterable[Item]) -> list[str]:
    """Return what a student believes now: two hits in the last five opportunities, or more.

    An opportunity is a question that the belief has a wrong answer to, or a check of an exercise
    by which the belief has been found before.

    Args:
        events: the journal, oldest first.
        items: the bank.

    Returns:
        Ids of misconceptions, the most frequent first.
    """
    beliefs = {item.id: item.misconceptions for item in items}
    found_by: dict[str, set[str]] = defaultdict(set)
    chances: dict[str, list[bool]] = defaultdict(list)
    for event in events:
        match event:
            case Response(asked=asked, misconception=held):
                open_to = {*beliefs.get(asked.item, ()), *([held] if held else [])}
                hits = {held}
            case Checked(exercise=exercise, misconceptions=named):
                found_by[exercise] |= set(named)
                open_to, hits = found_by[exercise], {*named}
            case _:
                continue
        for belief in open_to:
            chances[belief].append(belief in hits)
    counts = {belief: sum(hits[-RECENT:]) for belief, hits in chances.items()}
    active = [belief for belief, count in counts.items() if count >= HITS]
    return sorted(active, key=lambda belief: (-counts[belief], belief))


def weakest_concept(states: Iterable[ConceptState]) -> ConceptState | None:
    """Return the concept that needs attention most, or None if none does."""
    shaky = [state for state in states if state.weakest is not None and state.weakest < SOLID]
    return min(shaky, key=lambda state: state.weakest or 0.0, default=None)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
