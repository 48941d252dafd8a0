"""Orders and answers as bytes, between our own processes: length, then MessagePack."""

import socket
import struct
from typing import TypeVar

import msgspec

_LENGTH = struct.Struct(">I")
_Value = TypeVar("_Value")


def send(channel: socket.socket, value: object) -> None:
    """Send a value.

    Raises:
        OSError: nobody is there to receive it.
    """
    data = msgspec.msgpack.encode(value)
    channel.sendall(_LENGTH.pack(len(data)) + data)


def receive(channel: socket.socket, type_: type[_Value]) -> _Value:
    """Return the next value.

    Raises:
        EOFError: the other side has hung up.
        OSError: it is gone, or did not answer in time.
    """
    (size,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size))
    return msgspec.msgpack.decode(_exactly(channel, size), type=type_)


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        if not (chunk := channel.recv(min(size - len(data), 1 << 20))):
            raise EOFError
        data += chunk
    return bytes(data)
