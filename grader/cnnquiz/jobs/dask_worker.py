"""What a Dask worker runs: it sees to it that it is fit to grade, and hands orders to processes.

Each of its threads has a grader process, the same as `cnnquiz.jobs.pool` has on one machine: that
one is replaced when it dies, and ends when the Dask worker does. Those of a grading that has had
nothing to do for a while end as well, so that nobody has to tell when it is over.
"""

import asyncio
import contextlib
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version as installed
from typing import TypeVar

from distributed import get_worker

from cnnquiz import wiring, workbench
from cnnquiz.errors import ClusterError, CnnquizError
from cnnquiz.grading.batch import Answer, Order
from cnnquiz.jobs.codec import decode, encode
from cnnquiz.jobs.pool import Pool
from cnnquiz.model.report import Confinement
from cnnquiz.sandbox.confinement import Held

_IDLE_S = 60.0
_Value = TypeVar("_Value")
_DIGITS = 12  # of a sum of files, as people read it


@dataclass(frozen=True, slots=True)
class Terms:
    """What everybody who takes part in a grading has to agree on.

    Attributes:
        grading: tells it from every other grading, on this cluster and at any time.
        digests: of all files of each exercise, by its long name.
        minimum: how well a student's code has to be held at least.
    """

    grading: str
    digests: dict[str, str]
    minimum: Confinement


def same_version(expected: str) -> None:
    """Compare versions of cnnquiz; a Dask scheduler is asked as well, because it reads the tasks.

    Raises:
        ClusterError: they differ.
    """
    if (found := installed("cnnquiz")) != expected:
        raise ClusterError(f"found cnnquiz {found}, expected {expected}")


async def meet(version: str, data: bytes) -> None:
    """Make sure that this Dask worker is fit for a grading, before the first order.

    Args:
        version: of cnnquiz, where the grading was asked for.
        data: the terms.

    Raises:
        ClusterError: it is not; says what was found and what was expected.
    """
    # Its event loop has others to answer.
    await asyncio.to_thread(_told, "", lambda: _meet(version, data))


def _meet(version: str, data: bytes) -> None:
    same_version(version)
    terms = decode(data, Terms)
    with _graders(terms.grading) as graders:
        graders.agree(terms)


def answer(version: str, data: bytes) -> bytes:
    """Return the answer to an order.

    Args:
        version: of cnnquiz, where the order comes from.
        data: the terms, of which the order's exercise alone need have a digest, and the order.

    Raises:
        ClusterError: this Dask worker, which it names, is not fit for it.
    """
    place = f"Dask worker {get_worker().address}: "
    return _told(place, lambda: _answer(version, data))


def _answer(version: str, data: bytes) -> bytes:
    same_version(version)
    terms, order = decode(data, tuple[Terms, Order])
    with _graders(terms.grading) as graders:
        graders.agree(terms)
        return encode(graders.answer(order))


def _told(place: str, do: Callable[[], _Value]) -> _Value:
    """Return what `do` returns; what it raises becomes an error that can cross."""
    failure: Exception
    try:
        return do()
    except (CnnquizError, OSError) as error:
        failure = ClusterError(f"{place}{error}")
    # A bug. As text, because Dask waits for ever for an error that cannot be pickled.
    except Exception:  # noqa: BLE001
        failure = RuntimeError(f"{place}{traceback.format_exc()}")
    raise failure  # out here, so that it takes no other one along


class _Graders:
    """The grader processes for one grading, as many as there are threads that ask for one."""

    def __init__(self, grading: str) -> None:
        self.grading = grading
        self.users = 0
        self.used = threading.Condition(_LOCK)
        self._free: list[Pool] = []
        self._agreed: set[tuple[str, str]] = set()
        self._held: Held | None = None
        self.watcher = threading.Thread(target=self._end_when_idle, daemon=True)
        self.watcher.start()

    def agree(self, terms: Terms) -> None:
        """Compare what is asked for with what is here.

        Raises:
            ClusterError: they differ.
            CnnquizError: there is no course, or no solutions, or no worker process can be started.
        """
        for slug, expected in terms.digests.items():
            if (slug, expected) in self._agreed:
                continue
            found = wiring.exercise_digests([slug])[slug]
            if found != expected:
                raise ClusterError(
                    f"the files of {slug} are others: found sum {found[:_DIGITS]}, expected"
                    f" {expected[:_DIGITS]} ({wiring.exercises_folder() / slug} and"
                    f" {wiring.instructors_folder() / slug})"
                )
            self._agreed.add((slug, expected))
        if terms.minimum is not Confinement.PROCESS:
            self._held = self._held or workbench.held()
            if (why := self._held.too_little(terms.minimum)) is not None:
                raise ClusterError(why)

    def answer(self, order: Order) -> Answer:
        """Return the answer of a grader process, one that nobody else uses meanwhile.

        Raises:
            OSError: none can be started.
        """
        with _LOCK:
            pool = self._free.pop() if self._free else Pool(1)
        try:
            pool.put(order)
            return pool.get()
        finally:
            with _LOCK:
                self._free.append(pool)

    def _end_when_idle(self) -> None:
        with _LOCK:
            while self.used.wait(_IDLE_S) or self.users:
                pass
            del _ALL[self.grading]
        for pool in self._free:
            with pool:
                pass  # leaving it ends it


_LOCK = threading.Lock()
_ALL: dict[str, _Graders] = {}


@contextlib.contextmanager
def _graders(grading: str) -> Iterator[_Graders]:
    """Yield those for a grading, which do not end meanwhile."""
    with _LOCK:
        if grading not in _ALL:
            _ALL[grading] = _Graders(grading)
        graders = _ALL[grading]
        graders.users += 1
    try:
        yield graders
    finally:
        with _LOCK:
            graders.users -= 1
            graders.used.notify()
