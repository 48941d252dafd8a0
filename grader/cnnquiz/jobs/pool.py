"""Grader processes on this machine, each with a thread that feeds it.

A process that dies, or answers nothing for long, is replaced. The submission that it had in hand is
tried once more, in a new process, and then reported as `not_run`: that is our failure, and costs
nobody points.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from cnnquiz.errors import LooseError, SandboxError
from cnnquiz.grading.batch import Answer, Order, not_run
from cnnquiz.jobs.family import GraderProcess, start_graders
from cnnquiz.jobs.messages import UNKNOWN, First
from cnnquiz.model.report import Confinement

_TRIES = 2


class Pool:
    """Processes that grade. A context manager: leaving it ends them all.

    Attributes:
        jobs: how many there are.
    """

    def __init__(
        self,
        jobs: int,
        *,
        first: First = UNKNOWN,
        minimum: Confinement = Confinement.PROCESS,
    ) -> None:
        """Prepare it.

        Args:
            jobs: how many processes; they are started with the first order, at the latest.
            first: what the first submissions will be, as far as that is known.
            minimum: how well a student's code has to be held at least.
        """
        self.jobs = jobs
        self._start = partial(start_graders, first=first, minimum=minimum)
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        self._feeders: list[_Feeder] = []
        self._first: GraderProcess | None = None

    def __enter__(self) -> Self:
        """Start all processes, in the background, and return the pool itself."""
        self._begin()
        return self

    def __exit__(self, *_exception: object) -> None:
        """End all processes, whatever they have in hand."""
        for feeder in self._feeders:
            feeder.stop()
        self.dismiss()
        for feeder in self._feeders:
            feeder.join()

    @property
    def capacity(self) -> int:
        """How many orders keep everybody busy: one in hand and one waiting for each process."""
        return 2 * self.jobs

    def ready(self) -> None:
        """Wait until it is known that submissions will be held well enough.

        To be called before the first order, or not at all.

        Raises:
            LooseError: they will not be.
            SandboxError: no worker can be started.
        """
        if self._first is not None:
            with contextlib.suppress(OSError, EOFError):  # comes again with the first order
                self._first.greet()

    def put(self, order: Order) -> None:
        """Hand out an order, and do not wait for it."""
        self._begin()
        self._orders.put(order)

    def get(self) -> Answer:
        """Wait for the answer to some order.

        Raises:
            OSError: no process can be started.
            LooseError: submissions would not be held well enough; none was run.
        """
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def dismiss(self) -> None:
        """Have all processes end, once every order is answered; do not wait for it."""
        for _ in self._feeders:
            self._orders.put(None)

    def _begin(self) -> None:
        if self._feeders:
            return
        processes: Sequence[GraderProcess | None]
        begun = threading.Event()
        try:
            processes = self._start(self.jobs)
            self._first = processes[0]
        except OSError:  # told to whoever waits for an answer: it fails again then
            processes = [None] * self.jobs
        for process in processes:
            feeder = _Feeder(self._start, process, self._orders, self._answers, begun)
            self._feeders.append(feeder)
            feeder.start()


class _Feeder(threading.Thread):
    """Gives orders to one process, and brings back its answers."""

    def __init__(
        self,
        start: Callable[[int], list[GraderProcess]],
        process: GraderProcess | None,
        orders: "queue.SimpleQueue[Order | None]",
        answers: "queue.SimpleQueue[Answer | BaseException]",
        begun: threading.Event,
    ) -> None:
        """Prepare it.

        Args:
            start: starts so many processes.
            process: the one to feed; None to start one.
            orders: what to do; None to end.
            answers: what becomes of them.
            begun: that somebody has taken an order; a process that is forked waits for it.
        """
        super().__init__(daemon=True)
        self._start = start
        self._process = process
        self._orders = orders
        self._answers = answers
        self._begun = begun
        self._waits = process is not None and process.is_forked
        self._lock = threading.Lock()  # of the process and of whether to go on
        self._stopped = False

    def run(self) -> None:
        if self._waits:
            self._begun.wait()
        while not self._stopped and (order := self._orders.get()) is not None:
            self._begun.set()
            try:
                answer: Answer | BaseException | None = self._answer(order)
            # A thread has nobody to raise to: the one who waits for the answer gets it instead.
            except BaseException as error:  # noqa: BLE001
                answer = error
            if answer is not None:
                self._answers.put(answer)
        self._begun.set()
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
                process = self._process = self._process or self._start(1)[0]
            try:
                return process.answer(order)
            except LooseError:
                raise
            except (OSError, EOFError) as error:
                last_words = process.how_it_ended() or str(error)
                process.end()
            except SandboxError as error:  # another process may be luckier
                last_words = str(error)
                process.end()
            with self._lock:
                if self._process is process:
                    self._process = None
        if self._stopped:
            return None
        text = f"The process that graded it failed twice ({last_words}). No points are lost by it."
        short = order.slug.partition("_")[0]
        return Answer(order.number, not_run(short, order.slug, text), (f"{short}: {text}",))
