"""Nurseries for tests, whose own process knows far too much to fork one."""

import socket
import subprocess
import sys

from cnnquiz.model.course import Tools
from cnnquiz.sandbox.process import ENVIRONMENT, Nursery
from support import CHECKOUT

_BOOT = """
import socket, sys
sys.path.insert(0, sys.argv[1])
from cnnquiz.worker import kernel, nursery, warm
{first}
nursery.main(socket.socket(fileno=int(sys.argv[2])), sys.argv[3])
"""


def started(tools: Tools, first: str = "") -> Nursery:
    """Start a process that becomes a nursery.

    Args:
        tools: what it imports.
        first: what is executed before, with `kernel` and `warm` to change.
    """
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    arguments = [str(CHECKOUT / "grader"), str(theirs.fileno()), tools.value]
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _BOOT.format(first=first), *arguments],
            env=ENVIRONMENT,
            pass_fds=[theirs.fileno()],
        )
    process.returncode = 0  # whoever has the nursery waits for it
    return Nursery(tools, orders, process.pid)
