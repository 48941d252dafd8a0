"""What a student did, as their journal keeps it: quizzes begun, responses given, checks run."""

from datetime import datetime

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """A question of a quiz: which item, and in which form."""

    item: str
    rev: int
    variant: int


class QuizBegun(msgspec.Struct, frozen=True, tag="quiz"):
    """A quiz was dealt.

    Attributes:
        time: when, in UTC.
        quiz: its name, different from that of any other quiz in the journal.
        mode: `quiz`, `exam`, `review` or `ask`.
        questions: what it asks, in order.
        seed: what it was drawn with.
    """

    time: datetime
    quiz: str
    mode: str
    questions: tuple[Asked, ...]
    seed: int


class Response(msgspec.Struct, frozen=True, tag="response"):
    """A question was answered.

    Attributes:
        time: when, in UTC.
        quiz: the quiz's name.
        place: which of its questions, from 0.
        asked: the question.
        response: in the form that the item's type gives it.
        score: from 0 to 1.
        misconception: the belief that it shows, or None.
        hint: whether a hint was shown before.
        sure: whether the student said that they were sure.
    """

    time: datetime
    quiz: str
    place: int
    asked: Asked
    response: str
    score: float
    misconception: str | None = None
    hint: bool = False
    sure: bool = False


class Checked(msgspec.Struct, frozen=True, tag="check"):
    """An exercise was checked.

    Attributes:
        time: when, in UTC.
        exercise: its id.
        score: of 10; None if there were only examples, or it could not be run.
        misconceptions: the beliefs that failed checks were explained by.
    """

    time: datetime
    exercise: str
    score: float | None
    misconceptions: tuple[str, ...] = ()


Event = QuizBegun | Response | Checked
