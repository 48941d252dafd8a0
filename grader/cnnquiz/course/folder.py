"""What a student's folder or archive holds, looked at without unpacking anything.

Whatever lies there was made by somebody else: links are not followed, devices and pipes not
opened, names that lead out not used, and everything has a limit: entries, bytes, depth. Where a
limit ends the reading, a problem says so; nothing here raises because of what a student made.
"""

import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from cnnquiz.course.archive import BROKEN, is_archive, tar_members, zip_members

ENTRIES = 10_000  # of one folder or archive
DEPTH = 8  # folders in folders

Wanted = Callable[[str], bool]


@dataclass(slots=True)
class Found:
    """What was found in one student's folder or archive.

    Attributes:
        files: the wanted files: their places, and their bytes (cut where they are too many).
        names: the places of all other files.
        problems: what could not be used, and why.
        when: when it was last written, by place; in UTC.
    """

    files: dict[PurePosixPath, bytes] = field(default_factory=dict)
    names: list[PurePosixPath] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    when: dict[PurePosixPath, datetime] = field(default_factory=dict)


def look_into(path: Path, wanted: Wanted, most: Callable[[str], int]) -> Found:
    """Return what a folder or an archive holds.

    Args:
        path: the folder or archive; not a link.
        wanted: whether a file of that name is to be read.
        most: how many bytes a file of that name may have; one more is read of larger ones.
    """
    found = Found()
    try:
        if path.is_dir():
            _look_into_folder(path, wanted, most, found)
        else:
            _look_into_archive(path, wanted, most, found)
    except BROKEN as error:
        what = getattr(error, "strerror", None) or str(error) or type(error).__name__
        found.problems.append(f"{shown(path.name)}: cannot be read: {shown(what)}")
    return found


def shown(text: str) -> str:
    """Return a name as text that any stream and database takes, escapes for what is not."""
    text = os.fsencode(text).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def is_clutter(part: str) -> bool:
    """Return whether a folder or file is what systems and editors leave behind."""
    return part.startswith(".") or part in {"__MACOSX", "__pycache__"}


# --- folders ----------------------------------------------------------------------------------


def _look_into_folder(path: Path, wanted: Wanted, most: Callable[[str], int], found: Found) -> None:
    for number, (place, entry) in enumerate(_walk(path, found)):
        if number >= ENTRIES:
            found.problems.append(f"holds more than {ENTRIES} files; the rest was not looked at")
            return
        if not wanted(entry.name):
            found.names.append(place)
        elif entry.is_symlink():
            found.problems.append(f"{shown(str(place))}: is a symbolic link, which is not followed")
        elif not entry.is_file(follow_symlinks=False):
            found.problems.append(f"{shown(str(place))}: is no regular file")
        else:
            try:
                found.files[place], found.when[place] = _read(entry.path, most(entry.name))
            except OSError as error:
                text = f"{shown(str(place))}: cannot be read: {error.strerror}"
                found.problems.append(text)


def _walk(folder: Path, found: Found) -> Iterator[tuple[PurePosixPath, "os.DirEntry[str]"]]:
    """Yield everything but folders, in alphabetical order, folders' contents after files."""
    folders = [(PurePosixPath(), folder, 0)]
    while folders:
        place, path, depth = folders.pop(0)
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            text = f"{shown(str(place))}: cannot be looked into: {error.strerror}"
            found.problems.append(text)
            continue
        for entry in entries:
            if is_clutter(entry.name):
                continue
            inner = place / entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield inner, entry
            elif depth < DEPTH:
                folders.append((inner, Path(entry.path), depth + 1))
            else:
                found.problems.append(f"{shown(str(inner))}: lies too deep to be looked into")


def _read(path: str, most: int) -> tuple[bytes, datetime]:
    # Never waits for a writer, and never goes where a link leads that has just been put there.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "no regular file")
        return file.read(most + 1), datetime.fromtimestamp(status.st_mtime, UTC)


# --- archives ---------------------------------------------------------------------------------


def _look_into_archive(
    path: Path, wanted: Wanted, most: Callable[[str], int], found: Found
) -> None:
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)  # what is inside, students can set
    members = zip_members if zipfile.is_zipfile(path) else tar_members
    if not is_archive(path):
        raise tarfile.ReadError("it is neither a zip nor a tar archive")
    for number, member in enumerate(members(path)):
        if number >= ENTRIES:
            found.problems.append(f"holds more than {ENTRIES} entries; the rest was not looked at")
            return
        place = PurePosixPath(member.name.replace("\\", "/"))
        if not place.name or any(is_clutter(part) for part in place.parts if part != ".."):
            continue
        problem = member.problem or _problem_of(place, found)
        if not wanted(place.name):
            if problem is None:
                found.names.append(place)
        elif problem is not None:
            found.problems.append(f"{shown(member.name)}: {problem}")
        else:
            try:
                found.files[place] = member.read(most(place.name) + 1)
            except BROKEN as error:
                text = f"{shown(member.name)}: cannot be read: {shown(str(error))}"
                found.problems.append(text)
            found.when[place] = when


def _problem_of(place: PurePosixPath, found: Found) -> str | None:
    if place.is_absolute() or ".." in place.parts:
        return "leads out of the archive; it is not used"
    if place in found.files:
        return "is there more than once; the first one is used"
    return None
