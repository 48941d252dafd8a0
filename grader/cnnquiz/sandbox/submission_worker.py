"""One submission in a worker: what the judge asks, with a deadline on every answer.

A worker that hangs, dies or misbehaves is killed and costs the call at hand; the next call gets a
new one, with the submission loaded afresh.
"""

import contextlib
import os
import select
import signal
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cnnquiz.errors import SandboxError
from cnnquiz.model.course import Exercise, Tools
from cnnquiz.model.report import Confinement
from cnnquiz.model.submission import Submission
from cnnquiz.sandbox.zygote import WorkerEnds, Zygote, new_request_id
from cnnquiz.wire.frames import FrameReader, frame
from cnnquiz.wire.outcome import (
    TEXT_LENGTH,
    BrokeProtocol,
    Crashed,
    Lost,
    Missing,
    Outcome,
    Place,
    Raised,
    Returned,
    TimedOut,
    from_plain,
)
from cnnquiz.wire.request import Request, call_of, probe_of
from cnnquiz.wire.values import WireError, decode, encode

_CHUNK = 2**16
_LET_FINISH_S = 1.0
_AGAIN_AFTER_A_TIMEOUT = 0.2  # of the time limit: who answers at all needs less
_PRINTED_BYTES = 2**16  # of what a submission prints, this much is kept between two readings
_EXITS = {
    signal.SIGSEGV: "a segmentation fault",
    signal.SIGABRT: "an abort in native code",
    signal.SIGKILL: "killed by the system, most likely for want of memory",
    signal.SIGXCPU: "out of processor time",
    signal.SIGXFSZ: "a file grew too large",
    signal.SIGBUS: "a memory error",
    signal.SIGFPE: "an arithmetic error in native code",
}


class SubmissionWorker:
    """Runs one submission's functions, in a worker forked when it is first needed."""

    def __init__(
        self, zygote: Zygote, exercise: Exercise, submission: Submission, probes: str | None = None
    ) -> None:
        self._zygote = zygote
        self._submission = submission
        self._lines = {cell.number: cell.source.split("\n") for cell in submission.cells}
        self._functions = exercise.function_names
        self._limits = exercise.limits
        self._tools = exercise.tools
        self._probes = probes
        self._load = {
            "do": "load",
            "module": exercise.slug,
            "cells": [[cell.number, cell.source] for cell in submission.cells],
            "off_limits": list(exercise.off_limits),
        }
        self._worker: WorkerEnds | None = None
        self._reader = FrameReader()
        self._unread: deque[tuple[int, bytes]] = deque()
        self._outgoing = memoryview(b"")
        self._pending: int | None = None  # the request to load, sent and not yet answered
        self._failed: Raised | None = None  # why the present worker could not load it
        self._given_s = self._left_s = exercise.limits.seconds
        self._served = False  # whether the present worker has answered a check's request
        self._inherited = False  # whether it has answered those of earlier checks only
        self._foreseen: Sequence[Request] = ()  # what the check is known to ask, not yet sent
        self._ahead: deque[tuple[int, Request]] = deque()  # sent, and not yet answered or asked for
        self._printed = bytearray()
        self._output_open = False
        self._used: list[str] = []

    def start(self) -> None:
        """Begin to load the submission, and do not wait for it."""
        self._reader = FrameReader()
        self._unread.clear()
        self._worker = self._zygote.fork(self._tools, self._limits, self._probes)
        self._worker.channel.setblocking(False)
        os.set_blocking(self._worker.output, False)
        self._output_open = True
        self._failed = None
        self._served = False
        self._pending = new_request_id()
        self._send([(self._pending, encode(self._load))])

    def begin_check(self, share: float = 1.0, foreseen: Sequence[Request] = ()) -> None:
        """Give the calls that follow `share` of the time limit, together.

        Args:
            share: of the exercise's limit.
            foreseen: what will be asked, in this order. All of it is sent with the first, so that
                the worker need not wait for the judge after every answer.
        """
        self._let_finish()
        self._given_s = self._left_s = share * self._limits.seconds
        self._inherited = self._worker is not None and self._served
        self._foreseen = foreseen

    def load(self) -> Returned | Raised | Lost:
        """Wait until the submission is loaded: `Returned` if it is, else why it is not.

        Raises:
            SandboxError: there is no worker to load it in.
        """
        if self._worker is None:
            self.start()
        if self._pending is None:
            return self._failed or Returned(None)
        request, self._pending = self._pending, None
        self._zygote.forked()  # importing torch is not on the submission's time
        outcome, _ = self._receive(request, self._limits.seconds, self._limits.seconds)
        if isinstance(outcome, Raised):
            self._failed = outcome
        if isinstance(outcome, Returned | Raised | TimedOut | Crashed | BrokeProtocol):
            return outcome
        return self._lose(BrokeProtocol("an answer of another kind to the request to load"))

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call one of the student's functions."""
        return self.ask(call_of(function, args, kwargs))

    def probe(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Run a probe beside the student's functions."""
        return self.ask(probe_of(name, args, kwargs))

    def ask(self, request: Request) -> Outcome:
        """Return what becomes of a call of the student's functions, or of a probe beside them.

        A check's first request that a worker of earlier checks has lost is put to a new one: an
        earlier check may have left the old one damaged, or an answer of it on its way, and that is
        not to cost this check. A function that hangs is given little time to hang once more.
        """
        inherited, self._inherited = self._inherited, False
        foreseen = self._foreseen
        outcome = self._asked(request)
        if inherited and isinstance(outcome, Lost):
            share = _AGAIN_AFTER_A_TIMEOUT if isinstance(outcome, TimedOut) else 1.0
            self._left_s, self._foreseen = share * self._given_s, foreseen
            outcome = self._asked(request)
        self._served = self._served or not isinstance(outcome, Lost)
        return outcome

    def _asked(self, request: Request) -> Outcome:
        loaded = self.load()
        if not isinstance(loaded, Returned):
            return loaded
        if self._foreseen and self._foreseen[0] is request:
            self._ahead += [(new_request_id(), one) for one in self._foreseen]
            self._foreseen = ()
            self._send([(number, one.payload) for number, one in self._ahead])
        if not (self._ahead and self._ahead[0][1] is request):
            self._let_finish()
            return self._single(request.payload, request)
        number, _ = self._ahead.popleft()
        return self._within_limit(number, request)

    def examples(self, sources: Sequence[str]) -> Outcome:
        """Run lines as at a prompt; a list of what each printed is returned."""
        loaded = self.load()
        if not isinstance(loaded, Returned):
            return loaded
        return self._single(encode({"do": "examples", "sources": list(sources)}))

    def cpu_seconds(self) -> float:
        """Return the processor time, in seconds, that the worker and its children have used.

        Raises:
            SandboxError: there is no worker.
        """
        import psutil  # noqa: PLC0415  # 40 ms, and only where time is judged

        self.load()
        total = 0.0
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just died: that is told elsewhere
            worker = psutil.Process(self._zygote.process_id())
            for process in (worker, *worker.children(recursive=True)):
                total += sum(process.cpu_times()[:4])  # its own, and that of children it awaited
        return total

    def confinement(self) -> Confinement:
        """Return what holds the worker.

        Raises:
            SandboxError: there is no worker.
        """
        return self._zygote.held().confinement

    def printed(self) -> str:
        """Return what the submission has printed since this was last asked, cut."""
        # Whatever was printed before an answer was sent is in the pipe by now.
        if self._worker is not None:
            self._drain(self._worker.output)
        text = self._printed.decode("utf-8", "replace")
        self._printed.clear()
        return text

    def off_limits_used(self) -> tuple[str, ...]:
        """Return the names off limits that were used since this was last asked."""
        used, self._used = self._used, []
        return tuple(used)

    def close(self) -> None:
        """End the worker and everything it started."""
        self._ahead.clear()
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._zygote.end(worker)

    # --- one request --------------------------------------------------------------------------

    def _single(self, payload: bytes, request: Request | None = None) -> Outcome:
        number = new_request_id()
        self._send([(number, payload)])
        return self._within_limit(number, request)

    def _send(self, requests: Sequence[tuple[int, bytes]]) -> None:
        frames = b"".join(frame(number, payload) for number, payload in requests)
        self._outgoing = memoryview(frames)

    def _within_limit(self, number: int, request: Request | None) -> Outcome:
        outcome, taken_s = self._receive(number, self._left_s, self._given_s, request)
        self._left_s -= taken_s
        return outcome

    def _let_finish(self) -> None:
        """Wait until the worker is done with what nobody will ask for any more.

        A worker that is not done soon, or not well, is ended, which is nobody's loss: the check
        that asked for it has its result.
        """
        self._foreseen = ()
        deadline = time.monotonic() + _LET_FINISH_S
        try:
            while self._ahead:
                number, request = self._ahead.popleft()
                self._answer(number, deadline, request)
        except (TimeoutError, WireError, ConnectionError, EOFError):
            self.close()
        self._used.clear()

    def _receive(
        self, number: int, left_s: float, given_s: float, request: Request | None = None
    ) -> tuple[Outcome, float]:
        """Wait for the answer to the request of that number, while the rest of a limit lasts.

        Returns:
            The answer, and the seconds that it took.
        """
        begun = time.monotonic()
        try:
            outcome = self._answer(number, begun + left_s, request)
        except TimeoutError:
            outcome = self._lose(TimedOut(given_s))
        except WireError as error:
            outcome = self._lose(BrokeProtocol(str(error)))
        except (ConnectionError, EOFError):
            outcome = self._lose(None)
        return outcome, time.monotonic() - begun

    def _answer(self, number: int, deadline: float, request: Request | None) -> Outcome:
        while not self._unread:
            self._exchange(deadline)
        answered, payload = self._unread.popleft()
        surplus = not self._ahead and (self._unread or self._reader.pending)
        if answered != number or surplus:
            raise WireError("an answer that was not asked for")
        return (request and request.known(payload)) or self._parse(payload, request)

    def _parse(self, payload: bytes, request: Request | None) -> Outcome:
        match decode(payload, tensors=self._tools is Tools.TORCH):
            case {"outcome": plain, "off_limits": list(used), **rest} if not rest:
                self._used += [name for name in used if isinstance(name, str)]
                outcome = from_plain(plain)
                if request and isinstance(outcome, Returned) and not used:
                    request.keep(payload, outcome)
                return self._vouched(outcome)
        raise WireError("a reply without an outcome")

    def _vouched(self, outcome: Outcome) -> Outcome:
        """Replace what can be looked up in the submission's text by what stands there."""
        match outcome:
            case Raised(place=Place(cell, line)):
                lines = self._lines.get(cell, [])
                code = lines[line - 1].strip() if 0 < line <= len(lines) else None
                place = None if code is None else Place(cell, line, code[:TEXT_LENGTH])
                return replace(outcome, place=place)
            case Missing(defined=names):
                text = "\n".join(cell.source for cell in self._submission.cells)
                # Functions that the exercise asks for are where they should be.
                others = tuple(n for n in names if n in text and n not in self._functions)
                return replace(outcome, defined=others)
            case _:
                return outcome

    def _exchange(self, deadline: float) -> None:
        """Move what can be moved, in any direction.

        Raises:
            TimeoutError: the deadline is over.
            EOFError: the worker has hung up.
            WireError: what it sent is no frame.
        """
        worker = self._worker
        assert worker is not None, "there is a worker while a request is under way"  # noqa: S101
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel = worker.channel
        writable = [channel] if self._outgoing else []
        readable: list[Any] = [channel, worker.output] if self._output_open else [channel]
        ready, sendable, _ = select.select(readable, writable, [], left)
        if sendable:
            try:
                self._outgoing = self._outgoing[channel.send(self._outgoing[: 2**20]) :]
            except BlockingIOError:
                pass
            except ConnectionError:  # it has gone, and may have answered before
                self._outgoing = memoryview(b"")
        if channel in ready:
            data = channel.recv(_CHUNK)
            if not data:
                raise EOFError
            self._unread += self._reader.feed(data)
        if worker.output in ready:
            self._drain(worker.output)

    def _drain(self, output: int) -> None:
        with contextlib.suppress(BlockingIOError):
            # Bounded: a flood must not keep the judge from its deadline.
            for _ in range(64):
                data = os.read(output, _CHUNK)
                if not data:
                    self._output_open = False
                    return
                self._printed += data[: _PRINTED_BYTES - len(self._printed)]

    def _lose(self, outcome: Lost | None) -> Lost:
        """Kill the worker; without an outcome, its exit status tells what happened."""
        worker, self._worker = self._worker, None
        self._ahead.clear()
        if worker is None:
            raise SandboxError("a worker was lost twice")
        self._drain(worker.output)
        # A worker that has hung up is given the moment that it takes a process to die.
        status = self._zygote.end(worker, grace_s=0.0 if outcome else 0.5)
        return outcome or Crashed(_reason(status))


def _reason(status: int | None) -> str:
    if status is None:
        return "it closed its connection to the judge"
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        name = signal.Signals(-code)
        return f"{_EXITS[name]} ({name.name})" if name in _EXITS else f"signal {name.name}"
    # Not which: a submission could put what it has been given into the number.
    return "it left without an answer, as os._exit does"
