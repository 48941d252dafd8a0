"""Which processes grade, among all that come from them."""

import os

import psutil


def grader_processes(parent: psutil.Process) -> list[psutil.Process]:
    """Return the processes below another that grade.

    A nursery and what it forks look alike, but each is in a session of its own. Other tests in the
    same process may have left children of other kinds.
    """
    ours = {}
    for process in parent.children(recursive=True):
        try:
            if "cnnquiz.jobs" in " ".join(process.cmdline()):
                ours[process] = (process.ppid(), os.getsid(process.pid))
        except (psutil.NoSuchProcess, ProcessLookupError):  # many come and go
            continue
    pids = {process.pid for process in ours}
    first = {process.pid for process, (parent_id, _) in ours.items() if parent_id not in pids}
    return [process for process, (_, session) in ours.items() if session in first]
