"""By which rule a result is held against the one that was due."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from cnnquiz.judge.compare import Tolerance, difference
from cnnquiz.wire.outcome import Outcome, Raised, Returned
from cnnquiz.wire.values import Opaque

Measure = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How two results are compared.

    Attributes:
        tolerance: how closely values have to agree.
        measure: where values are free (random draws, weights that were trained), what has to
            agree instead: facts about a result, by a description that ends "Not as it should be:".
            It has to give the same for every right result, whatever was drawn.
        cpu_seconds: how much processor time a call may take; None for as much as it likes.
        words: the names of which an exception's message should hold one. Where an exception is
            due it has to; where none is, a refusal in so many words and an accident are not alike.
    """

    tolerance: Tolerance = field(default_factory=Tolerance)
    measure: Measure | None = None
    cpu_seconds: float | None = None
    words: frozenset[str] = frozenset()

    def differs(self, actual: Any, due: Any) -> str | None:
        """Return how `actual` differs from `due`, or None if it does not."""
        return self._differs(actual, due, self.tolerance)

    def _differs(self, actual: Any, due: Any, tolerance: Tolerance) -> str | None:
        if self.measure is None:
            return difference(actual, due, tolerance)
        # A measure may rely on shapes and kinds: they are looked at before it sees anything.
        if found := difference(actual, due, replace(tolerance, values=False)):
            return found
        facts = self.measure(actual)
        for description, fact_due in self.measure(due).items():
            if difference(facts[description], fact_due, tolerance):
                return f"Not as it should be: {description}."
        return None

    def alike(self, one: Outcome, other: Outcome) -> bool:
        """Return whether two outcomes are the same thing: equal values, or like exceptions."""
        match one, other:
            case Returned(value=Opaque(kind=kind)), Returned(value=Opaque(kind=other_kind)):
                return kind == other_kind and bool(one.modified) == bool(other.modified)
            case Returned(), Returned():
                # How many and not which: a wrong version's parameters have no names.
                if len(one.modified) != len(other.modified):
                    return False
                wordless = replace(self.tolerance, in_words=False)
                try:
                    return not self._differs(other.value, one.value, wordless)
                except TypeError:  # a wrong version may return what no reference may
                    return False
            case Raised(), Raised():
                named = names_any(one.text, self.words), names_any(other.text, self.words)
                return one.type == other.type and named[0] == named[1]
            case _:
                return False


def names_any(message: str, words: frozenset[str]) -> bool:
    """Return whether a message names one of `words`, in the singular or the plural."""
    return bool(_any_of(words).search(message.lower().replace("_", " ").replace("-", " ")))


@lru_cache
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    forms: set[str] = set()
    for word in words:
        name = word.lower().replace("_", " ")
        forms |= {name, name.removesuffix("s"), name.removesuffix("es")} - {""}
    # A single letter has to stand alone: every message holds an n somewhere.
    patterns = [
        re.escape(form) if len(form) > 1 else rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])"
        for form in sorted(forms)
    ]
    return re.compile("|".join(patterns) or r"(?!)")
