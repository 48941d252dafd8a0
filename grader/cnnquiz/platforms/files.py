"""Files as other systems want them: whole or not at all."""

import os
import tempfile
from pathlib import Path

from cnnquiz.errors import UsageError


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
