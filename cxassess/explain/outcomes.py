"""The path to a metric, a warning sign and the outcome index: from counts and left-out rows to the printed number."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from cxassess.display import MISSING
from cxassess.measures.measure import Measure
from cxassess.measures.nps import DETRACTORS, PASSIVES, PROMOTERS
from cxassess.measures.scale import Anchors
from cxassess.metrics import say_currency, say_value
from cxassess.model.assessment import Assessment
from cxassess.model.outcome import IndexPart, MetricReading, OutcomeIndex
from cxassess.outcomes import against_target
from cxassess.planning import WARN
from cxassess.signs import kind_of, say_thresholds
from cxassess.words import Words

_SEEN = 0.05  # of an effective n that is printed with one decimal


def outcome_ids(a: Assessment) -> tuple[str, ...]:
    """The metrics, then their other definitions and touchpoints, the signs, and the index where there is one."""
    return (*a.metrics, *other_metrics(a), *a.signs, *(() if a.index is None else ("index",)))


def other_metrics(a: Assessment) -> dict[str, MetricReading]:
    """Metrics in another definition or of a touchpoint than the one that stands for them, by definition@touchpoint."""
    found: dict[str, MetricReading] = {}
    for other in (one for metric in a.metrics.values() for one in (metric, *metric.also)):
        id = other.definition_id or other.metric
        found.setdefault(f"{id}@{other.touchpoint}" if other.touchpoint else id, other)
    return {id: other for id, other in found.items() if id not in a.metrics}


@dataclass(frozen=True, slots=True)
class Lines:
    """An assessment, and what is said of it in the words of its language."""

    a: Assessment
    words: Words

    def say(self, key: str, /, **values: object) -> str:
        return self.words.say(f"explain.{key}", **values)


class OutcomePath(Lines):
    """The lines about one outcome of an assessment."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for an id of `outcome_ids`."""
        a = self.a
        if key in a.signs:
            return self._sign(key)
        if key == "index" and a.index is not None:
            return self._index(a.index)
        return self._metric(a.metrics[key] if key in a.metrics else other_metrics(a)[key])

    def _sign(self, id: str) -> Iterator[str]:
        """A warning sign, the metric it is read from, and the practices that it bears on."""
        a, say, words = self.a, self.say, self.words
        sign, kind = a.signs[id], kind_of(id, a.engagement.sign_limits)
        yield f"{words.say(f'signs.{id}.name')}: {words.say(f'states.{sign.state}')}"
        yield sign.sentence
        yield words.say("sign_rules.thresholds_by_test") if sign.watch is None else say_thresholds(kind, words)
        practices = [p.id for p in a.pack.practices.values() if id in p.signs]
        yield say("bears_on", names=", ".join(practices) or say("no_practice"), factor=WARN)
        if sign.metric in a.metrics:
            yield ""
            yield from self._metric(a.metrics[sign.metric])

    def _metric(self, metric: MetricReading) -> Iterator[str]:
        """From the counts to the value of a metric, and what it is compared with."""
        say, words = self.say, self.words
        name = words.say(f"metrics.{metric.metric}.name")
        currency = say_currency(metric.unit, words)
        value = self._value(metric, metric.reading.value)
        yield f"{metric.metric} {name}: {value}" + (f", {currency}" if currency else "")
        period, source = metric.period.rstrip(".") or MISSING, metric.source or MISSING
        if metric.measure is None:
            yield say("typed", period=period, source=source)
        else:
            yield say("measured" if metric.period else "measured_no_days", period=period, source=source)
        yield say("definition", text=metric.definition.rstrip(".") or say("no_definition"))
        if metric.definition_id:
            yield say("definition_id", id=metric.definition_id)
        if metric.touchpoint:
            yield say("touchpoint", name=metric.touchpoint)
        if metric.wording:
            yield say("asked", wording=metric.wording)
        if metric.measure is not None:
            yield from self._counts(metric.measure)
        yield self._interval(metric)
        yield from self._before(metric)
        if verdict := against_target(metric):
            yield say(f"target_{verdict}", target=self._value(metric, metric.target))
        for point in metric.series:
            n = "" if point.n is None else f"  n = {point.n}"
            line = f"  {point.period:<9} {self._value(metric, point.value)}{n}"
            yield line + (f"  {say('breaks')}" if point.breaks else "")
        if metric.peer is not None:
            peer = metric.peer
            n = say("peer_n", n=peer.n) if peer.n else ""
            yield say("peer", value=self._value(metric, peer.value), source=peer.source, year=peer.year, n=n)
        if metric.also:
            others = other_metrics(self.a).items()
            ids = [id for id, other in others if other.metric == metric.metric and other is not metric]
            if ids:
                yield say("also", ids=", ".join(ids))
        yield say("beside")

    def _value(self, metric: MetricReading, value: float | None) -> str:
        return say_value(metric.metric, value, self.words, metric.unit, metric.reading.value)

    def _counts(self, measure: Measure) -> Iterator[str]:
        """What a measured value rests on, and what was left out of it."""
        say, now, number = self.say, measure.now, self.words.number
        yield say("rests", n=MISSING if now.n is None else number(now.n, ",d"))
        if now.effective_n is not None and now.n is not None and abs(now.effective_n - now.n) > _SEEN:
            yield say("weighted", n=now.effective_n)
        if measure.answers:
            each = (f"{point}: {number(count, ',g')}" for point, count in sorted(measure.answers.items()))
            yield say("chosen", answers=self.words.row(each))
        if measure.metric == "nps" and measure.answers:
            groups = (PROMOTERS, PASSIVES, DETRACTORS)
            parts = [sum(measure.answers.get(point, 0.0) for point in group) for group in groups]
            yield say("promoters", promoters=parts[0], passives=parts[1], detractors=parts[2], of=sum(parts))
        out = {field.name: getattr(now.left_out, field.name) for field in fields(now.left_out)}
        told = [say(f"out.{name}", count=count) for name, count in out.items() if count]
        yield say("rows_out", rows=self.words.row(told)) if told else say("no_rows_out")

    def _interval(self, metric: MetricReading) -> str:
        say, reading = self.say, metric.reading
        if reading.low is not None and reading.high is not None:
            low, high = self._value(metric, reading.low), self._value(metric, reading.high)
            effective = metric.measure.now.effective_n if metric.measure else None
            is_weighted = effective is not None and abs(effective - (reading.n or 0)) > _SEEN
            n = self.words.number(effective or 0.0, ",.1f") if is_weighted else reading.n
            return say(f"methods.{metric.method}", low=low, high=high, n=n)
        if metric.measure is not None:
            return say(f"whys.{metric.measure.now.why or 'no_interval'}")
        return say("no_interval" if reading.n else "no_interval_n")

    def _before(self, metric: MetricReading) -> Iterator[str]:
        say = self.say
        if metric.previous is not None:
            trend = self.words.say(f"trends.{metric.trend}")
            told = {"value": self._value(metric, metric.previous), "trend": trend}
            is_untested = metric.measure is not None and metric.trend in {"better", "worse"} and not metric.tested
            yield say("before_untested" if is_untested else "before", **told)
        elif metric.compares not in {"yes", "no_earlier"}:
            yield say(f"compares.{metric.compares}")
        change = metric.change
        if change is not None and change.low is not None and change.high is not None:
            scale = 100 if metric.unit == "share" else 1  # in points
            low, high = (self.words.number(scale * end, ".4g").replace("-", "−") for end in (change.low, change.high))
            yield say("change" if change.p is None else "change_p", low=low, high=high, p=change.p or 0.0)

    def _index(self, index: OutcomeIndex) -> Iterator[str]:
        """The recipe of the outcome index."""
        say, words = self.say, self.words
        yield say("index", value=MISSING if index.value is None else words.number(index.value, ".1f"))
        for part in index.parts:
            points = MISSING if part.points is None else words.number(part.points, ".1f")
            value = say_value(part.metric, part.value, words, part.unit)
            numbers = {"value": value, "points": points, "share": part.weight}
            yield "  " + say("index_part", id=part.metric, **numbers, how=self._how(part))
        yield index.why or say("index_rule")
        yield say("beside")

    def _how(self, part: IndexPart) -> str:
        """How a metric becomes points."""
        if part.band is not None:
            below, above = part.band.below, part.band.above
            sides = {"below": self._anchors(part, below), "above": self._anchors(part, above)}
            return self.say("how_band", **sides)
        if part.anchors is not None:
            return self.say("how_anchors", anchors=self._anchors(part, part.anchors))
        return self.say("how_pomp")

    def _anchors(self, part: IndexPart, anchors: Anchors) -> str:
        ends = (anchors.floor, anchors.threshold, anchors.target)
        return self.words.row(say_value(part.metric, end, self.words, part.unit, part.value) for end in ends)
