"""`number`: a number, exact or within a tolerance."""

import math
import re

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Tolerance, Variant, Wrong
from cnnquiz.quiz.case import Case, CollisionError, DraftError
from cnnquiz.quiz.types.kind import UnreadableError, all_different, confirmed

# A sign, digits perhaps in groups of three, a fraction, an exponent.
_NUMBER = re.compile(
    r"([-+−]?)(\d{1,3}(?:[,\u2009\u202f ]\d{3})+|\d+)?(\.\d*)?(?:e([-+]?\d{1,2}))?"  # noqa: RUF001  # people type this minus, too
)
_SHARE = re.compile(r"([-+]?\d{1,12})\s*/\s*(\d{1,12})")


class Number:
    """A number. A response is one: `7`, `18,432`, `0.25`, `1e-3` or `1/4`."""

    how = "a number"

    def deal(self, draft: Draft, case: Case, number: int) -> Variant:
        """Return a variant whose tolerance accepts no wrong value."""
        answer = _real("answer", confirmed(draft, case))
        tolerance = draft.tolerance or Tolerance()
        values = [
            _real(f"wrong[{n}]", case.wrong_value(f"wrong[{n}]", wrong))
            for n, wrong in enumerate(draft.wrong)
        ]
        all_different([answer, *values])
        within = max(tolerance.absolute, tolerance.relative * abs(answer))
        for value in values:
            if tolerance.accepts(value, answer):
                raise CollisionError(f"the tolerance accepts {value} for {answer}")
        if not tolerance.accepts(float(shown(answer)), answer) and tolerance == Tolerance():
            raise DraftError("tolerance", f"missing; nobody can type {answer!r} exactly")
        return Variant(
            number,
            stem=case.text("stem", draft.stem),
            code=case.program("code", draft.code) if draft.code else None,
            answer=_rounded(answer, within),
            tolerance=tolerance,
            explanation=case.text("explanation", draft.explanation, answer=answer),
            wrong=tuple(
                Wrong(
                    _rounded(value, within),
                    wrong.misconception,
                    case.text(f"wrong[{n}].feedback", wrong.feedback, it=value, answer=answer),
                )
                for n, (wrong, value) in enumerate(zip(draft.wrong, values, strict=True))
            ),
        )

    def read(self, variant: Variant, response: str) -> str:  # noqa: ARG002  # any variant reads so
        """Return the number as Python would write it."""
        return shown(_typed(response))

    def score(self, variant: Variant, response: str) -> float:
        """Return 1 for the answer, or a number as near as the tolerance allows."""
        return float(_accepts(variant.tolerance, response, variant.answer))

    def believed(self, variant: Variant, response: str) -> Wrong | None:
        """Return the wrong number that was given, up to the same tolerance."""
        fitting = (w for w in variant.wrong if _accepts(variant.tolerance, response, w.response))
        return next(fitting, None)


def shown(value: float) -> str:
    """Return a number as it is shown: six digits are enough for any tolerance in the bank."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.12g}"


def _rounded(value: float, within: float) -> str:
    """Return a number with as few decimals as a tenth of a tolerance allows."""
    for decimals in range(12):
        if abs(round(value, decimals) - value) <= within / 10:
            return shown(round(value, decimals) + 0.0)  # never -0
    return shown(value)


def _real(path: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DraftError(path, f"gives {value!r}, expected a number")
    return value


def _typed(response: str) -> float:
    text = response.strip().lower()
    if share := _SHARE.fullmatch(text):
        if int(share[2]) == 0:
            raise UnreadableError("expected a number; a share cannot be of 0")
        return int(share[1]) / int(share[2])
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or (found[3] or "").strip(".")):
        raise UnreadableError("expected a number such as 7, 18,432 or 0.25")
    sign = "-" if found[1] in ("-", "−") else ""  # noqa: RUF001  # the minus sign of typesetting
    digits = re.sub(r"\D", "", found[2] or "0")
    if found[3] or found[4]:
        return float(f"{sign}{digits}{found[3] or ''}e{found[4] or 0}")
    return int(sign + digits[:300])


def _accepts(tolerance: Tolerance, first: str, second: str) -> bool:
    number, answer = float(first), float(second)
    return tolerance.accepts(number, answer) or math.isclose(number, answer, rel_tol=1e-11)
