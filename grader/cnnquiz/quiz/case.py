"""One combination of an item's variables, and what can be computed from it."""

import hashlib
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from cnnquiz.model.draft import Draft, WrongDraft
from cnnquiz.quiz import expression
from cnnquiz.quiz.expression import ExpressionError

_BLANK = re.compile(r"\$([A-Za-z_]\w*)")


class DraftError(Exception):
    """An item cannot be dealt as it is written.

    Attributes:
        path: the part of it that is at fault, such as `answer`.
        problem: what is wrong with it.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem


class CollisionError(Exception):
    """A variant is of no use: a wrong response says the same as the answer or as another."""


class Functions(Protocol):
    """What expressions may call, and what runs programs."""

    def function(self, name: str) -> Callable[..., Any] | None:
        """Return a function of some exercise's reference, or None."""

    def wrong_versions(
        self, misconception: str, names: Collection[str]
    ) -> Mapping[str, Callable[..., Any]]:
        """Return what those of `names` become for somebody who holds a misconception."""

    def oracle(self, topic: str, name: str) -> Callable[..., Any] | None:
        """Return a function that finds answers in another way, or None."""

    def prints(self, program: str) -> str:
        """Return what a program prints.

        Raises:
            ValueError: it fails.
        """


class Case:
    """One combination of an item's variables.

    Every method raises DraftError where the item's author has made a mistake.
    """

    def __init__(
        self, draft: Draft, topic: str, values: Mapping[str, Any], functions: Functions
    ) -> None:
        self.values = values
        self._draft = draft
        self._topic = topic
        self._functions = functions

    def allowed(self) -> bool:
        """Return whether the item's `require` holds."""
        if self._draft.require is None:
            return True
        return bool(self.value("require", self._draft.require))

    def value(self, path: str, text: str, believed: str | None = None) -> Any:
        """Return an expression's value as plain data.

        Args:
            path: where it stands in the item.
            text: the expression.
            believed: a misconception whose wrong versions take the place of what they replace.
        """
        try:
            return plain(expression.evaluate(text, self._scope(path, text, believed)))
        except ExpressionError as error:
            raise DraftError(path, str(error)) from error

    def wrong_value(self, path: str, wrong: WrongDraft) -> Any:
        """Return the value that a holder of a misconception gives."""
        if wrong.value is not None:
            return self.value(f"{path}.value", wrong.value)
        answer = self._draft.answer or ""
        called = expression.names(answer) - set(self.values)
        if not self._functions.wrong_versions(wrong.misconception, called):
            named = ", ".join(sorted(called)) or "any function"
            raise DraftError(
                path, f"{wrong.misconception} has no wrong version of {named}; write a value"
            )
        return self.value(path, answer, believed=wrong.misconception)

    def text(self, path: str, text: str, **more: Any) -> str:
        """Return a text with its blanks filled in; `more` values can be named in it."""
        try:
            used = expression.names(text, blanks=True) - set(more)
            scope = {name: self._named(path, name, None) for name in used}
            return expression.fill(text, {**scope, **more}).strip()
        except ExpressionError as error:
            raise DraftError(path, str(error)) from error

    def program(self, path: str, text: str) -> str:
        """Return a program with the values of variables in the place of `$name`."""

        def literal(blank: re.Match[str]) -> str:
            if blank[1] not in self.values:
                raise DraftError(path, f"${blank[1]} is none of the item's vars")
            return repr(self.values[blank[1]])

        return _BLANK.sub(literal, text).rstrip("\n")

    def prints(self, path: str, program: str) -> str:
        """Return what a program prints, without white space at the ends of lines."""
        try:
            return printed(self._functions.prints(program))
        except ValueError as error:
            raise DraftError(path, str(error)) from error

    def fails(self, program: str) -> bool:
        """Return whether a program ends in an error."""
        try:
            self._functions.prints(program)
        except ValueError:
            return True
        return False

    def shuffled(self, count: int) -> list[int]:
        """Return the numbers below `count` in an order that depends on the item and its values.

        Not on how Python draws numbers: a variant looks the same wherever it is dealt.
        """

        def key(number: int) -> bytes:
            place = f"{self._draft.id} {sorted(self.values.items())} {number}"
            return hashlib.sha256(place.encode()).digest()

        return sorted(range(count), key=key)

    def _scope(self, path: str, text: str, believed: str | None) -> dict[str, Any]:
        used = expression.names(text)
        wrong = self._functions.wrong_versions(believed, used) if believed else {}
        return {name: self._named(path, name, wrong.get(name)) for name in used}

    def _named(self, path: str, name: str, wrong: Callable[..., Any] | None) -> Any:
        if name in self.values:
            return self.values[name]
        found = (
            wrong
            or BUILT_IN.get(name)
            or self._functions.oracle(self._topic, name)
            or self._functions.function(name)
        )
        if found is None:
            raise DraftError(path, f"{name} is no variable, and no function that items may call")
        return found


def plain(value: Any) -> Any:
    """Return a value without arrays: numbers, text, truth, and lists and tuples of them."""
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return type(value)(plain(each) for each in value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def same(first: Any, second: Any) -> bool:
    """Return whether two plain values are equal, numbers up to rounding."""
    if isinstance(first, int | float) and isinstance(second, int | float):
        return math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(same, first, second))
    return bool(first == second)


def printed(text: str) -> str:
    """Return printed text without white space at the ends of lines, and without empty last ones."""
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def combinations(draft: Draft) -> Iterator[dict[str, Any]]:
    """Yield every combination of an item's variables, the last variable changing fastest."""
    yield from _combinations(list(draft.vars.items()))


def _combinations(left: Sequence[tuple[str, Sequence[Any]]]) -> Iterator[dict[str, Any]]:
    if not left:
        yield {}
        return
    (name, values), *others = left
    for value in values:
        for rest in _combinations(others):
            yield {name: value, **rest}


def _array(entries: Any) -> Any:
    import numpy as np  # noqa: PLC0415  # dealing needs it, answering does not

    return np.array(entries, dtype=float)


def _commas(number: float) -> str:
    return f"{number:,}"


BUILT_IN: Mapping[str, Callable[..., Any]] = {
    **{f.__name__: f for f in (abs, all, any, bool, dict, float, int, len, list, max, min, range)},
    **{f.__name__: f for f in (round, sorted, str, sum, tuple, zip)},
    **{f.__name__: f for f in (math.exp, math.log, math.prod, math.sqrt)},
    "array": _array,
    "commas": _commas,
}
