"""Outcomes that the client reports, as Readings with trend and target, and the warning signs in them.

Outcomes never enter the maturity score: they stand beside it (method §5.4).
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from types import MappingProxyType

from cxassess.metrics import METRICS, SIGNS, MetricKind, SignKind
from cxassess.model.assessment import MetricReading, Reading, Sign, SignState
from cxassess.model.engagement import MetricEntry
from cxassess.statistics import Z95, wilson_interval
from cxassess.words import Words

# Shares of independent people or cases; a share of a whole population has no such interval.
_WILSON = frozenset({"csat", "churn", "retention", "early_churn", "repeat_contacts", "appeals"})
SEVERITY: Sequence[SignState] = ("unknown", "quiet", "watch", "alarm")
_DUST = 1e-9  # keeps a fall of exactly 5 % on its side of the line


def read_metrics(
    entries: Sequence[MetricEntry], targets: Mapping[str, float] = MappingProxyType({})
) -> dict[str, MetricReading]:
    """Readings of the typed metrics, in the order of METRICS, with the client's own targets where it names some."""
    by_id = {entry.metric: entry for entry in entries}
    return {id: _reading(kind, by_id[id], targets.get(id)) for id, kind in METRICS.items() if id in by_id}


def _reading(kind: MetricKind, entry: MetricEntry, target: float | None) -> MetricReading:
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
        target=target,
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


def meets_target(metric: MetricReading) -> bool | None:
    """Whether an outcome is at its target or on the good side of it; None where the engagement names none."""
    if metric.target is None or metric.reading.value is None or metric.better == "band":
        return None
    ahead = metric.reading.value - metric.target
    return (ahead if metric.better == "up" else -ahead) > -_DUST


def is_clearly_worse(metric: MetricReading) -> bool:
    """Worse than before by more than chance allows; without n nobody can tell."""
    if metric.trend != "worse" or metric.previous is None:
        return False
    return change_margin(METRICS[metric.metric], metric.reading, metric.previous) is not None


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


def find_signs(metrics: Mapping[str, MetricReading], signs: Sequence[str], words: Words) -> dict[str, Sign]:
    """The warning signs of a questionnaire; unknown where the table does not carry one."""
    return {
        id: _recommendations(metrics, words) if id == "recommendations" else _sign(id, metrics, words) for id in signs
    }


def _sign(id: str, metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    """A sign by the change of its metric; unknown where chance allows the change."""
    kind = SIGNS[id]
    change = (_absolute if kind.unit == "share" else _relative)(metrics, kind.metric)
    if change is not None and metrics[kind.metric].trend == "unclear":
        return _said(kind, "unknown", change, words, sentence="unclear")
    return _said(kind, _state(kind, change), change, words)


def _state(kind: SignKind, change: float | None) -> SignState:
    if change is None:
        return "unknown"
    worse = change if kind.rises else -change
    if worse > kind.alarm + _DUST or (kind.from_alarm and worse >= kind.alarm - _DUST):
        return "alarm"
    return "watch" if worse > kind.watch + _DUST else "quiet"


def _said(kind: SignKind, state: SignState, change: float | None, words: Words, sentence: str = "") -> Sign:
    values = {"change": abs(change) if change is not None else None}
    return Sign(kind.id, state, change, kind.unit, words.say(f"signs.{kind.id}.{sentence or state}", **values))


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


def _recommendations(metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    """The worse of two: referrals, and a fall of the net promoter score beyond chance."""
    both = (_sign("recommendations", metrics, words), _promoters(metrics, words))
    return max(both, key=lambda sign: (SEVERITY.index(sign.state), sign.change is not None))


def _promoters(metrics: Mapping[str, MetricReading], words: Words) -> Sign:
    points = _absolute(metrics, "nps")
    if points is None:
        return _said(SIGNS["recommendations"], "unknown", None, words)
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
