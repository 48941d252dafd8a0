"""`agree`: call the student's function and the reference, compare, and say what differs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from cnnquiz.judge.compare import Tolerance
from cnnquiz.judge.finding import CheckBrokenError, Finding
from cnnquiz.judge.observation import CheckRun, Settle, Step, with_words
from cnnquiz.judge.rule import Measure, Rule
from cnnquiz.judge.settle import by_error, by_result
from cnnquiz.judge.unforeseen import UNFORESEEN, UnforeseeableError, holds_unforeseen
from cnnquiz.model.report import Verdict
from cnnquiz.wire.outcome import Outcome, Returned, TimedOut
from cnnquiz.wire.request import Request, call_of, probe_of


class Agree:
    """The fixture `agree`: call it with a function's name and arguments, and they are compared."""

    def __init__(self, run: CheckRun, rule: Rule | None = None) -> None:
        self._run = run
        self._rule = rule or Rule()

    def using(
        self, *, rtol: float | None = None, atol: float | None = None, exact_dtype: bool = False
    ) -> "Agree":
        """Return an `agree` that compares by other rules.

        Args:
            rtol: relative tolerance; left out, as it was.
            atol: absolute tolerance; left out, as it was.
            exact_dtype: whether an array's dtype has to equal the reference's.
        """
        now = self._rule.tolerance
        new = Tolerance(
            now.rtol if rtol is None else rtol, now.atol if atol is None else atol, exact_dtype
        )
        return Agree(self._run, replace(self._rule, tolerance=new))

    def within(self, *, cpu_seconds: float) -> "Agree":
        """Return an `agree` whose calls, or probes, may take so much processor time each.

        The time of all threads counts.

        Processor time, since a busy machine is not the student's fault; the exercise's limit, in
        wall-clock time, has to leave room for it.
        """
        return Agree(self._run, replace(self._rule, cpu_seconds=cpu_seconds))

    def by(self, measure: Measure) -> "Agree":
        """Return an `agree` that compares facts about results rather than their values.

        Args:
            measure: takes a result of the right shape and kind, and returns facts about it, by
                description: values that are equal for every right result, whatever was drawn at
                random. "the share that is kept" is a description, rounded shares are facts.
        """
        return Agree(self._run, replace(self._rule, measure=measure))

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        """Compare one call with the reference's, and return the student's result.

        Raises:
            Finding: they differ, the call fails, or it changed one of its arguments.
            CheckBrokenError: the reference itself raises.
        """
        return self._ask(self._listed(function), call_of, args, kwargs, by_result)

    def probe(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Compare what a probe says of the student's functions with what it says of the reference.

        Raises:
            Finding: as for a call.
            CheckBrokenError: the probe fails on the reference.
        """
        return self._ask(name, probe_of, args, kwargs, by_result)

    def raises(self, error: type[Exception], function: str, /, *args: Any, **kwargs: Any) -> None:
        """Check that a call raises `error`, or a class of its kind, with a message that helps.

        The message has to name a parameter of one of the exercise's functions, or one of its
        `message_words`.

        Raises:
            Finding: it does not.
            CheckBrokenError: the reference does not.
        """
        settle = partial(by_error, error=error)
        self._ask(self._listed(function), call_of, args, kwargs, settle)

    def _listed(self, function: str) -> str:
        if function not in self._run.material.reference:
            raise CheckBrokenError(f"calls {function}, which exercise.yaml does not list")
        return function

    def _ask(
        self,
        name: str,
        make: Callable[..., Request],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        settle: Settle,
    ) -> Any:
        run = self._run
        if holds_unforeseen((args, kwargs)):
            raise UnforeseeableError
        request = make(name, args, kwargs)
        function = name if request.do == "call" else (*run.functions, name)[0]
        rule = with_words(self._rule, run.material)
        outcome = self._timed(request)
        truth = run.material.ask(run.material.reference, request)
        step = Step(function, request, truth, rule, settle)
        value = step.take(run, outcome)
        if run.rehearsal is None:
            return value
        run.rehearsal.append(step)
        return UNFORESEEN

    def _timed(self, request: Request) -> Outcome:
        """Return what becomes of a request, and raise if it took too long."""
        run, allowed_s = self._run, self._rule.cpu_seconds
        if run.rehearsal is not None and allowed_s:
            raise UnforeseeableError
        before_s = run.student.cpu_seconds() if allowed_s else 0.0
        outcome = run.student.ask(request)
        run.latest = request, outcome
        # Before it is compared: what is too slow is not diagnosed by doing it again and again.
        if allowed_s:
            self._in_time(outcome, before_s, allowed_s)
        return outcome

    def _in_time(self, outcome: Outcome, before_s: float, allowed_s: float) -> None:
        text = f"It took more than {allowed_s:g} s of processor time. Which loop is too long?"
        if isinstance(outcome, TimedOut):
            raise Finding(Verdict.TIMEOUT, text)
        returned = isinstance(outcome, Returned)
        if returned and self._run.student.cpu_seconds() - before_s > allowed_s:
            raise Finding(Verdict.FAILED, text)
