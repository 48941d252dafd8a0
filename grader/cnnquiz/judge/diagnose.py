"""Which misconception explains a failed check.

A wrong version explains it if, on the same inputs, it gives what the student's function gave:
on the call that failed, where it differs from the truth, and on every other call that the check
made. Among several, the one that also fits best with what other checks saw is named.

An exception says little by itself: many mistakes end in the same one. So a version that raises as
the student's function did must not be refuted either, by a call on which the student's function
was right and the version is wrong.
"""

from collections.abc import Sequence

from cnnquiz.judge.author import WrongVersion
from cnnquiz.judge.material import Material
from cnnquiz.judge.observation import Observation
from cnnquiz.wire.outcome import Outcome, Raised


class Diagnosis:
    """The diagnosis of one submission's failed checks, after all of them have run."""

    def __init__(self, material: Material, seen: Sequence[Observation]) -> None:
        self._material = material
        self._seen = seen

    def of(self, observations: Sequence[Observation]) -> str | None:
        """Return the id of the misconception behind a failed check, or None.

        Args:
            observations: what the check saw, the failed call last.
        """
        if not observations:
            return None
        failed = observations[-1]
        explaining = [
            wrong
            for wrong in self._material.wrong_versions
            if wrong.of == failed.function
            and self._is_wrong(wrong, failed)
            and all(self._explains(wrong, seen) for seen in reversed(observations))
        ]
        elsewhere = [seen for seen in self._seen if seen.function == failed.function]
        if isinstance(failed.outcome, Raised):
            explaining = [wrong for wrong in explaining if not self._refuted(wrong, elsewhere)]
        if not explaining:
            return None
        # `max` keeps the first of equals: the order of misconceptions.py.
        return max(explaining, key=lambda wrong: self._fit(wrong, elsewhere)).id

    def _fit(self, wrong: WrongVersion, seen: Sequence[Observation]) -> int:
        return sum(self._explains(wrong, observation) for observation in seen)

    def _refuted(self, wrong: WrongVersion, seen: Sequence[Observation]) -> bool:
        """Return whether the student's function was right where a wrong version is wrong."""
        return any(
            one.rule.alike(one.outcome, one.truth) and self._is_wrong(wrong, one) for one in seen
        )

    def _is_wrong(self, wrong: WrongVersion, failed: Observation) -> bool:
        """Return whether a wrong version is wrong on a call."""
        return not failed.rule.alike(self._replayed(wrong, failed), failed.truth)

    def _explains(self, wrong: WrongVersion, seen: Observation) -> bool:
        if seen.function != wrong.of:
            return True
        return seen.rule.alike(self._replayed(wrong, seen), seen.outcome)

    def _replayed(self, wrong: WrongVersion, seen: Observation) -> Outcome:
        return self._material.ask_wrong(wrong, seen.request)
