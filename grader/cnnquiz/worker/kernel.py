"""System calls that Python has no function for."""

import ctypes
import os
import sys
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES_V3 = 0x20080522
_CAPSET = {"x86_64": 126, "aarch64": 91}


def machine() -> str:
    """Return the processor's architecture, such as `x86_64`; empty where this is not Linux."""
    return os.uname().machine if sys.platform == "linux" else ""


def system_call(number: int, *arguments: Any) -> int:
    """Return what a system call of Linux returns.

    Raises:
        OSError: it failed.
    """
    libc: Any = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    plain = (ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
    result = int(libc.syscall(ctypes.c_long(number), *plain))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def prctl(option: int, value: int) -> None:
    """Set a property of this process that only Linux has; elsewhere, do nothing.

    Raises:
        OSError: the kernel does not know it.
    """
    if sys.platform != "linux":
        return
    libc: Any = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def drop_capabilities() -> None:
    """Give up what root may do beyond its own files, for good once no_new_privs is set.

    Raises:
        OSError: the kernel refused.
    """
    number = _CAPSET.get(machine())
    if number is not None:
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
        system_call(number, header, (ctypes.c_uint32 * 6)())
