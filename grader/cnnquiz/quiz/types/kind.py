"""What every type of item can do, and how responses are read."""

import re
from typing import Protocol

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Option, Variant, Wrong
from cnnquiz.quiz.case import Case, CollisionError, DraftError, same

_SEPARATORS = re.compile(r"[\s,;]+")
LETTERS = "abcdefgh"


class UnreadableError(ValueError):
    """A response cannot be read; the message says what was expected. It costs nothing."""


class Kind(Protocol):
    """A type of item.

    Attributes:
        how: how to respond, in a few words.
    """

    how: str

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant of an item.

        Raises:
            DraftError: the item is not written as it should be.
            CollisionError: a wrong response says the same as another or as the answer.
        """

    def read(self, variant: Variant, response: str) -> str:
        """Return a response in the form that `variant.answer` has.

        Raises:
            UnreadableError: it makes no sense as a response to this variant.
        """

    def score(self, variant: Variant, response: str) -> float:
        """Return what a response, as `read` gives it, is worth: from 0 to 1."""

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong response that a response, as `read` gives it, amounts to."""


def equal(variant: Variant, response: str) -> Wrong | None:
    """Return the wrong response that is exactly this one."""
    return next((wrong for wrong in variant.wrong if wrong.response == response), None)


def letters(variant: Variant, response: str) -> list[str]:
    """Return the letters of options in a response such as `a, c` or `ac`.

    Raises:
        UnreadableError: there is something else in it, or a letter twice.
    """
    known = [option.id for option in variant.options]
    given = [part for part in _SEPARATORS.split(response.strip().lower()) if part]
    if len(given) == 1:  # "acb" for "a,c,b"
        given = list(given[0])
    if not given or set(given) - set(known):
        raise UnreadableError(f"expected letters from {known[0]} to {known[-1]}")
    if len(set(given)) < len(given):
        raise UnreadableError("a letter occurs twice")
    return given


def option_texts(draft: Draft, case: Case) -> list[str]:
    """Return the texts of an item's options, the right ones first.

    Raises:
        CollisionError: two are the same.
    """
    texts = [case.text(f"right[{n}]", text) for n, text in enumerate(draft.right)]
    texts += [case.text(f"wrong[{n}].text", w.text or "") for n, w in enumerate(draft.wrong)]
    all_different(list(texts))
    return texts


def lettered(texts: list[str]) -> tuple[Option, ...]:
    """Return texts as options, lettered from a."""
    return tuple(Option(letter, text) for letter, text in zip(LETTERS, texts, strict=False))


def places(order: list[int]) -> dict[int, str]:
    """Return the letter under which each text of a shuffled list stands."""
    return {index: LETTERS[place] for place, index in enumerate(order)}


def all_different(values: list[object]) -> None:
    """Check that no two values are the same.

    Raises:
        CollisionError: two are.
    """
    for index, value in enumerate(values):
        for earlier in values[:index]:
            if same(value, earlier):
                raise CollisionError(f"{value} occurs twice")


def confirmed(draft: Draft, case: Case) -> object:
    """Return the value of an item's answer, once its oracle has confirmed it.

    Raises:
        DraftError: the two disagree.
    """
    answer = case.value("answer", draft.answer or "")
    other = case.value("oracle", draft.oracle or "")
    if not same(answer, other):
        raise DraftError("oracle", f"the answer is {answer}, the oracle says {other}")
    return answer
