"""Which days count: those that are reported, those before them, and the periods of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, Protocol, Self, TypeVar

from cxassess.measures.measure import Dimension, Grain, Period
from cxassess.measures.views import View

MONTHS: Mapping[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Frame:
    """The periods of one source.

    Attributes:
        now: the days that are reported; None where the rows carry none.
        whole: whether `now` is all rows, those without a day included.
        before: the days of the same length before `now`, None where the source does not cover them whole.
        series: the periods that it covers whole, the earliest first.
    """

    now: Period | None = None
    whole: bool = True
    before: Period | None = None
    series: tuple[Period, ...] = ()


def frame_of(view: View) -> Frame:
    """The frame of a view whose rows carry a day: its last `months` whole months, or all where there are fewer."""
    first, last = view.first, view.last
    if "day" not in view.columns or first is None or last is None:
        return Frame()
    after = last + timedelta(days=1)
    start, end = next_start(first, "month"), month_of(after)
    series = periods(first, after, view.grain)
    if view.months is None or end - start < view.months:
        return Frame(Period(first, after), series=series)
    begin = end - view.months
    before = months(begin - view.months, begin) if begin - view.months >= start else None
    return Frame(months(begin, end), whole=False, before=before, series=series)


def periods(first: date, after: date, grain: Grain) -> tuple[Period, ...]:
    """The whole months, quarters or years from `first` to the day before `after`.

    >>> [period.label for period in periods(date(2025, 11, 2), date(2026, 3, 1), "month")]
    ['2025-12', '2026-01', '2026-02']
    """
    step = MONTHS[grain]
    starts = range(next_start(first, grain), month_of(after) - step + 1, step)
    return tuple(months(start, start + step) for start in starts)


def next_start(day: date, grain: Grain) -> int:
    """The month that the first period on or after a day begins with."""
    month = month_of(day) + (day.day > 1)
    return month + -month % MONTHS[grain]


def month_of(day: date) -> int:
    """Months since the year 0, so that the next one is one more."""
    return day.year * 12 + day.month - 1


def months(start: int, end: int) -> Period:
    """From the first day of a month to the day before another."""
    return Period(date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, 1))


class Addable(Protocol):
    """Counts that add up."""

    def __add__(self, other: Self, /) -> Self: ...


Counts = TypeVar("Counts")
Added = TypeVar("Added", bound=Addable)


@dataclass(frozen=True, slots=True)
class Parts(Generic[Counts]):
    """The counts of everything that a Measure holds a value of.

    Attributes:
        now: None where not even a row without an answer falls into it; so is `before`.
        series, groups: only what has rows.
    """

    frame: Frame
    now: Counts | None = None
    before: Counts | None = None
    series: Mapping[Period, Counts] = field(default_factory=dict)
    groups: Mapping[Dimension, Mapping[str, Counts]] = field(default_factory=dict)


def parts_of(
    frame: Frame, by_month: Mapping[int | None, Added], groups: Mapping[Dimension, Mapping[str, Added]]
) -> Parts[Added]:
    """Added by month added up to those of the frame; the month None is that of rows without a day."""

    def within(period: Period) -> Added | None:
        first, end = month_of(period.start), month_of(period.end)
        return total([counts for month, counts in by_month.items() if month is not None and first <= month < end])

    now = total(list(by_month.values())) if frame.whole or frame.now is None else within(frame.now)
    series = {period: counts for period in frame.series if (counts := within(period)) is not None}
    return Parts(frame, now, within(frame.before) if frame.before else None, series, groups)


def total(counts: Sequence[Added]) -> Added | None:
    """The sum of counts, None for none."""
    if not counts:
        return None
    added = counts[0]
    for other in counts[1:]:
        added = added + other
    return added
