"""What became of one call of a student's function.

The worker describes a call as plain data (`to_plain`); the judge reads the description back
(`from_plain`) without trusting a byte of it. The last three outcomes are the judge's own: a
worker that timed out, died or broke the protocol can no longer say so.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from cnnquiz.wire.values import WireError

TEXT_LENGTH = 500  # characters of a student's own words (messages, source lines) that are kept


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the submission.

    Attributes:
        cell: number of the notebook cell from 1, or None in a plain file.
        line: line number from 1, inside the cell where there is one.
        code: that line's text, stripped.
    """

    cell: int | None
    line: int
    code: str

    def __str__(self) -> str:
        """Return the place as a reader would name it."""
        return f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Returned:
    """The function returned.

    Attributes:
        value: what it returned; parts that are not plain data are `wire.values.Opaque`.
        modified: names of the arguments that the call changed.
    """

    value: Any
    modified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """The function raised, or the file did while it was loaded.

    Attributes:
        type: the exception's class name.
        bases: names of the built-in classes it is an instance of.
        text: its message, cut.
        place: the deepest line of the submission that was running.
    """

    type: str
    bases: tuple[str, ...]
    text: str
    place: Place | None = None
    modified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongSignature:
    """The function cannot be called with the arguments that the exercise promises.

    Attributes:
        parameters: the student's parameters, such as `(n, k)`.
    """

    parameters: str


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such function.

    Attributes:
        name: the name that the exercise asks for.
        taken: whether something that cannot be called stands under it.
        defined: the functions and classes that the file does define.
    """

    name: str
    taken: bool
    defined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The worker was killed at its deadline, `seconds` after the call."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Crashed:
    """The worker process ended during the call; `reason` says how, and its probable cause."""

    reason: str


@dataclass(frozen=True, slots=True)
class BrokeProtocol:
    """What came back was no answer to the question; `problem` says what it was instead."""

    problem: str


Lost: TypeAlias = TimedOut | Crashed | BrokeProtocol
Outcome: TypeAlias = Returned | Raised | WrongSignature | Missing | Lost


def to_plain(outcome: Returned | Raised | WrongSignature | Missing) -> dict[str, Any]:
    """Return the outcome as plain data for the wire."""
    match outcome:
        case Returned(value, modified):
            return {"returned": value, "modified": list(modified)}
        case Raised(name, bases, text, place, modified):
            where = None if place is None else [place.cell, place.line, place.code]
            raised = [name, list(bases), text, where]
            return {"raised": raised, "modified": list(modified)}
        case WrongSignature(parameters):
            return {"wrong_signature": parameters}
        case Missing(name, taken, defined):
            return {"missing": [name, taken, list(defined)]}


def from_plain(plain: object) -> Returned | Raised | WrongSignature | Missing:
    """Return the outcome that `plain` describes.

    Raises:
        WireError: it describes none.
    """
    match plain:
        case {"returned": value, "modified": list(modified), **rest} if not rest:
            return Returned(value, _texts(modified))
        case {
            "raised": [str(name), list(bases), str(text), place],
            "modified": list(modified),
            **rest,
        } if not rest:
            return Raised(_text(name), _texts(bases), _text(text), _place(place), _texts(modified))
        case {"wrong_signature": str(parameters), **rest} if not rest:
            return WrongSignature(_text(parameters))
        case {"missing": [str(name), bool(taken), list(defined)], **rest} if not rest:
            return Missing(_text(name), taken, _texts(defined))
        case _:
            raise WireError("a reply that is not the outcome of a call")


def _place(plain: object) -> Place | None:
    match plain:
        case None:
            return None
        # A bool is an int as well, and no number of a line.
        case [int() | None as cell, int(line), str(code)] if bool not in (type(cell), type(line)):
            return Place(cell, line, _text(code))
        case _:
            raise WireError("a place that is not a cell, a line and its text")


def _texts(plain: list[object]) -> tuple[str, ...]:
    if not all(isinstance(entry, str) for entry in plain):
        raise WireError("a list of names with an entry that is no string")
    return tuple(_text(str(entry)) for entry in plain)


def _text(text: str) -> str:
    """Return `text` cut and without control characters, which could drive a terminal."""
    cut = text if len(text) <= TEXT_LENGTH else f"{text[:TEXT_LENGTH]}…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in cut)
