"""`match`: what belongs together."""

import re

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Option, Variant, Wrong
from cnnquiz.quiz.case import Case, CollisionError, DraftError
from cnnquiz.quiz.types.kind import UnreadableError, all_different, equal, lettered

_PAIR = re.compile(r"([a-h])\s*[=:\-]?\s*([1-9])")


class Match:
    """Texts that belong together. A response says which: `a=2,b=1`."""

    how = "pairs such as a=2,b=1"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant; the right-hand texts are shuffled."""
        left = [case.text(f"pairs[{n}].left", pair.left) for n, pair in enumerate(draft.pairs)]
        right = [case.text(f"pairs[{n}].right", pair.right) for n, pair in enumerate(draft.pairs)]
        right += [case.text(f"extra[{n}]", text) for n, text in enumerate(draft.extra)]
        all_different(list(left))
        all_different(list(right))
        order = case.shuffled(len(right))
        place = {index: str(shown) for shown, index in enumerate(order, 1)}
        prompts = lettered(left)
        answer = _paired(prompts, [place[index] for index in range(len(left))])
        wrong = []
        for n, each in enumerate(draft.wrong):
            given = [place[index - 1] for index in each.pairs or () if 0 < index <= len(right)]
            if len(given) != len(left):
                expected = f"expected {len(left)} numbers from 1 to {len(right)}"
                raise DraftError(f"wrong[{n}].pairs", expected)
            if _paired(prompts, given) == answer:
                raise CollisionError(f"the pairs {each.pairs} are right")
            feedback = case.text(f"wrong[{n}].feedback", each.feedback)
            wrong.append(Wrong(_paired(prompts, given), each.misconception, feedback))
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            prompts=prompts,
            options=tuple(Option(place[index], right[index]) for index in order),
            answer=answer,
            explanation=case.text("explanation", draft.explanation),
            wrong=tuple(wrong),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return all pairs, by letter."""
        found = dict(_PAIR.findall(response.strip().lower()))
        rest = _PAIR.sub("", response.strip().lower()).strip(" ,;\t\n")
        due = [prompt.id for prompt in variant.prompts]
        known = {option.id for option in variant.options}
        if rest or sorted(found) != due or not set(found.values()) <= known:
            example = ",".join(f"{letter}=…" for letter in due)
            raise UnreadableError(f"expected a number for every letter: {example}")
        return ",".join(f"{letter}={found[letter]}" for letter in due)

    def score(self, variant: Variant, response: str) -> float:
        """Return the share of the pairs that are right."""
        due, given = variant.answer.split(","), response.split(",")
        return len(set(due) & set(given)) / len(due)

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong pairing that was given."""
        return equal(variant, response)


def _paired(prompts: tuple[Option, ...], numbers: list[str]) -> str:
    return ",".join(f"{prompt.id}={n}" for prompt, n in zip(prompts, numbers, strict=True))
