"""Orders and answers as bytes, between our own processes: length, then MessagePack."""

import socket
import struct
from typing import TypeVar

import msgspec

_LENGTH = struct.Struct(">I")
_Value = TypeVar("_Value")


def encode(value: object) -> bytes:
    """Return a value as bytes."""
    return msgspec.msgpack.encode(value)


def decode(data: bytes, type_: type[_Value]) -> _Value:
    """Return the value that bytes stand for.

    Raises:
        msgspec.ValidationError: they stand for none of that type.
    """
    return msgspec.msgpack.decode(data, type=type_)


def send(channel: socket.socket, value: object) -> None:
    """Send a value.

    Raises:
        OSError: nobody is there to receive it.
    """
    data = encode(value)
    channel.sendall(_LENGTH.pack(len(data)) + data)


def receive(channel: socket.socket, type_: type[_Value]) -> _Value:
    """Return the next value.

    Raises:
        EOFError: the other side has hung up.
        OSError: it is gone, or did not answer in time.
    """
    (size,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size))
    return decode(_exactly(channel, size), type_)


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        if not (chunk := channel.recv(min(size - len(data), 1 << 20))):
            raise EOFError
        data += chunk
    return bytes(data)
