"""Which tool or table reads a file: by its headers, by `--as`, by metrics.toml; and what is missing where none does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import shortened
from cxassess.files.exports.deduce import recommendation
from cxassess.files.exports.mapping import TableMapping, Tool
from cxassess.files.exports.recognition import (
    Header,
    Recognised,
    completed,
    find,
    headers_of,
    missing_of,
    nearest_of,
    own_tables,
    refused_by,
    tool_of,
    with_own,
)
from cxassess.files.exports.staging import Rows
from cxassess.hints import did_you_mean

if TYPE_CHECKING:
    from cxassess.files.tables import TextTable


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known beside the file.

    Attributes:
        tables: those of metrics.toml; tools: all that are known.
        home: the client's time zone; as_of: the date of the wave.
        chosen: the tool or table that `--as` names, empty for none.
    """

    tables: tuple[TableMapping, ...]
    tools: Mapping[str, Tool]
    home: str = "UTC"
    as_of: date | None = None
    chosen: str = ""


def mapping_named(name: str, setting: Setting) -> TableMapping | None:
    """The mapping of a tool or of a table of metrics.toml; None where there is none of that name."""
    own = next((table for table in setting.tables if table.name == name), None)
    if own is not None and own.tool:
        return completed(setting.tools[own.tool].mapping, own)
    return own or (setting.tools[name].mapping if name in setting.tools else None)


class NeedsMapping(InvalidInput):
    """Only the client knows which columns are what: `headers` and some of their texts are at hand to ask."""

    def __init__(
        self, problems: Sequence[Problem], path: Path, tool: Tool | None, headers: Sequence[Header],
        texts: Mapping[int, Sequence[str]],
    ) -> None:  # fmt: skip
        super().__init__(problems)
        self.path, self.tool, self.headers, self.texts = path, tool, tuple(headers), texts

    @property
    def lines(self) -> str:
        """What to write into metrics.toml, ready but for what only the client knows."""
        from cxassess.files.exports.proposing import snippet  # only where no tool or table is known

        return snippet(table_name(self.path), self.tool, self.headers, self.texts)


def tool_of_file(path: Path, table: "TextTable", rows: Rows, setting: Setting) -> Tool | None:
    """The tool by the first header row, or the one that `--as` names. InvalidInput where the two cannot be."""
    headers = headers_of(table.headers)
    chosen = setting.tools.get(setting.chosen)
    named = next((t for t in setting.tables if t.name == setting.chosen), None)
    if setting.chosen and chosen is None and named is None:
        known = [*setting.tools, *(t.name for t in setting.tables)]
        hint = did_you_mean(setting.chosen, known)
        raise InvalidInput(
            [Problem("--as", f"“{setting.chosen}” was read, one of {', '.join(known)} was expected{hint}")]
        )
    if chosen is None and named is not None:
        chosen = setting.tools.get(named.tool)
        if chosen is None:
            return None
    if chosen is not None:
        if missing := missing_of(headers, chosen):
            listed = ", ".join(f"“{names[0]}”" for names in missing)
            raise InvalidInput([Problem(path.name, f"is no export of {chosen.name}: the column {listed} is missing")])
        return chosen
    if other := _refused(headers, rows, table, setting):
        raise InvalidInput([Problem(path.name, f"{other.refusal} ({other.name})")])
    return tool_of(headers, setting.tools)


def _refused(headers: Sequence[Header], rows: Rows, table: "TextTable", setting: Setting) -> Tool | None:
    """The tool whose other export this is; such a summary has its header some rows further down."""
    if tool_of(headers, setting.tools):
        return None
    if tool := refused_by(headers, setting.tools):
        return tool
    cells = ", ".join(f"c{header.at}" for header in headers)
    for row in rows(f"SELECT {cells} FROM {table.bare or table.table} LIMIT 5"):
        if tool := refused_by(headers_of([[cell or "" for cell in row]]), setting.tools):
            return tool
    return None


def given_header_rows(setting: Setting, tool: Tool | None, table: "TextTable") -> int | None:
    """How many header rows the table of metrics.toml says that fits the first row, or is chosen by name."""
    ours = [t for t in setting.tables if t.name == setting.chosen] or [
        t for t in own_tables(headers_of(table.headers), setting.tables, tool) if t.header_rows
    ]
    return next((t.header_rows for t in ours), None)


def header_rows_of(tool: Tool | None, given: int | None, table: "TextTable", rows: Rows) -> int:
    """How many header rows a file has."""
    if given:
        return given
    if tool is None:
        return 1
    top = (
        rows(f"SELECT row, COLUMNS('c\\d+') FROM (SELECT * FROM {table.table} LIMIT 3) ORDER BY row")
        if tool.header_marks
        else []
    )
    marked = [
        number
        for number, mark in tool.header_marks.items()
        for row, *cells in top
        if row == number and any((cell or "").strip().startswith(mark) for cell in cells)
    ]
    return max([tool.mapping.header_rows or 1, *marked])


def recognise(
    path: Path, headers: Sequence[Header], texts: Mapping[int, Sequence[str]], tool: Tool | None, setting: Setting
) -> Recognised:
    """The mapping that reads the file. InvalidInput, NeedsMapping."""
    named = [t for t in setting.tables if t.name == setting.chosen]
    if named:
        refuse_lacking(path.name, headers, named[0], tool)
    ours = tuple(named) or own_tables(headers, setting.tables, tool)
    own = the_one(path, ours) if ours else None
    if own is not None and (tool is None or not own.tool):
        return Recognised(None, own, tuple(headers))
    if tool is None:
        raise NeedsMapping([Problem(path.name, _unknown(headers, setting))], path, None, headers, texts)
    mapping = completed(tool.mapping, own) if own else tool.mapping
    if mapping.asks:
        question = recommendation(headers, texts, tool)
        if question is None and not mapping.questions:
            raise NeedsMapping([Problem(path.name, _unasked(tool))], path, tool, headers, texts)
        mapping = replace(mapping, questions=with_own(mapping.questions, (question,) if question else ()))
    return Recognised(tool, mapping, tuple(headers))


def the_one(path: Path, tables: Sequence[TableMapping]) -> TableMapping:
    """The table that fits a file. InvalidInput where several do."""
    if len(tables) > 1:
        listed = " and ".join(table.name for table in tables)
        raise InvalidInput([Problem(path.name, f"fits the tables {listed} of metrics.toml: say --as with one of them")])
    return tables[0]


def refuse_lacking(source: str, headers: Sequence[Header], table: TableMapping, tool: Tool | None = None) -> None:
    """Raise InvalidInput where a source has not all columns that the table names by which it is to be read."""
    known = [header.name for header in headers]
    lacks = "has no column “{}”, which table {} names{}"
    problems = [
        Problem(source, lacks.format(names[0], table.name, did_you_mean(names[0], known)))
        for names in dict.fromkeys(table.headers())
        if find(headers, names, tool) is None
    ]
    if problems:
        raise InvalidInput(problems)


def _unknown(headers: Sequence[Header], setting: Setting) -> str:
    """What to do about a header that nobody knows."""
    shown = shortened(", ".join(header.name for header in headers), 100)
    tools = ", ".join(tool.name for tool in setting.tools.values())
    near = [t for t in setting.tables if not t.tool]
    closest = min(near, key=lambda t: sum(find(headers, names) is None for names in t.headers()), default=None)
    missing = [names[0] for names in closest.headers() if find(headers, names) is None] if closest else []
    hint = (
        f"; table {closest.name} would read it, but for {', '.join(missing)}" if closest and len(missing) <= 2 else ""
    )
    if tool := nearest_of(headers, setting.tools):
        lacks = ", ".join(f"“{names[0]}”" for names in missing_of(headers, tool))
        hint = f"; it is nearest to an export of {tool.name}, but lacks {lacks}{hint}"
    return (
        f"the header “{shown}” is that of no tool that is known ({tools}) and of no table in metrics.toml{hint}:"
        " run the command in a terminal to be asked which column is what, or describe it there"
    )


def _unasked(tool: Tool) -> str:
    return (
        f"is an export of {tool.name}, and only you know which of its questions are ratings: run the command in a"
        " terminal to be asked, or write them into metrics/metrics.toml"
    )


def table_name(path: Path) -> str:
    """A name for the table of a file: its own, without what changes from one export to the next.

    >>> table_name(Path("NPS Survey_2026-03-01 (2).csv"))
    'nps_survey'
    """
    words = re.findall(r"[a-z]+[a-z0-9]*", path.stem.casefold())
    return "_".join(words[:3]) or "table"
