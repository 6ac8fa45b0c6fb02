"""Exports in their true shape, those of the example client, cut short and then damaged in any way."""

import csv
import io
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import duckdb
import xlsxwriter
from files.building import KESTREL

from fuzz import generators as make

FOLDER = KESTREL / "metrics"
TABLES = (
    (FOLDER / "metrics.toml").read_text(encoding="utf-8")
    + """
[tables.base]
kind = "customer"
customer = "account"
joined = "since"
ended = "until"
revenue_start = "before"
revenue_end = "after"

[tables.poll]
kind = "survey"
day = "when"
customer = "account"
weight = "weight"
[[tables.poll.questions]]
column = "score"
metric = "nps"
"""
)
BASE = ("account", "since", "until", "before", "after")
POLL = ("when", "account", "weight", "score")
CELLS = (
    *("", " ", "N/A", "nan", "inf", "-1", "11", "1e400", "5,7", "1,234", "9 - likely", "٣", "12:34:56", "5.70306E+17"),
    *("2026-02-30", "31/12/2025", "1/2/25", "0001-01-01", "9999-12-31", "=1+1", '"', "x" * 3000, "\u202e", "🐙"),
)


@cache
def _head(name: str, rows: int) -> tuple[tuple[str, ...], ...]:
    """The first rows of a file of the example client."""
    with (FOLDER / name).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        records = csv.reader(file, delimiter=delimiter)
        return tuple(tuple(next(records)) for _ in range(rows))


def table(random: Random) -> list[list[str]]:
    """A table in the shape of one tool or of one's own, with a few cells that nobody expects."""
    names = sorted(path.name for path in FOLDER.glob("*.csv"))
    match random.randrange(len(names) + 2):
        case 0:
            rows = [
                list(BASE),
                *([f"a{n}", "2024-01-01", random.choice(("", "2025-09-01")), "10", "9.5"] for n in range(20)),
            ]
        case 1:
            rows = [list(POLL), *([f"2025-0{n % 9 + 1}-03", f"a{n}", "1.5", str(n % 11)] for n in range(20))]
        case place:
            rows = [list(row) for row in _head(names[place - 2], random.choice((1, 2, 4, 30)))]
    for _ in range(random.choice((0, 1, 3, 20))):
        row = random.choice(rows[1:] or rows)
        row[random.randrange(len(row))] = random.choice((random.choice(CELLS), make.text(random, longest=200)))
    if random.random() < 0.2:
        row = random.choice(rows)
        row.append("more") if random.random() < 0.5 else row.pop()
    return rows


def written(random: Random, path: Path) -> Path:
    """A table as a file of some kind, damaged in most cases; returns it with the ending of its kind."""
    rows = table(random)
    kind = random.choice(("csv", "csv", "csv", "tsv", "xlsx", "parquet"))
    path = path.with_suffix(f".{kind}")
    if kind == "parquet":
        path.write_bytes(make.changed_bytes(random, _parquet(rows)) if random.random() < 0.7 else _parquet(rows))
    elif kind == "xlsx":
        content = _workbook(rows)
        path.write_bytes(make.changed_workbook(random, content) if random.random() < 0.7 else content)
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if kind == "tsv" else random.choice(",;")).writerows(rows)
        content = text.getvalue().encode("utf-8", "surrogatepass")
        path.write_bytes(make.changed_bytes(random, content) if random.random() < 0.7 else content)
    return path


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell[:32_000])
    book.close()
    return content.getvalue()


def _parquet(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as texts, by the engine's own writer, which wants a name for each column and other names for others."""
    names = dict.fromkeys(
        f"{name} {at}" if name in rows[0][:at] else name or "column" for at, name in enumerate(rows[0])
    )
    columns = ", ".join('"' + name.replace('"', '""') + '" VARCHAR' for name in names)
    cells = [[*row, *[None] * len(names)][: len(names)] for row in rows[1:]]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "made.parquet"
        connection.execute(f"CREATE TABLE made ({columns})")
        if cells:
            connection.executemany(f"INSERT INTO made VALUES ({', '.join('?' * len(names))})", cells)
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
        return path.read_bytes()
