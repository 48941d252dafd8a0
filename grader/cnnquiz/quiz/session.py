"""A quiz under way: what was asked, what was answered, what comes next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cnnquiz.model.event import Asked, Event, QuizBegun, Response
from cnnquiz.model.item import Item, Mark, Variant
from cnnquiz.quiz.draw import Question
from cnnquiz.quiz.mark import mark, read

EXAM = "exam"


@dataclass(slots=True)
class Session:
    """A quiz under way.

    Attributes:
        quiz: its name in the journal.
        mode: `quiz`, `exam`, `review` or `ask`.
        questions: what it asks, in order.
        responses: what was answered so far, by place.
    """

    quiz: str
    mode: str
    questions: Sequence[Question]
    responses: dict[int, Response] = field(default_factory=dict)

    @property
    def place(self) -> int | None:
        """The first question without an answer, or None if there is none left."""
        left = (place for place in range(len(self.questions)) if place not in self.responses)
        return next(left, None)

    @property
    def score(self) -> float:
        """The sum of all scores, each from 0 to 1."""
        return sum(response.score for response in self.responses.values())

    def respond(
        self, place: int, text: str, now: datetime, *, hint: bool = False, sure: bool = False
    ) -> tuple[Response, Mark]:
        """Take an answer; return it for the journal, and what it is worth.

        Raises:
            UnreadableError: it makes no sense as an answer; nothing is taken.
        """
        item, variant = self.questions[place]
        marked = mark(item, variant, text)
        response = Response(
            now,
            self.quiz,
            place,
            asked(item, variant),
            read(item, variant, text),
            marked.score,
            marked.misconception,
            hint,
            sure,
        )
        self.responses[place] = response
        return response, marked

    def marked(self, place: int) -> Mark:
        """Return what an answer was worth, with its feedback."""
        item, variant = self.questions[place]
        return mark(item, variant, self.responses[place].response)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished quiz says.

    Attributes:
        score: the sum of the answers' scores.
        answered: how many answers there are.
        concepts: what to revisit, worst first: every concept of which an answer was not right.
        misconceptions: the beliefs that showed, most frequent first.
        exercise: the exercise to do next, or None.
    """

    score: float
    answered: int
    concepts: tuple[str, ...]
    misconceptions: tuple[str, ...]
    exercise: str | None


def asked(item: Item, variant: Variant) -> Asked:
    """Return what the journal says of a question."""
    return Asked(item.id, item.rev, variant.number)


def begun(session: Session, seed: int, now: datetime) -> QuizBegun:
    """Return the journal's note that a quiz has begun."""
    questions = tuple(asked(item, variant) for item, variant in session.questions)
    return QuizBegun(now, session.quiz, session.mode, questions, seed)


def unfinished(events: Iterable[Event], items: Iterable[Item]) -> Session | None:
    """Return the latest quiz that has questions left, or None.

    A quiz that asks what the bank no longer holds cannot be gone on with.
    """
    by_id = {item.id: item for item in items}
    quizzes: dict[str, QuizBegun] = {}
    responses: dict[str, dict[int, Response]] = defaultdict(dict)
    for event in events:
        match event:
            case QuizBegun():
                quizzes[event.quiz] = event
            case Response():
                responses[event.quiz][event.place] = event
            case _:
                pass
    for quiz in reversed(quizzes.values()):
        given = responses[quiz.quiz]
        questions = [question for one in quiz.questions if (question := _question(one, by_id))]
        if len(given) < len(questions) == len(quiz.questions):
            return Session(quiz.quiz, quiz.mode, questions, given)
    return None


def summary(session: Session) -> Summary:
    """Return what a quiz says about who took it."""
    lost: dict[str, float] = defaultdict(float)
    exercises: dict[str, float] = defaultdict(float)
    beliefs: dict[str, int] = defaultdict(int)
    for place, response in sorted(session.responses.items()):
        item, _ = session.questions[place]
        missing = 1.0 - response.score
        if missing > 0:
            for concept in item.concepts:
                lost[concept] += missing
            if item.exercise is not None:
                exercises[item.exercise] += missing
        if response.misconception is not None:
            beliefs[response.misconception] += 1
    return Summary(
        session.score,
        len(session.responses),
        _most_first(lost),
        _most_first(beliefs),
        next(iter(_most_first(exercises)), None),
    )


def _most_first(counts: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: -counts[name]))


def _question(one: Asked, by_id: Mapping[str, Item]) -> Question | None:
    item = by_id.get(one.item)
    if item is None or item.rev != one.rev or one.variant >= len(item.variants):
        return None
    return item, item.variants[one.variant]
