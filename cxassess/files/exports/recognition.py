"""Which tool's export a table is, or which table of metrics.toml, told by its headers alone."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cxassess.files.clean import clean_line
from cxassess.files.exports.mapping import Names, RatingColumn, TableMapping, Tool, Way

TYPED = ("metric", "value")  # how the header of the typed table begins
_ZONE = re.compile(r"\(([A-Za-z_]+(?:/[A-Za-z0-9_+\-]+)*)\)$")
_IN_PART = {"response", "open-ended response", ""}


@dataclass(frozen=True, slots=True)
class Header:
    """A column of a file.

    Attributes:
        at: its number, the first being 1.
        name: how metrics.toml and the account call it.
        wording: the question that it answers, where another header row has it.
        zone: the time zone of its clock, where the export names it.
    """

    at: int
    name: str
    wording: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: the tool, None for a table of one's own, and the mapping that reads it."""

    tool: Tool | None
    mapping: TableMapping
    headers: tuple[Header, ...]

    def find(self, names: Names) -> Header | None:
        """The first column that the file has of these spellings."""
        return find(self.headers, names, self.tool)

    @property
    def label(self) -> str:
        """Tool and table as a person is told."""
        own = self.tool is None or self.mapping.name != self.tool.id
        table = f"table {self.mapping.name} of metrics.toml" if own else ""
        if self.tool is None:
            return table
        unverified = "" if self.tool.verified else " (by its documentation: no export was seen)"
        return f"{self.tool.name}{unverified}" + (f", {table}" if table else "")


def spelling(text: str, tool: Tool | None = None) -> str:
    """What different exports of one header share: no case, no outer spaces, no escapes of HTML."""
    key = clean_line(html.unescape(text)).casefold().replace("’", "'")
    for part, instead in tool.replaced.items() if tool else ():
        key = key.replace(part, instead)
    return key


def headers_of(rows: Sequence[Sequence[str]], tool: Tool | None = None) -> tuple[Header, ...]:
    """The columns by the header rows of a file, each row with a cell a column.

    >>> headers_of([["Q1", "Q1", ""], ["How likely?", "Why?", "Other"]])[1]
    Header(at=2, name='Q1 (2)', wording='Why?', zone='')
    """
    first = [clean_line(html.unescape(cell)) for cell in rows[0]] if rows else []
    second = [clean_line(html.unescape(cell)) for cell in rows[1]] if len(rows) > 1 else []
    third = list(rows[2]) if len(rows) > 2 else []
    names = _joined(first, second) if tool is not None and tool.multi_header else first
    seen: dict[str, int] = {}
    headers = []
    for at, name in enumerate(names, start=1):
        name = name or f"column {at}"
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        again = seen[name.casefold()]
        wording = second[at - 1] if not (tool and tool.multi_header) and at <= len(second) else ""
        zone = _zone_in(third[at - 1]) if at <= len(third) else ""
        inside = _ZONE.search(name)
        zone = zone or (inside[1] if inside and ("/" in inside[1] or inside[1] in {"UTC", "GMT"}) else "")
        headers.append(Header(at, name if again == 1 else f"{name} ({again})", wording, zone))
    return tuple(headers)


def _joined(questions: Sequence[str], options: Sequence[str]) -> list[str]:
    """A name for each column of an export whose second row has the options of a question."""
    names: list[str] = []
    last = ""
    for at, question in enumerate(questions):
        option = options[at] if at < len(options) else ""
        last = question or last
        names.append(last if option.casefold() in _IN_PART else f"{last} › {option}")
    return names


def _zone_in(cell: str) -> str:
    """The zone in a cell such as {"ImportId":"startDate","timeZone":"America/Denver"}."""
    found = re.search(r'"timeZone"\s*:\s*"([^"]+)"', cell)
    return found[1] if found else ""


def find(headers: Iterable[Header], names: Names, tool: Tool | None = None) -> Header | None:
    """The first column of these spellings; one that ends with (*) takes any zone in its brackets."""
    known: dict[str, Header] = {}
    for header in headers:
        known.setdefault(spelling(header.name, tool), header)
        if header.zone:
            known.setdefault(_ZONE.sub("(*)", clean_line(header.name)).casefold(), header)
    return next((known[key] for name in names if (key := spelling(name, tool)) in known), None)


def is_typed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the header is that of the typed table of outcomes."""
    return bool(rows) and tuple(clean_line(cell).casefold() for cell in rows[0][:2]) == TYPED


def tool_of(headers: Sequence[Header], tools: Mapping[str, Tool]) -> Tool | None:
    """The tool whose export has such headers; of several the one that knows most of them."""
    fitting = [tool for tool in tools.values() if all(find(headers, names, tool) for names in tool.needs)]
    return max(fitting, key=lambda tool: _known(headers, tool), default=None)


def refused_by(headers: Sequence[Header], tools: Mapping[str, Tool]) -> Tool | None:
    """The tool that has another export of these headers, from which nothing can be measured."""
    return next((tool for tool in tools.values() if tool.refuses and find(headers, tool.refuses)), None)


def _known(headers: Sequence[Header], tool: Tool) -> int:
    """How many columns of a tool are there: what it needs, and what it reads besides."""
    named = {*tool.needs, *tool.mapping.headers()}
    return sum(find(headers, names, tool) is not None for names in named)


def missing_of(headers: Sequence[Header], tool: Tool) -> tuple[Names, ...]:
    """The columns that an export of the tool has, and this file has not."""
    return tuple(names for names in tool.needs if find(headers, names, tool) is None)


def nearest_of(headers: Sequence[Header], tools: Mapping[str, Tool]) -> Tool | None:
    """The tool of whose needed columns at least two, and more than half, are there; of several the best known one."""
    near = [
        tool
        for tool in tools.values()
        if (there := len(tool.needs) - len(missing_of(headers, tool))) >= 2 and there > len(tool.needs) / 2
    ]
    return max(near, key=lambda tool: _known(headers, tool), default=None)


def fits(headers: Sequence[Header], mapping: TableMapping, tool: Tool | None) -> bool:
    """Whether the file has every column that a table of metrics.toml names."""
    return all(find(headers, names, tool) for names in mapping.headers())


def own_tables(
    headers: Sequence[Header], tables: Sequence[TableMapping], tool: Tool | None
) -> tuple[TableMapping, ...]:
    """The tables of metrics.toml that fit a file, those that name most columns first, and of these only the best."""
    ours = [t for t in tables if (t.tool == (tool.id if tool else "") or not t.tool) and fits(headers, t, tool)]
    most = max((_named(t) for t in ours), default=(False, 0))
    return tuple(t for t in ours if _named(t) == most)


def fitting_ways(
    rows_by_way: Mapping[Way, Sequence[Sequence[str]]], tables: Sequence[TableMapping], tools: Mapping[str, Tool]
) -> tuple[TableMapping, ...]:
    """The tables that say how their files are opened, and fit the first rows of a file that was opened so.

    Of several those that name most columns.
    """
    ours = []
    for table in tables:
        rows = rows_by_way.get(table.way)
        tool = tools.get(table.tool)
        headers = headers_of(rows[:1]) if rows else ()
        is_tool = tool is None or not missing_of(headers, tool)
        if rows and is_tool and fits(headers, table, tool):
            ours.append(table)
    most = max((_named(table) for table in ours), default=(False, 0))
    return tuple(table for table in ours if _named(table) == most)


def _named(table: TableMapping) -> tuple[bool, int]:
    """A table that completes a tool's stands before others; then the one that names most columns."""
    return bool(table.tool), len(set(table.headers()))


def with_own(own: Sequence[RatingColumn], others: Sequence[RatingColumn]) -> tuple[RatingColumn, ...]:
    """The client's own questions, and those of the tool beside them that ask something else, of another column."""
    named = {spelling(name) for question in own for name in question.column}
    asked = {(question.metric, question.touchpoint) for question in own}
    beside = [
        question
        for question in others
        if (question.metric, question.touchpoint) not in asked and not named & {spelling(n) for n in question.column}
    ]
    return (*own, *beside)


def completed(preset: TableMapping, own: TableMapping) -> TableMapping:
    """A tool's mapping with what the client's own says in its place."""
    return replace(
        preset,
        name=own.name,
        tool=preset.name,
        header_rows=own.header_rows or preset.header_rows,
        columns={**preset.columns, **own.columns},
        id=own.id or preset.id,
        questions=with_own(own.questions, preset.questions),
        durations=(*own.durations, *(d for d in preset.durations if d.of not in {o.of for o in own.durations})),
        rated=own.rated or preset.rated,
        complaint=own.complaint or preset.complaint,
        date_order=own.date_order or preset.date_order,
        date_format=own.date_format or preset.date_format,
        decimal=own.decimal or preset.decimal,
        timezone=own.timezone or preset.timezone,
        duplicates=own.duplicates if own.duplicates != "keep" else preset.duplicates,
        leave_out=(*preset.leave_out, *own.leave_out),
        invited=own.invited,
        customers=own.customers,
        months=own.months,
        grain=own.grain,
        as_of=own.as_of,
        revenue_period=own.revenue_period,
        windows=own.windows,
        comments=(*own.comments, *(names for names in preset.comments if names not in own.comments)),
        comment_language=own.comment_language or preset.comment_language,
    )
