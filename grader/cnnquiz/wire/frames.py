"""Messages on a byte stream: a length, a request id, and the bytes of one value.

`FrameReader` does no I/O, so that every way in which a hostile peer can cut, stretch or repeat
its bytes can be tested without a process.
"""

import struct
from collections.abc import Iterator

from cnnquiz.wire.values import CAPS, Caps, WireError

_HEADER = struct.Struct(">IQ")  # payload length, request id
ID_BITS = 64


def frame(request: int, payload: bytes) -> bytes:
    """Return `payload` as one frame that belongs to `request`, an id below 2**64."""
    return _HEADER.pack(len(payload), request) + payload


class FrameReader:
    """Cuts a stream of bytes into frames, and refuses one too long before it is stored."""

    def __init__(self, caps: Caps = CAPS) -> None:
        self._caps = caps
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the id and the payload of every frame that `data` completes.

        Raises:
            WireError: a frame announces more bytes than the caps allow.
        """
        self._pending += data
        while len(self._pending) >= _HEADER.size:
            length, request = _HEADER.unpack_from(self._pending)
            if length > self._caps.size:
                raise WireError(f"a frame of more than {self._caps.size:,} bytes")
            end = _HEADER.size + length
            if len(self._pending) < end:
                return
            payload = bytes(self._pending[_HEADER.size : end])
            del self._pending[:end]
            yield request, payload

    @property
    def pending(self) -> int:
        """Bytes of a frame that has begun and not ended."""
        return len(self._pending)
