"""A metric as it was measured from one source: whole, by period and by group, with all that is needed to judge it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.measures.difference import Difference
from cxassess.measures.measured import Measured

Grain = Literal["month", "quarter", "year"]
Dimension = Literal["channel", "touchpoint", "segment"]
_LABEL = re.compile(r"(19\d\d|20\d\d)(?:-Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to the day before `end`.

    >>> Period(date(2026, 1, 1), date(2026, 4, 1)).label, Period(date(2026, 3, 1), date(2026, 4, 1)).label
    ('2026-Q1', '2026-03')
    """

    start: date
    end: date

    @property
    def months(self) -> int | None:
        """How many whole months it has; None where it does not run from the first of one to the first of another."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def label(self) -> str:
        """As it is written in files: 2026, 2026-Q1, 2026-03, or the first and the last day with two dots between."""
        start = self.start
        if self.months == 12 and start.month == 1:
            return f"{start.year}"
        if self.months == 3 and start.month % 3 == 1:
            return f"{start.year}-Q{(start.month + 2) // 3}"
        if self.months == 1:
            return f"{start.year}-{start.month:02}"
        return f"{start.isoformat()}..{date.fromordinal(self.end.toordinal() - 1).isoformat()}"


def read_period(label: str) -> Period | None:
    """The year, quarter or month of a label such as 2026, 2026-Q1 or 2026-03; None for anything else.

    >>> read_period("2026-q1") == Period(date(2026, 1, 1), date(2026, 4, 1)), read_period("Q4 2025")
    (True, None)
    """
    found = _LABEL.fullmatch(label.strip().upper())
    if found is None:
        return None
    year, quarter, month = (int(part) if part else 0 for part in found.groups())
    first, length = (3 * quarter - 2, 3) if quarter else (month, 1) if month else (1, 12)
    end = year * 12 + first - 1 + length
    return Period(date(year, first, 1), date(end // 12, end % 12 + 1, 1))


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A metric of one period. Points whose `wording` differs asked different things: no line joins them."""

    period: Period
    measured: Measured
    wording: str = ""


@dataclass(frozen=True, slots=True)
class InGroup:
    """A metric of one channel, touchpoint or segment."""

    name: str
    measured: Measured


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition over one source.

    Attributes:
        metric: an id of metrics.METRICS.
        definition: what exactly was measured, such as `csat.top_two.1_5`; values compare only where it is equal.
        source: the file or table it comes from, as its sender named it.
        tool: the id of the tool whose export it is; empty for a table that was described by hand.
        touchpoint: what the question is about, where a survey rates several; empty for the whole.
        wording: the question as it was asked.
        now: the value that is reported: of the days of `period`.
        period: the days that `now` covers, None where the rows carry no date.
        before: the period of the same length just before, None where the source does not cover it whole.
        change: now less before, with its interval and test where the definition has one.
        series: by month, quarter or year, the earliest first; only periods that the source covers whole.
        groups: `now` by channel, touchpoint and segment, as far as the rows carry them.
        answers: of `now`, people (or the sum of their weights) at each point of the scale, for ratings.
    """

    metric: str
    definition: str
    source: str
    now: Measured
    period: Period | None = None
    before: Measured | None = None
    change: Difference | None = None
    tool: str = ""
    touchpoint: str = ""
    wording: str = ""
    grain: Grain = "month"
    series: tuple[InPeriod, ...] = ()
    groups: Mapping[Dimension, tuple[InGroup, ...]] = field(default_factory=dict)
    answers: Mapping[int, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name within one import: the definition, and the touchpoint where it is about one."""
        return f"{self.definition}@{self.touchpoint}" if self.touchpoint else self.definition
