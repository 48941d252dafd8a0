"""Runs an exercise's hidden checks against one student after another."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pytest

from cnnquiz.errors import CnnquizError, CourseError, Problem
from cnnquiz.judge import plugin
from cnnquiz.judge.author import FUNCTIONS, POINTS
from cnnquiz.judge.diagnose import Diagnosis
from cnnquiz.judge.finding import CheckBrokenError, Finding
from cnnquiz.judge.loop import Checks, place
from cnnquiz.judge.material import Material
from cnnquiz.judge.observation import CheckRun, Step, readable
from cnnquiz.judge.script import Hearing, Scripts
from cnnquiz.judge.student import Rehearsal, Student
from cnnquiz.model.course import Misconception
from cnnquiz.model.report import CheckResult, Verdict

OFF_LIMITS_CHECK = "check_off_limits"
# Of the time limit, for a check whose function has hung before. A function that answers at all
# does so in a small part of the limit; a loop without end need not be waited for again in full.
_AFTER_A_TIMEOUT = 0.2

Broken = Callable[[Problem], None]
LookUp = Callable[[str], Misconception | None]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a check before it has run.

    Attributes:
        description: the line that students read.
        functions: the student's functions that it judges.
        points: what it is worth.
    """

    description: str
    functions: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class _Ended:
    """A check that has run, and what it saw."""

    result: CheckResult
    run: CheckRun


class Judge:
    """The hidden checks of one exercise, collected once and run for every student."""

    def __init__(
        self,
        material: Material,
        look_up: LookUp,
        broken: Broken | None = None,
    ) -> None:
        """Prepare to judge.

        Args:
            material: the exercise's reference, checks and misconceptions.
            look_up: finds a misconception by its id; asked only for one that is diagnosed.
            broken: told of every check that fails for reasons of its own.
        """
        self._material = material
        self._look_up = look_up
        self._state = plugin.State()
        self._known: dict[str, _Known] = {}  # by the check
        self._broken = broken or (lambda _problem: None)

    def prepare(self, seed: int = 0) -> None:
        """Do what is done once for all students.

        Args:
            seed: of the generators that draw hidden inputs.

        Raises:
            CourseError: the exercise's files cannot be used.
        """
        # Loaded first: their mistakes are the author's, not some check's.
        checks = self._checks
        _, _, _ = self._material.reference, self._material.wrong_versions, self._material.probes
        self._state.seed = seed
        for item in checks.items:
            self._steps(item)

    def run(self, student: Student, seed: int = 0) -> tuple[CheckResult, ...]:
        """Return the results of all checks on one student, in the order of their file.

        Args:
            student: answers the checks' calls.
            seed: of the generators that draw hidden inputs.

        Raises:
            CourseError: the exercise's files cannot be used.
        """
        self.prepare(seed)
        student.off_limits_used()  # what loading the file used is no check's affair
        ended: list[_Ended] = []
        hung: set[str] = set()
        told: set[str] = set()
        for item in self._checks.items:
            functions, steps = self._about(item).functions, self._steps(item)
            share = _AFTER_A_TIMEOUT if hung & set(functions) else 1.0
            student.begin_check(share, [step.request for step in steps])
            student.printed()
            hearing = Hearing(student)
            run = CheckRun(hearing, self._material, functions, told=told)
            ended.append(self._as_foreseen(item, run, steps) or self._in_full(item, run, hearing))
            if ended[-1].result.verdict is Verdict.TIMEOUT:
                hung |= set(functions)
        seen = [observation for one in ended for observation in one.run.observations]
        diagnosis = Diagnosis(self._material, seen)
        return (*(self._explained(one, diagnosis) for one in ended), *self._off_limits(ended))

    @cached_property
    def _checks(self) -> Checks:
        file = self._material.checks_file
        if not file.is_file():
            raise CourseError([Problem(str(file), "", "is missing")])
        return Checks(file, self._state)

    @cached_property
    def _scripts(self) -> Scripts:
        def rehearse(item: pytest.Function, run: CheckRun) -> "pytest.CallInfo[Any]":
            self._state.run = run
            return self._checks.run(item)

        return Scripts(rehearse)

    def _steps(self, item: pytest.Function) -> tuple[Step, ...]:
        """Return what a check asks of everybody, nothing if that cannot be foreseen."""

        def rehearsal() -> CheckRun:
            reference = Rehearsal(self._material, self._material.reference)
            return CheckRun(reference, self._material, self._about(item).functions)

        return self._scripts.of(item, self._state.seed, rehearsal)

    def _as_foreseen(
        self, item: pytest.Function, run: CheckRun, steps: Sequence[Step]
    ) -> _Ended | None:
        """Return a check's result if all answers are as they should be, else None."""
        if not steps:
            return None
        begun = time.perf_counter()
        quick = replace(run, observations=[], off_limits=[], told=set(run.told))
        try:
            for step in steps:
                step.take(quick, quick.student.ask(step.request))
        # Whatever it is, the check runs into it as well, and there it is told.
        except Exception:  # noqa: BLE001
            return None
        seconds = time.perf_counter() - begun
        return _Ended(self._result(item, quick, Verdict.PASSED, None, seconds), quick)

    def _in_full(self, item: pytest.Function, run: CheckRun, hearing: Hearing) -> _Ended:
        """Run a check, from the answers that have been heard, and return its result."""
        hearing.rewind()
        self._state.run = run
        call = self._checks.run(item)
        error = None if call.excinfo is None else call.excinfo.value
        return _Ended(self._result(item, run, *self._verdict(error), call.duration), run)

    def _result(
        self,
        item: pytest.Function,
        run: CheckRun,
        verdict: Verdict,
        message: str | None,
        seconds: float,
    ) -> CheckResult:
        about = self._about(item)
        seen = verdict not in (Verdict.PASSED, Verdict.NOT_RUN)
        return CheckResult(
            name=item.name,
            description=about.description,
            functions=about.functions,
            points=about.points,
            verdict=verdict,
            message=message,
            call=run.call if seen else None,
            came_back=run.came_back if seen else None,
            printed=run.student.printed(),
            seconds=seconds,
        )

    def _verdict(self, error: BaseException | None) -> tuple[Verdict, str | None]:
        match error:
            case None:
                return Verdict.PASSED, None
            case Finding(verdict=verdict, message=message):
                return verdict, message
            case AssertionError():  # a check's own words
                return Verdict.FAILED, str(error) or "The result is not the right one."
            case CnnquizError():
                self._broken(Problem("", "", str(error)))
            case CheckBrokenError():
                where = place(error, self._material.checks_file)
                self._broken(Problem(where, "", str(error)))
            case Exception() | pytest.fail.Exception() | pytest.skip.Exception():
                where = place(error, self._material.checks_file)
                self._broken(Problem(where, "", f"{type(error).__name__}: {error}"))
            case _:  # Ctrl-C and the like end more than a check
                raise error
        return Verdict.NOT_RUN, "This check could not be run. That is not your doing."

    def _about(self, item: pytest.Function) -> _Known:
        if item.nodeid not in self._known:
            check = item.obj
            description = " ".join((check.__doc__ or item.name).split())
            functions = tuple(getattr(check, FUNCTIONS, ())) or self._occurring_in(check)
            points = getattr(check, POINTS, 0.0)
            self._known[item.nodeid] = _Known(description, functions, points)
        return self._known[item.nodeid]

    def _occurring_in(self, check: Callable[..., object]) -> tuple[str, ...]:
        """Return the functions that a check's text shows it to judge; its author does not say."""
        occurring = plugin.names_in(check.__code__)
        return tuple(name for name in self._material.exercise.function_names if name in occurring)

    def _explained(self, ended: _Ended, diagnosis: Diagnosis) -> CheckResult:
        if ended.result.verdict not in (Verdict.FAILED, Verdict.ERROR):
            return ended.result
        found = diagnosis.of(ended.run.observations)
        named = None if found is None else self._look_up(found)
        return replace(ended.result, misconception=named)

    def _off_limits(self, ended: list[_Ended]) -> tuple[CheckResult, ...]:
        """Return the check on what is off limits: worth nothing, it says what cost the points."""
        names = self._material.exercise.off_limits
        if not names:
            return ()
        used = [module for one in ended for module in one.run.off_limits]
        functions = [name for one in ended if one.run.off_limits for name in one.run.functions]
        result = CheckResult(
            name=OFF_LIMITS_CHECK,
            description=f"Does without {', '.join(map(readable, names))}.",
            functions=tuple(dict.fromkeys(functions)),
            points=0.0,
            verdict=Verdict.FAILED if used else Verdict.PASSED,
            message=f"Used, but off limits: {', '.join(map(readable, dict.fromkeys(used)))}."
            if used
            else None,
        )
        return (result,)
