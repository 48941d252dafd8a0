"""Members of zip and tar archives, one after another, of which nothing is ever unpacked to disk.

An archive is not believed: how large its directory and its members are is found out by reading no
more than what is allowed.
"""

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, cast

ARCHIVE_BYTES = 200 << 20  # of an archive as it lies there
UNPACKED_BYTES = 200 << 20  # of what is in it, as far as it has to be read
RATIO = 200  # unpacked bytes for each packed one; program text reaches 20
_RATIO_FROM = 4 << 20  # smaller files are no bombs
_DIRECTORY_BYTES = 4 << 20  # of a zip's table of contents: room for more than 10,000 names
_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")

# What the standard library raises about archives that are damaged, or made to seem so.
BROKEN = (
    OSError,
    EOFError,
    ValueError,  # UnicodeDecodeError among them
    OverflowError,
    IndexError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive.

    Attributes:
        name: as the archive has it.
        problem: why it cannot be used; None if it can.
        read: returns at most so many of its bytes; to be called before the next member.
    """

    name: str
    problem: str | None
    read: Callable[[int], bytes]


def archive_stem(name: str) -> str | None:
    """Return an archive's name without its suffix; None if it is not named like an archive."""
    suffixes = [suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)]
    return name[: -len(suffixes[0])] if suffixes and len(name) > len(suffixes[0]) else None


def is_archive(path: Path) -> bool:
    """Return whether a file is a zip or tar archive, by what is in it.

    Raises:
        OSError: it is larger than archives may be, or cannot be read.
    """
    if not path.is_file():
        raise OSError(0, "it is no regular file")
    if path.stat().st_size > ARCHIVE_BYTES:
        raise OSError(0, f"it is larger than {ARCHIVE_BYTES >> 20} MiB")
    return zipfile.is_zipfile(path) or next(_tar(path), None) is not None


def zip_members(path: Path) -> Iterator[Member]:
    """Yield what a zip archive's table of contents names, folders left out.

    Raises:
        BROKEN: it is no archive that can be read.
    """
    _look_at_directory(path)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield Member(info.filename, _zip_problem(info), _zip_reader(archive, info))


def tar_members(path: Path) -> Iterator[Member]:
    """Yield the entries of a tar archive, compressed or not, folders left out.

    Raises:
        BROKEN: it is no archive that can be read, or unpacks to too much.
    """
    for archive, info in _tar(path):
        if not info.isdir():
            yield Member(info.name, _tar_problem(info), _tar_reader(archive, info))


# --- zip --------------------------------------------------------------------------------------


def _look_at_directory(path: Path) -> None:
    """Raise if the table of contents, which zipfile reads as a whole, is larger than need be."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 65_536 - 22 - 20))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("its table of contents is missing; it may have been cut off")
    (size,) = struct.unpack_from("<L", tail, at + 12)
    if size > _DIRECTORY_BYTES or (at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07"):
        raise zipfile.BadZipFile("its table of contents is larger than that of any submission")


def _zip_problem(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "is a symbolic link, which is not followed"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is no regular file"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in a rare way; make the archive with a common tool"
    if info.file_size > max(_RATIO_FROM, RATIO * info.compress_size):
        return "unpacks to far more than it holds, as bombs do; it is not read"
    return None


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with archive.open(info) as file:
            return file.read(most)

    return read


# --- tar --------------------------------------------------------------------------------------


class _Limited:
    """A file that may be read up to a limit: names in tar archives may be as long as they like."""

    def __init__(self, file: IO[bytes] | BufferedIOBase, most: int) -> None:
        self._file = file
        self._left = most
        self._most = most

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise OSError(0, f"it unpacks to more than {self._most >> 20} MiB, as bombs do")
        return data


def _tar(path: Path) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    with path.open("rb") as raw, _unpacked(raw) as file:
        most = max(_RATIO_FROM, min(UNPACKED_BYTES, RATIO * path.stat().st_size))
        limited = cast("Any", _Limited(file, most))
        # A stream is read once, from its beginning to its end; there is no seeking in it.
        with tarfile.open(fileobj=limited, mode="r|") as archive:
            while (info := archive.next()) is not None:
                yield archive, info
                vars(archive)["members"] = []  # tarfile would keep them all
        # The sum of what was packed comes last; what does not fit it was damaged on its way.
        while limited.read(1 << 16):
            pass


def _unpacked(raw: IO[bytes]) -> Any:
    start = raw.read(6)
    raw.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(raw)
    if start.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMAFile(raw)
    return raw


def _tar_problem(info: tarfile.TarInfo) -> str | None:
    if info.issym() or info.islnk():
        return "is a link, which is not followed"
    if not info.isreg() or info.sparse is not None:
        return "is no regular file"
    return None


def _tar_reader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        file = archive.extractfile(info)
        return b"" if file is None else file.read(most)

    return read
