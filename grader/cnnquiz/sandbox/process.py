"""The processes that zygotes are: started in a box, or forked into one by a nursery."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

import cnnquiz
from cnnquiz.errors import SandboxError
from cnnquiz.model.course import Tools
from cnnquiz.sandbox.bubblewrap import CAPABILITIES, Box
from cnnquiz.sandbox.plan import Plan

_SEND_S = 5.0
_END_S = 5.0
_BOOT = """
import importlib, sys
if sys.argv[1] not in sys.path:
    sys.path.insert(0, sys.argv[1])
importlib.import_module("cnnquiz.worker." + sys.argv[2]).main()
"""
# What a zygote and its workers find, besides folders. One thread each: a worker is one of many, and
# a child forked from a threaded parent may hang. Huge pages for glibc's heap: to list small ones
# takes a fork longer than all else, and `warm.gather_memory` has half as much left to gather.
# None of what other packages add to torch, which it would look for among all that is installed.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TORCH_DEVICE_BACKEND_AUTOLOAD": "0",
}


class ZygoteProcess(Protocol):
    """A zygote's process, with all that came from it."""

    def id(self) -> int:
        """Return its process id, as it is known to the judge."""

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, after its control socket was closed.

        Raises:
            TimeoutExpired: it has not, in that time.
        """

    def kill(self) -> None:
        """Kill it, and all that came from it."""

    def forget(self) -> None:
        """Leave it to the process that this one was forked from; after it has ended, tidy up."""

    def last_words(self) -> str:
        """Return what it said or how it went, now that it has ended."""


class Started:
    """A zygote that was started by itself, in a box if there is one."""

    def __init__(self, plan: Plan, control: socket.socket, folder: Path, tools: Tools) -> None:
        """Start it.

        Raises:
            OSError: it does not start.
        """
        given = (str(control.fileno()), json.dumps(plan.told), tools.value)
        self._process = subprocess.Popen(
            [*plan.box, *_command("zygote", *given)],
            env={**ENVIRONMENT, "HOME": str(folder), "TMPDIR": str(folder)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=[control.fileno()],
            start_new_session=True,  # Ctrl-C is for the judge, which then ends the zygote
        )

    def id(self) -> int:
        """Return its process id; in a box, that of bubblewrap, from which it came."""
        return self._process.pid

    def wait(self, seconds: float) -> None:
        """Wait until it has ended.

        Raises:
            TimeoutExpired: it has not, in that time.
        """
        self._process.wait(seconds)

    def kill(self) -> None:
        """Kill it, children first."""
        import psutil  # noqa: PLC0415  # 40 ms: only where something went wrong

        with contextlib.suppress(psutil.NoSuchProcess):
            zygote = psutil.Process(self._process.pid)
            # Stopped, it cannot fork (or reap) while its tree is read.
            zygote.suspend()
            for descendant in reversed(zygote.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    descendant.kill()
            zygote.kill()
        self._process.wait()

    def forget(self) -> None:
        """Close what connects this process with it."""
        if self._process.stderr is not None:
            self._process.stderr.close()

    def last_words(self) -> str:
        """Return the last line that it wrote, or its exit status in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        status = self._process.poll()
        if status is not None and status < 0:
            return f"killed by {signal.Signals(-status).name}"
        words = "" if self._process.stderr is None else _last_line(self._process.stderr.fileno())
        return words or f"exit status {status}"


class Forked:
    """A zygote that a nursery has forked into a box."""

    def __init__(self, box: Box, told: int, errors: int) -> None:
        """Take over what belongs to it.

        Args:
            box: its box, which ends with it.
            told: a descriptor from which its process id can be read, on a line.
            errors: a descriptor from which its last words can be read.
        """
        self._box = box
        self._told = open(told, encoding="ascii")  # noqa: SIM115  # until it is forgotten
        self._errors = open(errors, "rb")  # noqa: SIM115  # likewise
        self._id = ""

    def id(self) -> int:
        """Wait until there is such a process, and return its id.

        Raises:
            SandboxError: there never was.
        """
        self._id = self._id or self._told.readline()
        if not self._id:
            raise SandboxError(f"there is no worker process: {self.last_words()}")
        return int(self._id)

    def wait(self, seconds: float) -> None:
        """End it with its box, and wait for that.

        Raises:
            TimeoutExpired: it has not ended in that time.
        """
        self._box.release()
        self._box.wait(seconds)

    def kill(self) -> None:
        """Kill everything in its box."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(_END_S)

    def forget(self) -> None:
        """Close what connects this process with it."""
        self._box.release()
        self._told.close()
        self._errors.close()

    def last_words(self) -> str:
        """Return the last line that it wrote."""
        return _last_line(self._errors.fileno()) or "it said nothing"


class Nursery:
    """A warm process that forks zygotes into boxes, which need not import anything then.

    A context manager: leaving it ends the process, after the zygotes that came from it.

    Attributes:
        tools: what it has imported.
        pid: its process id.
    """

    def __init__(self, tools: Tools, orders: socket.socket, pid: int) -> None:
        """Take charge of it.

        Args:
            tools: what it imports.
            orders: the other end of where it takes orders.
            pid: its process id; it is a child of this process.
        """
        self.tools = tools
        self.pid = pid
        self._orders = orders
        self._ended = False
        orders.settimeout(_SEND_S)

    def __enter__(self) -> Self:
        """Return the nursery itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """End it."""
        self.close()

    def close(self) -> None:
        """End it; may be called again."""
        self._orders.close()
        if self._ended:
            return
        self._ended = True
        # Another process may have waited for it: that which this one was forked from.
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)  # it holds nothing
            os.waitpid(self.pid, 0)

    def fork(self, plan: Plan, control: socket.socket, folder: Path) -> Forked:
        """Order a zygote, and do not wait for it, nor for its box.

        Args:
            plan: how its workers are to be confined; there is a box.
            control: its end of the control socket.
            folder: that of its workers, in the box.

        Raises:
            OSError: bubblewrap does not start, or the nursery is gone.
        """
        box = Box(plan.box)
        order: Mapping[str, Any] = {
            "plan": plan.told,
            "folder": str(folder),
            "capabilities": [] if os.geteuid() else sorted(CAPABILITIES.values()),
        }
        told, tell = os.pipe()
        errors, complain = os.pipe()
        forked = Forked(box, told, errors)
        try:
            fds = [control.fileno(), complain, tell, box.info, box.ready]
            socket.send_fds(self._orders, [json.dumps(order).encode()], fds)
        except OSError:
            forked.kill()
            forked.forget()
            raise
        finally:
            os.close(tell)
            os.close(complain)
        return forked


def _command(module: str, *arguments: str) -> list[str]:
    root = str(Path(cnnquiz.__file__).resolve().parents[1])
    # -I: nothing from the working directory, the environment or the user's packages.
    return [sys.executable, "-I", "-B", "-c", _BOOT, root, module, *arguments]


def _last_line(pipe: int) -> str:
    """Return the last line of what can be read from a pipe without waiting."""
    os.set_blocking(pipe, False)
    said = b""
    with contextlib.suppress(BlockingIOError):
        while more := os.read(pipe, 2**16):
            said += more
    return said.decode("utf-8", "replace").strip().rpartition("\n")[2]
