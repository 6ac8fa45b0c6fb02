"""A file becomes a table of texts, by the way that reads it quickest and still rightly.

A text file is read by DuckDB as it stands, once, by all cores; one in another encoding is written again in UTF-8
before that. Where rows are ragged or lines are blank, they are read one by one, what is wrong with them is named, and
DuckDB gets a clean copy.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.tables import text
from cxassess.files.tables.column import Column
from cxassess.files.tables.encodings import copy_in_utf8
from cxassess.files.tables.engine import Connection, FaultInRows, copying, refuse_changed
from cxassess.files.tables.lines import has_blank_lines
from cxassess.files.tables.parquet import parquet_view, quoted
from cxassess.files.tables.peeking import Kind, Peek, peek

MOST_COLUMNS = 5_000
NAMED_FAULTS = 5
TRIED = 32 * 2**20  # bytes of a text file that is read to its end when it is opened, in a tenth of a second
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts in a connection.

    Attributes:
        table: its name in the connection: columns `row` (as a spreadsheet numbers it) and c1, c2 …, all VARCHAR, NULL
            or empty where nothing stands; blank lines, and blank rows of a workbook, are left out.
        headers: the header rows, each with a cell a column.
        kind: of the file.
        encoding: as people call it; empty for workbooks and Parquet.
        delimiter: what separates cells; empty likewise.
        bare: for a text file that DuckDB reads as it stands, the same without `row`, read by all cores: rows come in
            their order. Stored by CREATE TABLE … AS, the row number is
            `rowid + first_row`. None elsewhere: there `table` is as quick.
        first_row: the number of the first row of `bare`.
        faults: rows that cannot be used, such as those with too many cells; they are in no table.
        left_out: how many such rows there are; `faults` names the first ones.
        typed: the columns that are no texts in the file, by their number.
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
    typed: Mapping[int, Column] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        return max(len(header) for header in self.headers)

    def column(self, at: int) -> Column:
        """SQL of a column."""
        return self.typed.get(at) or Column(f"c{at}")


def open_table(
    source: Path | Peek,
    connection: Connection,
    *,
    header_rows: int | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    row_by_row: bool = False,
) -> TextTable:
    """A file as a table of texts.

    Args:
        source: the file, or what `peek` found of it.
        connection: the table lives in it.
        header_rows: how many of its rows are headers, 1 where None is given.
        delimiter, encoding, sheet: where they are known; told from the file otherwise.
        row_by_row: read a text file slowly, with every ragged row named.

    Raises:
        InvalidInput: what the file is instead of a table, in one sentence.

    A ragged row deep within a large text file shows only when the rows are read: the statement that reads them raises
    FaultInRows, and `row_by_row` opens the file so that the row is named and the others are read.
    """
    found = source if isinstance(source, Peek) else peek(source, delimiter=delimiter, encoding=encoding, sheet=sheet)
    refuse_changed(found.path, found.stamp)
    header_rows = header_rows or 1
    if found.kind == "parquet":
        return _parquet(found, connection)
    if found.book is not None:
        rows = found.book.rows(lambda share: _tell(connection, share))
        return _stored(found, connection, rows, header_rows)
    if found.look is None:
        raise AssertionError(found.kind)
    if row_by_row:
        return _row_by_row(found, found.look, connection, header_rows)
    copy = _in_utf8(found, found.look, connection)
    first = found.look.rows_before + 1
    is_at_top = found.rows[:header_rows] == tuple(range(first, first + header_rows))
    if not is_at_top or has_blank_lines(copy):
        return _row_by_row(found, found.look, connection, header_rows)
    table = _as_it_stands(found, found.look, copy, connection, header_rows)
    if found.stamp[0] > TRIED:
        return table
    try:
        connection.execute(f"SELECT count(COLUMNS(*)) FROM {table.bare}").fetchall()  # what is not read is not decoded
    except FaultInRows:
        return _row_by_row(found, found.look, connection, header_rows)
    return table


# ── ways to read ─────────────────────────────────────────────────────────────────────────────────────────────


def _as_it_stands(found: Peek, look: text.Look, copy: Path, connection: Connection, header_rows: int) -> TextTable:
    """DuckDB reads the file itself, every column as text, when the rows are asked for."""
    headers = _headers(found, found.records, header_rows, trimmed=False)
    number = next(_NUMBERS)
    bare, table = f"bare_{number}", f"text_{number}"
    connection.sources |= dict.fromkeys((bare, table), (found.path, found.stamp))
    connection.execute(
        f"CREATE VIEW {bare} AS SELECT * FROM read_csv({quoted(str(connection.readable(copy)))}, header = false,"
        f" skip = {look.rows_before + header_rows}, delim = {quoted(look.delimiter)}, quote = '\"', escape = '\"',"
        f" auto_detect = false, columns = {_columns(len(headers[0]))}, strict_mode = true, null_padding = false,"
        f" max_line_size = {text.LONGEST_LINE}, nullstr = '', allow_quoted_nulls = true, compression = 'none',"
        " hive_partitioning = false)"
    )
    first = look.rows_before + header_rows + 1
    connection.execute(f"CREATE VIEW {table} AS SELECT row_number() OVER () + {first - 1} AS row, * FROM {bare}")
    return TextTable(table, headers, found.kind, look.encoding, look.delimiter, bare, first)


def _row_by_row(found: Peek, look: text.Look, connection: Connection, header_rows: int) -> TextTable:
    if look.is_utf8:  # the rest of the file may show that it is not
        look = text.look_at(found.path, look.delimiter, whole=True)
    rows = text.rows_of(found.path, look, lambda share: _tell(connection, share))
    return _stored(found, connection, rows, header_rows, look.encoding)


def _parquet(found: Peek, connection: Connection) -> TextTable:
    table = f"text_{next(_NUMBERS)}"
    header, typed = parquet_view(found.path, connection, table)
    return TextTable(table, (header,), "parquet", typed=typed)


def _stored(
    found: Peek, connection: Connection, rows: Iterable[tuple[int, Sequence[str]]], header_rows: int, encoding: str = ""
) -> TextTable:
    """Rows that were read one by one: a clean copy that DuckDB reads, and a table with their numbers."""
    numbered = iter(rows)
    head = list(islice((row for row in numbered if not text.is_empty(row[1])), header_rows))
    headers = _headers(found, [cells for _, cells in head], header_rows)
    width = len(headers[0])
    name = f"text_{next(_NUMBERS)}"
    clean = connection.folder / f"{name}.csv"
    try:
        with copying(found.path):
            faults, left_out, longest = _write_clean(clean, found.path.name, numbered, width)
        refuse_changed(found.path, found.stamp)
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv({quoted(str(clean))}, header = false, delim = ',',"
            f" quote = '\"', escape = '\"', auto_detect = false, columns = {_columns(width, numbered=True)},"
            f" max_line_size = {max(text.LONGEST_LINE, longest)}, new_line = '\\n', hive_partitioning = false)"
        )
    finally:
        connection.share = None
        clean.unlink(missing_ok=True)
    return TextTable(name, headers, found.kind, encoding, found.delimiter, faults=faults, left_out=left_out)


def _write_clean(
    clean: Path, name: str, rows: Iterable[tuple[int, Sequence[str]]], width: int
) -> tuple[tuple[Problem, ...], int, int]:
    """Write the rows that fit with their numbers. Returns the first faults, how many there are, and the longest row."""
    faults: list[Problem] = []
    left_out = longest = 0
    with clean.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, cells in rows:
            if len(cells) == 1 < width and cells[0].isspace():
                continue  # a line of spaces
            wide = _fitted(cells, width)
            if wide is None:
                left_out += 1
                if len(faults) < NAMED_FAULTS:
                    message = f"{len(cells):,} cells were read, {width:,} were expected as in the header"
                    faults.append(Problem(f"{name}, row {number}", message))
            else:
                longest = max(longest, writer.writerow((number, *wide)) * 4)  # characters; in bytes up to four
    return tuple(faults), left_out, longest


def _in_utf8(found: Peek, look: text.Look, connection: Connection) -> Path:
    """The file itself where it is in UTF-8, else a copy that is; made once for a connection."""
    if look.is_utf8:
        return found.path
    copy = connection.folder / f"{abs(hash((found.path, found.stamp, look.codec)))}.csv"
    if not copy.exists():
        with copying(found.path):
            copy_in_utf8(found.path, look.codec, look.encoding, copy)
        refuse_changed(found.path, found.stamp)
    return copy


def _fitted(cells: Sequence[str], width: int) -> Sequence[str] | None:
    """A row with a cell for each column; None where there are fewer, or more that hold something.

    Empty cells beyond the header are no fault: sheets and some programs write as many as they like.
    """
    if len(cells) == width:
        return cells
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return None


def _headers(
    found: Peek, records: Sequence[Sequence[str]], header_rows: int, *, trimmed: bool = True
) -> tuple[tuple[str, ...], ...]:
    """The header rows, made equally long; `trimmed` of the empty cells at their ends, under which nothing is named."""
    if records and len(records) < header_rows:
        message = f"ends after {len(records):,} rows, {header_rows:,} header rows and rows under them were expected"
        raise InvalidInput([Problem(found.path.name, message)])
    if not any(cell.strip() for record in records[:header_rows] for cell in record):
        where = f", sheet “{found.sheet}”" if found.sheet else ""
        others = [sheet for sheet in found.sheets if sheet != found.sheet]
        hint = f"; there are other sheets: {', '.join(others)}" if others else ""
        message = f"is empty, a header and rows were expected{hint}"
        raise InvalidInput([Problem(f"{found.path.name}{where}", message)])
    heads = [_trimmed(record) if trimmed else record for record in records[:header_rows]]
    width = max(len(head) for head in heads)
    if width > MOST_COLUMNS:
        message = f"has {width:,} columns, at most {MOST_COLUMNS:,} can be read"
        raise InvalidInput([Problem(found.path.name, message)])
    return tuple((*head, *[""] * (width - len(head))) for head in heads)


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((at for at, cell in enumerate(cells) if cell.strip()), default=-1)
    return cells[: last + 1]


def _columns(width: int, *, numbered: bool = False) -> str:
    """The names and types for DuckDB's reader."""
    row = ["'row': 'BIGINT'"] if numbered else []
    return "{" + ", ".join([*row, *(f"'c{at}': 'VARCHAR'" for at in range(1, width + 1))]) + "}"


def _tell(connection: Connection, share: float) -> None:
    connection.share = share
