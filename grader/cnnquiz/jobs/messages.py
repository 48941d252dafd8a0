"""What passes between the command and its grader processes, besides orders."""

from dataclasses import dataclass

from cnnquiz.grading.batch import Answer
from cnnquiz.model.course import Tools
from cnnquiz.model.report import Confinement


@dataclass(frozen=True, slots=True)
class First:
    """What is known of the first submissions, so that it can be got ready for them.

    Attributes:
        tools: what they need.
        slug: the exercise that they are for; empty if nobody knows.
        seed: of hidden inputs that are drawn.
    """

    tools: Tools = Tools.NUMPY
    slug: str = ""
    seed: int = 0


UNKNOWN = First()


@dataclass(frozen=True, slots=True)
class Start:
    """What the first of some grader processes is started with.

    Attributes:
        environment: what it finds in its environment.
        parent: the process id of who starts it.
        channels: a socket's file descriptor for each process.
        folders: where each has its temporary files. The parent deletes them, unless it was killed.
        first: what the first submissions will be.
        minimum: how well submissions have to be held at least.
    """

    environment: list[tuple[bytes, bytes]]
    parent: int
    channels: list[int]
    folders: list[str]
    first: First
    minimum: Confinement


@dataclass(frozen=True, slots=True)
class Reply:
    """What a grader process says: the first one once it knows what holds workers, all to an order.

    Attributes:
        answer: what became of the order, if there was one.
        refusal: where it grades nobody's code, why, and the level of confinement that it found;
            no level where there can be no worker at all.
    """

    answer: Answer | None = None
    refusal: tuple[str, str | None] | None = None
