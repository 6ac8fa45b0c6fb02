"""The cells of a workbook that came from somebody: checked before it is unpacked, and read no further than needed.

Nothing in it runs, is looked up or is calculated: a macro or an entity refuses the file, links to other files are left
out, and a formula gives the value that its program kept.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_text

MOST_PACKED = 100 * 1024 * 1024
MOST_PARTS = 5_000
MOST_ROWS, MOST_COLUMNS = 20_000, 600  # a sheet is read as far as this
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # in which what we look for would read differently
_MACROS = re.compile(r"(^|/)(vbaProject\w*\.bin|macrosheets/.*|dialogsheets/.*)$", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")

Grid = list[tuple[Any, ...]]


def load_workbook(path: Path, most_bytes: int, most_packed: int = MOST_PACKED) -> tuple[Any, Any]:
    """The workbook twice: with the values that formulas had, and with the formulas. Raises InvalidInput.

    Sheets are read when they are asked for, and nothing of charts and pictures.

    Args:
        most_bytes: what it may take unpacked.
        most_packed: what the file may take as it is.
    """
    return open_workbook(read_packed(path, most_packed), path.name, most_bytes)


def open_workbook(content: bytes, name: str, most_bytes: int) -> tuple[Any, Any]:
    """The same of bytes that are here already, under the name that faults give them."""
    import openpyxl  # only when a workbook is read

    try:
        if fault := _fault(content, most_bytes):
            raise InvalidInput([Problem(name, fault)])
        with warnings.catch_warnings(action="ignore"):  # it remarks on what newer Excels add
            values, formulas = (
                openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=only, keep_links=False)
                for only in (True, False)
            )
            return values, formulas
    except InvalidInput:
        raise
    except Exception as error:  # a damaged workbook fails in as many ways as it has parts
        reason = str(error) if isinstance(error, BadZipFile) else "a part of it is damaged"
        raise InvalidInput([Problem(name, f"is not a workbook that can be read ({reason})")]) from error


def read_packed(path: Path, most_packed: int) -> bytes:
    """The bytes of a file that is not too large. Raises InvalidInput."""
    try:
        if path.stat().st_size > most_packed:
            raise InvalidInput([Problem(path.name, "is too large for a workbook of cxassess")])
        return path.read_bytes()  # openpyxl leaves a file open where it cannot read it
    except FileNotFoundError:
        raise InvalidInput([Problem(str(path), "there is no such file")]) from None
    except OSError as error:
        raise InvalidInput([Problem(str(path), f"cannot be read ({error.strerror or error})")]) from error


def _fault(content: bytes, most_bytes: int) -> str:
    """Why the parts of a workbook are not looked at; empty where they may be."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        return "has a password or is an old .xls: save it as .xlsx without a password"
    with ZipFile(BytesIO(content)) as parts:
        infos = parts.infolist()
        # A part is never read beyond the size that it states, so that these sizes are what it takes.
        if len(infos) > MOST_PARTS or sum(part.file_size for part in infos) > most_bytes:
            return "is too large for a workbook of cxassess"
        names = [part.filename for part in infos]
        if "mimetype" in names and b"opendocument" in parts.read("mimetype")[:100]:
            return "is an OpenDocument file: save it as .xlsx"
        if any(_MACROS.search(name) for name in names):
            return "holds macros, which no workbook of cxassess has: save it as .xlsx without them"
        for part in infos:
            if part.filename.casefold().endswith(_XML):
                markup = parts.read(part)
                if markup[:2] in _OTHER_UNICODE or _ENTITIES.search(markup):
                    return f"holds what no office program writes ({part.filename[:80]}): it is not read"
    return ""


@dataclass(frozen=True, slots=True)
class _Blank:
    """A cell that the file leaves out."""

    coordinate: str
    value: None = None
    data_type: str = "n"


def grid_of(sheet: Any) -> Grid:
    """The cells of a sheet, all rows of one length; a chart sheet has none."""
    from openpyxl.utils import get_column_letter

    with warnings.catch_warnings(action="ignore"):  # of bars in cells, which it does not know
        rows = [row[:MOST_COLUMNS] for row in islice(rows_of(sheet), MOST_ROWS)]
    letters = [get_column_letter(column) for column in range(1, max(map(len, rows), default=0) + 1)]
    return [
        tuple(
            row[at] if at < len(row) and hasattr(row[at], "coordinate") else _Blank(f"{letter}{number}")
            for at, letter in enumerate(letters)
        )
        for number, row in enumerate(rows, start=1)
    ]


def rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Row after row as they stand in the file, whatever it says of its own size."""
    if not hasattr(sheet, "iter_rows"):
        return
    try:
        sheet.reset_dimensions()
        yield from sheet.iter_rows()
    except Exception as error:  # a damaged sheet fails in as many ways as it has elements
        raise InvalidInput([Problem(f"the sheet {sheet.title}", "cannot be read: a part of it is damaged")]) from error


def text_of(cell: Any) -> str:
    """What stands in a cell, as text."""
    return "" if cell.value is None else str(cell.value)


def is_formula(cell: Any) -> bool:
    return getattr(cell, "data_type", "") == "f"


def is_empty(value: object) -> bool:
    """Whether a reader sees nothing in a cell."""
    return value is None or (isinstance(value, str) and not clean_text(value))
