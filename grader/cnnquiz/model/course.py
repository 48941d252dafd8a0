"""The course as values: what the files in `exercises/` and `questionbank/` say."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

MAX_SCORE = 10.0  # every exercise is worth this many points


class Tools(StrEnum):
    """The array library that an exercise is about; its workers import it beforehand."""

    NUMPY = "numpy"
    TORCH = "torch"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use.

    Attributes:
        seconds: wall-clock time of all calls that one check makes, together, and of loading the
            file.
        memory_mb: address space beyond what the worker holds when it starts, in MiB.
    """

    seconds: float = 5.0
    memory_mb: int = 1024

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.memory_mb <= 0:
            raise ValueError("limits are positive")


@dataclass(frozen=True, slots=True)
class Function:
    """A function or class that the student writes.

    Attributes:
        name: its name in the student's file.
        summary: what it does, in a few words.
    """

    name: str
    summary: str

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"found {self.name!r}, expected a Python identifier")


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, as `exercise.yaml` describes it.

    Attributes:
        folder: where its stub and lesson lie; the folder's name is `exNN_slug`.
        title: a few words.
        minutes: how long it takes most students.
        tools: the array library in use.
        concepts: what it is about, for the question bank and the reports.
        functions: what the student writes, in order.
        hints: from a nudge to nearly the answer.
        off_limits: what solutions may not use: top-level modules such as `scipy`, and patterns
            such as `torch.*dropout*` for functions that run inside a module that they may use.
        message_words: what an error message may name besides the functions' parameters, such as
            the keys of a dict that comes in.
        limits: of one submission's worker.
    """

    folder: Path
    title: str
    minutes: int
    tools: Tools
    concepts: tuple[str, ...]
    functions: tuple[Function, ...]
    hints: tuple[str, ...]
    off_limits: tuple[str, ...] = ()
    message_words: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def id(self) -> str:
        """The short name, such as `ex03`."""
        return self.folder.name.partition("_")[0]

    @property
    def slug(self) -> str:
        """The long name, such as `ex03_output_size`: the folder's and the student's file's."""
        return self.folder.name

    @property
    def stub(self) -> Path:
        """The file that a student starts from."""
        return self.folder / f"{self.slug}.py"

    @property
    def lesson(self) -> Path:
        """The text that teaches it, in Markdown."""
        return self.folder / "README.md"

    @property
    def function_names(self) -> tuple[str, ...]:
        """The names of what the student writes."""
        return tuple(function.name for function in self.functions)


@dataclass(frozen=True, slots=True)
class Course:
    """All exercises in teaching order."""

    title: str
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong belief, as the catalogue describes it.

    Attributes:
        id: its name everywhere, such as `rf-adds-kernels`.
        belief: what somebody who holds it would say.
        refutation: why it is wrong, and what is true.
        concept: what it is about.
    """

    id: str
    belief: str
    refutation: str
    concept: str
