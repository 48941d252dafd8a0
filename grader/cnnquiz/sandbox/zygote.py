"""The judge's handle on a zygote: a warm process that forks a confined worker per submission."""

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cnnquiz import disk
from cnnquiz.errors import LooseError, SandboxError
from cnnquiz.model.course import Limits, Tools
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox.confinement import QUICK_LAYERS, Held, Layer, hidden_paths
from cnnquiz.sandbox.plan import make_plan
from cnnquiz.sandbox.process import Forked, Nursery, Started, ZygoteProcess

# Long enough for torch on a cold disk; only a broken machine takes longer.
_START_S = 60.0
_END_S = 5.0
_END_IDLE_S = 0.2
_ANSWER_BYTES = 2**14


@dataclass(frozen=True, slots=True)
class WorkerEnds:
    """The judge's ends of what connects it to one worker.

    Attributes:
        channel: carries frames both ways.
        output: the read end of a pipe with whatever the worker prints.
    """

    channel: socket.socket
    output: int

    def close(self) -> None:
        """Close both ends; the worker notices and leaves."""
        self.channel.close()
        os.close(self.output)


class Zygote:
    """Starts at once and in the background, so that the judge's own imports run beside its.

    It serves one worker at a time. A context manager: leaving it ends every process that came
    from it.
    """

    def __init__(
        self,
        layers: Iterable[Layer] = QUICK_LAYERS,
        hidden: Sequence[Path] = (),
        tools: Tools = Tools.NUMPY,
        nursery: Nursery | None = None,
    ) -> None:
        """Start it.

        Args:
            layers: what is to hold its workers; those that this system lacks are left out.
            hidden: paths that no worker may read, though they lie among the software.
            tools: what it imports before anybody asks for it.
            nursery: what it comes from if it can, having imported the same.
        """
        self._tools = tools
        self._asked = frozenset(layers)
        self._hidden = hidden_paths(hidden)
        self._nursery = nursery if nursery is not None and nursery.tools is tools else None
        self._process: ZygoteProcess | None = None
        self._held, self._told = Held(self._asked), False
        self._has_worker = False  # or had one that was not ended
        self._given: set[str] = set()  # probes that it has, by their sums
        self._said = b""  # and not yet read to the end of a line
        self._pid: int | None = None  # of the present worker, once the zygote has told
        self._start()

    def __enter__(self) -> Self:
        """Return the zygote itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """End it, and all that came from it."""
        self.close()

    def fork(self, tools: Tools, limits: Limits, probes: str | None = None) -> WorkerEnds:
        """Order a worker, and do not wait for it; frames may be sent to it at once.

        Args:
            tools: what it needs.
            limits: what it may use.
            probes: the text of the exercise's probes, if it has any; they are executed once.

        Raises:
            SandboxError: the zygote is not there.
        """
        channel, workers_channel = socket.socketpair()
        output, workers_output = os.pipe()
        ends = WorkerEnds(channel, output)
        order = {"do": "fork", "tools": tools.value, "memory_mb": limits.memory_mb, "probes": ""}
        with contextlib.ExitStack() as stack:
            stack.callback(workers_channel.close)
            stack.callback(os.close, workers_output)
            fds = [workers_channel.fileno(), workers_output]
            if probes is not None:
                order["probes"] = name = hashlib.sha256(probes.encode()).hexdigest()
                if name not in self._given:
                    file = stack.enter_context(tempfile.TemporaryFile())
                    file.write(probes.encode())
                    file.seek(0)
                    fds.append(file.fileno())
                    self._given.add(name)
            self._has_worker = True
            try:
                self._send(order, *fds)
            except SandboxError:
                ends.close()
                raise
        return ends

    def forked(self) -> int:
        """Wait until the worker that was ordered is there; return its process id.

        In a box, that is its id there; see `process_id`.

        Raises:
            SandboxError: the zygote could not make one.
        """
        if self._pid is None:
            self.held()
            self._pid = int(self._answer(_START_S)["pid"])
        return self._pid

    def process_id(self) -> int:
        """Return the process id by which the worker is known to the judge.

        Raises:
            SandboxError: there is no worker.
        """
        pid = self.forked()
        if Layer.BOX not in self._held.layers or self._process is None:
            return pid
        import psutil  # noqa: PLC0415  # 40 ms, and only where time is judged

        for child in psutil.Process(self._process.id()).children(recursive=True):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
                ids = [line.split()[1:] for line in status.splitlines() if line[:6] == "NSpid:"]
                if ids and ids[0][-1:] == [str(pid)] and len(ids[0]) > 1:
                    return child.pid
        raise SandboxError("the worker is not among the processes of its box")

    def held(self) -> Held:
        """Wait until it is known what holds its workers, and return that.

        Raises:
            SandboxError: the zygote does not answer.
        """
        if not self._told:
            answer = self._first_answer()
            missing = {Layer(name): reason for name, reason in answer["missing"].items()}
            self._held = Held(
                frozenset(map(Layer, answer["layers"])),
                {**self._held.missing, **missing},
                tuple(answer["possible"]),
            )
            self._told = True
        return self._held

    def require(self, minimum: Confinement) -> None:
        """Make sure that workers are confined well enough for other people's code.

        Raises:
            LooseError: they are not; it says what is missing, and how it is to be had.
            SandboxError: the zygote does not answer.
        """
        held = self.held()
        if (why := held.too_little(minimum)) is not None:
            raise LooseError(why, held.confinement.value)

    def end(self, worker: WorkerEnds, grace_s: float = 0.0) -> int | None:
        """Kill the worker and whatever it started.

        Args:
            worker: its ends, which are closed.
            grace_s: seconds in which it may still die of its own.

        Returns:
            The wait status of a worker that died of its own, else None.

        Raises:
            SandboxError: there never was a worker, or it could not be confined, so that nothing of
                the submission ran in it.
        """
        try:
            pid = self.forked()
        finally:
            worker.close()
        self._pid = None
        try:
            self._send({"do": "end", "pid": pid, "grace_s": grace_s})
            answer = self._answer(_END_S + grace_s)
        except SandboxError:
            # It had made a worker, so it was well: the worker has killed or stopped it.
            self._restart()
            return None
        self._has_worker = False
        if answer["failure"]:
            raise SandboxError(f"a worker could not be confined: {answer['failure']}")
        status: int | None = answer["status"]
        return status

    def close(self) -> None:
        """End the zygote, and all that came from it; may be called again."""
        process, self._process = self._process, None
        if process is None:
            return
        self._control.close()
        try:
            # It may be importing torch; without a worker there is nothing for it to clear up.
            process.wait(_END_S if self._has_worker else _END_IDLE_S)
        except subprocess.TimeoutExpired:
            process.kill()
        process.forget()
        disk.delete(self._folder)

    def forget(self) -> None:
        """Leave it to the process that this one was forked from."""
        process, self._process = self._process, None
        self._control.close()
        if process is not None:
            process.forget()

    def _start(self) -> None:
        outer = Path(tempfile.mkdtemp(prefix="cnnquiz-")).resolve()
        self._folder, own = outer, outer / "work"
        own.mkdir()
        self._told, self._said = False, b""
        self._given.clear()
        self._control, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = self._forked(theirs, own) or self._started(theirs, own)
            except OSError as error:
                raise SandboxError(f"the worker process did not start: {error}") from error

    def _forked(self, control: socket.socket, folder: Path) -> Forked | None:
        """Return a process from the nursery; None if there can be none, now and later."""
        if self._nursery is None:
            return None
        # To try first whether a box can be made takes as long as to make it.
        plan = make_plan(self._asked, folder, self._hidden, try_box=False)
        if plan.box:
            with contextlib.suppress(OSError):
                process = self._nursery.fork(plan, control, folder)
                self._held = plan.expected
                return process
        else:  # nobody has a use for it
            self._nursery.close()
        self._nursery = None
        return None

    def _started(self, control: socket.socket, folder: Path) -> Started:
        """Return a process of its own."""
        plan = make_plan(self._asked, folder, self._hidden)
        self._held = plan.expected
        return Started(plan, control, folder, self._tools)

    def _restart(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()
        self._pid, self._has_worker = None, False
        self._start()

    def _send(self, order: dict[str, Any], *fds: int) -> None:
        try:
            self._control.settimeout(_END_S)
            socket.send_fds(self._control, [json.dumps(order).encode()], fds)
        except OSError as error:
            raise SandboxError(f"the worker process is gone: {self._last_words()}") from error

    def _first_answer(self) -> dict[str, Any]:
        try:
            return self._answer(_START_S)
        except SandboxError:
            if not isinstance(self._process, Forked) or self._has_worker:
                raise
        # A system may let bubblewrap make no boxes, or nobody enter them.
        nursery, self._nursery = self._nursery, None
        self._restart()
        if nursery is not None and Layer.BOX not in self._held.layers:
            nursery.close()  # nobody has a use for it
        return self._answer(_START_S)

    def _answer(self, seconds: float) -> dict[str, Any]:
        """Return what it says next: what holds workers, then an answer to each order.

        Each is awaited before the next order is sent.
        """
        while b"\n" not in self._said:
            try:
                self._control.settimeout(seconds)
                said = self._control.recv(_ANSWER_BYTES)
            except ConnectionError:  # it has left an order unread
                said = b""
            except OSError as error:
                raise SandboxError(f"the worker process did not answer: {error}") from error
            if not said:
                raise SandboxError(f"the worker process ended early: {self._last_words()}")
            self._said += said
        answer, _, self._said = self._said.partition(b"\n")
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def _last_words(self) -> str:
        return "it was closed" if self._process is None else self._process.last_words()


def new_request_id() -> int:
    """Return an id for a request that cannot be guessed in advance."""
    return int.from_bytes(os.urandom(8), "big")
