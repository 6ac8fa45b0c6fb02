"""Churn, retention, revenue and purchases, counted where the rows are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cxassess.measures import queries
from cxassess.measures.assembly import Row, Rows, Way, measures_of, read_parts, share_way
from cxassess.measures.customers import (
    EARLY_DAYS,
    CustomerBase,
    Revenue,
    early_of_new,
    lapsed_of_active,
    measure_churn,
    measure_churn_mid_period,
    measure_gross_retention,
    measure_gross_revenue_churn,
    measure_net_retention,
    measure_net_revenue_churn,
    measure_retention,
)
from cxassess.measures.difference import compare_shares
from cxassess.measures.frame import Frame, Parts, month_of, months, parts_of, periods, total
from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured
from cxassess.measures.views import View

NO_PURCHASE_DAYS = 90


def count_customer_view(rows: Rows, view: View) -> Iterator[Measure]:
    if {"joined", "ended"} <= set(view.columns) and view.as_of is not None:
        yield from _bases(rows, view, view.as_of)
        yield from _early(rows, view, view.as_of)
    if {"revenue_start", "revenue_end"} <= set(view.columns):
        yield from _revenue(rows, view)


# ── who is there ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Stay:
    """Customers who came in one month and went in another, None for who is there; in a segment."""

    segment: str | None
    came: int | None
    went: int | None
    impossible: bool
    customers: int


def _bases(rows: Rows, view: View, as_of: date) -> Iterator[Measure]:
    stays = [
        _Stay(segment, _whole(came), _whole(went), bool(impossible), int(customers))
        for segment, came, went, impossible, customers in rows(queries.customers(view))
    ]
    frame = _frame([stay.came for stay in stays], view, as_of)
    if frame is None or frame.now is None:
        return
    groups = {name: _base([stay for stay in stays if stay.segment == name], frame.now) for name in _names(stays)}
    parts = Parts(
        frame,
        _base(stays, frame.now),
        _base(stays, frame.before) if frame.before else None,
        {period: _base(stays, period) for period in frame.series},
        {"segment": groups} if "segment" in view.columns else {},
    )
    ways = (share_way(measure_churn), Way(measure_churn_mid_period), share_way(measure_retention))
    yield from measures_of(view, parts, CustomerBase(0, 0, 0, 0, 0), ways)


def _frame(came: Sequence[int | None], view: View, until: date, *, joiners: bool = False) -> Frame | None:
    """The last `view.months` whole months before a day, compared with as many before them; series by `view.grain`.

    Where fewer have passed since the first customer came, the newest whole period of the series, with the one before
    it. None where there is none. At the start of the month that the first came in nobody was there who could leave: it
    counts only for those who came in it, the `joiners`.
    """
    known = [month for month in came if month is not None]
    if not known:
        return None
    first, end = min(known), month_of(until)
    series = periods(months(first, first + 1).start, until, view.grain)
    start = first if joiners else first + 1
    if view.months is not None and end - view.months >= start:
        begin = end - view.months
        before = months(begin - view.months, begin) if begin - view.months >= start else None
        return Frame(months(begin, end), whole=False, before=before, series=series)
    if not series:
        return None
    return Frame(series[-1], whole=False, before=series[-2] if len(series) > 1 else None, series=series)


def _base(stays: Sequence[_Stay], period: Period) -> CustomerBase:
    """As `customers.count_customers` on days: a period begins and ends with a month."""
    start, end = month_of(period.start), month_of(period.end)
    blank = impossible = at_start = lost_of_start = lost = at_end = new_at_end = 0
    for stay in stays:
        n, came, went = stay.customers, stay.came, stay.went
        if came is None:
            blank += n
        elif stay.impossible:
            impossible += n
        elif came < end and (went is None or went >= start):
            of_start, gone = came < start, went is not None and went < end
            at_start += n * of_start
            lost += n * gone
            lost_of_start += n * (of_start and gone)
            at_end += n * (not gone)
            new_at_end += n * (not of_start and not gone)
    return CustomerBase(at_start, lost_of_start, lost, at_end, new_at_end, LeftOut(blank=blank, impossible=impossible))


def _names(stays: Sequence[_Stay]) -> list[str]:
    return sorted({stay.segment for stay in stays if stay.segment is not None})


def _whole(month: object) -> int | None:
    return None if month is None else int(str(month))


# ── who left soon ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _New:
    """New customers who were watched for long enough, and those of them who left soon."""

    lost: int = 0
    of: int = 0
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __add__(self, other: "_New") -> "_New":
        return _New(self.lost + other.lost, self.of + other.of, self.left_out + other.left_out)


def _early(rows: Rows, view: View, as_of: date) -> Iterator[Measure]:
    """By the period in which they joined: the newest months whose last customers were watched for so long.

    All customers who were, where there are no such months: from the first day on which one joined.
    """
    days = view.windows.get("early_churn", EARLY_DAYS)
    cells = [
        (segment, _whole(came), _new(state, int(customers)))
        for segment, came, state, customers in rows(queries.new_customers(view, as_of, days))
    ]
    # The last to join in a period came on the day before its end.
    watched = as_of - timedelta(days=days) + timedelta(days=1)
    frame = _frame([came for _, came, _ in cells], view, watched, joiners=True)
    frame = frame or Frame(Period(view.first, watched) if view.first and view.first < watched else None)
    by_month = {
        month: total([new for _, came, new in cells if came == month]) for month in {came for _, came, _ in cells}
    }
    groups = {}
    for name in sorted({segment for segment, _, _ in cells if segment is not None}):
        own = [new for segment, came, new in cells if segment == name and _falls(came, frame)]
        if own:
            groups[name] = total(own) or _New()
    parts = parts_of(frame, {month: new or _New() for month, new in by_month.items()}, {"segment": groups})
    way: Way[_New] = share_way(lambda new: early_of_new(new.lost, new.of, days, new.left_out))
    yield from measures_of(view, parts, _New(), (way,))


def _new(state: str, customers: int) -> _New:
    if state in {"lost", "kept"}:
        return _New(customers if state == "lost" else 0, customers)
    return _New(left_out=LeftOut(**{state: customers}))


def _falls(month: int | None, frame: Frame) -> bool:
    if frame.now is None or frame.whole:
        return True
    return month is not None and month_of(frame.now.start) <= month < month_of(frame.now.end)


# ── revenue ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Amounts:
    """`Revenue` that adds up."""

    revenue: Revenue

    def __add__(self, other: "_Amounts") -> "_Amounts":
        one, two = self.revenue, other.revenue
        return _Amounts(
            Revenue(
                one.at_start + two.at_start,
                one.churned + two.churned,
                one.contraction + two.contraction,
                one.expansion + two.expansion,
                (one.customers or 0) + (two.customers or 0),
                one.left_out + two.left_out,
            )
        )


def _revenue(rows: Rows, view: View) -> Iterator[Measure]:
    """Over all rows. No day of a customer tells when the two amounts were paid: the period is what was said of it."""
    frame = Frame(view.revenue_period)
    parts = read_parts(frame, view.dimensions, rows(queries.revenue(view)), _amounts)
    measures = (measure_gross_retention, measure_net_retention, measure_gross_revenue_churn, measure_net_revenue_churn)
    ways = [_of_amounts(measure) for measure in measures]
    yield from measures_of(view, parts, _Amounts(Revenue(0, 0, 0, 0, 0)), ways)


def _of_amounts(measure: Callable[[Revenue], Measured]) -> Way[_Amounts]:
    return Way(lambda amounts: measure(amounts.revenue))


def _amounts(cells: Sequence[Row]) -> _Amounts:
    [(n, known, fine, customers, *sums)] = cells
    at_start, churned, contraction, expansion = (float(amount or 0) for amount in sums)
    left_out = LeftOut(blank=int(n - known), out_of_range=int(known - fine))
    return _Amounts(Revenue(at_start, churned, contraction, expansion, int(customers), left_out))


# ── purchases ────────────────────────────────────────────────────────────────────────────────────────────────


def count_purchase_view(rows: Rows, view: View) -> Iterator[Measure]:
    """Who bought in the window before the last and not in it; nothing where the source does not cover both whole.

    The last window ends on the day before `view.as_of`, or with the last day of the rows.
    """
    window = view.windows.get("no_purchase", NO_PURCHASE_DAYS)
    end = view.as_of or (view.last + timedelta(days=1) if view.last else None)
    if not {"customer", "day"} <= set(view.columns) or end is None or view.first is None:
        return
    covered = (end - view.first).days // window
    if covered < 2:
        return
    starts = [end - timedelta(days=window * back) for back in range(min(covered, 3), -1, -1)]
    [(blank, *counted)] = rows(queries.lapsed(view, starts))
    pairs = [(int(active or 0), int(lapsed or 0)) for active, lapsed in zip(counted[::2], counted[1::2], strict=True)]
    values = [lapsed_of_active(lapsed, active, window, LeftOut(blank=int(blank))) for active, lapsed in pairs]
    now, before = values[-1], values[-2] if len(values) > 1 else None
    if now.value is None:
        return
    yield Measure(
        metric=now.metric,
        definition=now.definition,
        source=view.source,
        now=now,
        period=Period(starts[-2], end),
        before=before,
        change=compare_shares(now, before) if before is not None and before.value is not None else None,
        tool=view.tool,
        grain=view.grain,
    )
