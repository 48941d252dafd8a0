"""Files that are the same bytes whenever and wherever they are written."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip knows
_UNIX = 3


def zipped(files: Mapping[str, bytes], modes: Mapping[str, int] = MappingProxyType({})) -> bytes:
    """Return a zip of files by their path in it; a path that ends in `/` is an empty folder.

    Entries stand in the order of the mapping, without times, and uncompressed: what zlib makes of
    the same bytes differs between its versions.

    Args:
        files: what the files hold.
        modes: who may do what with some of them, as `chmod` counts; with the others, 0o644.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = _UNIX
            folder, file = (0o40755 << 16) | 0x10, (0o100000 | modes.get(path, 0o644)) << 16
            entry.external_attr = folder if path.endswith("/") else file
            archive.writestr(entry, content)
    return stream.getvalue()


def xml(root: ET.Element) -> bytes:
    """Return an XML document, indented; the one place where its texts are escaped."""
    ET.indent(root)
    return b"".join((ET.tostring(root, encoding="utf-8", xml_declaration=True), b"\n"))


def digest(*parts: object) -> str:
    """Return a name made of what is named: 16 hexadecimal digits."""
    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
