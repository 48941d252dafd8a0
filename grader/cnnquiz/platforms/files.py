"""Files as other systems want them: whole or not at all, and the same bytes every time."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnquiz.errors import UsageError

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_UNIX = 3  # so that the modes mean something


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a zip.

    Attributes:
        data: what it holds.
        mode: who may do what with it, as `chmod` counts.
    """

    data: bytes
    mode: int = 0o644


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that nobody ever finds half of it, whatever lies in its place.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            beside.chmod(mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def zipped(members: Mapping[str, Member]) -> bytes:
    """Return a zip whose bytes depend on nothing but its members."""
    with tempfile.SpooledTemporaryFile(1 << 26) as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name in sorted(members):
                info = zipfile.ZipInfo(name, _FIRST_TIME)
                info.create_system = _UNIX
                info.external_attr = (0o100000 | members[name].mode) << 16
                # Not packed: what packs it differs between versions of zlib, and wheels are.
                info.compress_type = zipfile.ZIP_STORED
                archive.writestr(info, members[name].data)
        file.seek(0)
        return file.read()
