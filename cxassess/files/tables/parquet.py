"""Parquet: a typed file, each value as the text that it would have in a CSV file."""

from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.tables.column import Column
from cxassess.files.tables.engine import Connection, stamp_of

_EXACT = 10**15  # a whole number beyond it has lost digits in a float, and is written with its power of ten
_BROKEN = "is not a Parquet file that can be read: a part of it is missing, damaged or encrypted"
_WHOLE = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT")
_NUMBERS = frozenset({*_WHOLE, *(f"U{kind}" for kind in _WHOLE), "DOUBLE"})  # as text, a FLOAT is another number
_MOMENTS = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


def parquet_view(path: Path, connection: Connection, name: str) -> tuple[tuple[str, ...], dict[int, Column]]:
    """Make a view with the columns `row`, c1, c2 …, all texts but the first, and x1, x2 … for what is no text.

    Returns the names of the columns, and those that are no texts, by their number from 1.

    Raises InvalidInput for a damaged file, and for one with lists or tables in its cells.
    """
    import duckdb

    source = (
        f"read_parquet({quoted(str(connection.readable(path)))}, hive_partitioning = false, binary_as_string = true,"
        f" file_row_number = true)"
    )
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
    except duckdb.Error as error:
        raise InvalidInput([Problem(path.name, _BROKEN)]) from error
    cells, typed = [], {}
    for at, (column, kind, *_) in enumerate(described, start=1):
        if "[" in kind or kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT")):
            message = f"column “{column}” holds lists or tables, a plain value in each row was expected"
            raise InvalidInput([Problem(path.name, message)])
        cells.append(f"{_as_text(identifier(column), kind)} AS c{at}")
        if kind in _NUMBERS:
            typed[at] = Column(_as_text(f"x{at}", kind), number=f"CAST(x{at} AS DOUBLE)")
        elif kind in _MOMENTS:
            typed[at] = Column(_as_text(f"x{at}", kind), moment=f"CAST(x{at} AS TIMESTAMP)")
        if at in typed:
            cells.append(f"{identifier(column)} AS x{at}")
    connection.sources[name] = (path, stamp_of(path))
    connection.execute(f"CREATE VIEW {name} AS SELECT file_row_number + 2 AS row, {', '.join(cells)} FROM {source}")
    return tuple(column for column, *_ in described), typed


def _as_text(column: str, kind: str) -> str:
    """SQL of a value as text. Programs that know no missing whole number write 9 as 9.0."""
    if kind in {"DOUBLE", "FLOAT"}:
        whole = f"{column} = trunc({column}) AND abs({column}) < {_EXACT}"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"


def identifier(name: str) -> str:
    """A name within SQL."""
    return '"' + name.replace('"', '""') + '"'


def quoted(value: str) -> str:
    """A text within SQL."""
    return "'" + value.replace("'", "''") + "'"
