"""`explain`: an answer in words, judged by its writer against a rubric."""

import re

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case
from cnnquiz.quiz.types.kind import UnreadableError

_SHARE = re.compile(r"0*(0(\.\d*)?|1(\.0*)?|\.\d+)")


class Explain:
    """An answer in words. A response is what its writer thinks it is worth, from 0 to 1."""

    how = "your own judgement, from 0 to 1"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant; a good answer says all that the rubric lists."""
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            answer="1",
            rubric=tuple(case.text(f"rubric[{n}]", text) for n, text in enumerate(draft.rubric)),
            explanation=case.text("explanation", draft.explanation),
        )

    def read(self, variant: Variant, response: str) -> str:  # noqa: ARG002  # any variant reads so
        """Return the judgement, as a number."""
        text = response.strip().replace(",", ".")
        if not _SHARE.fullmatch(text):
            raise UnreadableError("expected a number from 0 to 1")
        return f"{float(text):g}"

    def score(self, variant: Variant, response: str) -> float:  # noqa: ARG002  # see above
        """Return the judgement."""
        return float(response)

    def believed(self, variant: Variant, response: str) -> Wrong | None:  # noqa: ARG002  # see above
        """Return None: what is believed is not read out of a number."""
        return None
