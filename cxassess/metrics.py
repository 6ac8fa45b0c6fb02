"""Outcomes that the client reports, as Readings with unit and direction, and the four warning signs in them.

Outcomes never enter the maturity score: they stand beside it (method §5.4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from cxassess.model import MetricEntry, MetricReading, Reading, Sign, SignState
from cxassess.statistics import Z95, wilson_interval
from cxassess.words import Words


@dataclass(frozen=True, slots=True)
class MetricKind:
    """What a metric's number means: unit, allowed range, and which direction is better (`up`, `down`, `band`)."""

    id: str
    unit: str
    low: float
    high: float
    better: str

    @property
    def is_share(self) -> bool:
        return self.unit == "share"


_INFINITY = float("inf")
METRICS: Mapping[str, MetricKind] = {
    kind.id: kind
    for kind in (
        MetricKind("nps", "points", -100, 100, "up"),
        MetricKind("csat", "share", 0, 1, "up"),
        MetricKind("ces", "scale_1_7", 1, 7, "up"),
        MetricKind("frt", "minutes", 0, _INFINITY, "down"),
        MetricKind("aht", "seconds", 0, _INFINITY, "band"),
        MetricKind("resolution_time", "minutes", 0, _INFINITY, "down"),
        MetricKind("churn", "share", 0, 1, "down"),
        MetricKind("retention", "share", 0, 1, "up"),
        MetricKind("response_rate", "share", 0, 1, "up"),
        MetricKind("customers", "count", 0, _INFINITY, "up"),
        MetricKind("market_share", "share", 0, 1, "up"),
        MetricKind("acquisition_cost", "money", 0, _INFINITY, "down"),
        MetricKind("referrals", "count", 0, _INFINITY, "up"),
    )
}
# Shares of independent people; a market share or a response rate of a whole population has no such interval.
_WILSON = frozenset({"csat", "churn", "retention"})

# Thresholds of the signs (method §5.1, a judgement): below, or above for cost, these the state changes.
BASE_WATCH, BASE_ALARM = 0.0, -0.05
SHARE_WATCH, SHARE_ALARM = 0.0, -0.01
COST_WATCH, COST_ALARM = 0.05, 0.15
REFERRALS_WATCH, REFERRALS_ALARM = -0.05, -0.15
# What the change of a sign is counted in; a net promoter score in place of referrals changes by points.
CHANGE_UNITS = {"base": "relative", "share": "share", "acquisition_cost": "relative", "recommendations": "relative"}
SEVERITY: Sequence[SignState] = ("unknown", "quiet", "watch", "alarm")
_DUST = 1e-9  # keeps a fall of exactly 5 % on its side of the line


def read_metrics(entries: Sequence[MetricEntry]) -> dict[str, MetricReading]:
    """Readings of the typed metrics, in the order of METRICS."""
    by_id = {entry.metric: entry for entry in entries}
    return {id: _reading(kind, by_id[id]) for id, kind in METRICS.items() if id in by_id}


def _reading(kind: MetricKind, entry: MetricEntry) -> MetricReading:
    low = high = None
    if kind.id in _WILSON and entry.n:
        low, high = wilson_interval(entry.value, entry.n)
    reading = Reading(entry.value, entry.n or 0, low, high)
    return MetricReading(
        metric=kind.id,
        reading=reading,
        unit=kind.unit,
        better=kind.better,
        definition=entry.definition,
        period=entry.period,
        previous=entry.previous,
        source=entry.source,
        trend=_trend(kind, reading, entry.previous),
    )


def _trend(kind: MetricKind, reading: Reading, previous: float | None) -> str:
    """better, worse, same, changed (no better direction), unclear (chance allows as much), unknown."""
    if previous is None or reading.value is None:
        return "unknown"
    if abs(reading.value - previous) < _DUST:
        return "same"
    margin = change_margin(kind, reading, previous)
    if margin is not None and abs(reading.value - previous) <= margin:
        return "unclear"
    if kind.better == "band":
        return "changed"
    return "better" if (reading.value > previous) == (kind.better == "up") else "worse"


def change_margin(kind: MetricKind, reading: Reading, previous: float) -> float | None:
    """The 95 % margin that chance allows a change, the earlier sample taken to be as large; None without n.

    Shares: Wald on two independent samples. Net promoter score: the widest that is possible, see widest_nps_margin.
    """
    if not reading.n or reading.value is None:
        return None
    if kind.id == "nps":
        return widest_nps_margin(reading.value, previous, reading.n)
    if kind.id in _WILSON:
        return Z95 * sqrt(sum(share * (1 - share) for share in (reading.value, previous)) / reading.n)
    return None


def find_signs(metrics: Mapping[str, MetricReading], words: Words) -> dict[str, Sign]:
    """The four warning signs; unknown where the table does not carry one."""
    return {
        "base": _sign("base", _relative(metrics, "customers"), BASE_WATCH, BASE_ALARM, words),
        "share": _sign("share", _absolute(metrics, "market_share"), SHARE_WATCH, SHARE_ALARM, words),
        "acquisition_cost": _cost_sign(_relative(metrics, "acquisition_cost"), words),
        "recommendations": _recommendations(metrics, words),
    }


def _relative(metrics: Mapping[str, MetricReading], id: str) -> float | None:
    metric = metrics.get(id)
    if metric is None or not metric.previous or metric.reading.value is None:
        return None
    return metric.reading.value / metric.previous - 1


def _absolute(metrics: Mapping[str, MetricReading], id: str) -> float | None:
    metric = metrics.get(id)
    if metric is None or metric.previous is None or metric.reading.value is None:
        return None
    return metric.reading.value - metric.previous


def _sign(id: str, change: float | None, watch: float, alarm: float, words: Words) -> Sign:
    """A sign that worsens as its change falls: watch below a line, alarm at or below another."""
    if change is None:
        state: SignState = "unknown"
    elif change <= alarm + _DUST:
        state = "alarm"
    elif change < watch - _DUST:
        state = "watch"
    else:
        state = "quiet"
    return _said(id, state, change, words)


def _cost_sign(change: float | None, words: Words) -> Sign:
    if change is None:
        state: SignState = "unknown"
    elif change > COST_ALARM + _DUST:
        state = "alarm"
    elif change > COST_WATCH + _DUST:
        state = "watch"
    else:
        state = "quiet"
    return _said("acquisition_cost", state, change, words)


def _said(id: str, state: SignState, change: float | None, words: Words) -> Sign:
    values = {"change": abs(change) if change is not None else None}
    return Sign(id, state, change, CHANGE_UNITS[id], words.say(f"signs.{id}.{state}", **values))


def _recommendations(metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    """The worse of two: referrals, and a fall of the net promoter score beyond chance."""
    both = (_referrals(metrics, words), _promoters(metrics, words))
    return max(both, key=lambda sign: (SEVERITY.index(sign.state), sign.change is not None))


def _referrals(metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    change = _relative(metrics, "referrals")
    if change is None:
        state: SignState = "unknown"
    elif change < REFERRALS_ALARM - _DUST:
        state = "alarm"
    elif change < REFERRALS_WATCH - _DUST:
        state = "watch"
    else:
        state = "quiet"
    return _said("recommendations", state, change, words)


def _promoters(metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    points = _absolute(metrics, "nps")
    if points is None:
        return _said("recommendations", "unknown", None, words)
    nps = metrics["nps"]
    if points >= 0:
        state: SignState = "quiet"
    elif nps.reading.n and nps.trend == "worse":
        state = "alarm"
    else:
        state = "unknown"
    return Sign("recommendations", state, points, "points", words.say(f"signs.nps.{state}", points=abs(points)))


def widest_nps_margin(score: float, previous: float, n: int) -> float:
    """The largest 95 % margin, in points, that the change of a typed NPS can have.

    A table of values carries no counts of promoters and detractors. With p promoters and d detractors the variance
    p + d − (p − d)² is at most 1 − NPS², since p + d ≤ 1. The earlier sample is taken to be as large as this one.
    """
    return 100 * Z95 * sqrt(sum(1 - (value / 100) ** 2 for value in (score, previous)) / n)
