"""Whether DuckDB's rows of a text file are those that a spreadsheet shows: a scan of its bytes, a gigabyte in 0.6 s.

DuckDB skips blank lines, and keeps zero bytes; a spreadsheet counts the one, and no text has the other. A blank line
within quotation marks is part of a cell.
"""

import re
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput
from cxassess.files.tables.encodings import binary

_WINDOW = 256 * 1024  # bytes at a time: they stay in the processor's cache
_BEFORE = 3  # bytes of the window before, which a blank line may begin in
_LARGE = 256 * 2**20  # from where numpy's speed pays for its import, which keeps both cores busy for 0.1 s
_BLANK = re.compile(rb"\n\r?\n|\r\r")
_STRAY = re.compile(rb"[^,;\t|\r\n\"]\"[^,;\t|\r\n\"]")  # a quotation mark within a cell that has none around it
_LINE_ENDS = b"\r\n"


def has_blank_lines(path: Path) -> bool:
    """Whether a line is blank anywhere but at the end, or quotation marks leave it open.

    Raises InvalidInput for a zero byte.
    """
    end = _end_of_last_line(path)
    large = end > _LARGE
    buffer = bytearray(b"  \n" + bytes(_WINDOW))  # the first line may be blank itself
    view = memoryview(buffer)
    quoted = at_end = False  # whether a quotation mark is open where the window begins, and where it ends
    with path.open("rb", buffering=0) as file:
        while end > 0 and (got := file.readinto(view[_BEFORE : _BEFORE + min(_WINDOW, end)])):
            end -= got
            length = _BEFORE + got
            blank, zero, marks = _seen(buffer, length) if large else _seen_in_few(buffer, length)
            if zero:
                raise InvalidInput([binary(path)])
            if blank and _blank_outside(bytes(view[:length]), quoted=quoted):
                return True
            at_end = quoted ^ (marks % 2 == 1)
            buffer[:_BEFORE] = buffer[got : got + _BEFORE]
            quoted = at_end ^ (buffer.count(b'"', 0, _BEFORE) % 2 == 1)
    return at_end


def _seen_in_few(window: bytearray, length: int) -> tuple[bool, bool, int]:
    """Whether there is a blank line and a zero byte, and how many quotation marks."""
    patterns = (b"\n\n", b"\n\r\n", b"\r\r") if window.find(b"\r", 0, length) >= 0 else (b"\n\n",)
    blank = any(window.find(pattern, 0, length) >= 0 for pattern in patterns)
    return blank, window.find(0, 0, length) >= 0, window.count(b'"', 0, length)


def _seen(window: bytearray, length: int) -> tuple[bool, bool, int]:
    """The same with numpy, five times as fast."""
    import numpy as np

    found: Any = np.frombuffer(window, np.uint8, length)
    newline = found == ord("\n")
    blank = bool((newline[1:] & newline[:-1]).any())
    if window.find(b"\r", 0, length) >= 0:
        back = found == ord("\r")
        blank |= bool((newline[2:] & newline[:-2] & back[1:-1]).any() or (back[1:] & back[:-1]).any())
    return blank, window.find(0, 0, length) >= 0, int(np.count_nonzero(found == ord('"')))


def _blank_outside(window: bytes, *, quoted: bool) -> bool:
    """Whether one of the blank lines stands outside quotation marks, or these cannot be told to be pairs."""
    if _STRAY.search(window):
        return True
    return any(_BLANK.search(part) for part in window.split(b'"')[int(quoted) :: 2])


def _end_of_last_line(path: Path) -> int:
    """Where the file ends without the line ends at its end, in bytes."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        while end > 0:
            start = max(0, end - _WINDOW)
            file.seek(start)
            kept = file.read(end - start).rstrip(_LINE_ENDS)
            if kept:
                return start + len(kept)
            end = start
    return 0
