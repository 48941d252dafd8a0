"""What a judge asks of a worker: to call one of the student's functions, or to run a probe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cnnquiz.wire.outcome import Returned
from cnnquiz.wire.values import decode, encode

_KEPT_REPLIES = 8
_KEPT_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One call, as it crosses the wire.

    The same request may be put to one submission after another. Many of them answer in the very
    same bytes, which then need not be read again.

    Attributes:
        do: whether it is a call or a probe.
        function: the name of the student's function, or of the probe.
        payload: the request, encoded.
    """

    do: Literal["call", "probe"]
    function: str
    payload: bytes
    _replies: dict[bytes, Returned] = field(default_factory=dict)

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the positional and keyword arguments, in fresh memory."""
        content = decode(self.payload)
        return content["args"], content["kwargs"]

    def known(self, reply: bytes) -> Returned | None:
        """Return what a reply says if one of the same bytes was read before.

        The outcome is shared: nobody may change it.
        """
        return self._replies.get(reply)

    def keep(self, reply: bytes, outcome: Returned) -> None:
        """Remember what a reply says, within limits."""
        if len(self._replies) < _KEPT_REPLIES and len(reply) <= _KEPT_BYTES:
            self._replies[reply] = outcome


def call_of(function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Request:
    """Return the request to call one of the student's functions on copies of the arguments.

    Raises:
        WireError: they do not fit into one message.
    """
    return _request("call", function, args, kwargs)


def probe_of(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Request:
    """Return the request to run a probe beside the student's functions, likewise."""
    return _request("probe", name, args, kwargs)


def _request(
    do: Literal["call", "probe"], function: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Request:
    content = {"do": do, "function": function, "args": tuple(args), "kwargs": dict(kwargs)}
    return Request(do, function, encode(content))
