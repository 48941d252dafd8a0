"""What passes between the command and its grader processes, besides orders."""

from dataclasses import dataclass

from cnnquiz.grading.batch import Answer
from cnnquiz.model.course import Tools
from cnnquiz.model.report import Confinement


@dataclass(frozen=True, slots=True)
class Start:
    """What the first of some grader processes is started with.

    Attributes:
        environment: what it finds in its environment.
        parent: the process id of who starts it.
        channels: a socket's file descriptor for each process.
        folders: where each has its temporary files. The parent deletes them, unless it was killed.
        tools: what the first submissions need.
        minimum: how well submissions have to be held at least.
    """

    environment: list[tuple[bytes, bytes]]
    parent: int
    channels: list[int]
    folders: list[str]
    tools: Tools
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
