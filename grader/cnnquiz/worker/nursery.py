"""The nursery: a warm process that forks zygotes, each of which moves into a box of its own.

To import torch takes two seconds, to fork a process that has imported it some milliseconds. So all
boxes of one grading share one import, and a zygote that is lost is soon replaced.

Like a zygote it holds nothing but the software, and never anything of the judge's. It runs outside
of all boxes and runs nobody's code: each zygote enters its box before it hears of any submission.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from cnnquiz.worker import kernel, warm, zygote

_ORDER_BYTES = 2**16
_BOX_S = 10.0
_INFO_BYTES = 4096
_ORDERS_FD = _CONTROL_FD = 3  # of a nursery, and of a zygote
# Flags of clone for what a box has of its own: control groups, name of the machine, IPC, mounts,
# process ids and network; users only where somebody else than root has made it.
_NAMESPACES = 0x02000000 | 0x04000000 | 0x08000000 | 0x00020000 | 0x20000000 | 0x40000000
_USERS = 0x10000000


def main(orders: socket.socket, tools: str) -> NoReturn:
    """Be the nursery until nobody is left to give orders, in a process that is forked for it.

    Args:
        orders: where they come from.
        tools: what to import.
    """
    status = zygote.EXIT_BROKEN
    try:
        _settle_outside(orders)
        zygote.get_ready()
        warm.import_tools(tools)
        warm.gather_memory()  # a class is graded: many forks will come of it
        _take_orders()
        status = 0
    # Never back to whatever forked this, whatever happened.
    finally:
        os._exit(status)


def _settle_outside(orders: socket.socket) -> None:
    """Keep nothing of the process that this was forked from but what it has imported."""
    os.setsid()
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.dup2(orders.fileno(), _ORDERS_FD)
    orders.detach()
    zygote.close_from(_ORDERS_FD + 1)
    # Zygotes become its children once those that forked them into their boxes have ended. A box
    # does not end before they are waited for, and with this the system does that itself.
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def _take_orders() -> None:
    orders = socket.socket(fileno=_ORDERS_FD)
    while True:
        try:
            message, fds, _, _ = socket.recv_fds(orders, _ORDER_BYTES, 5)
        except ConnectionError:
            return
        if not message:
            return
        _fork(orders, json.loads(message), fds)
        for fd in fds:
            os.close(fd)


def _fork(orders: socket.socket, order: Mapping[str, Any], fds: Sequence[int]) -> None:
    """Fork a zygote, by way of a process that enters the box for it.

    Args:
        orders: which no zygote keeps.
        order: `plan`, how its workers are to be confined; `folder`, theirs; `capabilities`, those
            that it keeps.
        fds: its control socket, what it writes to when it fails, what its process id is told to,
            and from where it hears of its box: see `Box`.
    """
    if os.fork():
        return
    try:
        orders.close()
        control, errors, told, info, ready = fds
        os.dup2(errors, 2)
        _enter(info, ready)
        if pid := os.fork():
            os.write(told, f"{pid}\n".encode())
            os._exit(0)
        _settle(control, order)
        held, possible = zygote.tried_out(order["plan"])
        with socket.socket(fileno=_CONTROL_FD) as channel:
            zygote.tell_what_holds(channel, held, possible)
            zygote.serve(channel, held, is_gathered=True)
    # Never back into the nursery's loop, whatever happened.
    except BaseException:  # noqa: BLE001
        with contextlib.suppress(Exception):  # where nobody reads any more
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(zygote.EXIT_BROKEN)
    os._exit(0)


def _enter(info: int, ready: int) -> None:
    """Wait until a box is there, and go into it.

    Args:
        info: a file with the id of the process that holds it open.
        ready: says something once everything in it is in its place.

    Raises:
        OSError: it was not made, or cannot be entered.
    """
    if not select.select([ready], [], [], _BOX_S)[0] or not os.read(ready, 1):
        raise OSError("bubblewrap has not made a box")
    pid = json.loads(os.pread(info, _INFO_BYTES, 0))["child-pid"]
    users = {os.readlink(f"/proc/{one}/ns/user") for one in (pid, "self")}  # noqa: PTH115
    kernel.join_namespaces(os.pidfd_open(pid), _NAMESPACES | (_USERS if len(users) > 1 else 0))


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
