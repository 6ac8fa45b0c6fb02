"""Workbooks of Excel as rows of texts, and what only pretends to be one."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem

LARGEST = 2**30  # bytes of an unpacked workbook: a million rows take a fifth of it
_MOST_DIGITS = 1e15  # a number beyond these has lost digits in Excel
_NOT_TABLES = (
    (b"\xd0\xcf\x11\xe0", "is an old or a password-protected Excel file: save it as .xlsx without a password"),
    (b"\x1f\x8b", "is packed (gzip): unpack it first"),
    (b"%PDF", "is a PDF: export the rows as CSV or as an Excel workbook"),
)


def refuse_others(path: Path, start: bytes) -> None:
    """Raise InvalidInput for files that are known not to be tables, with what to do."""
    for mark, message in _NOT_TABLES:
        if start.startswith(mark):
            raise InvalidInput([Problem(path.name, message)])
    opening = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if opening.startswith((b"<!doctype html", b"<html")):
        raise InvalidInput([Problem(path.name, "is a web page, perhaps that of a login: export the file again")])


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers in it, blank ones left out.

    Raises InvalidInput for what is no workbook, or one that unpacks to more than LARGEST.
    """
    _check_parts(path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput(
            [Problem(path.name, "is not a workbook that can be read: a part of it is damaged")]
        ) from error
    for number, row in enumerate(rows, start=1):
        cells = [text_of(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def text_of(cell: Any) -> str:
    """A cell as people would type it.

    >>> [text_of(cell) for cell in (4.0, 4.5, "007", 5.70306e17, None)]
    ['4', '4.5', '007', '5.70306E+17', '']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell == int(cell) if abs(cell) < _MOST_DIGITS else False:
            return str(int(cell))
        return repr(cell).upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _check_parts(path: Path) -> None:
    """Unpack every part once, and stop where there is too much: a header may lie about its size, the bytes cannot."""
    try:
        with zipfile.ZipFile(path) as file:
            names: Sequence[str] = file.namelist()
            if not any(name.startswith("xl/") for name in names):
                message = "is a ZIP archive and no workbook: unpack it, and import the files in it"
                raise InvalidInput([Problem(path.name, message)])
            if sum(part.file_size for part in file.infolist()) > LARGEST:
                raise InvalidInput([_too_large(path)])
            for part in file.infolist():
                with file.open(part) as content:  # fails where more comes out than the header says
                    while content.read(2**20):
                        pass
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        message = "is not a workbook that can be read: a part of it is missing, damaged or locked by a password"
        raise InvalidInput([Problem(path.name, message)]) from error


def _too_large(path: Path) -> Problem:
    message = f"unpacks to more than {LARGEST // 2**30} GB, which no export does: save the rows as CSV"
    return Problem(path.name, message)
