"""Which kind of file it is, and the way that reads it.

A text file in UTF-8 with as many cells in each row is read by DuckDB as it stands, once, by all cores. Everything else
goes the careful way: the rows are read one by one, what is wrong with them is named, and DuckDB gets a clean copy.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, Literal

from cxassess.errors import InvalidInput, Problem
from cxassess.files.tables import sheets, text

Kind = Literal["csv", "tsv", "xlsx", "parquet"]
MOST_COLUMNS = 5_000
NAMED_FAULTS = 10
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts in a connection.

    Attributes:
        table: its name in the connection: columns `row` (as a spreadsheet numbers it) and c1, c2 …, all VARCHAR, NULL
            or empty where nothing stands. Good for a look at some rows: numbering all takes as long as reading them.
        bare: the same without `row`; None where `table` is stored with it. Rows come in their order, none missing.
        first_row: the number of the first row of `bare`.
        headers: the header rows, each with a cell a column.
        encoding: as people call it; empty for workbooks and Parquet.
        delimiter: what separates cells; empty likewise.
        faults: rows that cannot be used, such as those with too many cells; they are in no table.
        left_out: how many such rows there are; `faults` names the first ones.
    """

    table: str
    headers: tuple[tuple[str, ...], ...]
    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    bare: str | None = None
    first_row: int = 2
    faults: tuple[Problem, ...] = ()
    left_out: int = 0

    @property
    def columns(self) -> int:
        return max(len(header) for header in self.headers)


def open_table(
    path: Path,
    connection: Any,
    *,
    header_rows: int | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> TextTable:
    """A file as a table of texts.

    Args:
        connection: of DuckDB; the table lives in it.
        header_rows: how many of its rows are headers, 1 where None is given.
        delimiter, encoding: where they are known; told from the file otherwise.

    Raises:
        InvalidInput: what the file is instead of a table, in one sentence.

    A fault deep within a large text file may show only when the rows are read: DuckDB raises an error then, and
    `careful` opens the file so that the fault is named.
    """
    header_rows = header_rows or 1
    start = _start_of(path)
    if start[:4] == b"PAR1":
        return _parquet(path, connection)
    if start[:4] == b"PK\x03\x04":
        return _stored(path, connection, sheets.rows_of(path), header_rows, "xlsx")
    sheets.refuse_others(path, start)
    found = text.look_at(path, delimiter, encoding)
    if found.is_plain:
        return _direct(path, connection, header_rows, found)
    return _careful(path, connection, header_rows, found)


def careful(
    path: Path,
    connection: Any,
    *,
    header_rows: int | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> TextTable:
    """The same, row by row, with every ragged row named. Raises InvalidInput."""
    return _careful(path, connection, header_rows or 1, text.look_at(path, delimiter, encoding, whole=True))


# ── ways to read ─────────────────────────────────────────────────────────────────────────────────────────────


def _direct(path: Path, connection: Any, header_rows: int, found: text.Look) -> TextTable:
    """DuckDB reads the file itself, every column as text, when the rows are asked for."""
    headers = _headers(path, found.records, header_rows, trimmed=False)
    number = next(_NUMBERS)
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(1, len(headers[0]) + 1))
    connection.execute(
        f"CREATE VIEW bare_{number} AS SELECT * FROM read_csv({_quoted(str(path.resolve()))}, header = false,"
        f" skip = {found.lines_of(header_rows)}, delim = {_quoted(found.delimiter)}, quote = '\"', escape = '\"',"
        f" auto_detect = false, columns = {{{columns}}}, strict_mode = true, null_padding = false,"
        f" max_line_size = {text.LONGEST_LINE}, nullstr = '', allow_quoted_nulls = true)"
    )
    first = header_rows + found.rows_before + 1
    connection.execute(
        f"CREATE VIEW text_{number} AS SELECT row_number() OVER () + {first - 1} AS row, * FROM bare_{number}"
    )
    return TextTable(
        f"text_{number}", headers, found.kind, found.encoding, found.delimiter, f"bare_{number}", first_row=first
    )


def _careful(path: Path, connection: Any, header_rows: int, found: text.Look) -> TextTable:
    return _stored(
        path, connection, text.rows_of(path, found), header_rows, found.kind, found.encoding, found.delimiter
    )


def _parquet(path: Path, connection: Any) -> TextTable:
    """A typed file: each value as the text that it would have in a CSV file."""
    import duckdb

    source = f"read_parquet({_quoted(str(path.resolve()))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        message = "is not a Parquet file that can be read: a part of it is missing or damaged"
        raise InvalidInput([Problem(path.name, message)]) from error
    names = [name for name, *_ in described]
    for name, kind, *_ in described:
        if "[" in kind or kind.startswith(("STRUCT", "MAP")):
            message = f"column “{name}” holds lists or tables, a plain value in each row was expected"
            raise InvalidInput([Problem(path.name, message)])
    number = next(_NUMBERS)
    cells = ", ".join(
        f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS c{at}' for at, name in enumerate(names, 1)
    )
    connection.execute(f"CREATE VIEW bare_{number} AS SELECT {cells} FROM {source}")
    connection.execute(f"CREATE VIEW text_{number} AS SELECT row_number() OVER () + 1 AS row, * FROM bare_{number}")
    return TextTable(f"text_{number}", (tuple(names),), "parquet", bare=f"bare_{number}")


def _stored(
    path: Path,
    connection: Any,
    rows: Iterable[tuple[int, Sequence[str]]],
    header_rows: int,
    kind: Kind,
    encoding: str = "",
    delimiter: str = "",
) -> TextTable:
    """Rows that were read one by one: a clean copy that DuckDB reads, and a table with their numbers."""
    import tempfile

    numbered = iter(rows)
    head = list(islice(numbered, header_rows))
    headers = _headers(path, [cells for _, cells in head], header_rows)
    width = len(headers[0])
    faults: list[Problem] = []
    left_out = 0
    longest = text.LONGEST_LINE
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        clean = Path(folder) / "rows.csv"
        with clean.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for number, cells in numbered:
                wide = _fitted(cells, width)
                if wide is None:
                    left_out += 1
                    if len(faults) < NAMED_FAULTS:
                        message = f"{len(cells)} cells were read, {width} were expected as in the header"
                        faults.append(Problem(f"{path.name}, row {number}", message))
                else:
                    longest = max(longest, writer.writerow((number, *wide)) * 4)  # characters; in bytes up to four
        name = f"text_{next(_NUMBERS)}"
        columns = ", ".join(("'row': 'BIGINT'", *(f"'c{at}': 'VARCHAR'" for at in range(1, width + 1))))
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv({_quoted(str(clean))}, header = false, delim = ',',"
            f" quote = '\"', escape = '\"', auto_detect = false, columns = {{{columns}}},"
            f" max_line_size = {longest}, new_line = '\\n')"
        )
    return TextTable(name, headers, kind, encoding, delimiter, faults=tuple(faults), left_out=left_out)


def _fitted(cells: Sequence[str], width: int) -> Sequence[str] | None:
    """A row with a cell for each column; None where there are fewer, or more that hold something.

    Empty cells at the end are no fault: sheets and some programs write as many as they like. Neither is a row that
    ends where nothing but empty cells would follow, as spreadsheets save it.
    """
    if len(cells) == width:
        return cells
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return None


def _headers(
    path: Path, records: Sequence[Sequence[str]], header_rows: int, *, trimmed: bool = True
) -> tuple[tuple[str, ...], ...]:
    """The header rows, made equally long; `trimmed` of the empty cells at their ends, under which nothing is named."""
    if len(records) < header_rows or not any(cell.strip() for record in records[:header_rows] for cell in record):
        message = "is empty, a header and rows were expected"
        raise InvalidInput([Problem(path.name, message)])
    heads = [_trimmed(record) if trimmed else record for record in records[:header_rows]]
    width = max(len(head) for head in heads)
    if width > MOST_COLUMNS:
        message = f"has {width:,} columns, at most {MOST_COLUMNS:,} can be read"
        raise InvalidInput([Problem(path.name, message)])
    return tuple((*head, *[""] * (width - len(head))) for head in heads)


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((at for at, cell in enumerate(cells) if cell.strip()), default=-1)
    return cells[: last + 1]


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError as error:
        raise InvalidInput([Problem(str(path), "there is no such file")]) from error
    except IsADirectoryError as error:
        raise InvalidInput([Problem(str(path), "is a folder, a file was expected")]) from error
    except OSError as error:
        raise InvalidInput([Problem(str(path), f"cannot be read ({error.strerror})")]) from error
    if not start.strip():
        raise InvalidInput([Problem(path.name, "is empty, a header and rows were expected")])
    return start


def _quoted(value: str) -> str:
    """A text within SQL."""
    return "'" + value.replace("'", "''") + "'"
