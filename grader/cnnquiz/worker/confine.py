"""Confines a worker before it runs a student's code, in layers that do not rely on each other.

The layers are prepared once, in the zygote; a worker that has been forked enters them, which costs
it next to nothing. A layer that this system does not have is left out, and said to be missing.
"""

import contextlib
import os
import re
import resource
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cnnquiz.worker import kernel, landlock, seccomp

UID, BOX, LANDLOCK, SECCOMP = "uid", "box", "landlock", "seccomp"
_PROCESSES = 64  # and threads, of the worker's own user
_USERS_COUNTED_APART = (5, 14)  # since this Linux, a namespace's users are not taken for others
_FILE_BYTES = 64 * 2**20
_OPEN_FILES = 256
# Of the devices, those that hold nothing.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class Confinement:
    """The layers that workers enter.

    Attributes:
        layers: those that are ready.
        missing: why others that were asked for are not, by their names.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        """Prepare them.

        Args:
            plan: `layers`, the names of those asked for; `uid`, the user that workers become;
                `readable` and `hidden`, paths; `users`, the name of the judge's namespace of users.
        """
        self.layers: set[str] = set(plan["layers"])
        self.missing: dict[str, str] = {}
        self._uid: int = plan["uid"]
        # Anybody else's processes must not count: they are as many as they like.
        self._is_counted = UID in self.layers or _in_users_of_its_own(plan["users"])
        if LANDLOCK in self.layers:
            with self._or_missing(LANDLOCK):
                self._rules = landlock.prepare(_grants(plan, boxed=BOX in self.layers))
        if SECCOMP in self.layers:
            signals_held = LANDLOCK in self.layers and landlock.holds_signals()
            with self._or_missing(SECCOMP):
                self._filter = seccomp.prepare(signals_held=signals_held)

    def leave_out(self, layer: str, reason: str) -> None:
        """Do without a layer from now on."""
        self.layers.discard(layer)
        self.missing[layer] = reason

    def enter(self, memory_mb: int) -> None:
        """Confine this process, for good.

        Args:
            memory_mb: how much memory it may use beyond what it uses now.

        Raises:
            ConfinementError: a layer that is ready could not be entered; nothing may run then.
        """
        # Under the other layers the present size could not be read.
        limits = list(_limits(memory_mb))
        if self._is_counted:
            limits.append((resource.RLIMIT_NPROC, _PROCESSES))
        for limit, value in limits:
            most = resource.getrlimit(limit)[1]  # the judge itself may have been given less
            least = value if most == resource.RLIM_INFINITY else min(value, most)
            resource.setrlimit(limit, (least, least))
        steps: Sequence[tuple[str, Callable[[], None]]] = (
            (UID, self._become_nobody),
            (LANDLOCK, self._enter_landlock),
            (SECCOMP, self._enter_seccomp),
        )
        for layer, step in steps:
            if layer in self.layers:
                try:
                    step()
                except OSError as error:
                    raise ConfinementError(layer, str(error)) from error

    def _become_nobody(self) -> None:
        os.setgroups([])
        os.setresgid(self._uid, self._uid, self._uid)
        os.setresuid(self._uid, self._uid, self._uid)
        # A change of user clears both.
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # or its own /proc/self would be closed to it

    def _enter_landlock(self) -> None:
        self._no_new_privileges()
        landlock.enter(self._rules)

    def _enter_seccomp(self) -> None:
        self._no_new_privileges()
        self._filter.enter()

    @staticmethod
    def _no_new_privileges() -> None:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if os.geteuid() == 0:
            kernel.drop_capabilities()

    @contextlib.contextmanager
    def _or_missing(self, layer: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.leave_out(layer, str(error))


class ConfinementError(Exception):
    """A layer could not be entered.

    Attributes:
        layer: which.
        reason: what the system said.
    """

    def __init__(self, layer: str, reason: str) -> None:
        super().__init__(f"{layer}: {reason}")
        self.layer = layer
        self.reason = reason


def _grants(plan: Mapping[str, Any], *, boxed: bool) -> Iterator[landlock.Grant]:
    yield from landlock.readable(plan["readable"], plan["hidden"])
    yield os.getcwd(), landlock.OWN  # noqa: PTH109  # the folder of its own
    for device in _DEVICES:
        yield device, landlock.READ_FILE | landlock.WRITE_FILE
    if boxed:  # elsewhere it shows everybody's processes
        yield "/proc", landlock.READ_FILE | landlock.READ_DIR


def _in_users_of_its_own(outside: str) -> bool:
    """Tell whether this process is in a namespace of users in which processes count by themselves.

    As root, or where bubblewrap is installed setuid, there is no such namespace.
    """
    try:
        inside = os.readlink("/proc/self/ns/user")  # noqa: PTH115
    except OSError:
        return False
    found = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return (
        inside != outside
        and found is not None
        and ((int(found[1]), int(found[2])) >= _USERS_COUNTED_APART)
    )


def _limits(memory_mb: int) -> Iterator[tuple[int, int]]:
    yield resource.RLIMIT_CORE, 0
    yield resource.RLIMIT_FSIZE, _FILE_BYTES
    yield resource.RLIMIT_NOFILE, _OPEN_FILES
    with contextlib.suppress(FileNotFoundError):  # elsewhere the limit would not be kept anyway
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        # torch alone maps hundreds of MB, so the limit is on top of what is there.
        yield resource.RLIMIT_AS, pages * resource.getpagesize() + memory_mb * 2**20
