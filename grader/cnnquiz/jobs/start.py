"""How the first grader process begins: as a process that knows nothing yet, and forks a nursery.

To import torch takes longer than all else before the first submission. Both the judge and the
workers need it, but may share nothing that the judge knows. So this is started with an environment
that says nothing, imports nothing but what submissions need, and forks the nursery. Only then does
it hear what it is to grade, and where.
"""

import contextlib
import gc
import importlib
import os
import socket
import sys

from cnnquiz.worker import nursery


def main() -> None:
    """Become a grader process, with a nursery if one is wanted.

    Of `sys.argv`, 2 is what the nursery imports, nothing if there is to be none, and 3 the file
    descriptor of the channel to the command.
    """
    tools = sys.argv[2]
    forked = None
    if tools:
        gc.disable()  # what is imported stays: to look for garbage takes a tenth of the time
        # Without a nursery, whoever imports it next tells why that fails.
        with contextlib.suppress(ImportError, OSError):
            importlib.import_module(tools)
            forked = _nursery(tools)
    # Only now: the nursery is to hold nothing but what submissions need.
    from cnnquiz.jobs import process  # noqa: PLC0415
    from cnnquiz.model.course import Tools  # noqa: PLC0415
    from cnnquiz.sandbox.process import Nursery  # noqa: PLC0415

    process.main(None if forked is None else Nursery(Tools(tools), *forked))


def _nursery(tools: str) -> tuple[socket.socket, int]:
    """Fork a nursery, and return where it takes orders and its process id.

    Raises:
        OSError: there can be no more processes.
    """
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        nursery.main(theirs, tools)  # never comes back
    theirs.close()
    return orders, pid
