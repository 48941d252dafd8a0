"""Landlock: the Linux kernel refuses a worker every file but those that it has been granted.

It can only grant, never take away again: where something hidden lies below a folder that is
granted, the folder may be listed, and its other entries are granted one by one.

What it does not know: chmod, chown and times (seccomp refuses those), and whether a file exists.
"""

import contextlib
import ctypes
import os
import stat
import struct
from collections.abc import Iterable, Iterator, Sequence

from cnnquiz.worker.kernel import system_call

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same on every architecture
_VERSION, _PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_MAKE_SYM, _REFER, _TRUNCATE = 1 << 12, 1 << 13, 1 << 14
READ = READ_FILE | READ_DIR | EXECUTE
OWN = (
    READ_FILE | READ_DIR | WRITE_FILE | _TRUNCATE | _REFER
    | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM
)  # fmt: skip
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE
# All rights to files that a version of Landlock knows: 13 at first, then one more at a time.
_RIGHTS = {1: 2**13 - 1, 2: 2**14 - 1, 3: 2**15 - 1, 4: 2**15 - 1, 5: 2**16 - 1}
_TCP = 2**2 - 1  # bind and connect
_SCOPES = 2**2 - 1  # abstract sockets and signals

Grant = tuple[str, int]


def version() -> int:
    """Return the version of Landlock that this kernel has; 0 if none."""
    try:
        return system_call(_CREATE, None, 0, _VERSION)
    except OSError:
        return 0


def holds_signals() -> bool:
    """Tell whether Landlock also keeps signals from whatever is outside."""
    return version() >= 6


def prepare(grants: Iterable[Grant]) -> int:
    """Return the descriptor of a set of rules; it costs a process next to nothing to enter.

    Args:
        grants: paths, each with the rights below it. Paths that do not exist are left out.

    Raises:
        OSError: this kernel has no Landlock, or it is switched off.
    """
    known = version()
    handled = _RIGHTS[max(1, min(known, 5))]
    # Fields that an older kernel does not know have to be 0.
    net, scopes = (_TCP if known >= 4 else 0), (_SCOPES if known >= 6 else 0)
    rules = system_call(_CREATE, struct.pack("=QQQ", handled, net, scopes), 24, 0)
    for path, rights in grants:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            _grant(rules, path, rights & handled)
    return rules


def _grant(rules: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= _OF_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, fd), 12)
        system_call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


def enter(rules: int) -> None:
    """Hold this thread, and what it starts from now on, to the rules. There is no way back.

    Raises:
        OSError: no_new_privs is not set, or it is one layer too many.
    """
    system_call(_RESTRICT, rules, 0)


def readable(paths: Sequence[str], hidden: Sequence[str]) -> Iterator[Grant]:
    """Return grants to read what is below `paths`, except for what is below `hidden`.

    What is hidden can still be listed, not opened.
    """
    secrets = [os.path.realpath(path) for path in hidden]
    for path in paths:
        yield from _around(os.path.realpath(path), secrets)


def _around(path: str, secrets: Sequence[str]) -> Iterator[Grant]:
    if any(_within(path, secret) for secret in secrets):
        return
    inside = [secret for secret in secrets if _within(secret, path)]
    if not inside:
        yield path, READ
        return
    yield path, READ_DIR
    with os.scandir(path) as entries:
        # A link is followed when it is used: what it leads to has grants of its own, or none.
        below = [entry.path for entry in entries if not entry.is_symlink()]
    for entry in below:
        yield from _around(entry, inside)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
