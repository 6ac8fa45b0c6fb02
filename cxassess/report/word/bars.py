"""The small bars that stand in table cells, as PNG pictures.

A bar is a row of coloured pixels; drawing it with matplotlib would take a hundred times as long.
"""

import struct
import zlib
from functools import lru_cache

from cxassess.report.blocks import Bar
from cxassess.report.palette import GOAL, TILE, Brand

WIDTH_MM, HEIGHT_MM = 22.0, 2.6
_PIXELS_PER_MM = 10
_MARK_PIXELS = 5


@lru_cache(maxsize=512)
def draw_bar(bar: Bar, brand: Brand) -> bytes:
    """A bar as a PNG of WIDTH_MM × HEIGHT_MM: its stretches over a pale track, and the line to reach."""
    width, height = int(WIDTH_MM * _PIXELS_PER_MM), int(HEIGHT_MM * _PIXELS_PER_MM)
    line = bytearray(_rgb(brand, TILE) * width)
    if bar.second is not None:
        _fill(line, 0, bar.second, width, _rgb(brand, bar.second_colour))
    _fill(line, 0, bar.share, width, _rgb(brand, bar.colour))
    if bar.mark is not None:
        start = min(max(round(bar.mark * width) - _MARK_PIXELS // 2, 0), width - _MARK_PIXELS)
        line[start * 3 : (start + _MARK_PIXELS) * 3] = _rgb(brand, GOAL) * _MARK_PIXELS
    return _png(bytes(line), width, height)


def _fill(line: bytearray, start: float, end: float, width: int, pixel: bytes) -> None:
    first, last = (round(min(max(x, 0.0), 1.0) * width) for x in (start, end))
    line[first * 3 : last * 3] = pixel * (last - first)


def _rgb(brand: Brand, role: str) -> bytes:
    return bytes.fromhex(brand.hex(role))


def _png(line: bytes, width: int, height: int) -> bytes:
    """The same line of pixels, height times (PNG specification, colour type 2)."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + line) * height, 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
