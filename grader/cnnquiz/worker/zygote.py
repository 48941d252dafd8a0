"""The zygote: a warm process that has imported numpy (and torch) and forks a worker per submission.

It never runs a student's code itself. It is told what to do over a control socket: one JSON
message at a time, with the worker's ends of a channel and of an output pipe attached.

Being the reaper of all its descendants, it can end a worker's whole tree: whatever a worker left
behind, in a session of its own or not, becomes the zygote's child as soon as its parent dies. When
the judge is gone, however it went, the socket ends, and the zygote ends them all and itself. (Were
it to die with the judge at once, nobody would be left to do so.)

Before the first worker, one that holds no submission tries out what the layers that confine it are
worth.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnquiz.worker import kernel
from cnnquiz.worker.confine import Confinement, ConfinementError

MESSAGE_BYTES = 4096
EXIT_BROKEN = 70  # the worker's own code failed, or was made to
_CHANNEL_FD = 3
_TRIAL_MB = 64
_TRIAL_S = 20.0
_forked: set[int] = set()  # workers that have not been waited for


def main() -> None:
    """Run the zygote.

    `sys.argv[2]` is the control socket's file descriptor, `sys.argv[3]` how to confine workers.
    """
    control = socket.socket(fileno=int(sys.argv[2]))
    plan = json.loads(sys.argv[3])
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    _import("numpy")
    confinement = Confinement(plan)
    possible = _try_out(confinement, plan)
    held = {
        "layers": sorted(confinement.layers),
        "missing": confinement.missing,
        "possible": possible,
    }
    _serve(control, confinement, held)


def _serve(control: socket.socket, confinement: Confinement, held: Mapping[str, Any]) -> None:
    while True:
        try:
            message, fds, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        except ConnectionError:
            message, fds = b"", []
        if not message:  # the judge is done, or gone
            _end_children()
            return
        order = json.loads(message)
        match order["do"]:
            case "held":
                answer = held
            case "fork":
                _import(order["tools"])
                limits = confinement, order["memory_mb"]
                answer = {"pid": _fork(control, fds[0], fds[1], *limits)}
                for fd in fds:
                    os.close(fd)
            case _:
                answer = {"status": _end_tree(order["pid"], order["grace_s"])}
        control.sendall(json.dumps(answer).encode())


def _import(tools: str) -> None:
    """Import what submissions will, once and for all workers."""
    if tools in sys.modules:
        return
    importlib.import_module(tools)
    if tools == "torch":
        # A child forked after torch has used its thread pool would hang in it.
        sys.modules["torch"].set_num_threads(1)
    importlib.import_module("cnnquiz.worker.serve")
    gc.collect()
    gc.freeze()  # a collection in the child would copy every page that holds an object


def _fork(
    control: socket.socket, channel: int, output: int, confinement: Confinement, memory_mb: int
) -> int:
    pid = os.fork()
    if pid:
        _forked.add(pid)
        return pid
    try:
        control.close()
        _become_worker(channel, output, confinement, memory_mb)
        serve = importlib.import_module("cnnquiz.worker.serve")
        serve.serve(socket.socket(fileno=_CHANNEL_FD))
    # Never back into the zygote's loop, whatever happened.
    except BaseException:  # noqa: BLE001
        try:
            traceback.print_exc()  # which fails where nobody reads any more
        finally:
            os._exit(EXIT_BROKEN)
    os._exit(0)


def _become_worker(channel: int, output: int, confinement: Confinement, memory_mb: int) -> None:
    os.setsid()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    confinement.enter(memory_mb)
    os.dup2(output, 1)
    os.dup2(output, 2)
    if channel != _CHANNEL_FD:
        os.dup2(channel, _CHANNEL_FD)
    os.closerange(_CHANNEL_FD + 1, os.sysconf("SC_OPEN_MAX") if sys.platform != "linux" else 65536)
    # Lines appear as they are printed, so that a killed worker's last words are not lost.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


# --- trying out -------------------------------------------------------------------------------


def _try_out(confinement: Confinement, plan: Mapping[str, Any]) -> list[str]:
    """Return what a confined process could do and should not be able to.

    A layer that cannot be entered is left out from then on.
    """
    while confinement.layers:
        found = _tried(confinement, plan)
        if "layer" not in found:
            return list(found["possible"])
        confinement.leave_out(found["layer"], found["reason"])
    return []


def _tried(confinement: Confinement, plan: Mapping[str, Any]) -> dict[str, Any]:
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(tell, json.dumps(_try(confinement, plan)).encode())
        finally:
            os._exit(0)
    os.close(tell)
    try:
        ready, _, _ = select.select([told], [], [], _TRIAL_S)
        text = os.read(told, MESSAGE_BYTES) if ready else b""
    finally:
        os.close(told)
        _kill(pid)
        os.waitpid(pid, 0)
    # That it ended before it could tell says no more than that nothing can be relied on.
    found: dict[str, Any] = json.loads(text or b'{"possible": ["commands"]}')
    return found


def _try(confinement: Confinement, plan: Mapping[str, Any]) -> dict[str, Any]:
    trials = importlib.import_module("cnnquiz.worker.trials")
    try:
        os.setsid()
        confinement.enter(_TRIAL_MB)
    except ConfinementError as error:
        return {"layer": error.layer, "reason": error.reason}
    return {"possible": trials.possible(plan)}


# --- ending -----------------------------------------------------------------------------------


def _end_tree(pid: int, grace_s: float) -> int | None:
    """Kill a worker and whatever it started; return its wait status if it died of its own."""
    deadline = time.monotonic() + grace_s
    while (status := _reap(pid)) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    # Its session in one stroke: no member can fork its way out between two kills.
    _kill(-pid)
    if status is None:
        _kill(pid)
    _end_children()
    _clear_folder()
    return status


def _reap(pid: int) -> int | None:
    try:
        reaped, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return None
    if not reaped:
        return None
    _forked.discard(pid)
    return status


def _end_children() -> None:
    """Kill children until there are none left to wait for: orphans arrive as their parents die."""
    while True:
        for pid in _children():
            _kill(-pid)  # only a session of its own answers to this
            _kill(pid)
        try:
            pid, _ = os.waitpid(-1, 0)
        except ChildProcessError:
            return
        _forked.discard(pid)


def _children() -> list[int]:
    tasks = Path("/proc/self/task")
    if not tasks.exists():  # no orphans arrive there either: the workers are all there is
        return list(_forked)
    lists = [task / "children" for task in tasks.iterdir()]
    return [int(pid) for path in lists for pid in path.read_text(encoding="ascii").split()]


def _clear_folder() -> None:
    """Delete what a worker left in the folder in which the next one will start.

    Raises:
        OSError: the folder itself is gone; the judge then starts another zygote in another.
    """
    for entry in list(os.scandir(os.getcwd())):  # noqa: PTH109  # a Path is what is not needed
        if entry.is_dir(follow_symlinks=False):
            import shutil  # noqa: PLC0415  # rarely needed

            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)  # noqa: PTH108


def _kill(pid: int) -> None:
    try:
        if pid < 0:
            os.killpg(-pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
