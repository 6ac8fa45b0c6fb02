"""Whether outcomes moved: each by the test of its own kind, and only where both waves measured the same thing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxassess.measures.difference import Difference, MeanError, compare_means, hybrid_interval
from cxassess.measures.nps import DETRACTORS, PASSIVES, PROMOTERS, Recommendation, compare_nps
from cxassess.metrics import say_value
from cxassess.model.comparison import Change, MetricChange, Verdict
from cxassess.model.outcome import MetricReading
from cxassess.outcomes import widest_nps_margin
from cxassess.statistics import student_t_quantile
from cxassess.words import Words

CONFIDENCE = 0.95


def compare_metrics(
    before: Mapping[str, MetricReading], now: Mapping[str, MetricReading], words: Words
) -> dict[str, MetricChange]:
    """The outcomes that both waves have, by metric, in the order of the later one."""
    return {id: _compare(before[id], reading, words) for id, reading in now.items() if id in before}


def _compare(before: MetricReading, now: MetricReading, words: Words) -> MetricChange:
    """Of all that a wave has of a metric, what is measured as the other wave's leading reading is."""
    earlier = next((one for one in (before, *before.also) if not _unlike(one, now)), before)
    change = Change(
        key=now.metric,
        before=earlier.reading.value,
        now=now.reading.value,
        n_before=earlier.reading.n or None,
        n_now=now.reading.n or None,
    )
    return MetricChange(
        metric=now.metric,
        change=_judged(change, earlier, now, words),
        unit=now.unit,
        better=now.better,
        definition=now.definition,
        period_before=earlier.period,
        period_now=now.period,
        touchpoint=now.touchpoint,
    )


def _unlike(before: MetricReading, now: MetricReading) -> str:
    """What differs in how the two were measured; empty where nothing is known to."""
    if before.unit != now.unit or before.touchpoint != now.touchpoint:
        return "definition"
    if before.definition_id != now.definition_id or _differ(before.definition, now.definition):
        return "definition"
    return "wording" if _differ(before.wording, now.wording) else ""


def _differ(before: str, after: str) -> bool:
    return bool(before and after) and before != after


def _judged(change: Change, before: MetricReading, now: MetricReading, words: Words) -> Change:
    if change.before is None or change.now is None:
        return replace(change, why=words.say("compare.why.no_metric"))
    if what := _unlike(before, now):
        return replace(change, verdict="not_comparable", why=words.say(f"compare.why.{what}"))
    found = _difference(before, now)
    value = change.now - change.before
    change = replace(change, difference=value, low=found.low, high=found.high)
    if before.period and before.period == now.period:
        return replace(change, low=None, high=None, why=words.say("compare.why.same_period", period=now.period))
    if _print_alike(change, now, words):  # whatever the interval says, as with scores (method rule 9)
        return replace(change, verdict="no_clear_change", confidence=None if found.low is None else CONFIDENCE)
    if found.low is None or found.high is None:
        return replace(change, why=words.say("compare.why.no_test"))
    change = replace(change, confidence=CONFIDENCE)
    if found.low <= 0 <= found.high:
        return replace(change, verdict="no_clear_change")
    if now.better == "band":
        return replace(change, why=words.say("compare.why.band"))
    verdict: Verdict = "improved" if (value > 0) == (now.better == "up") else "declined"
    return replace(change, verdict=verdict)


def _print_alike(change: Change, now: MetricReading, words: Words) -> bool:
    first, later = (say_value(now.metric, value, words, now.unit, change.now) for value in (change.before, change.now))
    return first == later


def _difference(before: MetricReading, now: MetricReading) -> Difference:
    """Later less earlier by the test of its kind; without an interval where there is none."""
    value = (now.reading.value or 0.0) - (before.reading.value or 0.0)
    nothing = Difference(value)
    if now.metric == "nps":
        return _nps(before, now) or nothing
    if now.method != before.method:
        return nothing
    if now.method == "wilson":
        later, earlier = _with_ends(now), _with_ends(before)
        return nothing if later is None or earlier is None else Difference(value, *hybrid_interval(later, earlier))
    if now.method == "student_t":
        errors = [_mean_error(reading) for reading in (now, before)]
        if errors[0] is not None and errors[1] is not None:
            return compare_means(errors[0], errors[1])
    return nothing


def _with_ends(reading: MetricReading) -> tuple[float, float, float] | None:
    """A value with its two ends, where it has all three."""
    value, low, high = reading.reading.value, reading.reading.low, reading.reading.high
    return None if value is None or low is None or high is None else (value, low, high)


def _nps(before: MetricReading, now: MetricReading) -> Difference | None:
    """By the counts of both where they were measured; of typed ones by the widest margin that they can have."""
    people = [_people(reading) for reading in (now, before)]
    if people[0] is not None and people[1] is not None:
        return compare_nps(people[0], people[1])
    later, earlier = now.reading, before.reading
    if later.value is None or earlier.value is None or not later.n or not earlier.n:
        return None
    value, margin = later.value - earlier.value, widest_nps_margin(later.value, earlier.value, later.n, earlier.n)
    return Difference(value, value - margin, value + margin)


def _people(reading: MetricReading) -> Recommendation | None:
    measure = reading.measure
    if measure is None or not measure.answers or measure.now.n is None:
        return None

    def weight(points: Sequence[int]) -> float:
        return sum(measure.answers.get(point, 0.0) for point in points)

    effective = measure.now.effective_n
    return Recommendation(
        weight(PROMOTERS),
        weight(PASSIVES),
        weight(DETRACTORS),
        measure.now.n,
        float(measure.now.n) if effective is None else effective,
    )


def _mean_error(reading: MetricReading) -> MeanError | None:
    """The error of a mean, read off its interval; an end that is cut at the end of the scale tells nothing of it."""
    ends = _with_ends(reading)
    n = reading.measure.now.effective_n if reading.measure and reading.measure.now.effective_n else reading.reading.n
    if ends is None or n < 2:
        return None
    value, low, high = ends
    half = max(value - low, high - value)
    error = half / student_t_quantile(0.975, n - 1)
    return MeanError(value, error**2, n - 1)
