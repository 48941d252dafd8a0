"""System calls that Python has no function for."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterable
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
PR_SET_NO_NEW_PRIVS = 38
_PR_CAPBSET_DROP = 24
_CAPABILITIES_V3 = 0x20080522
_MOST_CAPABILITIES = 64


def machine() -> str:
    """Return the processor's architecture, such as `x86_64`; empty where this is not Linux."""
    return os.uname().machine if sys.platform == "linux" else ""


def system_call(number: int, *arguments: Any) -> int:
    """Return what a system call of Linux returns.

    Raises:
        OSError: it failed.
    """
    libc = _libc()
    libc.syscall.restype = ctypes.c_long
    plain = (ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
    return _checked(libc.syscall(ctypes.c_long(number), *plain))


def prctl(option: int, value: int) -> None:
    """Set a property of this process that only Linux has; elsewhere, do nothing.

    Raises:
        OSError: the kernel does not know it.
    """
    if sys.platform != "linux":
        return
    _checked(_libc().prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3))


def join_namespaces(process: int, kinds: int) -> None:
    """Enter namespaces that a process is in; that of process ids is entered by children alone.

    Args:
        process: a file descriptor that stands for it.
        kinds: which, as flags of `clone`.

    Raises:
        OSError: this process may not.
    """
    _checked(_libc().setns(process, kinds))


def drop_capabilities(kept: Iterable[int] = ()) -> None:
    """Give up what root may do beyond its own files, for good once no_new_privs is set.

    Args:
        kept: capabilities that are not given up, by number.

    Raises:
        OSError: the kernel refused.
    """
    low = sum(1 << number for number in kept)
    sets = (ctypes.c_uint32 * 6)(low, low)  # effective, permitted, inheritable; then from 32 on
    _checked(_libc().capset((ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0), sets))


def bound_capabilities(kept: Iterable[int]) -> None:
    """See to it that no capabilities but these can be had by executing a file.

    Raises:
        OSError: this process may not.
    """
    kept = frozenset(kept)
    for number in range(_MOST_CAPABILITIES):
        try:
            if number not in kept:
                prctl(_PR_CAPBSET_DROP, number)
        except OSError as error:
            if error.errno == errno.EINVAL:  # beyond the last one that this kernel knows
                return
            raise


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
