"""What kind of file it is and how it begins, from a bounded read however large it is."""

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cxassess.errors import InvalidInput, Problem
from cxassess.files.tables import text
from cxassess.files.tables.engine import Stamp, stamp_of
from cxassess.files.tables.sheets import Book, open_book, refuse_others

Kind = Literal["csv", "tsv", "xlsx", "parquet"]
PEEKED = 20  # records
_EMPTY = "is empty, a header and rows were expected"


@dataclass(frozen=True, slots=True)
class Peek:
    """How a file begins.

    Attributes:
        path: of the file; stamp: its size and time of change when it was looked at.
        records: its first rows as texts, header rows among them, blank rows left out; at most PEEKED.
        rows: their numbers, as a spreadsheet shows them.
        encoding: as people call it; empty for workbooks and Parquet.
        delimiter: what separates cells; empty likewise.
        sheet: of a workbook, the sheet that is read; sheets: all that can be seen.
        look: of a text file, all that its beginning tells; book: the open workbook.
    """

    path: Path
    kind: Kind
    records: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]
    stamp: Stamp
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    look: text.Look | None = None
    book: Book | None = field(default=None, repr=False, compare=False)


def peek(path: Path, *, delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None) -> Peek:
    """How a file begins.

    Args:
        delimiter, encoding: of a text file, where they are known; told from it otherwise.
        sheet: of a workbook, the name of the sheet; the first one where None is given.

    Raises:
        InvalidInput: what the file is instead of a table, in one sentence.
    """
    stamp = stamp_of(path)
    start = _start_of(path)
    if start[:4] == b"PAR1":
        records = _of_parquet(path)
        return Peek(path, "parquet", records, tuple(range(1, len(records) + 1)), stamp)
    if start[:4] == b"PK\x03\x04":
        book = open_book(path, sheet)
        top = book.top(PEEKED)
        return Peek(
            path,
            "xlsx",
            tuple(tuple(cells) for _, cells in top),
            tuple(number for number, _ in top),
            stamp,
            sheet=book.sheet,
            sheets=book.sheets,
            book=book,
        )
    refuse_others(path, start)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        message = (
            f"the separator “{delimiter[:10]}” is no single character; a comma, semicolon, tab or bar was expected"
        )
        raise InvalidInput([Problem(path.name, message)])
    look = text.look_at(path, delimiter, encoding)
    if not look.records:
        raise InvalidInput([Problem(path.name, _EMPTY)])
    numbers, records = zip(*look.records[:PEEKED], strict=True)
    return Peek(path, look.kind, records, numbers, stamp, look.encoding, look.delimiter, look=look)


def _of_parquet(path: Path) -> tuple[tuple[str, ...], ...]:
    from cxassess.files.tables.engine import connect
    from cxassess.files.tables.parquet import parquet_view

    with connect() as connection:
        names, _ = parquet_view(path, connection, "peeked")
        cells = ", ".join(f"c{at}" for at in range(1, len(names) + 1))
        found: list[tuple[Any, ...]] = connection.execute(f"SELECT {cells} FROM peeked LIMIT {PEEKED - 1}").fetchall()
    return (names, *(tuple(cell or "" for cell in row) for row in found))


def _start_of(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            message = "is no file on a disk, and can be read only once: save it to one first"
            raise InvalidInput([Problem(str(path), message)])
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError as error:
        raise InvalidInput([Problem(str(path), "there is no such file")]) from error
    except (IsADirectoryError, PermissionError) as error:  # Windows refuses to open a folder
        said = "is a folder, a file was expected" if path.is_dir() else "may not be read by you"
        raise InvalidInput([Problem(str(path), said)]) from error
    except OSError as error:
        raise InvalidInput([Problem(str(path), f"cannot be read ({error.strerror})")]) from error
    if not start.strip():
        raise InvalidInput([Problem(path.name, _EMPTY)])
    return start
