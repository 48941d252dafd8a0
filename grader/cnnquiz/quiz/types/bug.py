"""`bug`: which line of a program is wrong, and why."""

import re

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case, DraftError
from cnnquiz.quiz.types.kind import UnreadableError, lettered, option_texts, places

_RESPONSE = re.compile(r"(?:line\s*)?(\d{1,3})\s*[:,\s]?\s*([a-h])")


class Bug:
    """Which line is wrong, and why. A response names the line and a reason: `3:b`.

    Either alone is worth half.
    """

    how = "the line and a reason, such as 3:b"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant; its test fails on the program shown, and passes once that is mended."""
        code = case.program("code", draft.code or "")
        line, lines = draft.line or 0, code.split("\n")
        if not 1 <= line <= len(lines):
            raise DraftError("line", f"is {line}, expected a line from 1 to {len(lines)}")
        test = case.program("test", draft.test or "")
        lines[line - 1] = case.program("fix", draft.fix or "")
        if not case.fails(f"{code}\n{test}"):
            raise DraftError("test", "passes on the program as it is shown")
        case.prints("fix", "\n".join([*lines, test]))
        texts = option_texts(draft, case)
        order = case.shuffled(len(texts))
        letter = places(order)
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=code,
            options=lettered([texts[index] for index in order]),
            answer=f"{line}:{letter[0]}",
            explanation=case.text("explanation", draft.explanation),
            wrong=tuple(
                Wrong(
                    f"{wrong.line or line}:{letter[n]}",
                    wrong.misconception,
                    case.text(f"wrong[{n - 1}].feedback", wrong.feedback),
                )
                for n, wrong in enumerate(draft.wrong, 1)
            ),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return line and reason."""
        found = _RESPONSE.fullmatch(response.strip().lower())
        count = len((variant.code or "").split("\n"))
        letters = [option.id for option in variant.options]
        if not found or not 1 <= int(found[1]) <= count or found[2] not in letters:
            raise UnreadableError(f"expected a line from 1 to {count} and a letter, such as 3:b")
        return f"{int(found[1])}:{found[2]}"

    def score(self, variant: Variant, response: str) -> float:
        """Return a half for the line, a half for the reason."""
        due, given = variant.answer.split(":"), response.split(":")
        return sum(one == other for one, other in zip(due, given, strict=True)) / 2

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong reason that was given, whatever the line."""
        reason = response.split(":")[1]
        return next((w for w in variant.wrong if w.response.split(":")[1] == reason), None)
