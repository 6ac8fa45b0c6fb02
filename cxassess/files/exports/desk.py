"""The columns of one file are decided: how each writes its dates and numbers, and what becomes of it in the view."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, shortened
from cxassess.files.exports import fields as sql
from cxassess.files.exports.deduce import scale_of
from cxassess.files.exports.fields import Field, first_of_each
from cxassess.files.exports.mapping import Condition, DurationColumn, TableMapping, YesNoColumn
from cxassess.files.exports.recognition import Header, Recognised
from cxassess.files.exports.staging import COMMENT, Rows
from cxassess.files.exports.times import Dates, Style, Undecided, number_style, order_of, quoted, read_dates
from cxassess.files.exports.which import Setting
from cxassess.files.tables.column import Column
from cxassess.measures.views import Question

if TYPE_CHECKING:
    from cxassess.files.tables import TextTable

INTO = "into its table of metrics/metrics.toml"
SAMPLE = 2_000  # rows that tell how a column writes its dates; the whole column is asked where these leave it open
DAYS = ("day", "joined", "ended")
NUMBERS = ("weight", "revenue_start", "revenue_end")
OTHER_THUMBS = 2  # a scale that begins at 0 and has at most so many points above is a thumb: only its top is good


def sample_of(rows: Rows, table: "TextTable", headers: Sequence[Header]) -> dict[int, list[str]]:
    """The first texts of each column, blanks left out."""
    cells = ", ".join(f"c{header.at}" for header in headers)
    found = rows(f"SELECT {cells} FROM {table.bare or table.table} LIMIT {SAMPLE}")
    blank = {*sql.BLANK_WORDS, *sql.NOT_APPLICABLE_WORDS}
    return {
        h.at: [row[i] for row in found if (row[i] or "").strip().casefold() not in blank] for i, h in enumerate(headers)
    }


@dataclass
class Desk:
    """What is at hand while the columns of one file are decided; problems are collected on it."""

    path: Path
    table: "TextTable"
    rows: Rows
    recognised: Recognised
    texts: Mapping[int, Sequence[str]]
    setting: Setting
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dates: dict[str, Dates] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    @property
    def mapping(self) -> TableMapping:
        return self.recognised.mapping

    @property
    def name(self) -> str:
        """What the source is called in sentences."""
        return self.path.name

    @property
    def source(self) -> str:
        """The table of texts, without the numbers of its rows where these cost time."""
        return self.table.bare or self.table.table

    def fields(self) -> list[Field]:
        """Every column of the view. What cannot be decided becomes a problem."""
        made = [*self._id(), *self._plain(), *self._ratings(), *self._durations(), *self._yes_no(), *self._comments()]
        return first_of_each(made)

    def left_out(self) -> list[tuple[str, str]]:
        """The rules that take rows out, in words and as SQL."""
        return [
            (f"{header.name} is {' or '.join(condition.values)}", sql.condition_sql(condition, self._text(header)))
            for condition in self.mapping.leave_out
            if (header := self.recognised.find(condition.column))
        ]

    def _column(self, header: Header) -> Column:
        return self.table.column(header.at)

    def _text(self, header: Header) -> str:
        """SQL of the text of a column."""
        return self._column(header).text

    def _id(self) -> Iterator[Field]:
        if self.mapping.id and (header := self.recognised.find(self.mapping.id)):
            yield sql.id_field(header.name, self._text(header))

    def _plain(self) -> Iterator[Field]:
        for name, names in self.mapping.columns.items():
            header = self.recognised.find(names)
            if header is None:
                continue
            column = self._column(header)
            if name in DAYS:
                if dates := self._dates(header):
                    yield sql.day_field(name, header.name, column, dates, self.setting.home)
            elif name in NUMBERS:
                yield sql.number_field(name, header.name, column, self._style(header), above_zero=name == "weight")
            else:
                yield sql.text_field(name, header.name, column.text)

    def _ratings(self) -> Iterator[Field]:
        for number, question in enumerate(self.mapping.questions, start=1):
            header = self.recognised.find(question.column)
            if header is None:
                continue
            conditions = self._conditions(question.conditions)
            if conditions is None:
                continue
            column, scale = self._column(header), question.scale
            if scale is None:
                low, high = self._span(column.text, conditions)
                if low is None:
                    continue  # nobody answered it in this file
                scale = scale_of(low, high, question.scales)
                if scale is None:
                    ways = " or ".join(f"{s.low} to {s.high}" for s in question.scales)
                    self._fault(header, f"holds {low:g} to {high:g}, which does not tell whether it is asked on {ways}:"
                                f" write its scale into metrics/metrics.toml")  # fmt: skip
                    continue
                self.notes.append(
                    f"{header.name} is read on {scale.low} to {scale.high}: its answers are {low:g} to {high:g}"
                )
                if scale.low == 0 and scale.high <= OTHER_THUMBS:
                    lower = tuple(str(p) for p in range(scale.high))
                    yes_no = YesNoColumn(question.column, (str(scale.high),), lower)
                    yield sql.yes_no_field("rated", header.name, column.text, yes_no, conditions)
                    continue
            name = f"q{number}"
            self.questions.append(
                Question(
                    name, question.metric, scale, question.touchpoint, question.wording or header.wording or header.name
                )
            )
            style = self._style(header, ".")
            yield sql.rating_field(name, header.name, column, question, scale, style, conditions)

    def _durations(self) -> Iterator[Field]:
        done: set[str] = set()
        for duration in self.mapping.durations:
            if duration.of not in done and (made := self._duration(duration)):
                done.add(duration.of)
                yield made

    def _duration(self, duration: DurationColumn) -> Field | None:
        if duration.start:
            start, end = self.recognised.find(duration.start), self.recognised.find(duration.end)
            if start is None or end is None:
                return None
            moments = [(header, self._dates(header)) for header in (start, end)]
            if any(dates is None for _, dates in moments):
                return None
            first, last = ((header.name, self._column(header), dates) for header, dates in moments if dates)
            return sql.span_field(duration.of, first, last)
        found = [self.recognised.find(names) for names in duration.parts]
        headers = [header for header in found if header]
        if len(headers) < len(found):
            return None
        style: Style = "plain"
        for header in headers:
            style = own if (own := self._style(header)) != "plain" else style
        return sql.duration_field(duration.of, {h.name: self._column(h) for h in headers}, duration.unit, style)

    def _yes_no(self) -> Iterator[Field]:
        for name, column in (("rated", self.mapping.rated), ("complaint", self.mapping.complaint)):
            if column is None or (header := self.recognised.find(column.column)) is None:
                continue
            conditions = self._conditions(column.conditions)
            yield sql.yes_no_field(name, header.name, self._text(header), column, conditions or ())

    def _comments(self) -> Iterator[Field]:
        found = (self.recognised.find(names) for names in self.mapping.comments)
        for number, header in enumerate((header for header in found if header), start=1):
            yield sql.text_field(f"{COMMENT}{number}", header.name, self._text(header))

    def _conditions(self, conditions: Sequence[Condition]) -> list[str] | None:
        """The conditions as SQL; None where one asks for a word of a column that the file has not."""
        made = []
        for condition in conditions:
            header = self.recognised.find(condition.column)
            if header is not None:
                made.append(sql.condition_sql(condition, self._text(header)))
            elif condition.holds:
                return None
        return made

    def _span(self, text: str, conditions: Sequence[str]) -> tuple[float | None, float | None]:
        """The lowest and the highest number of a column."""
        where = " AND ".join(conditions) or "true"
        low, high = self.rows(
            f"SELECT min(n), max(n) FROM (SELECT TRY_CAST({text} AS DOUBLE) AS n FROM {self.source} WHERE {where})"
        )[0]
        return low, high

    def _style(self, header: Header, decimal: str = "") -> Style:
        """How a column writes numbers; the whole column is asked where a sample leaves it open."""
        given = self.mapping.decimal
        texts = self.texts[header.at]
        found = number_style(texts, given)
        if isinstance(found, Undecided):
            more = self.rows(
                f"SELECT c{header.at} FROM {self.source} WHERE contains(c{header.at}, ',') AND NOT"
                f" regexp_full_match(c{header.at}, '\\s*[1-9]\\d{{0,2}},\\d{{3}}\\s*') LIMIT 1"
            )
            found = number_style([text for (text,) in more], given) if more else found
        if isinstance(found, Undecided) and self.table.delimiter == ";":
            self.notes.append(f"{header.name}: the comma is a decimal sign, as in other files with semicolons")
            return "decimal_comma"
        if isinstance(found, Undecided):
            both = f"{found.text.replace(',', '')} or {found.text.replace(',', '.')}"
            self._fault(header, f'“{found.text}” can be {both}: write decimal = "." or decimal = "," {INTO}')
            return "plain"
        return found

    def _dates(self, header: Header) -> Dates | None:
        """How a column writes its moments, decided once; None with a problem where it cannot be."""
        if header.name in self.dates:
            return self.dates[header.name]
        mapping = self.mapping
        zone = self._zone(header)
        order = mapping.date_order or ""
        texts = self.texts[header.at] or self._later_texts(header)
        found = read_dates(texts, order, zone, mapping.date_format) if texts else Dates(zone=zone)
        if isinstance(found, Undecided) and found.what == "order":
            told = order_of(self._telling(header))
            found = told if isinstance(told, Undecided) else read_dates(texts, told, zone)
        if isinstance(found, Undecided):
            self._fault(header, _undecided_date(found))
            return None
        if found.order:
            self.notes.append(f"{header.name}: the {found.order.replace('_first', '')} stands first")
        if found.has_time and not found.has_offset and not mapping.timezone and not header.zone:
            self.notes.append(
                f"{header.name} names no time zone: it is read as {self.setting.home}, the timezone of engagement.toml"
            )
        self.dates[header.name] = found
        return found

    def _zone(self, header: Header) -> str:
        named = self.mapping.timezone or header.zone
        try:
            return ZoneInfo(named).key if named else self.setting.home
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.notes.append(f"{header.name} names the zone {named}, which is not known")
            return self.setting.home

    def _telling(self, header: Header) -> list[str]:
        """Texts that tell days from months, out of the whole column."""
        text = f"c{header.at}"
        parts = ("^\\s*(\\d{1,2})[/-]", "^\\s*\\d{1,2}[/-](\\d{1,2})[/-]")
        found = (
            self.rows(
                f"SELECT {text} FROM {self.source}"
                f" WHERE TRY_CAST(regexp_extract({text}, {quoted(part)}, 1) AS INTEGER) > 12 LIMIT 1"
            )
            for part in parts
        )
        return [text for rows in found for (text,) in rows] or list(self.texts[header.at][:1])

    def _later_texts(self, header: Header) -> list[str]:
        """The first texts of a column that begins with blanks."""
        text = f"c{header.at}"
        blank = ", ".join(map(quoted, (*sql.BLANK_WORDS, *sql.NOT_APPLICABLE_WORDS)))
        found = self.rows(f"SELECT {text} FROM {self.source} WHERE lower(trim({text})) NOT IN ({blank}) LIMIT {SAMPLE}")
        return [text for (text,) in found]

    def _fault(self, header: Header, message: str) -> None:
        self.problems.append(Problem(f"{self.path.name}, column “{clean_line(header.name)}”", message))


def _undecided_date(found: Undecided) -> str:
    if found.what == "no_date":
        read = f"“{shortened(clean_line(found.text))}” was read" if found.text else "nothing was read"
        return f'{read}, a date was expected: write date_format = "%d.%m.%Y" or the like {INTO}'
    if found.what == "mixed":
        return f"days and months stand in both orders: “{shortened(clean_line(found.text), 100)}”"
    return (
        f"“{shortened(clean_line(found.text))}” can mean two days, and no row tells which: write date_order ="
        ' "day_first" or date_order = "month_first" ' + INTO
    )
