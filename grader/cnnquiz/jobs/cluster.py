"""Graders on a Dask cluster: submissions are the tasks, and Dask gives them to whoever is free.

A Dask worker that is lost loses nothing: Dask gives what it had in hand to another one. A
submission whose Dask workers are lost time and again is reported as `not_run`, which is our failure
and costs nobody points. Orders and answers cross as bytes of data; what Dask pickles is the name of
the function that takes them.
"""

import contextlib
import logging
import queue
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from dataclasses import replace
from importlib.metadata import version
from typing import Any, Self

from distributed import Client, Future, KilledWorker

from cnnquiz import wiring
from cnnquiz.errors import ClusterError, UsageError
from cnnquiz.grading.batch import Answer, Order, not_run
from cnnquiz.jobs import dask_worker
from cnnquiz.jobs.codec import decode, encode
from cnnquiz.jobs.dask_worker import Terms
from cnnquiz.model.report import Confinement

_PATIENCE_S = 120.0
_LOOK_S = 1.0
_CLOSE_S = 10.0
_LOG = logging.getLogger("distributed.client")


class Cluster:
    """Dask workers that grade. A context manager: entering it waits until they can."""

    def __init__(
        self,
        address: str,
        slugs: Iterable[str],
        *,
        minimum: Confinement,
        tell: Callable[[str], object],
        patience_s: float = _PATIENCE_S,
    ) -> None:
        """Prepare it.

        Args:
            address: the scheduler's.
            slugs: the long names of the exercises to grade.
            minimum: how well a student's code has to be held at least.
            tell: shows a line to whoever waits.
            patience_s: seconds to wait for a Dask worker while there is none.
        """
        self._address = address
        self._terms = Terms(uuid.uuid4().hex, wiring.exercise_digests(slugs), minimum)
        self._version = version("cnnquiz")
        self._tell = tell
        self._patience_s = patience_s
        self._answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        self._threads = 0
        self._looked = 0.0
        self._alone_since: float | None = None

    def __enter__(self) -> Self:
        """Connect, wait for a Dask worker, and make sure that all that are there can grade.

        Raises:
            UsageError: the address is none.
            ClusterError: nobody answers, or they are not fit for this grading; names them.
        """
        self._tell(f"asking the Dask scheduler at {self._address} …")
        with contextlib.ExitStack() as undo:
            # What goes wrong is told in words; Dask would add a traceback.
            undo.callback(_LOG.setLevel, _LOG.level)
            _LOG.setLevel(logging.CRITICAL)
            self._client = self._connected()
            undo.callback(self._close)
            while not self._look():
                time.sleep(0.1)
            self._meet()
            self._end = undo.pop_all()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Leave the cluster, which drops what nobody has begun with."""
        self._end.close()

    def _connected(self) -> Client:
        try:
            return Client(self._address, name="cnnquiz", set_as_default=False)
        except ValueError as error:
            raise UsageError(
                f"--cluster: found {self._address!r}, expected a Dask scheduler's address, such as"
                f" tcp://10.0.0.5:8786 ({error})"
            ) from error
        except OSError as error:
            raise ClusterError(
                f"{self._address}: no Dask scheduler answers there; is it running, and does its"
                f" port reach this machine? ({error})"
            ) from error

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # where the scheduler is gone, it takes too long
            self._client.close(timeout=_CLOSE_S)

    def _meet(self) -> None:
        """Make sure that everybody there is fit for this grading.

        Raises:
            ClusterError: they are not.
        """
        unfit = []
        try:
            self._client.run_on_scheduler(dask_worker.same_version, self._version)
        # Whatever another environment may raise, for lack of our code to begin with.
        except Exception as error:  # noqa: BLE001
            unfit.append(f"Dask scheduler {self._address}: {self._reason(error)}")
        data = encode(self._terms)
        found = self._client.run(dask_worker.meet, self._version, data, on_error="return")
        for address, came in sorted(found.items()):
            if isinstance(came, Exception) and not isinstance(came, OSError):  # it has left
                unfit.append(f"Dask worker {address}: {self._reason(came)}")
        if unfit:
            raise ClusterError("\n".join(["nothing was graded:", *unfit]))

    def _reason(self, error: Exception) -> str:
        if isinstance(error, ClusterError):
            return str(error)
        return f"cannot run cnnquiz {self._version}, which has to be installed there: {error}"

    def _look(self) -> int:
        """Count the threads of all Dask workers, and return their number.

        Raises:
            ClusterError: there has been none for too long, or the scheduler is lost.
        """
        try:
            self._threads = sum(self._client.nthreads().values())
        except OSError as error:  # orders under way do not tell, where it left in good order
            raise self._left() from error
        self._looked = time.monotonic()
        if self._threads:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = self._looked
            self._tell(
                f"there is no Dask worker at {self._address};"
                f" waiting {self._patience_s:.0f} s for one to come …"
            )
        elif self._looked - self._alone_since > self._patience_s:
            raise ClusterError(
                f"{self._address}: no Dask worker came within {self._patience_s:.0f} s; start"
                f" some with: dask worker {self._address} --nthreads 1"
            )
        return self._threads

    @property
    def capacity(self) -> int:
        """How many orders keep everybody busy: one in hand and one waiting for each thread.

        It follows the Dask workers that come and go.
        """
        if time.monotonic() - self._looked > _LOOK_S:
            self._look()
        return 2 * max(self._threads, 1)

    def ready(self) -> None:
        """Do nothing: entering it has waited for that."""

    def put(self, order: Order) -> None:
        """Hand out an order, and do not wait for it."""
        terms = replace(self._terms, digests={order.slug: self._terms.digests[order.slug]})
        future = self._client.submit(
            dask_worker.answer,
            self._version,
            encode((terms, order)),
            key=f"cnnquiz-{terms.grading}-{order.number}",
        )
        loop: Any = self._client.loop  # None only before it is connected
        loop.add_callback(self._follow, order, future)

    def get(self) -> Answer:
        """Wait for the answer to some order.

        Raises:
            ClusterError: the scheduler is lost, nobody has been there to grade for long, or a Dask
                worker came that is not fit for this grading.
        """
        while True:
            try:
                found = self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                self._look()
                continue
            if isinstance(found, BaseException):
                raise found
            return found

    def dismiss(self) -> None:
        """Do nothing: Dask workers end processes that are idle."""

    async def _follow(self, order: Order, future: "Future[bytes]") -> None:
        """Bring the answer to an order to whoever waits."""
        try:
            (data,) = await self._client.gather([future], asynchronous=True)
            found: Answer | BaseException = decode(data, Answer)
        except KilledWorker as error:
            found = _lost(order, error.allowed_failures + 1)
        except ClusterError as error:
            found = error
        except (CancelledError, OSError):
            found = self._left()
        # A coroutine of the loop has nobody to raise to: the one who waits for the answer gets it.
        except Exception as error:  # noqa: BLE001
            found = error
        self._answers.put(found)

    def _left(self) -> ClusterError:
        text = "the connection to the Dask scheduler was lost; what is graded is in the gradebook"
        return ClusterError(f"{self._address}: {text}")


def _lost(order: Order, times: int) -> Answer:
    text = f"{times} Dask workers were lost while they graded it. No points are lost by it."
    short = order.slug.partition("_")[0]
    return Answer(order.number, not_run(short, order.slug, text), (f"{short}: {text}",))
