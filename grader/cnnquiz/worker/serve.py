"""The worker: loads one submission and calls its functions, as the judge asks.

It returns values, never verdicts. Everything here runs beside the student's code and may be
tampered with by it; the judge believes nothing but what it can check.
"""

import contextlib
import io
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from types import CodeType, ModuleType, TracebackType
from typing import Any

from cnnquiz.wire.frames import FrameReader, frame
from cnnquiz.wire.invocation import defined_in, invoke, raised
from cnnquiz.wire.outcome import Missing, Place, Raised, Returned, to_plain
from cnnquiz.wire.values import TOO_LARGE, Opaque, WireError, decode, encode
from cnnquiz.worker.cells import compile_cell
from cnnquiz.worker.off_limits import OffLimits, OffLimitsError
from cnnquiz.worker.watch import Watch

_CHUNK = 2**16


def serve(channel: socket.socket, probes: Mapping[str, Any]) -> None:
    """Answer requests until the judge hangs up.

    Args:
        channel: to the judge.
        probes: the exercise's, by name.
    """
    reader = FrameReader()
    worker = Worker(probes)
    while data := channel.recv(_CHUNK):
        for request, payload in reader.feed(data):
            reply = worker.answer(decode(payload))
            for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):  # the student may have closed or replaced it
                    stream.flush()  # type: ignore[union-attr]  # None is suppressed as well
            channel.sendall(frame(request, reply))


class Worker:
    """One submission, and what can be asked of it."""

    def __init__(self, probes: Mapping[str, Any]) -> None:
        self.module = ModuleType("submission")
        self.sources: dict[str, tuple[int | None, list[str]]] = {}
        self.probes = probes
        self.off_limits = OffLimits(())
        self.watch = Watch((), self.off_limits.use)

    def answer(self, request: Mapping[str, Any]) -> bytes:
        """Return the reply to one request, encoded."""
        self.off_limits.used.clear()
        try:
            with self.watch.watching():
                outcome = self._ACTIONS[request["do"]](self, request)
        # Objects of the student's answer for themselves wherever they are looked at.
        except BaseException as error:  # noqa: BLE001
            outcome = raised(error, self.locate)
        reply = {"outcome": to_plain(outcome), "off_limits": self.off_limits.used[:20]}
        try:
            return encode(reply)
        except (WireError, MemoryError):
            return encode({**reply, "outcome": to_plain(Returned(Opaque(TOO_LARGE)))})

    def load(self, request: Mapping[str, Any]) -> Returned | Raised:
        """Execute the cells in order, in a module named after the exercise."""
        name = request["module"]
        entries = request["off_limits"]
        self.off_limits = OffLimits([entry for entry in entries if "." not in entry])
        self.off_limits.install()
        self.watch = Watch([entry for entry in entries if "." in entry], self.off_limits.use)
        self.watch.install()
        self.module = ModuleType(name)
        sys.modules[name] = self.module
        try:
            # All of them before any runs: that they compile, in time and memory that are limited,
            # is what the judge relies on when it compiles them itself.
            for code in [self._compiled(number, source) for number, source in request["cells"]]:
                exec(code, self.module.__dict__)  # noqa: S102  # what a worker is for
        # A file that exits, or throws anything else, is a finding about it.
        except BaseException as error:  # noqa: BLE001
            return self._unloadable(error)
        self.off_limits.loading = False
        return Returned(list(defined_in(self.module.__dict__)))

    def _compiled(self, number: int | None, source: str) -> CodeType:
        filename = f"{self.module.__name__}.py" if number is None else f"cell {number}"
        self.sources[filename] = (number, source.split("\n"))
        return compile_cell(source, filename)

    def call(self, request: Mapping[str, Any]) -> Any:
        """Call one of the student's functions."""
        arguments = request["args"], request["kwargs"]
        return invoke(self.module.__dict__, request["function"], *arguments, self.locate)

    def probe(self, request: Mapping[str, Any]) -> Any:
        """Call a probe, which uses the student's functions and returns plain data."""
        student = _Student(self.module.__dict__)
        arguments = (student, *request["args"]), request["kwargs"]
        outcome = invoke(self.probes, request["function"], *arguments, self.locate)
        if isinstance(outcome, Raised) and student.missing:
            return Missing(student.missing, False, defined_in(self.module.__dict__))
        return outcome

    def examples(self, request: Mapping[str, Any]) -> Returned:
        """Run the examples of a docstring; return what each printed, as a prompt would show it."""
        scope = dict(self.module.__dict__)
        return Returned([_printed(source, scope) for source in request["sources"]])

    def locate(self, trace: TracebackType | None) -> Place | None:
        """Return the deepest line of the submission in a traceback."""
        frames = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(trace)
            if frame.f_code.co_filename in self.sources
        ]
        return self._place(*frames[-1]) if frames else None

    def _place(self, filename: str, line: int) -> Place:
        number, lines = self.sources[filename]
        code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        return Place(number, line, code)

    def _unloadable(self, error: BaseException) -> Raised:
        outcome = raised(error, self.locate)
        if not (isinstance(error, SyntaxError) and error.filename in self.sources):
            return outcome
        place = self._place(str(error.filename), error.lineno or 1)
        return Raised(outcome.type, outcome.bases, str(error.msg), place)

    _ACTIONS: Mapping[str, Callable[["Worker", Mapping[str, Any]], Any]] = {
        "load": load,
        "call": call,
        "probe": probe,
        "examples": examples,
    }


class _Student:
    """What a probe sees of the submission; remembers the first function that was not there."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self.missing = ""

    def __getattr__(self, name: str) -> Any:
        if name not in self._namespace:
            self.missing = self.missing or name
            raise AttributeError(name)
        return self._namespace[name]


def _printed(source: str, scope: dict[str, Any]) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "<example>", "single"), scope)  # noqa: S102  # the course's own examples
        except OffLimitsError as error:
            return f"{error}\n"
        # As doctest prints an exception; only its last line is compared.
        except BaseException as error:  # noqa: BLE001
            last = traceback.format_exception_only(error)[-1]
            return f"{output.getvalue()}Traceback (most recent call last):\n    ...\n{last}"
    return output.getvalue()
