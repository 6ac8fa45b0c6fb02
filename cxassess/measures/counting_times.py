"""Medians, 90th percentiles and handle times of tickets, exact, and without a quantile function of the engine.

A quantile and its interval are some of the ordered values. Which ones follows from n alone. Durations are first counted
in narrow buckets, which tell in which bucket each of those stands and at what place in it; then only the few buckets
that are needed are put in order. That is exact, needs little memory, and is the same on every engine: the functions
called quantile or percentile are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from cxassess.measures import queries
from cxassess.measures.assembly import Row, Rows, Way, measures_of, read_parts
from cxassess.measures.frame import Frame, Parts, month_of
from cxassess.measures.measure import Dimension, Measure
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut
from cxassess.measures.times import (
    MEDIAN,
    P90,
    Clock,
    Handled,
    Ranked,
    compare_handle_time,
    measure_first_response,
    measure_handle_time,
    measure_resolution,
    ranks,
)
from cxassess.measures.views import View


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many durations it holds, the shortest and the longest."""

    n: int
    low: float
    high: float

    def __add__(self, other: "Bucket") -> "Bucket":
        return Bucket(self.n + other.n, min(self.low, other.low), max(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Buckets:
    """Durations in buckets, from the shortest on, and what was left out."""

    by_number: Mapping[int, Bucket] = field(default_factory=dict)
    left_out: LeftOut = NOTHING_LEFT_OUT

    @property
    def n(self) -> int:
        return sum(bucket.n for bucket in self.by_number.values())

    def __add__(self, other: "Buckets") -> "Buckets":
        nothing = Bucket(0, float("inf"), float("-inf"))
        numbers = sorted(self.by_number.keys() | other.by_number.keys())
        added = {
            number: self.by_number.get(number, nothing) + other.by_number.get(number, nothing) for number in numbers
        }
        return Buckets(added, self.left_out + other.left_out)

    def places(self) -> dict[int, tuple[int, int]]:
        """For each rank that a median, a p90 or an interval of them needs: its bucket, and its place in there."""
        wanted = sorted(ranks(self.n, MEDIAN) | ranks(self.n, P90), reverse=True)
        found: dict[int, tuple[int, int]] = {}
        before = 0
        for number, bucket in sorted(self.by_number.items()):
            while wanted and wanted[-1] <= before + bucket.n:
                rank = wanted.pop()
                found[rank] = (number, rank - before)
            before += bucket.n
        return found

    def known(self, place: tuple[int, int]) -> float | None:
        """The value at a place where the bucket alone tells it: at its ends, or where all in it are alike."""
        bucket = self.by_number[place[0]]
        if bucket.low == bucket.high or place[1] == 1:
            return bucket.low
        return bucket.high if place[1] == bucket.n else None

    def ranked(self, values: Mapping[tuple[int, int], float]) -> Ranked:
        """With the values at those places that are not known."""
        by_rank = {}
        for rank, place in self.places().items():
            known = self.known(place)
            by_rank[rank] = values[place] if known is None else known
        return Ranked(self.n, by_rank, self.left_out)


TIMES = {"first_response": measure_first_response, "resolution": measure_resolution}
CLOCKS: Mapping[str, Clock] = {"": "calendar", "_business": "business"}


def count_times(rows: Rows, view: View, frame: Frame) -> Iterator[Measure]:
    """First response and resolution, median and p90, in calendar time and in business hours."""
    for stem, measure in TIMES.items():
        for ending, clock in CLOCKS.items():
            column = stem + ending
            if column in view.columns:
                parts = _ranked(rows, view, frame, column)
                ways = [Way(partial(measure, clock=clock, percent=percent)) for percent in (MEDIAN, P90)]
                yield from measures_of(view, parts, Ranked(0, {}), ways)


def _ranked(rows: Rows, view: View, frame: Frame, column: str) -> Parts[Ranked]:
    parts = read_parts(frame, view.dimensions, rows(queries.buckets(view, frame, column)), _buckets)
    named = dict(_named(parts))
    wanted: dict[str, set[tuple[int, int]]] = {}
    for (cut, _), counted in named.items():
        unknown = {place for place in counted.places().values() if counted.known(place) is None}
        if unknown:
            wanted.setdefault(cut, set()).update(unknown)
    values: dict[tuple[str, str], dict[tuple[int, int], float]] = {}
    for cut, name, number, place, value in rows(queries.ranked(view, frame, column, wanted)) if wanted else ():
        values.setdefault((cut, name), {})[int(number), int(place)] = float(value)
    found = {key: counted.ranked(values.get(key, {})) for key, counted in named.items()}
    groups: dict[Dimension, Mapping[str, Ranked]] = {
        dimension: {name: found[dimension, name] for name in cells} for dimension, cells in parts.groups.items()
    }
    series = {period: found["series", str(month_of(period.start))] for period in parts.series}
    return Parts(frame, found.get(("now", "0")), found.get(("before", "0")), series, groups)


def _buckets(cells: Sequence[Row]) -> Buckets:
    """Rows of (bucket, n, n with a number, shortest, longest)."""
    by_number, left_out = {}, NOTHING_LEFT_OUT
    for number, n, told, low, high in cells:
        if number is None:
            left_out = LeftOut(blank=int(n - told), out_of_range=int(told))
        else:
            by_number[int(number)] = Bucket(int(n), float(low), float(high))
    return Buckets(by_number, left_out)


def _named(parts: Parts[Buckets]) -> Iterator[tuple[tuple[str, str], Buckets]]:
    """The parts by cut and name, as `queries.ranked` calls them."""
    if parts.now is not None:
        yield ("now", "0"), parts.now
    if parts.before is not None:
        yield ("before", "0"), parts.before
    for period, counted in parts.series.items():
        yield ("series", str(month_of(period.start))), counted
    for dimension, cells in parts.groups.items():
        for name, counted in cells.items():
            yield (dimension, name), counted


# ── handle time ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moments:
    """Contacts with the sum of their seconds and of the squares of them, the least and the most of one."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    low: float = float("inf")
    high: float = float("-inf")
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            min(self.low, other.low),
            max(self.high, other.high),
            self.left_out + other.left_out,
        )

    @property
    def handled(self) -> Handled:
        if self.n < 2:
            return Handled(self.n, self.total, None, self.left_out)
        alike = self.low == self.high
        spread = 0.0 if alike else max(0.0, self.squares - self.total**2 / self.n) / (self.n - 1)
        return Handled(self.n, self.total, spread, self.left_out)


def count_handle_time(rows: Rows, view: View, frame: Frame) -> Iterator[Measure]:
    parts = read_parts(frame, view.dimensions, rows(queries.moments(view, frame, "handle")), _moments)
    way: Way[Moments] = Way(
        lambda contacts: measure_handle_time(contacts.handled),
        lambda later, earlier: compare_handle_time(later.handled, earlier.handled),
    )
    yield from measures_of(view, parts, Moments(), (way,))


def _moments(cells: Sequence[Row]) -> Moments:
    [(n, told, counted, total, squares, low, high)] = cells
    left_out = LeftOut(blank=int(n - told), out_of_range=int(told - counted))
    if not counted:
        return Moments(left_out=left_out)
    return Moments(int(counted), float(total), float(squares), float(low), float(high), left_out)
