"""`shape`: the shape of a tensor, credited axis by axis."""

import re

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Variant, Wrong
from cnnquiz.quiz.case import Case, DraftError
from cnnquiz.quiz.types.kind import UnreadableError, all_different, confirmed, equal

_AXES = re.compile(r"\d{1,9}([\s,x×]+\d{1,9})*")  # noqa: RUF001  # people type both
_AROUND = re.compile(r"(?:torch\.)?size|[\[\](){}]")


class Shape:
    """The shape of a tensor. A response lists its axes: `(1, 8)`, `1x8`, `torch.Size([1, 8])`."""

    how = "a shape such as (1, 8)"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant."""
        answer = _axes("answer", confirmed(draft, case))
        values = [
            _axes(f"wrong[{n}]", case.wrong_value(f"wrong[{n}]", wrong))
            for n, wrong in enumerate(draft.wrong)
        ]
        all_different([answer, *values])
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            answer=str(answer),
            explanation=case.text("explanation", draft.explanation, answer=answer),
            wrong=tuple(
                Wrong(
                    str(value),
                    wrong.misconception,
                    case.text(f"wrong[{n}].feedback", wrong.feedback, it=value, answer=answer),
                )
                for n, (wrong, value) in enumerate(zip(draft.wrong, values, strict=True))
            ),
        )

    def read(self, variant: Variant, response: str) -> str:  # noqa: ARG002  # any variant reads so
        """Return the shape as Python prints a tuple."""
        text = _AROUND.sub(" ", response.strip().lower()).strip(" ,\t\n")
        if not text and "(" in response:
            return "()"
        if not _AXES.fullmatch(text):
            raise UnreadableError("expected a shape such as (1, 8)")
        return str(tuple(map(int, re.findall(r"\d+", text))))

    def score(self, variant: Variant, response: str) -> float:
        """Return the share of the axes that are right; 0 if their number is not."""
        due, given = _numbers(variant.answer), _numbers(response)
        if len(due) != len(given):
            return 0.0
        right = sum(one == other for one, other in zip(due, given, strict=True))
        return right / len(due) if due else 1.0

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong shape that was given."""
        return equal(variant, response)


def _axes(path: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or not all(type(axis) is int for axis in value):
        raise DraftError(path, f"gives {value!r}, expected a shape")
    return tuple(value)


def _numbers(shape: str) -> list[int]:
    return [int(axis) for axis in re.findall(r"\d+", shape)]
