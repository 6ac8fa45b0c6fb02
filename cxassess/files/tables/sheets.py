"""Workbooks of Excel as rows of texts, and what only pretends to be one."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cxassess.errors import InvalidInput, Problem

LARGEST = 2**30  # bytes of an unpacked workbook: a million rows of twenty columns take less
MOST_CELLS = 60_000_000  # of a sheet from its first to its last cell, empty ones too: 32 bytes each while it is read
_MOST_DIGITS = 1e15  # a number beyond these has lost digits in Excel
_TOLD_EVERY = 8192  # rows
_PIECE = 2**20
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_NOT_TABLES = (
    (b"\xd0\xcf\x11\xe0", "is an old or a password-protected Excel file: save it as .xlsx without a password"),
    (b"\x1f\x8b", "is packed (gzip): unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is packed (7z): unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is packed (zstd): unpack it first"),
    (b"%PDF", "is a PDF: export the rows as CSV or as an Excel workbook"),
    (b"PARE", "is an encrypted Parquet file: save it without encryption"),
    (b"SQLite format 3\0", "is a database: export the table as CSV"),
)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_DAMAGED = "is not a workbook that can be read: a part of it is missing, damaged or locked by a password"


def refuse_others(path: Path, start: bytes) -> None:
    """Raise InvalidInput for files that are known not to be tables, with what to do."""
    for mark, message in _NOT_TABLES:
        if start.startswith(mark):
            raise InvalidInput([Problem(path.name, message)])
    opening = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<table")):
        raise InvalidInput([Problem(path.name, "is a web page, perhaps that of a login: export the file again")])
    if opening.startswith(b"<?xml"):
        raise InvalidInput([Problem(path.name, "is XML: save it as CSV or as an Excel workbook (.xlsx)")])
    if opening.startswith((b"{", b'[{"', b"[\n", b"[ {")):
        raise InvalidInput([Problem(path.name, "is JSON: export the rows as CSV or as an Excel workbook")])


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook: the sheet that is read, and the names of all that can be seen."""

    sheet: str
    sheets: tuple[str, ...]
    _content: Any

    def rows(self, told: Callable[[float], None] = lambda share: None) -> Iterator[tuple[int, list[str]]]:
        """The rows with their numbers in the sheet, blank ones left out; `told` hears what share was read."""
        if not self._content.height:
            return
        top, _ = self._content.start
        height = self._content.height
        for number, row in enumerate(self._content.iter_rows(), start=1):
            if number % _TOLD_EVERY == 0:
                told(number / (top + height))
            cells = [text_of(cell) for cell in row]
            if any(cell and not cell.isspace() for cell in cells):
                yield number, cells

    def top(self, count: int) -> list[tuple[int, list[str]]]:
        """The first rows that are not blank."""
        return list(islice(self.rows(), count))


def open_book(path: Path, sheet: str | None = None) -> Book:
    """Open a workbook at a sheet, the first one that can be seen where None is given.

    Raises InvalidInput for what is no workbook, one that unpacks to more than LARGEST, a sheet of more than
    MOST_CELLS, and for a sheet that is not there.
    """
    _check_parts(path)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        seen = tuple(s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible)
        names = seen or tuple(book.sheet_names)
        if sheet is not None and sheet not in book.sheet_names:
            listed = ", ".join(f"“{name}”" for name in names)
            raise InvalidInput([Problem(path.name, f"has no sheet “{sheet[:40]}”; it has {listed}")])
        chosen = sheet or names[0]
        return Book(chosen, names, book.get_sheet_by_name(chosen))
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InvalidInput([Problem(path.name, _DAMAGED)]) from error


def text_of(cell: Any) -> str:
    """A cell as people would type it, a number with the 15 digits that Excel keeps.

    >>> [text_of(cell) for cell in (4.0, 0.1 + 0.2, "007", 5.70306e17, None)]
    ['4', '0.3', '007', '5.70306E+17', '']
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if abs(cell) < _MOST_DIGITS and cell == int(cell):
            return str(int(cell))
        return f"{cell:.15g}".upper()
    if isinstance(cell, datetime):
        rounded = (cell + timedelta(microseconds=500)).replace(microsecond=0) if cell.microsecond > 999_000 else cell
        return rounded.date().isoformat() if rounded.time() == time() else _without_noise(rounded)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _without_noise(moment: datetime) -> str:
    """To the millisecond, which is as fine as a day's fraction in Excel."""
    return moment.isoformat(sep=" ", timespec="milliseconds").removesuffix(".000")


# ── what only pretends ───────────────────────────────────────────────────────────────────────────────────────


def _check_parts(path: Path) -> None:
    """Unpack every part once, and stop where there is too much: a header may lie about its size, the bytes cannot."""
    try:
        with zipfile.ZipFile(path) as file:
            parts = file.infolist()
            _check_names(path, {part.filename for part in parts})
            if sum(part.file_size for part in parts) > LARGEST:
                raise InvalidInput([_too_large(path)])
            left = LARGEST
            for part in parts:
                with file.open(part) as content:
                    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
                    left -= _check_sheet(path, content) if is_sheet else _unpacked(content, left)
                if left < 0:
                    raise InvalidInput([_too_large(path)])
    except (*_BROKEN_ZIP, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InvalidInput([Problem(path.name, _DAMAGED)]) from error


def _check_names(path: Path, names: set[str]) -> None:
    if any(name.startswith("xl/") for name in names):
        return
    if "content.xml" in names:
        raise InvalidInput([Problem(path.name, "is a spreadsheet of LibreOffice: save it as .xlsx or CSV")])
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise InvalidInput([Problem(path.name, "is a document and no table: a workbook (.xlsx) or CSV was expected")])
    message = "is a ZIP archive and no workbook: unpack it, and import the files in it"
    raise InvalidInput([Problem(path.name, message)])


def _unpacked(content: IO[bytes], most: int) -> int:
    """How many bytes come out, counted no further than `most`."""
    size = 0
    while (piece := content.read(_PIECE)) and size <= most:
        size += len(piece)
    return size


def _check_sheet(path: Path, content: IO[bytes]) -> int:
    """The bytes of a sheet. Raises InvalidInput where its first and last cell span more than can be held.

    The reader of workbooks makes room for every cell between them, and takes the program down where there is none.
    """
    size, rest = 0, b""
    columns: set[bytes] = set()
    last_row = 0
    while (piece := content.read(_PIECE)) and size <= LARGEST:
        size += len(piece)
        found = _CELL.findall(rest + piece)
        columns.update(column for column, _ in found)
        last_row = max(last_row, max(map(int, {row for _, row in found}), default=0))
        rest = piece[-16:]
    widest = max((_column_number(column) for column in columns), default=0)
    if widest * last_row > MOST_CELLS:
        message = (
            f"has a sheet of {last_row:,} rows and {widest:,} columns, most of them empty or more than can be read:"
            " save the rows as CSV"
        )
        raise InvalidInput([Problem(path.name, message)])
    return size


def _column_number(letters: bytes) -> int:
    """27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(path: Path) -> Problem:
    message = f"unpacks to more than {LARGEST // 2**30} GB, which no export does: save the rows as CSV"
    return Problem(path.name, message)
