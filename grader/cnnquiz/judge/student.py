"""Whose functions are checked: a submission in a worker, or trusted code in this process."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cnnquiz.judge.material import Material
from cnnquiz.wire.outcome import Outcome


class Student(Protocol):
    """What the judge asks of the side whose functions it checks."""

    def begin_check(self, share: float = 1.0) -> None:
        """Reset what is limited per check; `share` of the time limit will do for this one."""

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call one of the student's functions on copies of the arguments."""

    def probe(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Run a probe beside the student's functions."""

    def cpu_seconds(self) -> float:
        """Return the processor time that the student's side has used so far."""

    def printed(self) -> str:
        """Return what was printed since this was last asked."""

    def off_limits_used(self) -> tuple[str, ...]:
        """Return the names off limits that were used since this was last asked."""


class Rehearsal:
    """Trusted functions in the student's place: the reference, or it with a wrong version."""

    def __init__(self, material: Material, namespace: Mapping[str, Any]) -> None:
        self._material = material
        self._namespace = namespace

    def begin_check(self, share: float = 1.0) -> None:
        """Do nothing: nothing is limited."""

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call one of the functions on copies of the arguments."""
        return self._material.call(self._namespace, function, args, kwargs)

    def probe(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Run a probe beside the functions."""
        return self._material.probe(self._namespace, name, args, kwargs)

    def cpu_seconds(self) -> float:
        """Return the processor time of this process."""
        return time.process_time()

    def printed(self) -> str:
        """Return nothing: trusted code prints where it likes."""
        return ""

    def off_limits_used(self) -> tuple[str, ...]:
        """Return nothing: trusted code is not watched."""
        return ()
