"""The zygote: a warm process that has imported numpy (and torch) and forks a worker per submission.

It never runs a student's code itself. Over a control socket it first says what holds its workers,
and then is told what to do: one JSON message at a time, with the worker's ends of a channel and of
an output pipe attached.

Being the reaper of all its descendants, it can end a worker's whole tree: whatever a worker left
behind, in a session of its own or not, becomes the zygote's child as soon as its parent dies. When
the judge is gone, however it went, the socket ends, and the zygote ends them all and itself. (Were
it to die with the judge at once, nobody would be left to do so.)

Before the first worker, one that holds no submission tries out what the layers that confine it are
worth.
"""

import contextlib
import fcntl
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnquiz.disk import empty
from cnnquiz.worker import kernel, warm
from cnnquiz.worker.confine import BOX, Confinement, ConfinementError

MESSAGE_BYTES = 4096
EXIT_BROKEN = 70  # the worker's own code failed, or was made to
_CHANNEL_FD = 3
_TRIAL_MB = 64
_TRIAL_S = 20.0
_TRIES = 3  # a machine under load may kill one, or have no process to spare for it
_HIGH_FD = 10  # above those that a worker's own are put in the place of
_REASON_BYTES = 500
_KILLED_FIRST = "1000"
_A_CLASS = 16  # whoever has forked so many workers will fork many more
_forked: set[int] = set()  # workers that have not been waited for
_failures: dict[int, int] = {}  # what workers write to if they cannot be confined


def main() -> None:
    """Run a zygote that has been started by itself.

    Of `sys.argv`, 3 is the control socket's file descriptor, 4 how to confine workers, 5 what to
    import before the first order.
    """
    control = socket.socket(fileno=int(sys.argv[3]))
    get_ready()
    confinement, possible = tried_out(json.loads(sys.argv[4]))
    tell_what_holds(control, confinement, possible)
    warm.import_tools(sys.argv[5])
    serve(control, confinement)
    os._exit(0)  # torch takes half a second to leave, for nothing


def get_ready() -> None:
    """Do what comes before all else in a process that is a zygote, or forks them."""
    _offer_oneself()
    _open_streams()
    warm.import_tools("numpy")


def tried_out(plan: Mapping[str, Any]) -> tuple[Confinement, list[str]]:
    """Return what is to confine workers, and what those can do and should not be able to."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    confinement = Confinement(plan)
    return confinement, _try_out(confinement, plan)


def tell_what_holds(control: socket.socket, held: Confinement, possible: list[str]) -> None:
    """Tell the judge what came of trying out."""
    layers = sorted(held.layers)
    _tell(control, {"layers": layers, "missing": held.missing, "possible": possible})


def serve(control: socket.socket, confinement: Confinement, *, is_gathered: bool = False) -> None:
    """Do as the judge says, until it hangs up.

    Args:
        control: where it says so.
        confinement: what workers enter.
        is_gathered: whether memory has been gathered before this process was forked.
    """
    alone = BOX in confinement.layers  # all others that can be signalled have come from this
    forks, probes = 0, {"": dict[str, Any]()}
    while True:
        try:
            message, fds, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 3)
        except ConnectionError:
            message, fds = b"", []
        if not message:  # the judge is done, or gone
            _end_children(alone=alone)
            empty(os.getcwd())  # noqa: PTH109
            return
        order = json.loads(message)
        match order["do"]:
            case "fork":
                warm.import_tools(order["tools"])
                forks += 1
                if forks == _A_CLASS and not is_gathered:
                    warm.gather_memory()
                if len(fds) > 2:
                    probes[order["probes"]] = warm.executed(fds.pop())
                channel, output = fds
                job = _Job(channel, output, order["memory_mb"], probes[order["probes"]])
                answer = {"pid": _fork(control, confinement, job)}
                os.close(channel)
                os.close(output)
            case _:
                answer = _ended(order["pid"], order["grace_s"], alone=alone)
        _tell(control, answer)


def _tell(control: socket.socket, answer: Mapping[str, Any]) -> None:
    control.sendall(json.dumps(answer).encode() + b"\n")


@dataclass(frozen=True)
class _Job:
    """What a worker is forked for.

    Attributes:
        channel: the file descriptor of its end of the channel to the judge.
        output: that of what it prints to.
        memory_mb: how much memory it may use.
        probes: the exercise's, by name.
    """

    channel: int
    output: int
    memory_mb: int
    probes: Mapping[str, Any]


def _fork(control: socket.socket, confinement: Confinement, job: _Job) -> int:
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        _forked.add(pid)
        _failures[pid] = told
        return pid
    try:
        control.close()
        tell = fcntl.fcntl(tell, fcntl.F_DUPFD, _HIGH_FD)
        try:
            _become_worker(confinement, job)
        # Our failure, told where no student's code can tell anything: it has not run yet, and when
        # it does, the descriptor is closed.
        except BaseException as error:  # noqa: BLE001
            os.write(tell, (str(error) or type(error).__name__).encode()[:_REASON_BYTES])
            os._exit(EXIT_BROKEN)
        serve = importlib.import_module("cnnquiz.worker.serve")
        serve.serve(socket.socket(fileno=_CHANNEL_FD), job.probes)
    # Never back into the zygote's loop, whatever happened.
    except BaseException:  # noqa: BLE001
        try:
            traceback.print_exc()  # which fails where nobody reads any more
        finally:
            os._exit(EXIT_BROKEN)
    os._exit(0)


def _offer_oneself() -> None:
    """Be what the system kills first where memory runs out, and what comes from this as well."""
    try:
        Path("/proc/self/oom_score_adj").write_text(_KILLED_FIRST, encoding="ascii")
    except OSError:  # no Linux
        return


def _open_streams() -> None:
    """Open what workers print to, on descriptors that each of them puts its own in the place of."""
    # Lines appear as they are printed, so that a killed worker's last words are not lost.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


def _become_worker(confinement: Confinement, job: _Job) -> None:
    os.setsid()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    random.seed(0)  # a fork seeds it from the system; see `warm.seed`
    confinement.enter(job.memory_mb)
    os.dup2(job.output, 1)
    os.dup2(job.output, 2)
    if job.channel != _CHANNEL_FD:
        os.dup2(job.channel, _CHANNEL_FD)
    close_from(_CHANNEL_FD + 1)


def close_from(first: int) -> None:
    """Close every descriptor from one on."""
    os.closerange(first, os.sysconf("SC_OPEN_MAX") if sys.platform != "linux" else 65536)


# --- trying out -------------------------------------------------------------------------------


def _try_out(confinement: Confinement, plan: Mapping[str, Any]) -> list[str]:
    """Return what a confined process could do and should not be able to.

    A layer that cannot be entered is left out from then on.
    """
    tries = 0
    while confinement.layers:
        found = _tried(confinement, plan)
        if "layer" in found:
            confinement.leave_out(found["layer"], found["reason"])
        elif "possible" in found:
            return list(found["possible"])
        # That one ended before it could tell says no more than that nothing can be relied on.
        elif (tries := tries + 1) == _TRIES:
            return ["commands"]
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
    found: dict[str, Any] = json.loads(text or b"{}")
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


def _ended(pid: int, grace_s: float, *, alone: bool) -> dict[str, Any]:
    """End a worker and what it started, and tell how it went."""
    told = _failures.pop(pid)
    try:
        status = _end_tree(pid, grace_s, alone=alone)
        # All that could write to it has ended.
        failure = os.read(told, _REASON_BYTES).decode("utf-8", "replace")
    finally:
        os.close(told)
    return {"status": status, "failure": failure}


def _end_tree(pid: int, grace_s: float, *, alone: bool) -> int | None:
    """Kill a worker and whatever it started; return its wait status if it died of its own."""
    deadline = time.monotonic() + grace_s
    while (status := _reap(pid)) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    # Its session in one stroke: no member can fork its way out between two kills.
    _kill(-pid)
    if status is None:
        _kill(pid)
    _end_children(alone=alone)
    # Where that fails, so does the zygote, and the judge starts another one in another folder.
    empty(os.getcwd())  # noqa: PTH109  # a Path is what is not needed
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


def _end_children(*, alone: bool) -> None:
    """Kill children until there are none left to wait for: orphans arrive as their parents die."""
    while True:
        if alone:  # in a box: everybody else in it, in one stroke
            _kill_everybody_else()
        for pid in _children():
            _kill(-pid)  # only a session of its own answers to this
            _kill(pid)
        try:
            pid, _ = os.waitpid(-1, 0)
            while pid:  # and whoever has died besides, before the next look at who is left
                _forked.discard(pid)
                pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return


def _kill_everybody_else() -> None:
    # But for the first process of a box, which is not counted.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, signal.SIGKILL)


def _children() -> list[int]:
    tasks = Path("/proc/self/task")
    if not tasks.exists():  # no orphans arrive there either: the workers are all there is
        return list(_forked)
    lists = [task / "children" for task in tasks.iterdir()]
    return [int(pid) for path in lists for pid in path.read_text(encoding="ascii").split()]


def _kill(pid: int) -> None:
    try:
        if pid < 0:
            os.killpg(-pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
