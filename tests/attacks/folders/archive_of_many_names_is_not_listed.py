"""A zip whose table of contents names more files than anybody hands in."""

import struct

SCORE = 0
SAYS = "its table of contents is larger"


def fill(place, student, slug, right):
    name = f"{slug}.py".ljust(60, "x").encode()
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", *[0] * 9, len(name), *[0] * 6) + name
    entries = entry * 60_000
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 60_000, 60_000, len(entries), 0, 0)
    (place / f"{student}.zip").write_bytes(entries + end)
