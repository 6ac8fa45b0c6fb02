"""First response and resolution time as median and 90th percentile, and handle time pooled over contacts.

What the clock is belongs to the definition: calendar time and business hours are two metrics. So do, in the words of
the one who exports them, when the clock starts and whether a bot's reply stops it. A case without a reply or not yet
closed is blank; where many of the slowest are still open, the numbers are too good, and `left_out.blank` says how many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, floor, fsum, inf, lgamma, log, sqrt
from typing import Any, Literal, Protocol

from cxassess.measures.difference import Difference, MeanError, compare_means
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured, is_enough
from cxassess.measures.rows import numbers, side_by_side
from cxassess.statistics import student_t_quantile

Clock = Literal["calendar", "business"]
MEDIAN, P90 = 50, 90  # in percent: (n − 1) · 0.9 is not what it should be, and (n − 1) · 90 is
MIN_CONTACTS = 30
_TAIL = 0.025
_NAMES = {MEDIAN: "median", P90: "p90"}


class Ordered(Protocol):
    """Durations of which any that is needed can be named by its rank, the shortest being 1."""

    @property
    def n(self) -> int: ...

    @property
    def left_out(self) -> LeftOut: ...

    def at(self, rank: int) -> float: ...


@dataclass(frozen=True, slots=True)
class Durations:
    """Durations that count, from the shortest to the longest, and what was left out."""

    ordered: Sequence[float]
    left_out: LeftOut = NOTHING_LEFT_OUT

    @property
    def n(self) -> int:
        return len(self.ordered)

    def at(self, rank: int) -> float:
        return self.ordered[rank - 1]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The same without the rows: how many durations count, and those at the ranks that `ranks` names."""

    n: int
    by_rank: Mapping[int, float]
    left_out: LeftOut = NOTHING_LEFT_OUT

    def at(self, rank: int) -> float:
        return self.by_rank[rank]


def durations(values: Iterable[Any]) -> Durations:
    """The durations of a column that are 0 or more and finite.

    A negative one is out of range, never taken for 0 or turned round. TypeError for what is no number.
    """
    read = numbers(values)
    known = [value for value in read if value is not None]
    ordered = sorted(float(value) for value in known if 0 <= value < inf)
    return Durations(ordered, LeftOut(len(read) - len(known), len(known) - len(ordered)))


def measure_first_response(minutes: Ordered, clock: Clock, percent: int = MEDIAN) -> Measured:
    """From the customer's first message to the first reply of a person, in minutes: median, or p90 with percent=P90."""
    return _quantile(f"frt.{_NAMES[percent]}.{clock}", minutes, percent)


def measure_resolution(minutes: Ordered, clock: Clock, percent: int = MEDIAN) -> Measured:
    """From opening a case to closing it, in minutes: median, or p90 with percent=P90."""
    return _quantile(f"resolution_time.{_NAMES[percent]}.{clock}", minutes, percent)


def _quantile(definition: str, minutes: Ordered, percent: int) -> Measured:
    value = _at_percent(minutes, percent) if minutes.n else None
    measured = Measured(
        definition,
        value,
        minutes.n,
        "minutes",
        "down",
        "order_statistics",
        effective_n=float(minutes.n),
        left_out=minutes.left_out,
    )
    if value is None:
        return replace(measured, why="nobody")
    bounds = interval_ranks(minutes.n, percent)
    if bounds is None:
        return replace(measured, why="too_few")
    low, high = (minutes.at(rank) for rank in bounds)
    return replace(measured, low=low, high=high)


def quantile(ordered: Sequence[float], percent: int) -> float:
    """The value that so many percent of the ordered values stay below, linear between neighbours.

    With h = (n − 1) · percent / 100 it lies between the values at ⌊h⌋ and ⌊h⌋ + 1, counted from 0: type 7 of Hyndman &
    Fan, The American Statistician 50 (1996), numpy's default and quantile_cont in SQL. Other types give other numbers.
    ValueError for no values.

    >>> quantile([5, 7, 12, 15, 20, 33, 48, 60, 120, 480], 90)
    156.0
    """
    if not ordered:
        message = "a quantile of no values does not exist"
        raise ValueError(message)
    return _at_percent(Durations(ordered), percent)


def _at_percent(minutes: Ordered, percent: int) -> float:
    below, above, part = _neighbours(minutes.n, percent)
    low, high = minutes.at(below), minutes.at(above)
    return low + (high - low) * part / 100


def _neighbours(n: int, percent: int) -> tuple[int, int, int]:
    """The ranks that a quantile of n values lies between, and how many hundredths of the way."""
    below, part = divmod((n - 1) * percent, 100)
    return below + 1, min(below + 2, n), part


def ranks(n: int, percent: int) -> frozenset[int]:
    """Which of n ordered values, counted from 1, the quantile and its interval are made of.

    >>> sorted(ranks(10, 50)), sorted(ranks(10, 90))
    ([2, 5, 6, 9], [9, 10])
    """
    if not n:
        return frozenset()
    below, above, _ = _neighbours(n, percent)
    return frozenset({below, above, *(interval_ranks(n, percent) or ())})


def interval_ranks(n: int, percent: int) -> tuple[int, int] | None:
    """Which of n ordered values, counted from 1, bound the 95 % interval of a quantile; None where n is too small.

    The number X of values below the true quantile is binomial(n, percent / 100). The interval runs from the largest
    rank r with P(X < r) ≤ 2.5 % to the smallest rank s with P(X ≥ s) ≤ 2.5 %. It assumes no distribution, and holds at
    least 95 %, with ties more. Below 6 values there is none for a median, below 36 none for a p90: too often not even
    the longest of them would lie above it.

    Source: Conover, Practical Nonparametric Statistics (1999), section 3.2.

    >>> interval_ranks(10, 50), interval_ranks(5, 50), interval_ranks(35, 90)
    ((2, 9), None, None)
    """
    low, high = _tail_rank(n, percent / 100), n + 1 - _tail_rank(n, 1 - percent / 100)
    return (low, high) if low >= 1 and high <= n else None


def _tail_rank(n: int, share: float) -> int:
    """The largest r with P(X < r) ≤ 2.5 % for X ~ binomial(n, share); 0 where already P(X = 0) is more.

    Adds the probabilities from the left, each from the one before. It starts ten standard deviations below the mean,
    below which there is less than 1e-20: a few steps for a few cases, some ten thousand for twenty million.
    """
    k = max(0, floor(n * share - 10 * sqrt(n * share * (1 - share))))
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    probability = exp(ways + k * log(share) + (n - k) * log(1 - share))
    below = 0.0
    while below + probability <= _TAIL:
        below += probability
        probability *= (n - k) / (k + 1) * share / (1 - share)
        k += 1
    return k


@dataclass(frozen=True, slots=True)
class Handled:
    """Contacts with their handle time; `variance` in seconds², where single contacts are known."""

    contacts: int
    seconds: float
    variance: float | None = None
    left_out: LeftOut = NOTHING_LEFT_OUT


def handled(seconds: Iterable[Any]) -> Handled:
    """The contacts of a column of handle times in seconds. TypeError for what is no number."""
    known = durations(seconds)
    n, total = known.n, fsum(known.ordered)
    if n < 2:
        return Handled(n, total, None, known.left_out)
    alike = known.ordered[0] == known.ordered[-1]  # of 49 equal numbers the mean can miss them by the last digit
    spread = 0.0 if alike else fsum((value - total / n) ** 2 for value in known.ordered) / (n - 1)
    return Handled(n, total, spread, known.left_out)


def handled_in_parts(talk: Iterable[Any], hold: Iterable[Any], wrap: Iterable[Any]) -> Handled:
    """Contacts whose time comes in parts: talk, hold and the work after it, in seconds.

    A contact with a blank part is blank as a whole, and one with a negative part out of range: a missing part is no
    part of 0 seconds. ValueError for columns of different lengths.
    """
    return handled(map(_added, side_by_side(numbers(talk), numbers(hold), numbers(wrap))))


def _added(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return fsum(known) if min(known) >= 0 else -1.0


def pooled(groups: Iterable[tuple[int, float]]) -> Handled:
    """All contacts of several channels or months, from (contacts, mean seconds) of each.

    ValueError for a negative number. The means of the groups must not be averaged: 100 contacts of 300 s and 10 of 900
    s take 354.5 s, not 600.
    """
    listed = list(groups)
    if any(contacts < 0 or mean < 0 for contacts, mean in listed):
        message = "neither a number of contacts nor a handle time is negative"
        raise ValueError(message)
    return Handled(sum(contacts for contacts, _ in listed), fsum(contacts * mean for contacts, mean in listed))


def measure_handle_time(calls: Handled) -> Measured:
    """AHT: (talk + hold + after-contact work) / contacts handled, in seconds; neither direction is better.

    The interval is Student's t on single contacts, from 30 of them on (ours): handle times lean to the right, and of
    lognormal ones (σ = 0.8) it holds 86 % with 5 contacts, 91 % with 30. Totals alone tell no error.
    """
    n, seconds = calls.contacts, calls.seconds
    value = seconds / n if n else None
    measured = Measured(
        "aht.pooled", value, n, "seconds", "band", "student_t", effective_n=float(n), left_out=calls.left_out
    )
    if value is None:
        return replace(measured, why="nobody")
    if calls.variance is None and n > 1:
        return replace(measured, method="none", why="no_interval")
    if calls.variance is None or not is_enough(n, MIN_CONTACTS):
        return replace(measured, why="too_few")
    if calls.variance == 0:
        return replace(measured, why="no_spread")
    half = student_t_quantile(0.975, n - 1) * sqrt(calls.variance / n)
    return replace(measured, low=max(0.0, value - half), high=value + half)


def compare_handle_time(later: Handled, earlier: Handled) -> Difference:
    """The later handle time less the earlier one, by Welch, from 30 contacts on either side on."""
    if not later.contacts or not earlier.contacts:
        return Difference(None)
    if later.variance is None or earlier.variance is None or min(later.contacts, earlier.contacts) < MIN_CONTACTS:
        return Difference(later.seconds / later.contacts - earlier.seconds / earlier.contacts)
    return compare_means(_error(later, later.variance), _error(earlier, earlier.variance))


def _error(calls: Handled, variance: float) -> MeanError:
    return MeanError(calls.seconds / calls.contacts, variance / calls.contacts, calls.contacts - 1)
