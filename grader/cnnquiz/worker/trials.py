"""What a confined worker tries before any student's code runs: the level reached is measured.

Each trial is something that no submission needs. Nothing here harms: what is written outside is a
file that was made to be written to.
"""

import _thread
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cnnquiz.worker.confine import BOX
from cnnquiz.worker.kernel import system_call

_UNSHARE = {"x86_64": 272, "aarch64": 97}
_NEWUSER = 0x10000000
_MANY_THREADS = 100  # more than anybody needs, and more than are to be had
_SMALL_STACK = 2**16
_MUCH = 2**30  # bytes, of which no folder in memory has so many

Plan = Mapping[str, Any]


def possible(plan: Plan) -> list[str]:
    """Return the names of what this process can do and should not be able to.

    Args:
        plan: `beside`, a file such as another student's, with something in it; `private`, paths
            of which nothing is needed, a folder with the name of something in it; `judge`, the
            judge's process id; `network`, the name of the judge's network.
    """
    return [name for name, trial in _TRIALS.items() if any(trial(plan))]


def _reads(plan: Plan) -> Iterator[bool]:
    """Files of other students, of the course's solutions, of the grader's home."""
    for path, name in ((plan["beside"], ""), *plan["private"]):
        if not name:
            yield _can(_read, path)
        else:
            with contextlib.suppress(OSError):
                yield name in os.listdir(path)  # noqa: PTH208  # a Path is what is not needed


def _knows(plan: Plan) -> Iterator[bool]:
    """Whether a file is there, how large it is and when it was written."""
    yield _can(os.stat, plan["beside"])


def _writes(plan: Plan) -> Iterator[bool]:
    beside = plan["beside"]
    folder = os.path.dirname(beside)  # noqa: PTH120  # a Path is what is not needed
    yield _can(_write, beside, os.O_WRONLY | os.O_APPEND)
    yield _can(os.truncate, beside, 1)
    yield _can(os.chmod, beside, 0o644)
    yield _can(os.utime, beside)
    for place in (folder, "/tmp", "/var/tmp", "/dev/shm", "/"):  # noqa: S108  # tried, not used
        path = f"{place}/cnnquiz-trial-{os.getpid()}"
        written = _can(_write, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        if written:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108
        yield written


def _fills(_plan: Plan) -> Iterator[bool]:
    """Its own folder, as far as the disk goes."""
    own = os.statvfs(".")
    yield own.f_blocks * own.f_frsize > _MUCH


def _talks(plan: Plan) -> Iterator[bool]:
    """Sockets, unless in a network of its own that leads nowhere."""
    with contextlib.suppress(OSError):
        if os.readlink("/proc/self/ns/net") != plan["network"]:  # noqa: PTH115
            return
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        yield _can(lambda family=family: socket.socket(family).close())


def _sees(plan: Plan) -> Iterator[bool]:
    """Processes besides itself and the zygote, or into the zygote."""
    with contextlib.suppress(OSError):
        own = {os.getpid(), os.getppid()}
        if BOX in plan["layers"]:
            own.add(1)  # which does nothing but hold the box open, if it is not the zygote
        for name in os.listdir("/proc"):  # noqa: PTH208
            yield name.isdigit() and int(name) not in own
    for name in ("environ", "mem", "maps"):
        yield _can(_read, f"/proc/{os.getppid()}/{name}")


def _signals(plan: Plan) -> Iterator[bool]:
    # The first process of a namespace hears nothing from within.
    for pid in {os.getppid(), plan["judge"]} - {1, os.getpid()}:
        yield _can(os.kill, pid, 0)


def _commands(_plan: Plan) -> Iterator[bool]:
    """Rights that only the system's administrator needs, or can be had by a new namespace."""
    number = _UNSHARE.get(os.uname().machine)
    yield os.getuid() != 0 and _can(os.setuid, 0)
    # Not in this process: it would not be the one that was confined any more.
    yield number is not None and _in_child(lambda: system_call(number, _NEWUSER))
    yield _in_child(lambda: os.chroot("."))


def _multiplies(_plan: Plan) -> Iterator[bool]:
    """Starts threads, which count as processes do and cost less; they end with this process."""
    held = _thread.allocate_lock()
    held.acquire()
    _thread.stack_size(_SMALL_STACK)
    try:
        for _ in range(_MANY_THREADS):
            _thread.start_new_thread(held.acquire, ())
    except RuntimeError:
        return
    yield True


_TRIALS: Mapping[str, Callable[[Plan], Iterator[bool]]] = {
    "reads": _reads,
    "knows": _knows,
    "writes": _writes,
    "fills": _fills,
    "talks": _talks,
    "sees": _sees,
    "signals": _signals,
    "commands": _commands,
    "multiplies": _multiplies,  # the last: with so many threads nothing else could be tried
}


def _can(action: Callable[..., Any], *arguments: Any) -> bool:
    try:
        action(*arguments)
    except OSError:
        return False
    return True


def _in_child(action: Callable[[], Any]) -> bool:
    pid = os.fork()
    if pid == 0:
        signal.alarm(5)
        os._exit(0 if _can(action) else 1)
    return os.waitpid(pid, 0)[1] == 0


def _read(path: str) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        os.read(fd, 1)
    finally:
        os.close(fd)


def _write(path: str, flags: int) -> None:
    fd = os.open(path, flags, 0o600)
    try:
        os.write(fd, b"x")
    finally:
        os.close(fd)
