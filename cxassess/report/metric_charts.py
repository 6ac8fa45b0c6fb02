"""What report and workbook show of outcomes alike: names, groups, a metric by period, promoters and detractors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cxassess.measures.measure import Dimension, InGroup, Period, read_period
from cxassess.measures.nps import DETRACTORS, PASSIVES, PROMOTERS
from cxassess.metrics import METRICS, say_value, scale_of, shown_unit
from cxassess.model.assessment import Assessment
from cxassess.model.outcome import MetricPoint, MetricReading, Sign
from cxassess.outcomes import say_period
from cxassess.report.figures import BarSeries, Shares, Trend, TrendPoint
from cxassess.report.palette import LEVELS
from cxassess.words import Words

LEAST_POINTS = 2  # of a trend: one value is no movement
_GROWS = frozenset({"churn", "retention"})  # the longer a period, the more customers leave in it
_MOST_FILLED = 120  # periods put into a hole; a longer one is a faulty date


def readings_of(assessment: Assessment) -> tuple[MetricReading, ...]:
    """Every outcome, each followed by its other definitions, touchpoints and sources."""
    return tuple(reading for metric in assessment.metrics.values() for reading in (metric, *metric.also))


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────


def groups_of(metric: MetricReading, dimension: Dimension) -> Mapping[str, tuple[InGroup, ...]]:
    """The groups of a metric by the source that they were counted in, its own source first.

    Its touchpoints may come from questions of their own, in the same source or in others: what two sources say was
    asked of other people, so that their groups stand in no order.
    """
    if metric.measure is None:
        return {}
    found: dict[str, dict[str, InGroup]] = {metric.source: {}}
    for other in asked_about(metric, dimension):
        if other.measure:
            found.setdefault(other.source, {})[other.touchpoint] = InGroup(other.touchpoint, other.measure.now)
    for group in metric.measure.groups.get(dimension, ()):
        found[metric.source].setdefault(group.name, group)
    return {source: tuple(groups.values()) for source, groups in found.items() if groups}


def asked_about(metric: MetricReading, dimension: Dimension) -> tuple[MetricReading, ...]:
    """The readings of a metric whose question was about one touchpoint; they may be of other sources and days."""
    if dimension != "touchpoint":
        return ()
    alike = (other for other in metric.also if other.definition_id == metric.definition_id)
    return tuple(other for other in alike if other.measure and other.touchpoint)


def is_withheld(reading: MetricReading) -> bool:
    """Whether it is of a touchpoint about which too few people said something."""
    return reading.reading.why == "withheld"


# ── numbers as they are printed ──────────────────────────────────────────────────────────────────────────────


def decimals_of(unit: str) -> int:
    """How many decimals of a value are printed, a share counted from 0 to 1."""
    if unit == "share":
        return 3
    if unit.startswith("scale_"):
        return 1 if unit == "scale_1_7" else 2
    return 0 if unit in {"points", "minutes", "seconds", "count"} else 1


def number_of(unit: str) -> str:
    """How Excel prints a value of that unit."""
    if unit == "share":
        return "0.0%"
    if unit == "points":
        return "+0;−0;0"
    if unit.startswith("scale_"):
        return "0.0" if unit == "scale_1_7" else "0.00"
    return "#,##0" if decimals_of(unit) == 0 else "#,##0.0"


# ── trends ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spot:
    """A period of a series: `point` is None where no data cover it."""

    label: str
    period: Period | None
    point: MetricPoint | None
    breaks: bool

    @property
    def last_day(self) -> date | None:
        return date.fromordinal(self.period.end.toordinal() - 1) if self.period else None

    @property
    def start(self) -> date | None:
        return self.period.start if self.period else None


def spots_of(series: Sequence[MetricPoint], words: Words) -> tuple[Spot, ...]:
    """The periods of a series one after the other, those in between that no data cover among them."""
    return tuple(_spots(series, words))


def _spots(series: Sequence[MetricPoint], words: Words) -> Iterator[Spot]:
    before: Period | None = None
    for point in series:
        period = read_period(point.period)
        if before is not None and period is not None:
            for missing in _between(before, period):
                yield Spot(axis_label(missing, words), missing, None, breaks=False)
        yield Spot(axis_label(period, words) if period else point.period, period, point, point.breaks)
        before = period


def _between(before: Period, after: Period) -> Iterator[Period]:
    """The periods of the same length between two, where they fit."""
    months = before.months
    if not months or months != after.months:
        return
    start = before.end
    for _ in range(_MOST_FILLED):
        end = _later(start, months)
        if end > after.start:
            return
        yield Period(start, end)
        start = end


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def axis_label(period: Period, words: Words) -> str:
    """A period as it stands on an axis: Mar 2026, Q1 2026, 2026."""
    if period.months == 1:
        month = words.formats.short_months[period.start.month - 1]
        return words.say("periods.month", month=month, year=period.start.year)
    return say_period(period, words)


def trend_of(reading: MetricReading, words: Words, *, of_cells: bool = False) -> Trend | None:
    """A metric by period; None with fewer than two values. A target for a year is no line among months.

    Durations are in the unit of the reported value; `of_cells` keeps that of the cells which a chart is drawn over.
    """
    target = None if has_shorter_periods(reading) else reading.target
    like = 0.0 if of_cells else reading.reading.value
    return _trend(reading.metric, reading.unit, reading.series, target, words, like)


def has_shorter_periods(reading: MetricReading) -> bool:
    """Whether it grows with the length of its period, and its series has shorter ones than what is reported."""
    period = reading.measure.period if reading.measure else None
    if reading.metric not in _GROWS or period is None:
        return False
    lengths = {found.months for point in reading.series if (found := read_period(point.period))}
    return bool(lengths) and lengths != {period.months}


def trend_of_sign(sign: Sign, unit: str, words: Words) -> Trend | None:
    """The same of what a warning sign is read from."""
    return _trend(sign.metric, unit, sign.series, None, words)


def _trend(
    metric: str,
    unit: str,
    series: Sequence[MetricPoint],
    target: float | None,
    words: Words,
    like: float | None = None,
) -> Trend | None:
    """`like` is a value in whose unit all are told; without one, in that of the last."""
    if sum(1 for point in series if point.value is not None) < LEAST_POINTS:
        return None
    if like is None:
        like = next(point.value for point in reversed(series) if point.value is not None)
    shown, size = shown_unit(unit, like)

    def scaled(value: float | None) -> float | None:
        return None if value is None else value / size

    points = tuple(
        TrendPoint(spot.label, None, start=spot.start)
        if spot.point is None
        else TrendPoint(
            spot.label,
            scaled(spot.point.value),
            say_value(metric, spot.point.value, words, unit, like),
            scaled(spot.point.low),
            scaled(spot.point.high),
            spot.breaks,
            spot.start,
        )
        for spot in spots_of(series, words)
    )
    least, most = ends_of(metric, unit)
    is_whole = unit in {"count", "money"} and all(point.value in {None, round(point.value or 0)} for point in points)
    return Trend(
        name=words.say(f"metrics.{metric}.short"),
        points=points,
        decimals=0 if is_whole else decimals_of(shown),
        number="#,##0" if is_whole else number_of(shown),
        formats=words.formats,
        heads=words.table("report.trend_heads"),
        least=least,
        most=most,
        target=scaled(target),
        target_name=words.say("report.figures.target"),
    )


def ends_of(metric: str, unit: str) -> tuple[float | None, float | None]:
    """What a metric can be at least and at most; None without an end."""
    if ends := scale_of(unit):
        return float(ends[0]), float(ends[1])
    kind = METRICS[metric]
    if unit != kind.unit:
        return 0.0, None
    return kind.low, None if kind.high == float("inf") else kind.high


_SPOKEN = 12  # values of a trend that an alternative text gives one by one


def trend_alt(name: str, trend: Trend, words: Words) -> str:
    """The values of a trend in words; of a long one where it begins, ends and lies."""
    known = [point for point in trend.points if point.value is not None]
    values: dict[str, object] = {"name": name, "first": known[0].label, "last": known[-1].label}
    if len(known) <= _SPOKEN:
        rows = words.row(f"{point.label} {point.said}" for point in known)
        return words.say("report.metrics.trend_alt", rows=rows, **values)
    low, high = (pick(known, key=lambda point: point.value or 0.0).said for pick in (min, max))
    values |= {"count": len(known), "low": low, "high": high, "start": known[0].said, "end": known[-1].said}
    return words.say("report.metrics.trend_alt_long", **values)


# ── why a line breaks ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line breaks: at this period, since the question was reworded, no data cover what lies before, or so."""

    at: str
    why: str  # wording, gap, definition
    before: str = ""
    after: str = ""


def breaks_in(series: Sequence[MetricPoint], words: Words) -> tuple[Break, ...]:
    """The breaks of a series with their reasons, the earliest first."""
    found = []
    asked = series[0].wording if series else ""
    for earlier, point in pairwise(series):
        period, last = read_period(point.period), read_period(earlier.period)
        if point.breaks:
            at = axis_label(period, words) if period else point.period
            if asked and point.wording and asked != point.wording:
                found.append(Break(at, "wording", asked, point.wording))
            elif period and last and period.start != last.end:
                found.append(Break(at, "gap"))
            else:
                found.append(Break(at, "definition"))
        asked = point.wording or asked
    return tuple(found)


# ── promoters and detractors ─────────────────────────────────────────────────────────────────────────────────

_PARTS = (("promoters", PROMOTERS, LEVELS[4]), ("passives", PASSIVES, LEVELS[2]), ("detractors", DETRACTORS, LEVELS[0]))


def promoter_shares(reading: MetricReading) -> tuple[float, float, float] | None:
    """Promoters, passives and detractors as shares of those who answered; None where their answers are not known."""
    answers = reading.measure.answers if reading.measure else {}
    total = sum(answers.values())
    if not total or reading.metric != "nps":
        return None
    promoters, passives, detractors = (
        sum(weight for point, weight in answers.items() if point in points) / total for _, points, _ in _PARTS
    )
    return promoters, passives, detractors


def promoter_bars(rows: Sequence[tuple[str, tuple[float, float, float]]], words: Words) -> Shares:
    """A bar for each label with its shares."""
    series = tuple(
        BarSeries(words.say(f"report.figures.{name}"), tuple(shares[place] for _, shares in rows), colour)
        for place, (name, _, colour) in enumerate(_PARTS)
    )
    return Shares(tuple(label for label, _ in rows), series, words.formats)
