"""`choice`: one option is right."""

from typing import Any

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case
from cnnquiz.quiz.types.kind import (
    UnreadableError,
    all_different,
    confirmed,
    equal,
    lettered,
    letters,
    option_texts,
    places,
)


class Choice:
    """One option is right. A response is its letter: `b`."""

    how = "one letter"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant; options are texts, or values shown by `option`."""
        texts, shown = _texts(draft, case)
        order = case.shuffled(len(texts))
        letter = places(order)
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            options=lettered([texts[index] for index in order]),
            answer=letter[0],
            explanation=case.text("explanation", draft.explanation, answer=shown[0]),
            wrong=tuple(
                Wrong(
                    letter[place],
                    wrong.misconception,
                    case.text(f"wrong[{place - 1}].feedback", wrong.feedback, it=shown[place]),
                )
                for place, wrong in enumerate(draft.wrong, 1)
            ),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return the letter, in lower case."""
        given = letters(variant, response)
        if len(given) != 1:
            raise UnreadableError("expected one letter")
        return given[0]

    def score(self, variant: Variant, response: str) -> float:
        """Return 1 for the right letter."""
        return float(response == variant.answer)

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong option that was chosen."""
        return equal(variant, response)


def _texts(draft: Draft, case: Case) -> tuple[list[str], list[Any]]:
    """Return the options, the right one first, and the values that they show."""
    if draft.answer is None:
        texts = option_texts(draft, case)
        return texts, list(texts)
    values = [confirmed(draft, case)]
    values += [case.wrong_value(f"wrong[{place}]", w) for place, w in enumerate(draft.wrong)]
    all_different(values)
    texts = [case.text("option", draft.option or "{{ it }}", it=value) for value in values]
    all_different(list(texts))
    return texts, values
