"""A minimal ICC profile for grey print: the papers use black and shades of it only."""

from __future__ import annotations

import struct
from functools import cache

GAMMA = 2.2

# The white point of the profile connection space, D50, as the ICC specification fixes it.
_WHITE_XYZ = (0.9642, 1.0, 0.8249)
_NAME = b"Grey"


@cache
def grey_profile() -> bytes:
    """Return the profile, ICC version 2.1, the same bytes every time."""
    tags = {b"desc": _description(), b"cprt": _text(), b"wtpt": _white(), b"kTRC": _curve()}
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, data in tags.items():
        table += struct.pack(">4sII", signature, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    content = table + body
    return _header(128 + len(content)) + content


def _header(size: int) -> bytes:
    start = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    fixed_day = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    signature = b"acsp" + bytes(28)
    return (start + fixed_day + signature + _fixed(_WHITE_XYZ)).ljust(128, b"\0")


def _fixed(numbers: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _description() -> bytes:
    name = _NAME + b"\0"
    return struct.pack(">4s4xI", b"desc", len(name)) + name + bytes(8 + 3 + 67)


def _text() -> bytes:
    return b"text" + bytes(4) + b"No rights reserved\0"


def _white() -> bytes:
    return b"XYZ " + bytes(4) + _fixed(_WHITE_XYZ)


def _curve() -> bytes:
    return struct.pack(">4s4xIH", b"curv", 1, round(GAMMA * 256))
