"""What holds workers besides their own process: which layers to ask for, and what came of them."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import cnnquiz
from cnnquiz.model.report import Confinement

_INSTRUCTORS = "cnnquiz_instructor"
# Programs, libraries and what they read when they start; nothing of anybody's own.
_SYSTEM = (
    *("/usr", "/bin", "/lib", "/lib32", "/lib64"),
    *("/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"),
)
_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu")
_NOT_NEEDED = ("/etc/shadow", "/etc/passwd", "/root", "/home")
# Beyond what systems, their users and their containers are usually given; else below that.
_HIGH_IDS, _LOW_IDS = (1_900_000_000, 2_100_000_000), (40_000, 60_000)


class Layer(StrEnum):
    """A way of confining workers that can be left out."""

    UID = "uid"
    BOX = "box"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"


NO_LAYERS: frozenset[Layer] = frozenset()
# For one's own code on one's own machine: those that cost no time.
QUICK_LAYERS = frozenset({Layer.LANDLOCK, Layer.SECCOMP})
ALL_LAYERS = frozenset(Layer)
_NAMES = {
    Layer.UID: "separate user",
    Layer.BOX: "bubblewrap",
    Layer.LANDLOCK: "Landlock",
    Layer.SECCOMP: "seccomp",
}
_ADVICE = {
    Layer.BOX: (
        "Install bubblewrap (apt install bubblewrap, or dnf, pacman, zypper) and see to it that"
        " bwrap may make namespaces: containers often forbid it."
    ),
    Layer.LANDLOCK: "Landlock needs Linux 5.13 or later, with landlock among the modules in lsm=.",
    Layer.SECCOMP: "seccomp needs Linux on x86_64 or aarch64.",
    Layer.UID: "Install Python where every user can read it, or grade as another user than root.",
}
_POSSIBLE = {
    "reads": "it can read files that it has no need of",
    "knows": "it can find out which files there are",
    "writes": "it can write outside of its folder",
    "fills": "it can fill the disk",
    "talks": "it can use the network",
    "sees": "it can see other processes",
    "signals": "it can signal other processes",
    "commands": "it can gain rights",
    "multiplies": "it can start any number of processes",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What holds workers, as the first of them tried out.

    Attributes:
        layers: those that are in force.
        missing: why others that were asked for are not.
        possible: what a worker can do and should not be able to, by the name of the trial.
    """

    layers: frozenset[Layer] = NO_LAYERS
    missing: Mapping[Layer, str] = field(default_factory=dict)
    possible: tuple[str, ...] = ()

    @property
    def confinement(self) -> Confinement:
        """The level: full if nothing was possible that should not be."""
        if not self.layers:
            return Confinement.PROCESS
        return Confinement.REDUCED if self.possible else Confinement.FULL

    def shortcomings(self) -> str:
        """Return in words what is missing, and what a worker can do for want of it."""
        lacks = [f"no {_NAMES[layer]}: {reason}" for layer, reason in self.missing.items()]
        return "; ".join([*(_POSSIBLE[name] for name in self.possible), *lacks])

    def too_little(self, minimum: Confinement) -> str | None:
        """Return what is missing to `minimum`, and how it is to be had; None if nothing is."""
        if self.confinement.reaches(minimum):
            return None
        why = self.shortcomings() or "no layer was asked for"
        found = f"expected confinement {minimum.value}, found {self.confinement.value}: {why}."
        return f"{found} {self.advice()}".rstrip()

    def advice(self) -> str:
        """Return what would give more, a sentence for every layer that is missing."""
        if sys.platform != "linux" and self.missing:
            return "Grade on Linux: on another machine, in a virtual one, or with WSL 2 on Windows."
        return " ".join(_ADVICE[layer] for layer in sorted(self.missing))


def software() -> list[str]:
    """Return the paths that a worker has to read; those that this system lacks are included."""
    package = str(Path(cnnquiz.__file__).resolve().parent)
    return list(dict.fromkeys([*_SYSTEM, sys.prefix, sys.base_prefix, package]))


def machine() -> list[str]:
    """Return files that tell of the processor and the memory, which torch asks for."""
    return list(_MACHINE)


def hidden_paths(more: Sequence[Path]) -> list[str]:
    """Return what stays hidden though it may lie among the software.

    Args:
        more: paths besides an installed cnnquiz-instructor.
    """
    installed = (
        str(Path(folder, name))
        for folder in dict.fromkeys(sys.path)
        if folder and Path(folder).is_dir()
        for name in os.listdir(folder)  # noqa: PTH208  # 300 names, a Path for each is slow
        if name.startswith(_INSTRUCTORS)
    )
    return [*map(str, more), *installed]


def unused_uid() -> int | None:
    """Return a user id that nobody has, drawn anew each time; None if there is none to be had."""
    import pwd  # noqa: PLC0415  # not on every system

    for low, high in (_HIGH_IDS, _LOW_IDS):
        if not _mapped(high):
            continue
        for _ in range(100):
            uid = low + int.from_bytes(os.urandom(8), "big") % (high - low)
            try:
                pwd.getpwuid(uid)
            except KeyError:
                return uid
    return None


def _mapped(uid: int) -> bool:
    """Tell whether this namespace has such a user."""
    try:
        rows = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    ranges = ((int(first), int(count)) for first, _, count in map(str.split, rows))
    return any(first <= uid < first + count for first, count in ranges)


def closed_to_others() -> str | None:
    """Return the first folder on the way to the software that other users may not enter."""
    for path in (Path(sys.base_prefix), Path(sys.prefix), Path(cnnquiz.__file__).parent):
        for folder in reversed([path.resolve(), *path.resolve().parents]):
            if not folder.stat().st_mode & stat.S_IXOTH:
                return str(folder)
    return None


def trials(beside: Path, hidden: Sequence[str]) -> dict[str, Any]:
    """Return what a worker is told to try.

    Args:
        beside: a file beside its own folder, such as another student's.
        hidden: paths that are to be hidden from it.
    """
    own = (Path.home(), Path.cwd())
    private = [found for path in (*map(Path, _NOT_NEEDED), *own) for found in _private(path)]
    private += [(str(file), "") for path in hidden for file in _first_file(Path(path))]
    return {
        "beside": str(beside),
        "private": private,
        "judge": os.getpid(),
        "network": _namespace("net"),
        "users": _namespace("user"),
    }


def _namespace(kind: str) -> str:
    try:
        return str(Path(f"/proc/self/ns/{kind}").readlink())
    except OSError:
        return ""


def _private(path: Path) -> Iterator[tuple[str, str]]:
    """Return a path, and for a folder the name of an entry that does not lead to the software."""
    needed = [part for one in software() for part in (Path(one), *Path(one).parents)]
    try:
        if path.is_file():
            yield str(path), ""
        elif path.is_dir():
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries if path / entry.name not in needed]
            yield from ((str(path), name) for name in names[:1])
    except OSError:  # not even the judge may read it
        return


def _first_file(path: Path) -> Iterator[Path]:
    """Return a file: a folder that is hidden may be listed where it lies among the software."""
    files = [path] if path.is_file() else (file for file in path.rglob("*") if file.is_file())
    return islice(files, 1)
