"""Grader processes on this machine, each with a thread that feeds it.

A process that dies, or answers nothing for long, is replaced. The submission that it had in hand is
tried once more, in a new process, and then reported as `not_run`: that is our failure, and costs
nobody points.
"""

import contextlib
import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Self

import cnnquiz
from cnnquiz import disk
from cnnquiz.grading.batch import Answer, Order, not_run
from cnnquiz.jobs.codec import receive, send

# Every check has a deadline of its own; only a failure of ours takes this long.
_ANSWER_S = 600.0
_END_S = 5.0
_TRIES = 2
_BOOT = """
import sys
if sys.argv[1] not in sys.path:
    sys.path.insert(0, sys.argv[1])
from cnnquiz.jobs.process import main
main()
"""


class Pool:
    """Processes that grade. A context manager: leaving it ends them all.

    Attributes:
        jobs: how many there are at most; each is started when it is first needed.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        self._feeders: list[_Feeder] = []
        self._pending = 0

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """End all processes, whatever they have in hand."""
        for feeder in self._feeders:
            feeder.stop()
        for _ in self._feeders:
            self._orders.put(None)
        for feeder in self._feeders:
            feeder.join()

    @property
    def capacity(self) -> int:
        """How many orders keep everybody busy: one in hand and one waiting for each process."""
        return 2 * self.jobs

    def put(self, order: Order) -> None:
        """Hand out an order, and do not wait for it."""
        self._pending += 1
        if len(self._feeders) < min(self.jobs, self._pending):
            self._feeders.append(_Feeder(self._orders, self._answers))
            self._feeders[-1].start()
        self._orders.put(order)

    def get(self) -> Answer:
        """Wait for the answer to some order.

        Raises:
            OSError: no process can be started.
        """
        answer = self._answers.get()
        self._pending -= 1
        if isinstance(answer, BaseException):
            raise answer
        return answer


class _Feeder(threading.Thread):
    """Gives orders to one process, and brings back its answers."""

    def __init__(
        self,
        orders: "queue.SimpleQueue[Order | None]",
        answers: "queue.SimpleQueue[Answer | BaseException]",
    ) -> None:
        super().__init__(daemon=True)
        self._orders = orders
        self._answers = answers
        self._process: _Process | None = None
        self._lock = threading.Lock()  # of the process and of whether to go on
        self._stopped = False

    def run(self) -> None:
        while not self._stopped and (order := self._orders.get()) is not None:
            try:
                answer: Answer | BaseException | None = self._answer(order)
            # A thread has nobody to raise to: the one who waits for the answer gets it instead.
            except BaseException as error:  # noqa: BLE001
                answer = error
            if answer is not None:
                self._answers.put(answer)
        self.stop()

    def stop(self) -> None:
        """End the process, now."""
        with self._lock:
            self._stopped = True
            process, self._process = self._process, None
        if process is not None:
            process.end()

    def _answer(self, order: Order) -> Answer | None:
        """Return the answer; None once this has been stopped."""
        last_words = ""
        for _ in range(_TRIES):
            with self._lock:
                if self._stopped:
                    return None
                process = self._process = self._process or _Process()
            try:
                return process.answer(order)
            except (OSError, EOFError) as error:
                last_words = process.how_it_ended() or str(error)
                process.end()
            with self._lock:
                if self._process is process:
                    self._process = None
        if self._stopped:
            return None
        text = f"The process that graded it ended twice ({last_words}). No points are lost by it."
        short = order.slug.partition("_")[0]
        return Answer(order.number, not_run(short, order.slug, text), (f"{short}: {text}",))


class _Process:
    """One grader process, and the folder of its temporary files."""

    def __init__(self) -> None:
        root = str(Path(cnnquiz.__file__).resolve().parents[1])
        self._folder = tempfile.mkdtemp(prefix="cnnquiz-")
        self._channel, theirs = socket.socketpair()
        with contextlib.ExitStack() as undo, theirs:
            undo.callback(self._channel.close)
            undo.callback(disk.delete, self._folder)
            self._process = subprocess.Popen(
                # -P: nothing from the working directory, where students' files may lie.
                [
                    *(sys.executable, "-P", "-c", _BOOT, root),
                    *(str(theirs.fileno()), str(os.getpid()), self._folder),
                ],
                env={**os.environ, "TMPDIR": self._folder},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent, which then ends this
            )
            undo.pop_all()
        self._channel.settimeout(_ANSWER_S)

    def answer(self, order: Order) -> Answer:
        """Return the answer to an order.

        Raises:
            OSError, EOFError: the process is gone, or answered nothing for long.
        """
        send(self._channel, order)
        return receive(self._channel, Answer)

    def how_it_ended(self) -> str:
        """Return the exit status in words; nothing if it has not ended."""
        try:
            # It has hung up, and is given the moment that it takes a process to die.
            return f"exit status {self._process.wait(1.0)}"
        except subprocess.TimeoutExpired:
            return ""

    def end(self) -> None:
        """End the process and what came from it."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._channel.close()
        disk.delete(self._folder)
