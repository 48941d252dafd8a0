"""`multi`: some options are right."""

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case
from cnnquiz.quiz.types.kind import lettered, letters, option_texts, places


class Multi:
    """Some options are right. A response lists their letters: `a,c`."""

    how = "all letters that apply, such as a,c"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant."""
        texts, right = option_texts(draft, case), len(draft.right)
        order = case.shuffled(len(texts))
        letter = places(order)
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            options=lettered([texts[index] for index in order]),
            answer=",".join(sorted(letter[index] for index in range(right))),
            explanation=case.text("explanation", draft.explanation),
            wrong=tuple(
                Wrong(
                    letter[right + n],
                    wrong.misconception,
                    case.text(f"wrong[{n}].feedback", wrong.feedback),
                )
                for n, wrong in enumerate(draft.wrong)
            ),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return the letters in order."""
        return ",".join(sorted(letters(variant, response)))

    def score(self, variant: Variant, response: str) -> float:
        """Return what is right less what is wrong, as a share of all that is right; at least 0."""
        right, given = set(variant.answer.split(",")), set(response.split(","))
        return max(0.0, (len(given & right) - len(given - right)) / len(right))

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the first wrong option that was chosen."""
        given = response.split(",")
        return next((wrong for wrong in variant.wrong if wrong.response in given), None)
