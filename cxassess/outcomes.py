"""Outcomes as MetricReadings, whether measured or typed, with trend and target.

Outcomes never enter the maturity score: they stand beside it (method §5.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from types import MappingProxyType
from typing import Literal

from cxassess.measures.measure import Measure, Period, read_period
from cxassess.measures.withholding import ANSWERS
from cxassess.metrics import METRICS, MetricKind, shown_unit
from cxassess.model.outcome import Compares, MetricEntry, MetricPoint, MetricReading, Peer, TypedPoint
from cxassess.model.reading import Reading
from cxassess.statistics import Z95, wilson_interval
from cxassess.words import Words, read_words

# Shares of independent people or cases; a share of a whole population has no such interval.
_WILSON = frozenset({"csat", "churn", "retention", "early_churn", "repeat_contacts", "appeals"})
# Of a metric that is measured in several ways, which one stands for it: the first that there is.
_FIRST: Mapping[str, tuple[str, ...]] = {
    "csat": ("csat.top_two", "csat.good_of_rated", "csat.mean"),
    "ces": ("ces.mean", "ces.agreeing", "ces.top_two"),
    "frt": ("frt.median.calendar", "frt.median.business", "frt.p90.calendar", "frt.p90.business"),
    "resolution_time": ("resolution_time.median.calendar", "resolution_time.median.business"),
    "churn": ("churn.simple", "churn.mid_period", "churn.no_purchase"),
    "revenue_retention": ("revenue_retention.gross", "revenue_retention.net"),
    "revenue_churn": ("revenue_churn.gross", "revenue_churn.net"),
}
_DUST = 1e-9


def read_metrics(
    entries: Sequence[MetricEntry],
    measures: Sequence[Measure] = (),
    words: Words | None = None,
    *,
    targets: Mapping[str, float] = MappingProxyType({}),
    peers: Mapping[str, Peer] = MappingProxyType({}),
    least: int = 0,
) -> dict[str, MetricReading]:
    """The outcomes by metric, in the order of METRICS; everything else that is known of a metric stands in `also`.

    What has a value stands before what has none, the whole before touchpoints, what was measured before what was typed,
    then in the order of definitions; of two sources the one of later days, or of more people. Targets and peers are in
    the unit of metrics.csv, and only given to a metric that was measured in it. Of typed metrics, what
    fewer than `least` people said of a touchpoint or in a period has no value; measures come without it.
    """
    words = words or read_words()
    found = {}
    for id, kind in METRICS.items():
        measured = [measure for measure in measures if measure.metric == id]
        readings = [_measured(measure, words) for measure in sorted(measured, key=_place)]
        readings += [_typed(kind, entry, least) for entry in entries if entry.metric == id]
        if readings:
            first, *also = sorted(readings, key=_standing)
            fits = first.unit == kind.unit
            found[id] = replace(
                first,
                target=targets.get(id) if fits else None,
                peer=peers.get(id) if fits else None,
                also=tuple(also),
            )
    return found


def _standing(reading: MetricReading) -> tuple[bool, bool, bool]:
    return reading.reading.value is None, bool(reading.touchpoint), reading.measure is None


def _place(measure: Measure) -> tuple[int, str, int, int, str, str]:
    """By its definition, then the later days, then more people."""
    order = _FIRST.get(measure.metric, ())
    rank = next((rank for rank, start in enumerate(order) if measure.definition.startswith(start)), len(order))
    end = -measure.period.end.toordinal() if measure.period else 0
    return rank, measure.definition, end, -(measure.now.n or 0), measure.source, measure.touchpoint


# ── measured ─────────────────────────────────────────────────────────────────────────────────────────────────


def _measured(measure: Measure, words: Words) -> MetricReading:
    now, compares = measure.now, _compares(measure)
    before = measure.before if compares == "yes" else None
    previous = before.value if before else None
    change = measure.change if compares == "yes" else None
    kind = METRICS[measure.metric]
    moved = _Move(kind.id, now.unit, now.better, now.value, now.n, previous, before.n if before else None)
    if change is None:
        trend, tested = moved.trend(), moved.margin is not None
    elif change.low is None or change.high is None:  # too few for the test, and so for a margin
        trend, tested = moved.trend(chance=False), False
    else:
        trend, tested = moved.trend(chance=change.low <= 0 <= change.high), True
    return MetricReading(
        metric=kind.id,
        reading=Reading(now.value, now.n or 0, now.low, now.high, why=now.why if now.value is None else None),
        unit=now.unit,
        better=now.better,
        definition=say_definition(measure.definition, words),
        period=say_period(measure.period, words) if measure.period else "",
        previous=previous,
        source=measure.source,
        trend=trend,
        tested=tested,
        compares=compares,
        definition_id=measure.definition,
        touchpoint=measure.touchpoint,
        wording=measure.wording,
        series=tuple(_measured_points(measure)),
        change=change,
        measure=measure,
    )


def _compares(measure: Measure) -> Compares:
    before, period = measure.before, measure.period
    if before is None or before.value is None or measure.now.value is None:
        return "no_earlier"
    if before.definition != measure.definition:
        return "definition"
    first = _months_before(period.start, period.months) if period and period.months else date.min
    asked = {point.wording for point in measure.series if point.wording and point.period.start >= first}
    return "wording" if len(asked) > 1 else "yes"


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _measured_points(measure: Measure) -> Iterator[MetricPoint]:
    said, end = "", None
    for point in measure.series:
        number = point.measured
        breaks = end is not None and (point.period.start != end or _differ(said, point.wording))
        yield MetricPoint(
            point.period.label,
            number.value,
            number.n,
            number.low,
            number.high,
            point.wording,
            breaks=breaks,
            why="withheld" if number.why == "withheld" else "",
        )
        said, end = point.wording or said, point.period.end


def _differ(before: str, after: str) -> bool:
    """Whether two wordings are known to be different ones."""
    return bool(before and after) and before != after


# ── typed ────────────────────────────────────────────────────────────────────────────────────────────────────


def _typed(kind: MetricKind, entry: MetricEntry, least: int) -> MetricReading:
    is_few = _is_few(kind, entry.n, least) and bool(entry.touchpoint)
    value = None if is_few else entry.value
    low, high = (None, None) if is_few else _wilson(kind, entry.value, entry.n)
    previous, previous_n, compares = _earlier(entry)
    if is_few or _is_few(kind, previous_n, least):
        previous, previous_n, compares = None, None, "no_earlier"
    moved = _Move(kind.id, kind.unit, kind.better, value, entry.n, previous, previous_n)
    return MetricReading(
        metric=kind.id,
        reading=Reading(value, entry.n or 0, low, high, why="withheld" if is_few else None),
        unit=kind.unit,
        better=kind.better,
        definition=entry.definition,
        period=entry.period,
        previous=previous,
        source=entry.source,
        trend=moved.trend(),
        tested=moved.margin is not None,
        compares=compares,
        touchpoint=entry.touchpoint,
        wording=entry.wording,
        series=tuple(_typed_points(kind, entry.series, least)),
    )


def _is_few(kind: MetricKind, n: int | None, least: int) -> bool:
    return kind.id in ANSWERS and n is not None and n < least


def _wilson(kind: MetricKind, value: float, n: int | None) -> tuple[float | None, float | None]:
    return wilson_interval(value, n) if kind.id in _WILSON and n else (None, None)


def _earlier(entry: MetricEntry) -> tuple[float | None, int | None, Compares]:
    """The value and n of the period before, as far as it compares."""
    if not entry.series:
        return entry.previous, None, "no_earlier" if entry.previous is None else "yes"
    *before, newest = _typed_breaks(entry.series)
    if not before:
        return None, None, "no_earlier"
    if newest[1] != "yes":
        return None, None, newest[1]
    return before[-1][0].value, before[-1][0].n, "yes"


def _typed_points(kind: MetricKind, series: Sequence[TypedPoint], least: int) -> Iterator[MetricPoint]:
    for place, (point, compares) in enumerate(_typed_breaks(series)):
        breaks = place > 0 and compares != "yes"
        if _is_few(kind, point.n, least):
            yield MetricPoint(point.period, None, point.n, wording=point.wording, breaks=breaks, why="withheld")
            continue
        low, high = _wilson(kind, point.value, point.n)
        yield MetricPoint(point.period, point.value, point.n, low, high, point.wording, breaks=breaks)


def _typed_breaks(series: Sequence[TypedPoint]) -> Iterator[tuple[TypedPoint, Compares]]:
    """The points, each with whether it compares with the one before."""
    wording = definition = ""
    end = None
    for point in series:
        period = read_period(point.period)
        compares: Compares = "yes"
        if end is None:
            compares = "no_earlier"
        elif _differ(wording, point.wording):
            compares = "wording"
        elif _differ(definition, point.definition):
            compares = "definition"
        elif period is None or period.start != end:
            compares = "gap"
        yield point, compares
        wording, definition = point.wording or wording, point.definition or definition
        end = period.end if period else None


# ── change ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Move:
    """A value and the one before, with what both rest on."""

    metric: str
    unit: str
    better: str
    value: float | None
    n: int | None
    previous: float | None
    previous_n: int | None

    @property
    def margin(self) -> float | None:
        if self.previous is None or self.value is None:
            return None
        if self.metric == "nps":
            return widest_nps_margin(self.value, self.previous, self.n, self.previous_n) if self.n else None
        if self.metric in _WILSON and self.unit == "share":
            return _share_margin(self.value, self.previous, self.n, self.previous_n)
        return None

    def trend(self, *, chance: bool | None = None) -> str:
        """better, worse, same, changed (no better direction), unclear (chance allows as much), unknown.

        `chance` is what a test says; without one the margin decides, where there is one.
        """
        if self.previous is None or self.value is None:
            return "unknown"
        change = self.value - self.previous
        _, size = shown_unit(self.unit, self.value)
        if abs(change) < _DUST or (size > 1 and round(self.value / size, 1) == round(self.previous / size, 1)):
            return "same"  # hours or days that are printed alike are no change
        if chance or (chance is None and self.margin is not None and abs(change) <= self.margin):
            return "unclear"
        if self.better == "band":
            return "changed"
        return "better" if (change > 0) == (self.better == "up") else "worse"


def _share_margin(value: float, previous: float, n: int | None, previous_n: int | None) -> float | None:
    """Wald on two independent samples."""
    if not n:
        return None
    return Z95 * sqrt(value * (1 - value) / n + previous * (1 - previous) / (previous_n or n))


def change_margin(kind: MetricKind, reading: Reading, previous: float) -> float | None:
    """The 95 % margin that chance allows a change, the earlier sample taken to be as large; None without n.

    Shares: Wald on two independent samples. Net promoter score: the widest that is possible, see widest_nps_margin.
    """
    n = reading.n or None
    return _Move(kind.id, kind.unit, kind.better, reading.value, n, previous, None).margin


def widest_nps_margin(score: float, previous: float, n: int, previous_n: int | None = None) -> float:
    """The largest 95 % margin, in points, that the change of a typed NPS can have.

    A table of values carries no counts of promoters and detractors. With p promoters and d detractors the variance
    p + d − (p − d)² is at most 1 − NPS², since p + d ≤ 1. The earlier sample is taken to be as large as this one where
    its n is not known.
    """
    return 100 * Z95 * sqrt((1 - (score / 100) ** 2) / n + (1 - (previous / 100) ** 2) / (previous_n or n))


def meets_target(metric: MetricReading) -> bool | None:
    """Whether an outcome is at its target or on the good side of it; None where the engagement names none."""
    if metric.target is None or metric.reading.value is None or metric.better == "band":
        return None
    ahead = metric.reading.value - metric.target
    return (ahead if metric.better == "up" else -ahead) > -_DUST


def against_target(metric: MetricReading) -> Literal["met", "missed", "unclear"] | None:
    """How an outcome stands to its target; None where the engagement names none.

    `unclear` is short of it, with the target within its interval: nobody can tell the two apart, and nothing is missed.
    """
    met = meets_target(metric)
    if met is None or metric.target is None:
        return None
    low, high = metric.reading.low, metric.reading.high
    is_within = low is not None and high is not None and low <= metric.target <= high
    return "met" if met else "unclear" if is_within else "missed"


def misses_target(metric: MetricReading) -> bool:
    """Whether an outcome is short of its target by more than its interval allows, where it has one."""
    return against_target(metric) == "missed"


def is_worse(metric: MetricReading) -> bool:
    """Worse than before: by a test where there is one, else by intervals that lie apart, else as it is."""
    return metric.trend == "worse" and (metric.tested or not _overlaps_before(metric))


def is_clearly_better(metric: MetricReading) -> bool:
    """Better than before by a test, by intervals that lie apart, or counted in full; never by two values alone."""
    if metric.trend != "better":
        return False
    before = metric.measure.before if metric.measure else None
    has_intervals = before is not None and None not in (before.low, before.high, metric.reading.low)
    whole = metric.unit in {"count", "money"}
    return metric.tested or whole or (has_intervals and not _overlaps_before(metric))


def _overlaps_before(metric: MetricReading) -> bool:
    before, now = metric.measure.before if metric.measure else None, metric.reading
    if before is None or before.low is None or before.high is None or now.low is None or now.high is None:
        return False
    return now.low <= before.high and before.low <= now.high


def is_clearly_worse(metric: MetricReading) -> bool:
    """Worse than before by more than chance allows; without n nobody can tell."""
    return metric.trend == "worse" and metric.tested


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────


# What the full name of a metric tells of its definition; of any other definition only the short name is true.
_USUAL = {"csat": "csat.top_two", "frt": "frt.median"}


def is_usual_definition(reading: MetricReading) -> bool:
    """Whether a metric's full name tells how it was measured, as of satisfaction “top two boxes” does."""
    return not reading.definition_id or reading.definition_id.startswith(_USUAL.get(reading.metric, reading.metric))


def name_of(reading: MetricReading, words: Words) -> str:
    """The full name of a metric where it fits the definition, else the short one."""
    return words.say(f"metrics.{reading.metric}.{'name' if is_usual_definition(reading) else 'short'}")


def say_definition(id: str, words: Words) -> str:
    """A definition such as csat.top_two.1_5 in a sentence; the id itself where the product has no words for it.

    >>> from cxassess.words import read_words
    >>> say_definition("csat.top_two.1_5", read_words())
    'Share who chose one of the two best points on 1–5'
    """
    parts = id.split(".")
    for length in range(len(parts), 0, -1):
        key = f"definitions.{'_'.join(parts[:length])}"
        if words.has(key):
            rest = [*"".join(parts[length:]).split("_"), "", ""]
            down = words.say("definitions.low_is_good") if "low_is_good" in id else ""
            return words.say(key, low=rest[0], high=rest[1], days=rest[0], down=down)
    return id


def say_period(period: Period, words: Words) -> str:
    """A period as people say it: 2025, Q1 2026, March 2026, April 2025 to March 2026, or its first and last day."""
    start, months = period.start, period.months
    last = date.fromordinal(period.end.toordinal() - 1)
    if months == 12 and start.month == 1:
        return str(start.year)
    if months == 3 and start.month % 3 == 1:
        return words.say("periods.quarter", quarter=(start.month + 2) // 3, year=start.year)
    if months == 1:
        return _month(start, words)
    if months:
        return words.say("periods.span", first=_month(start, words), last=_month(last, words))
    return words.say("periods.span", first=words.formats.full_date(start), last=words.formats.full_date(last))


def _month(day: date, words: Words) -> str:
    return words.say("periods.month", month=words.formats.months[day.month - 1], year=day.year)
