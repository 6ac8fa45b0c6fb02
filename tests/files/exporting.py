"""Files as the tools export them, made small, and what reading one gives."""

import csv
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cxassess.files.exports.account import Account, ColumnAccount
from cxassess.files.exports.mapping_file import mappings_of
from cxassess.files.exports.reading import read_export
from cxassess.files.exports.tools import known_tools
from cxassess.files.exports.which import Setting
from cxassess.files.tables import connect
from cxassess.measures.views import View

POLL_AND_BASE = """
[tables.poll]
kind = "survey"
id = "response"
day = "when"
customer = "account"
channel = "by"
[[tables.poll.questions]]
column = "score"
metric = "nps"

[tables.base]
kind = "customer"
customer = "account"
joined = "since"
ended = "until"
as_of = 2026-03-01
"""
POLL = ("response", "when", "account", "by", "score")
BASE = ("account", "since", "until")


@dataclass(frozen=True)
class Got:
    """What a file gave: the view, the account, and the rows of the view as dictionaries."""

    view: View
    account: Account
    rows: list[dict[str, Any]]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]

    def told(self, read_as: str) -> ColumnAccount:
        return next(column for column in self.account.columns if column.read_as == read_as)


def setting(tables: str = "", home: str = "UTC", chosen: str = "") -> Setting:
    tools = known_tools()
    kinds = {id: tool.mapping.kind for id, tool in tools.items()}
    mappings, problems = mappings_of(tomllib.loads(tables).get("tables", {}), "metrics/metrics.toml", kinds)
    assert [str(problem) for problem in problems] == []
    return Setting(mappings, tools, home, date(2026, 3, 12), chosen)


def got(path: Path, tables: str = "", home: str = "UTC", chosen: str = "") -> Got:
    with connect() as connection:
        reading = read_export(path, connection, setting(tables, home, chosen), "1")
        assert reading is not None
        found = connection.execute(f"SELECT * FROM {reading.view.table} ORDER BY ALL")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return Got(reading.view, reading.account, rows)


def csv_file(path: Path, *rows: Sequence[object], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def poll(folder: Path, month: int = 9, gone: int = 2, name: str = "poll.csv", first: int = 0) -> Path:
    """Ten answers in a month of 2025, of customers a0 to a9; those of `gone` accounts left a month later."""
    rows = [
        [f"r{first + number}", date(2025, month, 1 + number), f"a{number}", "web", 10 if number >= gone else 0]
        for number in range(10)
    ]
    return csv_file(folder / name, POLL, *rows)


def base(folder: Path, gone: int = 2, name: str = "base.csv") -> Path:
    """Nine customers, a0 to a8; the first `gone` left in October 2025."""
    rows = [[f"a{n}", date(2024, 1, 1), date(2025, 10, 10) if n < gone else ""] for n in range(9)]
    return csv_file(folder / name, BASE, *rows)
