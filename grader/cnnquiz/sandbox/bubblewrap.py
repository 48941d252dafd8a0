"""bubblewrap: a process in namespaces of its own, that sees the software and nothing else.

The zygote is the first process of its namespace: what comes after it cannot signal it, and goes
when it goes.
"""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_FOLDER_BYTES = 256 * 2**20
_TRIAL_S = 10.0
# As root: no user namespace, in which root's own files would stay readable. What the zygote needs
# to become another user, to end that user's processes and to clear its folder.
_CAPABILITIES = ("SETUID", "SETGID", "KILL", "DAC_OVERRIDE", "FOWNER")


def command(
    folder: Path, readable: Sequence[str], hidden: Sequence[str], *, as_root: bool
) -> list[str]:
    """Return what to put before a command so that it runs in a box.

    Args:
        folder: becomes an empty folder in memory, the only one that can be written to.
        readable: the paths to be seen.
        hidden: paths below them that are not.
        as_root: whether root starts it.
    """
    options = [
        *("bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--unshare-cgroup-try", "--as-pid-1", "--cap-drop", "ALL"),
    ]
    if as_root:
        for name in _CAPABILITIES:
            options += ["--cap-add", f"CAP_{name}"]
    made: set[Path] = set()
    bound: list[Path] = []
    for path in sorted(map(Path, readable), key=lambda path: len(path.parts)):
        if not path.exists() or any(path.is_relative_to(other) for other in bound):
            continue
        options += _parents(path, made)
        if path.is_symlink() and not path.readlink().is_absolute() and len(path.parts) == 2:
            options += ["--symlink", str(path.readlink()), str(path)]  # /bin, on most systems
            continue
        options += ["--ro-bind", str(path.resolve()), str(path)]
        bound.append(path)
    for path in map(Path, hidden):
        if any(path.is_relative_to(other) for other in bound):
            cover = ["--tmpfs"] if path.is_dir() else ["--ro-bind", os.devnull]
            options += [*cover, str(path)]
    options += ["--dev", "/dev", "--proc", "/proc", *_parents(folder, made)]
    options += ["--size", str(_FOLDER_BYTES), "--perms", "0777", "--tmpfs", str(folder)]
    options += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [*options, "--chdir", str(folder), "--"]


def _parents(path: Path, made: set[Path]) -> list[str]:
    options = []
    for parent in reversed(path.parents[:-1]):
        if parent not in made:
            made.add(parent)
            # bubblewrap makes them for its own user alone.
            options += ["--perms", "0755", "--dir", str(parent)]
    return options


@functools.cache
def why_unusable(readable: tuple[str, ...], *, as_root: bool) -> str | None:
    """Return why there can be no box on this system; None if there can."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    inside = [sys.executable, "-I", "-S", "-c", ""]
    box = command(Path("/tmp/cnnquiz-trial"), readable, (), as_root=as_root)  # noqa: S108  # made in the box
    try:
        ended = subprocess.run(
            [*box, *inside], env={}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_TRIAL_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap did not start: {error}"
    if ended.returncode == 0:
        return None
    said = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return said or f"bubblewrap ended with status {ended.returncode}"
