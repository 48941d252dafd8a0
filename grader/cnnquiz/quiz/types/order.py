"""`order`: steps to be put in order; some may go either way."""

from itertools import pairwise

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case, CollisionError, DraftError
from cnnquiz.quiz.types.kind import UnreadableError, equal, lettered, letters, places


class Order:
    """Steps to be put in order. A response lists all their letters: `c,a,b`."""

    how = "all letters in order, such as c,a,b"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant whose steps are not shown in a right order already."""
        steps = [case.text(f"steps[{n}]", text) for n, text in enumerate(draft.steps)]
        before = draft.before or tuple(pairwise(range(1, len(steps) + 1)))
        if any(len(pair) != 2 or not set(pair) <= set(range(1, len(steps) + 1)) for pair in before):
            raise DraftError("before", f"expected pairs of numbers from 1 to {len(steps)}")
        order = case.shuffled(len(steps))
        letter = places(order)
        pairs = tuple((letter[first - 1], letter[second - 1]) for first, second in before)
        if _kept(pairs, [letter[index] for index in order]) == len(pairs):
            order = order[1:] + order[:1]  # shown in order, it would give itself away
            letter = places(order)
            pairs = tuple((letter[first - 1], letter[second - 1]) for first, second in before)
        answer = [letter[index] for index in range(len(steps))]
        if _kept(pairs, answer) < len(pairs):
            raise DraftError("before", "the steps as listed are not in such an order")
        wrong = []
        for n, each in enumerate(draft.wrong):
            given = [letter[step - 1] for step in each.order or () if 0 < step <= len(steps)]
            if sorted(given) != sorted(answer):
                raise DraftError(f"wrong[{n}].order", f"expected every number up to {len(steps)}")
            if _kept(pairs, given) == len(pairs):
                raise CollisionError(f"the order {each.order} is right as well")
            feedback = case.text(f"wrong[{n}].feedback", each.feedback)
            wrong.append(Wrong(",".join(given), each.misconception, feedback))
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            options=lettered([steps[index] for index in order]),
            before=pairs,
            answer=",".join(answer),
            explanation=case.text("explanation", draft.explanation),
            wrong=tuple(wrong),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return the letters as given, all of them."""
        given = letters(variant, response)
        if len(given) != len(variant.options):
            raise UnreadableError(f"expected all {len(variant.options)} letters, each once")
        return ",".join(given)

    def score(self, variant: Variant, response: str) -> float:
        """Return the pairs in order less those that are not, as a share of all; at least 0."""
        kept = _kept(variant.before, response.split(","))
        return max(0.0, (2 * kept - len(variant.before)) / len(variant.before))

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong order that was given."""
        return equal(variant, response)


def _kept(before: tuple[tuple[str, str], ...], given: list[str]) -> int:
    place = {letter: index for index, letter in enumerate(given)}
    return sum(place[first] < place[second] for first, second in before)
