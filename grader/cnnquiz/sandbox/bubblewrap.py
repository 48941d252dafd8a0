"""bubblewrap: a process in namespaces of its own, that sees the software and nothing else.

The first process of a box takes all others with it when it goes, and they cannot signal it. It is
a zygote, or holds the box open for one that comes from elsewhere.
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
_HOLD = "import sys; print(flush=True); sys.stdin.read()"
# As root: no user namespace, in which root's own files would stay readable. What the zygote needs
# to become another user, to end that user's processes and to clear its folder. By the numbers that
# the kernel has for them.
CAPABILITIES = {"DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7}


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
        for name in CAPABILITIES:
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


class Box:
    """A box that a process which does nothing holds open, for others to enter.

    It ends, with every process in it, when nobody keeps it open any more, however that comes.

    Attributes:
        info: a descriptor of a file that holds that process's id, in bubblewrap's words.
        ready: one that says something once everything is in its place, and ends if it never is.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Have the box made, and do not wait for it; keep it open.

        Args:
            command: what `command` returned.

        Raises:
            OSError: bubblewrap does not start.
        """
        # No pipe: to write where nobody reads any more would end bubblewrap at once, and the
        # process that it has started would wait for it for ever.
        self.info = os.memfd_create("box")
        self.ready, say = os.pipe()
        self._heard = [self.info, self.ready]
        try:
            self._process = subprocess.Popen(
                [
                    *(command[0], "--info-fd", str(self.info), *command[1:]),
                    *(sys.executable, "-I", "-S", "-c", _HOLD),
                ],
                env={},
                stdin=subprocess.PIPE,
                stdout=say,
                stderr=subprocess.DEVNULL,
                pass_fds=[self.info],
                start_new_session=True,  # Ctrl-C is for the judge
            )
        except OSError:
            self._hear_no_more()
            raise
        finally:
            os.close(say)

    def release(self) -> None:
        """Keep it open no longer; may be called again."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._hear_no_more()

    def _hear_no_more(self) -> None:
        while self._heard:
            os.close(self._heard.pop())

    def wait(self, seconds: float) -> None:
        """Wait until every process in it has ended.

        Raises:
            TimeoutExpired: they have not in that time.
        """
        self._process.wait(seconds)


def is_installed() -> bool:
    """Tell whether there is bubblewrap, usable or not."""
    return shutil.which("bwrap") is not None


@functools.cache
def why_unusable(readable: tuple[str, ...], *, as_root: bool) -> str | None:
    """Return why there can be no box on this system; None if there can."""
    if not is_installed():
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
