"""Who stayed and who left: churn in its definitions, retention, revenue, and a rate brought to a year.

Published formulas disagree, so the definition is part of every result. (start − end) / start is none of them: new
customers hide those who left, and it can fall below 0. Days are whole numbers from any day on, such as
`date.toordinal()`; a period runs from `start` to the day before `end`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import Any

from cxassess.measures.measured import NOTHING_LEFT_OUT, Better, LeftOut, Measured
from cxassess.measures.rows import cells, numbers, side_by_side
from cxassess.measures.shares import measure_share

EARLY_DAYS = 90


@dataclass(frozen=True, slots=True)
class CustomerBase:
    """The customers of a period.

    Attributes:
        at_start: there before the period began.
        lost_of_start: of these, lost within it.
        lost: all who were lost within it, those who came within it included.
        at_end: there when it was over.
        new_at_end: of these, come within it.
    """

    at_start: int
    lost_of_start: int
    lost: int
    at_end: int
    new_at_end: int
    left_out: LeftOut = NOTHING_LEFT_OUT


def count_customers(joined: Iterable[Any], left: Iterable[Any], start: float, end: float) -> CustomerBase:
    """Count a period over one row a customer: the day they joined and the day they left, blank for who is there.

    Who joined on `start` is new; who left on `start` was there before and is lost within the period. A blank day of
    joining is left out, a day of leaving before it is impossible. ValueError for columns of different lengths.
    """
    blank = impossible = at_start = lost_of_start = lost = at_end = new_at_end = 0
    for came, went in side_by_side(numbers(joined), numbers(left)):
        if came is None:
            blank += 1
        elif went is not None and went < came:
            impossible += 1
        elif came < end and (went is None or went >= start):
            of_start, gone = came < start, went is not None and went < end
            at_start += of_start
            lost += gone
            lost_of_start += of_start and gone
            at_end += not gone
            new_at_end += not of_start and not gone
    return CustomerBase(at_start, lost_of_start, lost, at_end, new_at_end, LeftOut(blank=blank, impossible=impossible))


def measure_churn(base: CustomerBase) -> Measured:
    """Simple churn: customers lost who were there at the start / customers at the start. Wilson's interval."""
    return measure_share(
        "churn.simple", base.lost_of_start, base.at_start, base.at_start, "down", left_out=base.left_out
    )


def measure_churn_mid_period(base: CustomerBase) -> Measured:
    """Churn of a moving base: all lost / the mean of the numbers at start and end.

    It can exceed 1 where most of a base is turned over within the period, and has no interval: those who left are no
    part of the mean.
    """
    middle = (base.at_start + base.at_end) / 2
    return Measured(
        "churn.mid_period",
        base.lost / middle if middle else None,
        base.at_start,
        "share",
        "down",
        effective_n=float(base.at_start),
        left_out=base.left_out,
        why="no_interval" if middle else "nobody",
    )


def measure_retention(base: CustomerBase) -> Measured:
    """Retention: (customers at the end − new ones among them) / customers at the start. Wilson's interval.

    It is 1 − simple churn, as new customers count on neither side. ValueError where more are kept than there were.
    """
    kept = base.at_end - base.new_at_end
    return measure_share("retention", kept, base.at_start, base.at_start, "up", left_out=base.left_out)


def measure_early_churn(joined: Iterable[Any], left: Iterable[Any], as_of: float, days: int = EARLY_DAYS) -> Measured:
    """New customers who left within their first `days` / new customers. Wilson's interval.

    Give the customers who joined in the period. One who has not been watched for that long by `as_of` is unobserved,
    even if already gone: else the young who left would count and the young who stay would not.
    """
    blank = impossible = unobserved = of = lost = 0
    for came, went in side_by_side(numbers(joined), numbers(left)):
        if came is None:
            blank += 1
        elif went is not None and went < came:
            impossible += 1
        elif came + days > as_of:
            unobserved += 1
        else:
            of += 1
            lost += went is not None and went - came <= days
    left_out = LeftOut(blank=blank, impossible=impossible, unobserved=unobserved)
    return early_of_new(lost, of, days, left_out)


def early_of_new(lost: int, new: int, days: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """The same from counts of the new customers who were watched for so long. ValueError where more left than came."""
    return measure_share(f"early_churn.{days}_days", lost, new, new, "down", left_out=left_out)


def measure_left_after(
    days: Iterable[Any], joined: Iterable[Any], left: Iterable[Any], as_of: float, window: int = EARLY_DAYS
) -> Measured:
    """Answers whose customer left within `window` days of them / answers that were watched for so long. Wilson's.

    One row an answer: its day, and the days on which its customer joined and left. Without a day of the answer or of
    joining it is blank; so is the answer of a customer whom nobody knows. A customer who had left before the answer is
    impossible. An answer given less than `window` days before `as_of` is unobserved, even if the customer has gone.

    A customer who answered twice counts twice, which makes the interval a little too narrow.
    """
    blank = impossible = unobserved = of = lost = 0
    for day, came, went in side_by_side(numbers(days), numbers(joined), numbers(left)):
        if day is None or came is None:
            blank += 1
        elif went is not None and (went < came or went < day):
            impossible += 1
        elif day + window > as_of:
            unobserved += 1
        else:
            of += 1
            lost += went is not None and went <= day + window
    left_out = LeftOut(blank=blank, impossible=impossible, unobserved=unobserved)
    return left_after_of(lost, of, window, left_out)


def left_after_of(lost: int, answers: int, window: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """The same from counts of answers that were watched for so long. ValueError where more left than answered."""
    return measure_share(f"churn.after_answer.{window}_days", lost, answers, answers, "down", left_out=left_out)


def measure_lapsed(customers: Iterable[Any], days: Iterable[Any], as_of: float, window: int) -> Measured:
    """Churn without a contract: customers with no purchase in the window / customers who bought in the window before.

    One row a purchase: customer id and day. The windows are the `window` days up to the day before `as_of`, and those
    before them; purchases outside both say nothing here. A row without id or day is blank. Wilson's interval.

    ValueError for a window of no days.
    """
    if window < 1:
        message = f"a window of {window} days holds no purchase"
        raise ValueError(message)
    blank = 0
    before, recent = set(), set()
    for customer, day in side_by_side(cells(customers), numbers(days)):
        if customer is None or day is None:
            blank += 1
        elif as_of - window <= day < as_of:
            recent.add(customer)
        elif as_of - 2 * window <= day < as_of - window:
            before.add(customer)
    return lapsed_of_active(len(before - recent), len(before), window, LeftOut(blank=blank))


def lapsed_of_active(lapsed: int, active: int, window: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """The same from counts. ValueError where more lapsed than were active."""
    return measure_share(f"churn.no_purchase.{window}_days", lapsed, active, active, "down", left_out=left_out)


# ── revenue ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Revenue:
    """Recurring revenue of the customers who were there at the start, in one currency and for one length of time.

    Attributes:
        at_start: what they paid at the start.
        churned: of it, what those paid who pay nothing at the end.
        contraction: what others pay less.
        expansion: what others pay more. New customers are no part of it.
        customers: how many they are; None where only sums are known.
    """

    at_start: float
    churned: float
    contraction: float
    expansion: float
    customers: int | None = None
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __post_init__(self) -> None:
        lost = self.churned + self.contraction
        if min(self.at_start, self.churned, self.contraction, self.expansion) < 0:
            message = "revenue, and what was lost and won of it, are 0 or more"
            raise ValueError(message)
        if lost > self.at_start * (1 + 1e-9):
            message = f"{lost:g} lost of {self.at_start:g} is more than there was"
            raise ValueError(message)


def count_revenue(at_start: Iterable[Any], at_end: Iterable[Any]) -> Revenue:
    """One row a customer: recurring revenue at the start and at the end, 0 where they are gone.

    A customer with 0 at the start is new and no part of it. Blank is unknown and left out, never 0; a negative amount
    is out of range. ValueError for columns of different lengths.
    """
    blank = out_of_range = 0
    rows: list[tuple[float, float]] = []
    for first, last in side_by_side(numbers(at_start), numbers(at_end)):
        if first is None or last is None:
            blank += 1
        elif first < 0 or last < 0:
            out_of_range += 1
        elif first > 0:
            rows.append((first, last))
    return Revenue(
        fsum(first for first, _ in rows),
        fsum(first for first, last in rows if last == 0),
        fsum(first - last for first, last in rows if 0 < last < first),
        fsum(last - first for first, last in rows if last > first),
        len(rows),
        LeftOut(blank, out_of_range),
    )


def measure_gross_retention(revenue: Revenue) -> Measured:
    """Gross revenue retention: (start − churned − contraction) / start. Nobody's growth makes up for another's loss."""
    return _of_revenue("revenue_retention.gross", revenue, revenue.at_start - _lost(revenue), "up")


def measure_net_retention(revenue: Revenue) -> Measured:
    """Net revenue retention: (start − churned − contraction + expansion) / start; it can exceed 1."""
    return _of_revenue("revenue_retention.net", revenue, revenue.at_start - _lost(revenue) + revenue.expansion, "up")


def measure_gross_revenue_churn(revenue: Revenue) -> Measured:
    """Gross revenue churn: (churned + contraction) / start, which is 1 − gross retention."""
    return _of_revenue("revenue_churn.gross", revenue, _lost(revenue), "down")


def measure_net_revenue_churn(revenue: Revenue) -> Measured:
    """Net revenue churn: (churned + contraction − expansion) / start; below 0 where growth outweighs loss."""
    return _of_revenue("revenue_churn.net", revenue, _lost(revenue) - revenue.expansion, "down")


def _lost(revenue: Revenue) -> float:
    return revenue.churned + revenue.contraction


def _of_revenue(definition: str, revenue: Revenue, part: float, better: Better) -> Measured:
    """A share of the revenue at the start. No interval: it hangs on the few who pay most, and is no sample."""
    return Measured(
        definition,
        part / revenue.at_start if revenue.at_start else None,
        revenue.customers,
        "share",
        better,
        effective_n=None if revenue.customers is None else float(revenue.customers),
        left_out=revenue.left_out,
        why="no_interval" if revenue.at_start else "nobody",
    )


# ── a rate brought to a year ─────────────────────────────────────────────────────────────────────────────────


def annualise(share: float, periods: int = 12) -> float:
    """The churn of a year of such periods: a = 1 − (1 − m)^periods, never periods · m.

    It takes each period to be like this one. ValueError for no share.

    >>> round(annualise(0.05), 4)
    0.4596
    """
    _check_share(share)
    return float(1 - (1 - share) ** periods)


def per_period(annual: float, periods: int = 12) -> float:
    """The other way round: the share of a month that makes this one of a year, 1 − (1 − a)^(1 / periods).

    >>> round(per_period(0.20), 4)
    0.0184
    """
    _check_share(annual)
    return float(1 - (1 - annual) ** (1 / periods))


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        message = f"{share:g} is no share from 0 to 1"
        raise ValueError(message)
