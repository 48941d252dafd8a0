"""A stream of bytes gives the same frames however it is cut, and never stores too much."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnquiz.wire.frames import FrameReader, frame
from cnnquiz.wire.values import Caps, WireError
from support.plain_data import steady

FRAMES = st.lists(st.tuples(st.integers(0, 2**64 - 1), st.binary(max_size=40)), max_size=5)


@steady()
@given(FRAMES, st.data())
def test_any_split_of_a_stream_gives_the_same_frames(frames, data):
    stream = b"".join(frame(request, payload) for request, payload in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = FrameReader()
    got = [
        one
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for one in reader.feed(stream[start:end])
    ]
    assert got == frames
    assert reader.pending == 0


def test_frame_that_has_begun_is_pending_until_its_last_byte():
    whole = frame(7, b"payload")
    reader = FrameReader()
    for position in range(len(whole) - 1):
        assert list(reader.feed(whole[position : position + 1])) == []
        assert reader.pending == position + 1
    assert list(reader.feed(whole[-1:])) == [(7, b"payload")]
    assert reader.pending == 0


def test_frame_of_the_greatest_length_is_accepted_and_one_byte_more_refused():
    caps = Caps(size=10)
    assert list(FrameReader(caps).feed(frame(1, bytes(10)))) == [(1, bytes(10))]
    with pytest.raises(WireError, match="a frame of more than 10 bytes"):
        list(FrameReader(caps).feed(frame(1, bytes(11))))


def test_length_is_refused_as_soon_as_it_is_announced():
    reader = FrameReader()
    header = (2**32 - 1).to_bytes(4, "big") + bytes(8)
    assert list(reader.feed(header[:-1])) == []
    with pytest.raises(WireError, match="more than 67,108,864 bytes"):
        list(reader.feed(header[-1:]))
    assert reader.pending == len(header)  # nothing that follows it has been stored


def test_frames_before_a_refused_one_are_given_out():
    reader = FrameReader(Caps(size=10))
    frames = reader.feed(frame(1, b"good") + frame(2, bytes(11)))
    assert next(frames) == (1, b"good")
    with pytest.raises(WireError):
        next(frames)


@steady()
@given(st.binary(max_size=300))
def test_any_bytes_give_frames_or_a_wire_error(data):
    with contextlib.suppress(WireError):
        for _, payload in FrameReader(Caps(size=100)).feed(data):
            assert len(payload) <= 100
