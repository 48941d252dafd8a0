"""Whose functions are checked: a submission in a worker, or trusted code in this process."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cnnquiz.judge.material import Material
from cnnquiz.wire.outcome import Outcome
from cnnquiz.wire.request import Request, call_of


class Student(Protocol):
    """What the judge asks of the side whose functions it checks."""

    def begin_check(self, share: float = 1.0, foreseen: Sequence[Request] = ()) -> None:
        """Reset what is limited per check.

        Args:
            share: how much of the time limit will do for this one.
            foreseen: what will be asked, in this order, so that answers may be got ready.
        """

    def ask(self, request: Request) -> Outcome:
        """Return what becomes of a call of the student's functions, or of a probe beside them."""

    def cpu_seconds(self) -> float:
        """Return the processor time that the student's side has used so far."""

    def printed(self) -> str:
        """Return what was printed since this was last asked."""

    def off_limits_used(self) -> tuple[str, ...]:
        """Return the names off limits that were used since this was last asked."""


class Unjudged:
    """The student's functions, for checks that judge results themselves."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call one of them on copies of the arguments."""
        return self._student.ask(call_of(function, args, kwargs))


class Rehearsal:
    """Trusted functions in the student's place: the reference, or it with a wrong version."""

    def __init__(self, material: Material, namespace: Mapping[str, Any]) -> None:
        self._material = material
        self._namespace = namespace

    def begin_check(self, share: float = 1.0, foreseen: Sequence[Request] = ()) -> None:
        """Do nothing: nothing is limited, and nothing can be got ready."""

    def ask(self, request: Request) -> Outcome:
        """Call one of the functions, or run a probe beside them, on copies of the arguments."""
        return self._material.ask(self._namespace, request)

    def cpu_seconds(self) -> float:
        """Return the processor time of this process."""
        return time.process_time()

    def printed(self) -> str:
        """Return nothing: trusted code prints where it likes."""
        return ""

    def off_limits_used(self) -> tuple[str, ...]:
        """Return nothing: trusted code is not watched."""
        return ()
