"""Files that are the same bytes whenever and wherever they are written."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip knows
_UNIX = 3


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by their path in it; a path that ends in `/` is an empty folder.

    Entries stand in the order of the mapping, without times, and uncompressed: what zlib makes of
    the same bytes differs between its versions.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = (0o40755 << 16) | 0x10 if path.endswith("/") else 0o100644 << 16
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
