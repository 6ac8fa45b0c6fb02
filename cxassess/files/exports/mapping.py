"""What the columns of a table are: written once, by a tool's file or by hand in metrics.toml, and read ever after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.measures.measure import Grain, Period
from cxassess.measures.scale import Scale
from cxassess.measures.views import ViewKind

RatingMetric = Literal["nps", "csat", "ces", "ces1"]
Unit = Literal["seconds", "minutes", "hours", "days", "h:m:s"]
DateOrder = Literal["day_first", "month_first"]
Duplicates = Literal["keep", "first", "last"]
Names = tuple[str, ...]  # headers of one column, as different exports spell it: the first that a file has is taken


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows in which a column holds one of some words (case does not matter); with `holds` false, none of them."""

    column: Names
    values: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class RatingColumn:
    """A question of a survey.

    Attributes:
        scale: None where it is to be told from the answers, among `scales`.
        blank, not_applicable: codes that are no answer, such as 11 for blank or 6 for “never used”.
        labels: points by the words that the export has in their place, in lower case.
        touchpoint: what the question is about, where a survey rates several.
        conditions: the rows in which it was asked, where one column has answers to several.
    """

    column: Names
    metric: RatingMetric
    scale: Scale | None
    scales: tuple[Scale, ...] = ()
    blank: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    touchpoint: str = ""
    wording: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class DurationColumn:
    """How long something took: a column with its unit, several that add up, or two times.

    `of` is a column of the ticket view, such as first_response_business.
    """

    of: str
    parts: tuple[Names, ...] = ()
    unit: Unit = "minutes"
    start: Names = ()
    end: Names = ()


@dataclass(frozen=True, slots=True)
class YesNoColumn:
    """A column whose words mean good or bad, yes or no. Without `no`, every other word and a blank mean no."""

    column: Names
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How a file is opened, as far as that is not told from it: what is empty is."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One kind of table: which column is what.

    Attributes:
        name: under which metrics.toml has it, or the id of the tool.
        tool: the id of the tool whose export it is, empty for a table of one's own.
        columns: headers by the name that the column has in the view: day, channel, customer, joined and so on.
        id: the column that tells rows apart.
        zones: the zone of the clock by headers, where an export names it.
        duplicates: of rows with an id that stands elsewhere, too: all are kept, or the first or the last of them.
        leave_out: rows that do not count.
        asks: whether only the client knows which of its questions are ratings.
        revenue_period: the days between the two amounts of revenue.
        way: how its files are opened.
        comments: columns in which customers wrote in their own words; every one that a file has is read.
        comment_language: in which these are written, empty where it is told from the words.
    """

    name: str
    kind: ViewKind
    tool: str = ""
    header_rows: int | None = None
    columns: Mapping[str, Names] = field(default_factory=dict)
    id: Names = ()
    questions: tuple[RatingColumn, ...] = ()
    durations: tuple[DurationColumn, ...] = ()
    rated: YesNoColumn | None = None
    complaint: YesNoColumn | None = None
    date_order: DateOrder | None = None
    date_format: str = ""
    decimal: Literal["", ".", ","] = ""
    timezone: str = ""
    duplicates: Duplicates = "keep"
    leave_out: tuple[Condition, ...] = ()
    invited: int | None = None
    customers: int | None = None
    months: int | None = None
    grain: Grain | None = None
    as_of: date | None = None
    revenue_period: Period | None = None
    windows: Mapping[str, int] = field(default_factory=dict)
    asks: bool = False
    way: Way = Way()
    comments: tuple[Names, ...] = ()
    comment_language: str = ""

    def headers(self) -> Iterator[Names]:
        """All columns that it names, each with its spellings."""
        yield from self.columns.values()
        if self.id:
            yield self.id
        for question in self.questions:
            yield question.column
            yield from (condition.column for condition in question.conditions)
        for duration in self.durations:
            yield from (*duration.parts, *(names for names in (duration.start, duration.end) if names))
        for yes_no in (self.rated, self.complaint):
            if yes_no is not None:
                yield yes_no.column
                yield from (condition.column for condition in yes_no.conditions)
        yield from (condition.column for condition in self.leave_out)
        yield from self.comments


@dataclass(frozen=True, slots=True)
class Tool:
    """A program whose export is known by its headers.

    Attributes:
        needs: the columns that every export of it has.
        refuses: columns that show another export of the same tool, which holds no rows; with `refusal`, what to do.
        verified: whether its headers were read from real exports.
        ignores: endings of headers that are never asked about: derived values, orders of display.
        replaced: other spellings of parts of a header.
        header_marks: how the first cells of rows below the first begin where these are header rows, too.
        multi_header: whether the second header row completes the first, as options complete a question.
    """

    id: str
    name: str
    verified: bool
    needs: tuple[Names, ...]
    mapping: TableMapping
    refuses: Names = ()
    refusal: str = ""
    ignores: tuple[str, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    multi_header: bool = False
    header_marks: Mapping[int, str] = field(default_factory=dict)
