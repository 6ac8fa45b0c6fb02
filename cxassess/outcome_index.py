"""The CX outcome index: metrics of the client's own choice on one scale from 0 to 100, printed with its recipe.

It is a mean of outcomes and enters no maturity score (method §5.4).
"""

from collections.abc import Mapping
from math import fsum

from cxassess.measures.scale import Scale, pomp
from cxassess.metrics import METRICS, say_unit, scale_of
from cxassess.model.outcome import How, IndexChoice, IndexPart, MetricReading, OutcomeIndex
from cxassess.words import Words

# Metrics that have points by themselves: percent of maximum possible. Any other needs the client's anchors.
SCALES: Mapping[str, Scale] = {
    id: Scale(int(kind.low), int(kind.high), "down" if kind.better == "down" else "up")
    for id, kind in METRICS.items()
    if scale_of(kind.unit) or id in {"nps", "csat"}
}


def find_index(
    metrics: Mapping[str, MetricReading], choices: Mapping[str, IndexChoice], words: Words
) -> OutcomeIndex | None:
    """The weighted mean of the chosen metrics' points, Σ w · points / Σ w; None where none was chosen.

    Where a chosen metric has no value there is no index: a mean of the others would be another one.
    """
    chosen = {id: choices[id] for id in METRICS if id in choices and choices[id].weight > 0}
    if not chosen:
        return None
    total = fsum(choice.weight for choice in chosen.values())
    parts = tuple(_part(id, choice, metrics.get(id), total, words) for id, choice in chosen.items())
    periods = tuple(dict.fromkeys(part.period for part in parts if part.period))
    reasons = [part.why for part in parts if part.why]
    if reasons:
        return OutcomeIndex(None, parts, periods, words.say("index.none", reasons="; ".join(reasons)))
    return OutcomeIndex(fsum(part.weight * (part.points or 0.0) for part in parts), parts, periods)


def _part(id: str, choice: IndexChoice, metric: MetricReading | None, total: float, words: Words) -> IndexPart:
    kind, name = METRICS[id], words.say(f"metrics.{id}.name")
    value = metric.reading.value if metric else None
    points, why = None, ""
    if metric is None or value is None:
        why = words.say("index.nothing", name=name)
    elif metric.unit != kind.unit:
        why = words.say("index.other_unit", name=name, unit=say_unit(metric.unit, words))
    else:
        points = points_of(id, choice, value)
    return IndexPart(
        metric=id,
        value=value,
        unit=metric.unit if metric else kind.unit,
        points=points,
        weight=choice.weight / total,
        how=how_of(choice),
        period=metric.period if metric else "",
        definition=metric.definition if metric else "",
        anchors=choice.anchors,
        band=choice.band,
        why=why,
    )


def how_of(choice: IndexChoice) -> How:
    """How a metric becomes points."""
    if choice.band is not None:
        return "band"
    return "anchors" if choice.anchors is not None else "pomp"


def points_of(id: str, choice: IndexChoice, value: float) -> float:
    """The points of a value from 0 to 100. KeyError for a metric that is no scale and has no anchors."""
    if choice.band is not None:
        return choice.band.points(value)
    if choice.anchors is not None:
        return choice.anchors.points(value)
    return pomp(value, SCALES[id])
