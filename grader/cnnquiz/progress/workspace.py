"""The student's folder: copies of the exercises, and a place to remember things in.

The folder `.cnnquiz` marks it, and holds the sums of the files that were copied (`written.json`)
and the student's log (see `cnnquiz.progress.log`).
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cnnquiz import disk
from cnnquiz.errors import WorkspaceError
from cnnquiz.model.course import Exercise

STATE = ".cnnquiz"
_WRITTEN = "written.json"
_FORMAT = 1
_AUTHORS_ONLY = {"exercise.yaml", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Copied:
    """What `write_workspace` did, as paths below the workspace.

    Attributes:
        written: files that were not there, or were as an older course had written them.
        kept: files left alone because the student changed them.
        up_to_date: files that were already as the course has them.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    up_to_date: tuple[Path, ...]


def find_workspace(start: Path) -> Path:
    """Return the nearest folder from `start` upwards that is a workspace, else `start` itself.

    A workspace is what `write_workspace` has made; a stray log in some parent does not make one.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / STATE / _WRITTEN).is_file():
            return folder
    return start


def write_workspace(exercises: Sequence[Exercise], workspace: Path) -> Copied:
    """Copy the exercises into a workspace, and never over a student's work.

    Every file of an exercise's folder is copied but those for authors. A file that differs from
    what was last written there is the student's and stays.

    Args:
        exercises: what to copy; each goes to the folder named like it.
        workspace: where to; it is made if it is not there.

    Raises:
        WorkspaceError: a file or folder cannot be read or written.
    """
    written: list[Path] = []
    kept: list[Path] = []
    up_to_date: list[Path] = []
    with workspace_errors(workspace), lock(workspace):
        sums = _read_sums(workspace)
        try:
            for exercise in exercises:
                for source in _files(exercise.folder):
                    place = Path(exercise.slug) / source.relative_to(exercise.folder)
                    content = source.read_bytes()
                    present = _present(workspace / place)
                    if present == _sum(content):
                        up_to_date.append(place)
                    elif present is None or present == sums.get(place.as_posix()):
                        disk.write_whole(workspace / place, content)
                        written.append(place)
                    else:
                        kept.append(place)
                        continue
                    sums[place.as_posix()] = _sum(content)
        finally:  # what was written before an interruption is still known to be ours
            _write_sums(workspace, sums)
    return Copied(tuple(written), tuple(kept), tuple(up_to_date))


def reset_file(file: Path, stub: Path, workspace: Path, now: datetime) -> Path | None:
    """Put the stub in the place of a student's file, and return where the old file is kept.

    Args:
        file: the student's file.
        stub: what it becomes again.
        workspace: the folder that remembers which files are unchanged.
        now: the time, in UTC, which goes into the backup's name.

    Returns:
        the backup, or None where nothing had to be kept: there was no file, or it was the stub.

    Raises:
        WorkspaceError: a file cannot be read or written; the student's file is then as it was.
    """
    with workspace_errors(workspace), lock(workspace):
        content = stub.read_bytes()
        backup = None
        if file.exists():
            old = file.read_bytes()
            if old == content:
                return None
            backup = _back_up(file, old, now)
        disk.write_whole(file, content)
        if file.is_relative_to(workspace):
            sums = _read_sums(workspace)
            sums[file.relative_to(workspace).as_posix()] = _sum(content)
            _write_sums(workspace, sums)
    return backup


@contextlib.contextmanager
def lock(workspace: Path) -> Iterator[None]:
    """Keep other commands from writing to the workspace's records meanwhile; they wait.

    Makes the workspace if it is not there.
    """
    (workspace / STATE).mkdir(parents=True, exist_ok=True)
    with (workspace / STATE / "lock").open("wb") as handle:
        if sys.platform != "win32":  # there, two commands at once may lose one's record
            import fcntl  # noqa: PLC0415  # Unix only

            fcntl.flock(handle, fcntl.LOCK_EX)  # closing the file lets go of it
        yield


@contextlib.contextmanager
def workspace_errors(workspace: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a `WorkspaceError` that names the file."""
    try:
        yield
    except OSError as error:
        where = error.filename or workspace
        raise WorkspaceError(f"{where}: {error.strerror or error}") from error


def _files(folder: Path) -> list[Path]:
    """Return every file of an exercise that is for students, in order."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _AUTHORS_ONLY & set(path.relative_to(folder).parts)
    ]


def _present(path: Path) -> str | None:
    """Return the sum of what is there, or None if nothing is."""
    if path.is_file():
        return _sum(path.read_bytes())
    return "no file" if os.path.lexists(path) else None  # a folder, or a link to nowhere


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _back_up(file: Path, content: bytes, now: datetime) -> Path:
    """Write `content` beside `file` under a name that is still free."""
    stem = f"{file.name}.{now:%Y%m%dT%H%M%SZ}"
    number = 1
    while True:
        backup = file.with_name(f"{stem}.bak" if number == 1 else f"{stem}-{number}.bak")
        try:
            with backup.open("xb") as handle:
                handle.write(content)
        except FileExistsError:
            number += 1
        else:
            return backup


def _read_sums(workspace: Path) -> dict[str, str]:
    """Return the recorded sums by path; none where the record is damaged or of a newer format.

    Without a record every file that differs counts as the student's, which loses nothing.
    """
    try:
        data = json.loads((workspace / STATE / _WRITTEN).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    match data:
        case {"format": 1, "files": dict(files)}:
            return {path: digest for path, digest in files.items() if isinstance(digest, str)}
        case _:
            return {}


def _write_sums(workspace: Path, sums: dict[str, str]) -> None:
    document = {"format": _FORMAT, "files": dict(sorted(sums.items()))}
    disk.write_whole(workspace / STATE / _WRITTEN, json.dumps(document, indent=1).encode())
