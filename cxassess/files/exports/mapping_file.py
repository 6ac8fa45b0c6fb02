"""The tables of metrics.toml, and those of the tools' own files: TOML in, TableMapping out, every fault named."""

import codecs
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from cxassess.errors import Problem
from cxassess.files.checked import Strict, checked
from cxassess.files.exports.mapping import (
    Condition,
    DateOrder,
    Duplicates,
    DurationColumn,
    Names,
    RatingColumn,
    RatingMetric,
    TableMapping,
    Unit,
    Way,
    YesNoColumn,
)
from cxassess.measures.measure import Grain, Period, read_period
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, NPS_SCALE, Scale
from cxassess.measures.views import COLUMNS, ViewKind

VIEW_COLUMNS = tuple(dict.fromkeys(name for columns in COLUMNS.values() for name in columns))
MEASURED = ("first_response", "resolution", "handle")  # what a duration can be of
SCALES: dict[RatingMetric, Scale] = {"nps": NPS_SCALE, "ces": CES2_SCALE, "ces1": CES1_SCALE}


def _as_names(value: Any) -> Any:
    """One spelling or several."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _as_codes(value: Any) -> Any:
    """Codes as text: 11 and "11" are the same code."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in values)


def _is_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{name}” was read, a time zone such as Europe/London was expected"
        raise ValueError(message) from None
    return name


def _is_encoding(name: str) -> str:
    """Text encodings only: Python calls base64 a codec, too."""
    try:
        is_text = codecs.lookup(name)._is_text_encoding and codecs.getincrementaldecoder(name) is not None
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        message = f"“{name}” was read, an encoding such as utf-8, utf-16 or cp1252 was expected"
        raise ValueError(message)
    return name


def _as_period(text: Any) -> Period:
    """A year, quarter or month, or the first and the last day with two dots between."""
    said = str(text)
    first, _, last = said.partition("..")
    with suppress(ValueError, OverflowError):
        period = read_period(said) or Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
        if period.start < period.end:
            return period
    message = f"“{said}” was read, such as 2025, 2025-Q1, 2025-03 or 2025-01-01..2025-12-31 was expected"
    raise ValueError(message)


def _is_delimiter(text: str) -> str:
    if len(text) != 1 or text in '"\r\n':
        message = f"“{text}” was read, one character such as ; or , or | or \\t was expected"
        raise ValueError(message)
    return text


Header = Annotated[str, Field(min_length=1, max_length=2000)]
Spellings = Annotated[tuple[Header, ...], BeforeValidator(_as_names)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_as_codes)]
Zone = Annotated[str, AfterValidator(_is_zone)]
Where = dict[str, Codes]


class QuestionFile(Strict):
    """A question, or several of one kind with their touchpoints."""

    metric: RatingMetric
    column: Spellings = ()
    columns: dict[str, str] = {}
    scale: Annotated[list[StrictInt], Field(min_length=2, max_length=2)] | None = None
    scales: list[Annotated[list[StrictInt], Field(min_length=2, max_length=2)]] = []
    better: Literal["up", "down"] = "up"
    blank: Codes = ()
    not_applicable: Codes = ()
    labels: dict[str, StrictInt] = {}
    touchpoint: str = ""
    wording: str = ""
    where: Where = {}
    unless: Where = {}

    @model_validator(mode="after")
    def _check(self) -> "QuestionFile":
        if bool(self.column) == bool(self.columns):
            raise ValueError("either column or columns was expected")
        if self.scale is None and not self.scales and self.metric not in SCALES:
            raise ValueError("a scale was expected, such as scale = [1, 5]")
        for low, high in [*([self.scale] if self.scale else []), *self.scales]:
            if low >= high:
                message = f"a scale from its low to its high end was expected, [{low}, {high}] was read"
                raise ValueError(message)
        fixed = SCALES.get(self.metric)
        if fixed and self.scale and (self.scale[0], self.scale[1]) != (fixed.low, fixed.high):
            message = f"{self.metric} is asked on {fixed.low} to {fixed.high}: on another scale it is no {self.metric}"
            raise ValueError(message)
        return self

    def build(self) -> Iterator[RatingColumn]:
        fixed = SCALES.get(self.metric)
        if fixed is None and self.scale:
            fixed = Scale(self.scale[0], self.scale[1], self.better)
        several: dict[Names, str] = {(header,): touchpoint for header, touchpoint in self.columns.items()}
        named = several or {self.column: self.touchpoint}
        for column, touchpoint in named.items():
            yield RatingColumn(
                column,
                self.metric,
                fixed,
                tuple(Scale(low, high, self.better) for low, high in self.scales),
                self.blank,
                self.not_applicable,
                {label.strip().casefold(): point for label, point in self.labels.items()},
                touchpoint,
                self.wording,
                (*_conditions(self.where), *_conditions(self.unless, holds=False)),
            )


class DurationFile(Strict):
    of: Literal["first_response", "resolution", "handle"]
    clock: Literal["calendar", "business"] = "calendar"
    column: Spellings = ()
    parts: list[Spellings] = []
    unit: Unit = "minutes"
    start: Spellings = ()
    end: Spellings = ()

    @model_validator(mode="after")
    def _check(self) -> "DurationFile":
        ways = sum((bool(self.column), bool(self.parts), bool(self.start and self.end)))
        if ways != 1 or bool(self.start) != bool(self.end):
            raise ValueError("one of column, parts, or start with end was expected")
        return self

    def build(self) -> DurationColumn:
        of = f"{self.of}_business" if self.clock == "business" and self.of != "handle" else self.of
        parts: tuple[Names, ...] = (self.column,) if self.column else tuple(self.parts)
        return DurationColumn(of, parts, self.unit, self.start, self.end)


class YesNoFile(Strict):
    column: Spellings
    yes: Codes
    no: Codes = ()
    blank: Codes = ()
    where: Where = {}

    def build(self) -> YesNoColumn:
        return YesNoColumn(self.column, self.yes, self.no, self.blank, tuple(_conditions(self.where)))


class TableFile(Strict):
    """One table of `[tables]`."""

    kind: ViewKind | None = None
    tool: str = ""
    header_rows: Annotated[StrictInt, Field(ge=1, le=10)] | None = None
    id: Spellings = ()
    day: Spellings = ()
    channel: Spellings = ()
    touchpoint: Spellings = ()
    segment: Spellings = ()
    weight: Spellings = ()
    customer: Spellings = ()
    joined: Spellings = ()
    ended: Spellings = ()
    revenue_start: Spellings = ()
    revenue_end: Spellings = ()
    questions: list[QuestionFile] = []
    durations: list[DurationFile] = []
    rated: YesNoFile | None = None
    complaint: YesNoFile | None = None
    date_order: DateOrder | None = None
    date_format: str = ""
    decimal: Literal[".", ","] | None = None
    timezone: Zone | None = None
    duplicates: Duplicates = "keep"
    leave_out: Where = {}
    invited: Annotated[StrictInt, Field(ge=1)] | None = None
    customers: Annotated[StrictInt, Field(ge=1)] | None = None
    months: Annotated[StrictInt, Field(ge=1, le=120)] | None = None
    grain: Grain | None = None
    as_of: date | None = None
    revenue_period: Annotated[Period | None, BeforeValidator(_as_period)] = None
    encoding: Annotated[str, AfterValidator(_is_encoding)] | None = None
    delimiter: Annotated[str, AfterValidator(_is_delimiter)] | None = None
    sheet: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    windows: dict[str, Annotated[StrictInt, Field(ge=1, le=3660)]] = {}
    comment: Spellings = ()
    comment_language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None

    def build(self, name: str, kind: ViewKind, *, asks: bool = False) -> TableMapping:
        return TableMapping(
            name=name,
            kind=kind,
            tool=self.tool,
            header_rows=self.header_rows,
            columns={column: getattr(self, column) for column in VIEW_COLUMNS if getattr(self, column, ())
                     and column not in {"rated", "complaint"}},
            id=self.id,
            questions=tuple(rating for question in self.questions for rating in question.build()),
            durations=tuple(duration.build() for duration in self.durations),
            rated=self.rated.build() if self.rated else None,
            complaint=self.complaint.build() if self.complaint else None,
            date_order=self.date_order,
            date_format=self.date_format,
            decimal=self.decimal or "",
            timezone=self.timezone or "",
            duplicates=self.duplicates,
            leave_out=tuple(_conditions(self.leave_out)),
            invited=self.invited,
            customers=self.customers,
            months=self.months,
            grain=self.grain,
            as_of=self.as_of,
            revenue_period=self.revenue_period,
            windows=self.windows,
            asks=asks,
            way=Way(self.encoding or "", self.delimiter or "", self.sheet or ""),
            comments=tuple((header,) for header in self.comment),
            comment_language=self.comment_language or "",
        )  # fmt: skip


def _conditions(where: Where, *, holds: bool = True) -> Iterator[Condition]:
    for column, values in where.items():
        yield Condition((column,), tuple(value.strip().casefold() for value in values), holds)


def mappings_of(
    tables: Any, file: str, tools: Mapping[str, ViewKind]
) -> tuple[tuple[TableMapping, ...], tuple[Problem, ...]]:
    """The tables that metrics.toml describes, and every fault in them; `tools` are those known, with their kinds."""
    if not isinstance(tables, dict):
        return (), (Problem(f"{file} › tables", "a table for each kind of file was expected"),)
    built: list[TableMapping] = []
    problems: list[Problem] = []
    for name, data in tables.items():
        where = f"{file} › tables.{name}"
        if not isinstance(data, dict):
            problems.append(Problem(where, "a table was expected"))
            continue
        table, faults = checked(TableFile, data, file)
        problems += [Problem(fault.where.replace(" › ", f" › tables.{name}.", 1), fault.message)
                     if " › " in fault.where else Problem(where, fault.message) for fault in faults]  # fmt: skip
        if table is None:
            continue
        kind = tools.get(table.tool, table.kind or "survey")
        problems += [Problem(where, message) for message in _table_faults(table, kind, tools)]
        built.append(table.build(name, kind))
    return (tuple(built), ()) if not problems else ((), tuple(problems))


def _table_faults(table: TableFile, kind: ViewKind, tools: Mapping[str, ViewKind]) -> Iterator[str]:
    """What a table says that goes with no table of its kind."""
    if table.tool and table.tool not in tools:
        yield f"tool “{table.tool}” was read, one of {', '.join(tools)} was expected"
    if table.kind not in {None, kind}:
        yield f"kind “{table.kind}” was read, an export of {table.tool} is a {kind} table"
    if not table.tool and table.kind is None:
        yield "kind is missing: survey, ticket, customer or purchase"
        return
    for column in VIEW_COLUMNS:
        if column not in COLUMNS[kind] and getattr(table, column, None):
            yield f"a {kind} table has no {column}"
    if table.revenue_period and not (table.revenue_start and table.revenue_end):
        yield "revenue_period is that of revenue_start and revenue_end: name both columns"
    if kind not in {"survey", "ticket"} and table.questions:
        yield f"a {kind} table has no questions"
    if kind not in {"survey", "ticket"} and table.comment:
        yield f"a {kind} table has no comment"
    if table.comment_language and not table.comment and not table.tool:
        yield "comment_language says how comments are written: comment is missing, the column that holds them"
    if kind != "ticket" and table.durations:
        yield f"a {kind} table has no durations"
    asked = [(q.metric, q.scale, q.touchpoint) for table_q in table.questions for q in table_q.build()]
    for metric, _, touchpoint in {key for key in asked if asked.count(key) > 1}:
        about = f" of touchpoint “{touchpoint}”" if touchpoint else ""
        yield f"two questions are {metric}{about}: give each a touchpoint of its own"
    if table.tool:
        return
    if kind in {"customer", "purchase"} and not table.customer:
        yield f"customer is missing: which column of a {kind} table names them"
    if kind == "survey" and not (table.questions or table.rated):
        yield "questions is missing: which column has the answers to what"
