"""What `counting.measure_view` must say, computed row by row and slowly: the other way to the same numbers.

It shares no code with the counting: no SQL, no sums that add up, no ranks in buckets. Rows are dictionaries; a blank is
None. Intervals are written down again from their sources.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

Row = dict[str, Any]
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Plain:
    """A value with its n, interval and what was left out."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    left_out: int = 0


# ── days ─────────────────────────────────────────────────────────────────────────────────────────────────────


def whole_periods(first: date, last: date, grain: str) -> list[tuple[date, date]]:
    """(first day, last day) of each whole month, quarter or year, found by looking at every day."""
    length = {"month": 1, "quarter": 3, "year": 12}[grain]
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    by_period: dict[tuple[int, int], list[date]] = {}
    for day in days:
        by_period.setdefault((day.year, (day.month - 1) // length), []).append(day)
    found = []
    for own in by_period.values():
        begins = own[0].day == 1 and (own[0].month - 1) % length == 0
        after = own[-1] + timedelta(days=1)
        if begins and after.day == 1 and (after.month - 1) % length == 0:
            found.append((own[0], own[-1]))
    return found


def reported(first: date, last: date, months: int | None) -> tuple[tuple[date, date] | None, tuple[date, date] | None]:
    """The first and last day of `now` and of `before`; None for all rows, and for no `before`."""
    whole = whole_periods(first, last, "month")
    if months is None or len(whole) < months:
        return None, None
    now = (whole[-months][0], whole[-1][1])
    return now, (whole[-2 * months][0], whole[-months - 1][1]) if len(whole) >= 2 * months else None


def of_days(rows: Iterable[Row], days: tuple[date, date] | None) -> list[Row]:
    return [row for row in rows if days is None or (row["day"] is not None and days[0] <= row["day"] <= days[1])]


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────


def wilson(share: float, n: float) -> tuple[float, float]:
    """The two shares whose distance from the observed one is z of their own standard errors (a quadratic's roots)."""
    roots = np.roots([1 + Z * Z / n, -(2 * share + Z * Z / n), share * share])
    return max(0.0, min(float(roots.real.min()), share)), min(1.0, max(float(roots.real.max()), share))


def share(hits: float, of: float, n: int, base: float, left_out: int) -> Plain:
    if not of:
        return Plain(None, n, left_out=left_out)
    low, high = wilson(hits / of, base) if base > 5 - 1e-6 else (None, None)
    return Plain(hits / of, n, low, high, left_out)


@dataclass(frozen=True)
class Answers:
    """(point, weight) of the rows that count."""

    pairs: Sequence[tuple[int, float]]
    left_out: int

    @property
    def base(self) -> float:
        weights = [weight for _, weight in self.pairs]
        return sum(weights) ** 2 / sum(weight * weight for weight in weights) if weights else 0.0


def answers(rows: Sequence[Row], column: str, low: int, high: int) -> Answers:
    pairs = [
        (row[column], row.get("weight", 1.0))
        for row in rows
        if row[column] is not None
        and low <= row[column] <= high
        and row.get("weight", 1.0) is not None
        and row.get("weight", 1.0) > 0
    ]
    return Answers(pairs, len(rows) - len(pairs))


def promoter_score(given: Answers) -> Plain:
    total = sum(weight for _, weight in given.pairs)
    if not total:
        return Plain(None, 0, left_out=given.left_out)
    p = sum(weight for point, weight in given.pairs if point >= 9) / total
    d = sum(weight for point, weight in given.pairs if point <= 6) / total
    n = given.base
    if n < 5 - 1e-6:
        return Plain(100 * (p - d), len(given.pairs), left_out=given.left_out)
    p2, d2 = (p * n + 0.75) / (n + 3), (d * n + 0.75) / (n + 3)
    half = Z * sqrt((p2 + d2 - (p2 - d2) ** 2) / (n + 3))
    bounds = max(-100.0, 100 * (p2 - d2 - half)), min(100.0, 100 * (p2 - d2 + half))
    return Plain(100 * (p - d), len(given.pairs), *bounds, left_out=given.left_out)


def share_of(given: Answers, good: Callable[[int], bool]) -> Plain:
    hits = sum(weight for point, weight in given.pairs if good(point))
    return share(hits, sum(weight for _, weight in given.pairs), len(given.pairs), given.base, given.left_out)


def mean(given: Answers) -> Plain:
    """Without its interval, which needs Student's t and has its own tests."""
    if not given.pairs:
        return Plain(None, 0, left_out=given.left_out)
    points, weights = zip(*given.pairs, strict=True)
    return Plain(float(np.average(points, weights=weights)), len(given.pairs), left_out=given.left_out)


def quantile(rows: Sequence[Row], column: str, percent: int) -> Plain:
    known = sorted(row[column] for row in rows if row[column] is not None and row[column] >= 0)
    left_out, n = len(rows) - len(known), len(known)
    if not known:
        return Plain(None, 0, left_out=left_out)
    value = float(np.quantile(np.array(known, dtype=float), percent / 100))
    q = percent / 100
    below = [sum(comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(r)) for r in range(n + 1)]  # P(X < r)
    lows = [r for r in range(1, n + 1) if below[r] <= 0.025]
    highs = [r for r in range(1, n + 1) if 1 - below[r] <= 0.025 + 1e-12]
    if not lows or not highs:
        return Plain(value, n, left_out=left_out)
    return Plain(value, n, known[lows[-1] - 1], known[highs[0] - 1], left_out)


def handle_time(rows: Sequence[Row]) -> Plain:
    known = [row["handle"] for row in rows if row["handle"] is not None and row["handle"] >= 0]
    return Plain(float(np.mean(known)) if known else None, len(known), left_out=len(rows) - len(known))


def repeat_contacts(rows: Sequence[Row], everything: Sequence[Row], first: date, window: int) -> Plain:
    """Of the rows, whether any contact of the same customer came before it in the window."""

    def place(row: Row) -> tuple[date, str, str]:
        return row["day"], row["channel"] or "~", row["touchpoint"] or "~"

    known = [row for row in rows if row["customer"] is not None and row["day"] is not None]
    watched = [row for row in known if (row["day"] - first).days >= window]
    hits = 0
    for row in watched:
        own = [other for other in everything if other["customer"] == row["customer"] and other["day"] is not None]
        others = [other for other in own if other is not row and (row["day"] - other["day"]).days in range(window + 1)]
        hits += any(
            place(other) < place(row) or (place(other) == place(row) and other["id"] < row["id"]) for other in others
        )
    return share(hits, len(watched), len(watched), len(watched), len(rows) - len(watched))


def churn(rows: Sequence[Row], days: tuple[date, date]) -> tuple[Plain, Plain, Plain]:
    """Simple, mid-period, retention."""
    fine = [row for row in rows if row["joined"] and not (row["ended"] and row["ended"] < row["joined"])]
    at_start = [row for row in fine if row["joined"] < days[0] and not (row["ended"] and row["ended"] < days[0])]
    at_end = [row for row in fine if row["joined"] <= days[1] and not (row["ended"] and row["ended"] <= days[1])]
    lost = [row for row in fine if row["ended"] and days[0] <= row["ended"] <= days[1]]
    gone = [row for row in at_start if row in lost]
    kept = [row for row in at_start if row in at_end]
    n, left_out = len(at_start), len(rows) - len(fine)
    middle = (len(at_start) + len(at_end)) / 2
    return (
        share(len(gone), n, n, n, left_out),
        Plain(len(lost) / middle if middle else None, n, left_out=left_out),
        share(len(kept), n, n, n, left_out),
    )
