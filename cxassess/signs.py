"""The warning signs in the outcomes: which change of which metric warns, how far it went, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from cxassess.metrics import SIGNS, SignKind, say_value
from cxassess.model.outcome import MetricPoint, MetricReading, Sign, SignLimits, SignState
from cxassess.words import Words

SEVERITY: Sequence[SignState] = ("unknown", "quiet", "watch", "alarm")
_DUST = 1e-9  # keeps a fall of exactly 5 % on its side of the line

Metrics = Mapping[str, MetricReading]


def find_signs(
    metrics: Metrics,
    signs: Sequence[str],
    words: Words,
    limits: Mapping[str, SignLimits] = MappingProxyType({}),
) -> dict[str, Sign]:
    """The warning signs of a questionnaire, with the engagement's own thresholds where it sets some.

    A sign is unknown where no value of an earlier period compares, and where chance allows the change.
    """
    return {id: _sign(kind_of(id, limits), metrics, words) for id in signs}


def kind_of(id: str, limits: Mapping[str, SignLimits]) -> SignKind:
    """What a sign is read from, with the thresholds of the engagement."""
    kind, own = SIGNS[id], limits.get(id, SignLimits())
    return replace(
        kind,
        watch=kind.watch if own.watch is None else own.watch,
        alarm=kind.alarm if own.alarm is None else own.alarm,
    )


def say_thresholds(kind: SignKind, words: Words) -> str:
    """From which change on a sign is watched, and from which on it is an alarm, as a sentence."""
    way = "rise" if kind.rises else "fall"

    def said(limit: float, rule: str) -> str:
        if not limit and rule == "above":
            return words.say(f"sign_rules.{way}_any")
        return words.say(f"sign_rules.{way}_{rule}", limit=words.say(f"sign_rules.limit_{kind.unit}", limit=limit))

    alarm = said(kind.alarm, "from" if kind.from_alarm else "above")
    key = "thresholds_in_a_row" if kind.in_a_row else "thresholds"
    return words.say(f"sign_rules.{key}", watch=said(kind.watch, "above"), alarm=alarm)


def _sign(kind: SignKind, metrics: Metrics, words: Words) -> Sign:
    own = _by_change(kind, metrics.get(kind.metric), words)
    if kind.id != "recommendations":
        return own
    both = (own, _promoters(metrics.get("nps"), words))  # the worse of two
    return max(both, key=lambda sign: (SEVERITY.index(sign.state), sign.change is not None))


# ── by the change of a metric ────────────────────────────────────────────────────────────────────────────────


def _by_change(kind: SignKind, metric: MetricReading | None, words: Words) -> Sign:
    if metric is None:
        return _said(kind, "unknown", None, words.say(f"signs.{kind.id}.unknown"))
    change = _change(kind, metric.previous, metric.reading.value)
    said = words.say
    amount = {"change": None if change is None else abs(change)}
    if change is not None and metric.trend == "unclear":
        key = f"signs.{kind.id}.unclear"
        text = said(key if words.has(key) else f"signs.{kind.id}.unknown", **amount)
        return _said(kind, "unknown", change, text, metric.series)
    state = _state(kind, change)
    if state == "watch" and kind.in_a_row and _twice(kind, metric.series):
        text = f"{said(f'signs.{kind.id}.watch', **amount)} {said('sign_rules.in_a_row')}"
        return replace(_said(kind, "alarm", change, text, metric.series), in_a_row=True)
    text = said(f"signs.{kind.id}.{state}", **amount)
    if state == "alarm" and kind.alarm != SIGNS[kind.id].alarm:
        own = said(f"sign_rules.own_{kind.unit}", limit=kind.alarm)
        text = f"{said(f'signs.{kind.id}.watch', **amount)} {own}"
    return _said(kind, state, change, text, metric.series)


def _said(
    kind: SignKind, state: SignState, change: float | None, sentence: str, series: tuple[MetricPoint, ...] = ()
) -> Sign:
    return Sign(kind.id, state, change, kind.unit, sentence, kind.metric, kind.watch, kind.alarm, series=series)


def _change(kind: SignKind, before: float | None, after: float | None) -> float | None:
    """In points of a share, else relative to what was before."""
    if before is None or after is None:
        return None
    if kind.unit == "share":
        return after - before
    return after / before - 1 if before else None


def _state(kind: SignKind, change: float | None) -> SignState:
    if change is None:
        return "unknown"
    worse = change if kind.rises else -change
    if worse > kind.alarm + _DUST or (kind.from_alarm and worse >= kind.alarm - _DUST):
        return "alarm"
    return "watch" if worse > kind.watch + _DUST else "quiet"


def _twice(kind: SignKind, series: Sequence[MetricPoint]) -> bool:
    """Whether the last two changes are both beyond what is watched; a line that breaks tells no change."""
    last = series[-3:]
    if len(last) < 3 or any(point.breaks for point in last[1:]):
        return False
    changes = [_change(kind, before.value, after.value) for before, after in pairwise(last)]
    return all(_state(kind, change) in {"watch", "alarm"} for change in changes)


# ── by the test of the promoter score ────────────────────────────────────────────────────────────────────────


def _promoters(nps: MetricReading | None, words: Words) -> Sign:
    """A fall of the net promoter score beyond chance is an alarm; one that chance allows says nothing."""
    kind = SIGNS["recommendations"]
    if nps is None or nps.previous is None or nps.reading.value is None:
        return _said(kind, "unknown", None, words.say("signs.recommendations.unknown"))
    points = nps.reading.value - nps.previous
    state: SignState = "unknown"
    if points >= 0:
        state = "quiet"
    elif nps.tested and nps.trend == "worse":
        state = "alarm"
    values: dict[str, object] = {"points": abs(points)}
    key = f"signs.nps.{state}"
    if state != "quiet" and nps.change is not None and nps.change.low is not None:
        key = f"{key}_tested"
        values |= {"low": say_value("nps", nps.change.low, words), "high": say_value("nps", nps.change.high, words)}
    return Sign("recommendations", state, points, "points", words.say(key, **values), "nps", series=nps.series)
