"""What checks ask, known before there is a student.

With a seed, nearly every check asks the same of everybody, whatever the answers. It is rehearsed on
the reference once. From then on all its requests are put to a student at once, and a check whose
every answer is as it should be has passed, without being run again: all that it did in the
rehearsal was to ask.

That all requests of a check are there before the first is answered also means that none of them
may hold what is due for another. So a check with the fixtures `student` or `reference` is not
rehearsed, nor is one that uses a result.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest

from cnnquiz.judge.observation import CheckRun, Step
from cnnquiz.judge.student import Student
from cnnquiz.wire.outcome import Outcome
from cnnquiz.wire.request import Request

# Fixtures that say nothing about a student, and hold nothing that is due.
_PLAIN_FIXTURES = frozenset(("agree", "rng", "exercise_folder", "request"))
_KEPT_BYTES = 1 << 25  # of all requests of an exercise

Run: TypeAlias = Callable[[pytest.Function, CheckRun], "pytest.CallInfo[Any]"]


class Scripts:
    """What each check of an exercise asks, with one seed at a time."""

    def __init__(self, run: Run) -> None:
        """Prepare to rehearse.

        Args:
            run: runs a check.
        """
        self._run = run
        self._seed: int | None = None
        self._known: dict[str, tuple[Step, ...]] = {}
        self._bytes = 0

    def of(
        self, check: pytest.Function, seed: int, rehearsal: Callable[[], CheckRun]
    ) -> tuple[Step, ...]:
        """Return what a check asks; nothing if that cannot be foreseen.

        Args:
            check: the check.
            seed: of the generators that draw hidden inputs.
            rehearsal: returns a run of it with the reference in the student's place.
        """
        if seed != self._seed:
            self._seed, self._bytes = seed, 0
            self._known.clear()
        if check.name not in self._known:
            steps = self._rehearsed(check, rehearsal())
            self._bytes += sum(len(step.request.payload) for step in steps)
            self._known[check.name] = steps
        return self._known[check.name]

    def _rehearsed(self, check: pytest.Function, run: CheckRun) -> tuple[Step, ...]:
        if self._bytes > _KEPT_BYTES or not _PLAIN_FIXTURES.issuperset(check.fixturenames):
            return ()
        steps = run.rehearsal = []
        failure = self._run(check, run).excinfo
        if failure is None:
            return tuple(steps)
        if isinstance(failure.value, KeyboardInterrupt):
            raise failure.value
        return ()  # whatever it is, it comes again when the check is run, and is told there


class Hearing:
    """A student in one check, whose answers are remembered, so that the check may begin anew."""

    def __init__(self, student: Student) -> None:
        self._student = student
        self._heard: list[tuple[Request, Outcome, tuple[str, ...]]] = []
        self._next = 0
        self._used: tuple[str, ...] = ()

    def rewind(self) -> None:
        """Give the answers so far once more, as long as the same is asked."""
        self._next = 0

    def begin_check(self, share: float = 1.0, foreseen: Sequence[Request] = ()) -> None:
        """Do nothing: the check has begun."""

    def ask(self, request: Request) -> Outcome:
        """Return what is remembered, or else what the student answers."""
        if not self._is_next(request):
            del self._heard[self._next :]
            outcome = self._student.ask(request)
            self._heard.append((request, outcome, self._student.off_limits_used()))
        _, outcome, self._used = self._heard[self._next]
        self._next += 1
        return outcome

    def cpu_seconds(self) -> float:
        """Return the processor time that the student's side has used so far."""
        return self._student.cpu_seconds()

    def printed(self) -> str:
        """Return what was printed since this was last asked."""
        return self._student.printed()

    def off_limits_used(self) -> tuple[str, ...]:
        """Return the names off limits that were used since this was last asked."""
        used, self._used = self._used, ()
        return used

    def _is_next(self, request: Request) -> bool:
        heard = self._heard[self._next : self._next + 1]
        return any(one.payload == request.payload for one, _, _ in heard)
