"""The parent's handles on grader processes, which are started several at once."""

import contextlib
import os
import platform
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import cnnquiz
from cnnquiz import disk
from cnnquiz.errors import LooseError, SandboxError
from cnnquiz.grading.batch import Answer, Order
from cnnquiz.jobs.codec import receive, send
from cnnquiz.jobs.messages import UNKNOWN, First, Reply, Start
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox.bubblewrap import is_installed
from cnnquiz.sandbox.process import ENVIRONMENT

# Every check has a deadline of its own; only a failure of ours takes this long.
_ANSWER_S = 600.0
_END_S = 5.0
_BOOT = """
import sys
if sys.argv[1] not in sys.path:
    sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs.start import main
main()
"""
# References compute as workers do: waiting for other threads costs more than they gain, and a
# process with threads had better not fork.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def start_graders(
    count: int, first: First = UNKNOWN, minimum: Confinement = Confinement.PROCESS
) -> "list[GraderProcess]":
    """Start some grader processes, and do not wait for them.

    Args:
        count: how many.
        first: what the first submissions will be.
        minimum: how well submissions have to be held at least.

    Raises:
        OSError: one of them cannot be started.
    """
    if platform.system() == "Linux":
        return _start_family(count, first, minimum)
    # Elsewhere, libraries that numpy builds on may not survive a fork, nor would a forked process
    # be told that the first one is gone.
    with contextlib.ExitStack() as undo:
        processes = []
        for _ in range(count):
            processes += _start_family(1, first, minimum)
            undo.callback(processes[-1].end)
        undo.pop_all()
    return processes


def _start_family(count: int, first: First, minimum: Confinement) -> "list[GraderProcess]":
    """Start a grader process, which forks the others once it is warm, and which they end with."""
    root = str(Path(cnnquiz.__file__).resolve().parents[1])
    with contextlib.ExitStack() as undo, contextlib.ExitStack() as theirs:
        processes, ends = [], []
        for _ in range(count):
            ours, end = socket.socketpair()
            ends.append(theirs.enter_context(end).fileno())
            processes.append(GraderProcess(ours))
            undo.callback(processes[-1].end)
        folders = [process.folder for process in processes]
        environment = {**os.environ, **_ONE_THREAD, "TMPDIR": folders[0]}
        start = Start(
            [(os.fsencode(name), os.fsencode(value)) for name, value in environment.items()],
            *(os.getpid(), ends, folders, first, minimum),
        )
        # Without boxes, a nursery is of no use.
        nursery = first.tools.value if sys.platform == "linux" and is_installed() else ""
        processes[0].process = subprocess.Popen(
            # -I: nothing from the working directory, where students' files may lie, and nothing
            # from the environment, which workers are not to know.
            [sys.executable, "-I", "-c", _BOOT, root, nursery, str(ends[0])],
            env={**ENVIRONMENT, "TMPDIR": folders[0]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=ends,
            start_new_session=True,  # Ctrl-C is for the parent, which then ends this
        )
        processes[0].begin(start)
        undo.pop_all()
    return processes


class GraderProcess:
    """One grader process, and the folder of its temporary files.

    Attributes:
        folder: that folder.
        process: the process if it is a child of this one, else None.
        greets: whether it is still to say that it is fit to grade.
    """

    def __init__(self, channel: socket.socket) -> None:
        self.folder = tempfile.mkdtemp(prefix="cnnquiz-")
        self.process: subprocess.Popen[bytes] | None = None
        self.greets = False
        self._channel = channel
        channel.settimeout(_ANSWER_S)

    @property
    def is_forked(self) -> bool:
        """Whether another grader process forks it, once that one has its first order."""
        return self.process is None

    def begin(self, start: Start) -> None:
        """Tell the first process what to start with.

        Raises:
            OSError: it is gone.
        """
        send(self._channel, start)
        self.greets = True

    def greet(self) -> None:
        """Wait until it is fit to grade.

        Raises:
            OSError, EOFError: the process is gone.
            LooseError: it would not hold submissions well enough.
            SandboxError: it cannot start workers.
        """
        if self.greets:
            _unrefused(receive(self._channel, Reply))
            self.greets = False

    def answer(self, order: Order) -> Answer:
        """Return the answer to an order.

        Raises:
            OSError, EOFError: the process is gone, or answered nothing for long.
            LooseError: it would not hold submissions well enough, and so did not run this one.
            SandboxError: it cannot start workers.
        """
        self.greet()
        send(self._channel, order)
        reply = _unrefused(receive(self._channel, Reply))
        if reply.answer is None:
            raise EOFError("an empty reply")
        return reply.answer

    def how_it_ended(self) -> str:
        """Return the exit status in words; nothing if it has not ended, or nobody can tell."""
        if self.process is None:
            return ""
        try:
            # It has hung up, and is given the moment that it takes a process to die.
            return f"exit status {self.process.wait(1.0)}"
        except subprocess.TimeoutExpired:
            return ""

    def end(self) -> None:
        """End the process and what came from it.

        One that was forked by the first notices that its channel is closed, and is ended when the
        first one is.
        """
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._channel.close()
        disk.delete(self.folder)


def _unrefused(reply: Reply) -> Reply:
    match reply.refusal:
        case None:
            return reply
        case why, None:
            raise SandboxError(why)
        case why, str(found):
            raise LooseError(why, found)
