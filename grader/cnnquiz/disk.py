"""Files written whole or not at all, and folders emptied whatever somebody else has left in them.

A tree may be deeper than Python's stack, than a path may be long, and than there are descriptors;
its folders may be closed to their owner. So nothing that deletes goes down: folders are taken up,
one after another, until all of them lie side by side.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

_ANY_MODE = 0o666  # less what the umask takes away


@contextlib.contextmanager
def replacing(path: Path, mode: int = _ANY_MODE) -> Iterator[BinaryIO]:
    """Yield a new file, which takes the place of what is at `path` once it is complete.

    At any time either the old or the new content is there, whole. Where something goes wrong, the
    old one stays. A link at `path` is replaced, and not followed.

    Args:
        path: the place, in a folder that is there.
        mode: the new file's permissions, less what the umask takes away.

    Raises:
        OSError: the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        # "x" follows no link that somebody has put there, nor writes to a file of theirs.
        with open(beside, "xb", opener=partial(os.open, mode=mode)) as file:  # opener
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, mode: int = _ANY_MODE) -> None:
    """Write a file as `replacing` does, and make the folders that it lies in.

    Raises:
        OSError: they cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, mode) as file:
        file.write(content)


def delete(folder: str | Path) -> None:
    """Delete a folder and what is in it, as far as that is possible. Raises nothing."""
    with contextlib.suppress(OSError):
        empty(folder)
        os.rmdir(folder)  # noqa: PTH106  # as everywhere here: names relative to descriptors


def empty(folder: str | Path) -> None:
    """Delete what is in a folder. No link is followed.

    Nobody else may be at work in it: what came from a submission has ended by then.

    Raises:
        OSError: something in it cannot be deleted.
    """
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        taken_up = 0
        while names := os.listdir(top):  # noqa: PTH208
            for name in names:
                if stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
                    taken_up = _take_up(top, name, taken_up)
                else:
                    os.unlink(name, dir_fd=top)
    finally:
        os.close(top)


def _take_up(top: int, name: str, number: int) -> int:
    """Delete a folder's files, move the folders in it up beside it, and delete it.

    Returns:
        `number`, counted on by the folders that were moved.
    """
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for entry in os.listdir(inner):  # noqa: PTH208
            if stat.S_ISDIR(os.stat(entry, dir_fd=inner, follow_symlinks=False).st_mode):
                os.chmod(entry, 0o700, dir_fd=inner)  # or it could not be moved
                number = _free(top, number)
                os.rename(entry, _moved(number), src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return number


def _moved(number: int) -> str:
    return f".{number}"


def _free(top: int, number: int) -> int:
    """Return the first number after `number` whose name is not taken."""
    while True:
        number += 1
        try:
            os.stat(_moved(number), dir_fd=top, follow_symlinks=False)
        except FileNotFoundError:
            return number
