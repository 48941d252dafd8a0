"""The nursery: a warm process that forks zygotes, each of which moves into a box of its own.

To import torch takes two seconds, to fork a process that has imported it some milliseconds. So all
boxes of one grading share one import, and a zygote that is lost is soon replaced.

Like a zygote it is started with nothing but the software, and never holds anything of the judge's.
It runs outside of all boxes and runs nobody's code: each zygote enters its box before it hears of
any submission.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from cnnquiz.worker import kernel, warm, zygote

_ORDER_BYTES = 2**16
_CONTROL_FD = 3
# Flags of clone for what a box has of its own: control groups, name of the machine, IPC, mounts,
# process ids and network; users only where somebody else than root has made it.
_NAMESPACES = 0x02000000 | 0x04000000 | 0x08000000 | 0x00020000 | 0x20000000 | 0x40000000
_USERS = 0x10000000


def main() -> None:
    """Run the nursery until nobody is left to give orders.

    Of `sys.argv`, 3 is the file descriptor of the socket that orders come from, 4 what to import.
    """
    orders, tools = socket.socket(fileno=int(sys.argv[3])), sys.argv[4]
    # Zygotes become its children once those that forked them into their boxes have ended. A box
    # does not end before they are waited for, and with this the system does that itself.
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    zygote.get_ready()
    is_warm = False
    while True:
        try:
            message, fds, _, _ = socket.recv_fds(orders, _ORDER_BYTES, 4)
        except ConnectionError:
            message, fds = b"", []
        if not message:
            os._exit(0)
        order = json.loads(message)
        if not is_warm:
            # The judge need not wait for torch to know what will hold its workers.
            _fork(orders, order, fds, serves=False, tells=True)
            try:
                warm.import_tools(tools)
            except BaseException:
                os.dup2(fds[1], 2)  # for whoever waits for the zygote to know why
                raise
            warm.gather_memory()  # a class is graded: many forks will come of it
            # Two at a time in one box would see each other.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, 0)  # for all of them, and then there are none
        _fork(orders, order, fds, serves=True, tells=is_warm)
        is_warm = True
        for fd in fds:
            os.close(fd)


def _fork(
    orders: socket.socket,
    order: Mapping[str, Any],
    fds: Sequence[int],
    *,
    serves: bool,
    tells: bool,
) -> None:
    """Fork a zygote, by way of a process that enters the box for it.

    Args:
        orders: which no zygote keeps.
        order: `plan`, how its workers are to be confined; `folder`, theirs; `capabilities`, those
            that it keeps; `users`, whether the box has users of its own.
        fds: its control socket, what it writes to when it fails, what its process id is told to,
            and a process that holds the box open.
        serves: whether it serves; one that does not only tries out what will hold workers.
        tells: whether it tells the judge what came of that.
    """
    if os.fork():
        return
    try:
        orders.close()
        control, errors, told, holder = fds
        os.dup2(errors, 2)
        kernel.join_namespaces(holder, _NAMESPACES | (_USERS if order["users"] else 0))
        if pid := os.fork():
            if serves:
                os.write(told, f"{pid}\n".encode())
            os._exit(0)
        _settle(control, order)
        held, possible = zygote.tried_out(order["plan"])
        with socket.socket(fileno=_CONTROL_FD) as channel:
            if tells:
                zygote.tell_what_holds(channel, held, possible)
            if serves:
                zygote.serve(channel, held, is_gathered=True)
    # Never back into the nursery's loop, whatever happened.
    except BaseException:  # noqa: BLE001
        with contextlib.suppress(Exception):  # where nobody reads any more
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(zygote.EXIT_BROKEN)
    os._exit(0)


def _settle(control: int, order: Mapping[str, Any]) -> None:
    """Become what bubblewrap would have made of a process that it had started in the box."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(control, _CONTROL_FD)
    zygote.close_from(_CONTROL_FD + 1)  # nothing may lead out of the box
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.bound_capabilities(order["capabilities"])
    kernel.drop_capabilities(order["capabilities"])
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # or its own /proc/self would be closed to it
    os.environ["HOME"] = os.environ["TMPDIR"] = order["folder"]
    os.chdir(order["folder"])
