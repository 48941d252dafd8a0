"""`trace`: what a program prints."""

from collections.abc import Mapping

from cnnquiz.model.draft import Draft, WrongDraft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case, DraftError, printed
from cnnquiz.quiz.types.kind import UnreadableError, all_different

_LINES = 6


class Trace:
    """What a program prints. A response is that text; spaces do not count."""

    how = "what it prints, lines separated by / or \\n"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant; the programs are run to see what they print."""
        code = case.program("code", draft.code or "")
        answer = case.prints("code", code)
        if not answer or answer.count("\n") >= _LINES:
            raise DraftError("code", f"prints {answer!r}, expected one to {_LINES} lines")
        believed = [
            _believed(f"wrong[{n}]", wrong, draft.code or "", case)
            for n, wrong in enumerate(draft.wrong)
        ]
        all_different([_bare(text) for text in (answer, *believed)])
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=code,
            answer=answer,
            explanation=case.text("explanation", draft.explanation, answer=answer),
            wrong=tuple(
                Wrong(
                    text,
                    wrong.misconception,
                    case.text(f"wrong[{n}].feedback", wrong.feedback, it=text, answer=answer),
                )
                for n, (wrong, text) in enumerate(zip(draft.wrong, believed, strict=True))
            ),
        )

    def read(self, variant: Variant, response: str) -> str:
        """Return the text, its lines as the answer's."""
        text = response.replace("\\n", "\n").strip()
        if not text:
            raise UnreadableError("expected what the program prints")
        if "\n" not in text and "\n" in variant.answer and "/" not in variant.answer:
            text = text.replace("/", "\n")
        return printed("\n".join(line.strip() for line in text.split("\n")))

    def score(self, variant: Variant, response: str) -> float:
        """Return 1 for the text that is printed, whatever its spaces and quotes."""
        return float(_bare(response) == _bare(variant.answer))

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong text that was given."""
        given = _bare(response)
        return next((wrong for wrong in variant.wrong if _bare(wrong.response) == given), None)


def _believed(path: str, wrong: WrongDraft, code: str, case: Case) -> str:
    if wrong.prints is not None:
        return printed(case.text(f"{path}.prints", wrong.prints))
    changed = _changed(f"{path}.replace", code, wrong.replace or {})
    return case.prints(f"{path}.replace", case.program(f"{path}.replace", changed))


def _changed(path: str, code: str, replace: Mapping[str, str]) -> str:
    for old, new in replace.items():
        if old not in code:
            raise DraftError(path, f"{old!r} is not in the code")
        code = code.replace(old, new)
    return code


def _bare(text: str) -> str:
    """Return printed text without spaces: nobody misunderstands a program by a space."""
    lines = ("".join(line.split()) for line in text.strip().split("\n"))
    return "\n".join(lines).replace('"', "'").lower()
