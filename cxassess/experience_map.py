"""The experience map: each touchpoint with its importance and how customers answer there, and what follows by rule.

Values of different definitions are never set against each other: a map shows one, and tells the others as text. The
rules stand in docs/method.md, “Experience map”.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cxassess.measures.measured import Measured
from cxassess.measures.withholding import ANSWERS, hidden_groups
from cxassess.metrics import METRICS
from cxassess.model.assessment import PracticeScore
from cxassess.model.engagement import Engagement, Response
from cxassess.model.experience_map import (
    Asked,
    Coverage,
    ExperienceMap,
    Phase,
    Quadrant,
    Satisfaction,
    Touchpoint,
    TouchpointReading,
)
from cxassess.model.outcome import MetricReading
from cxassess.model.pack import Pack
from cxassess.outcomes import say_definition
from cxassess.scoring import counted_responses, item, role_weights, tally
from cxassess.statistics import mean, wilson_interval
from cxassess.words import Words

PHASES = ("before", "during", "after")  # in this order where a map has no others
LEAST_IMPORTANCE, MOST_IMPORTANCE = 1, 10
LEAST_FOR_CROSSHAIRS = 3  # with two, each mean parts one from the other whatever they are
# Which definition a map shows: that of most touchpoints, and of equally many the first of these.
ORDER = ("csat.top_two", "csat.good_of_rated", "csat.mean", "ces.mean", "ces.agreeing", "ces.top_two", "nps", "ces1")
COVERAGE: tuple[tuple[Asked, str], ...] = (("owned", "GOV2"), ("measured", "MEA2"), ("designed", "DSN1"))
_TYPED = {"csat": "csat.top_two", "csat_mean": "csat.mean.1_5", "ces": "ces.mean", "ces1": "ces1.mean", "nps": "nps"}
_QUADRANTS: Mapping[tuple[bool, bool], Quadrant] = {  # whether it is important, and below the mean
    (True, True): "concentrate",
    (True, False): "keep",
    (False, True): "later",
    (False, False): "overkill",
}
_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Rated:
    """What the people inside said, as far as the coverage of phases needs it."""

    pack: Pack
    engagement: Engagement
    responses: Sequence[Response]
    practices: Mapping[str, PracticeScore]


def read_map(
    touchpoints: Sequence[Touchpoint], metrics: Mapping[str, MetricReading], rated: Rated, words: Words
) -> ExperienceMap | None:
    """The map of some touchpoints in the order of the journey; None without any."""
    if not touchpoints:
        return None
    phases = _phases(touchpoints)
    ordered = [touchpoint for phase in phases for touchpoint in touchpoints if phase_key(touchpoint.phase) == phase]
    known = _known(metrics, words)
    typed = _typed(ordered, rated.engagement.minimum_group, words)
    offered = [_offered(touchpoint, known, typed.get(touchpoint.name)) for touchpoint in ordered]
    shown = _shown_definition(offer.values() for offer, _ in offered)
    readings = [
        TouchpointReading(
            number=number,
            touchpoint=touchpoint,
            satisfaction=offer.get(shown.definition_id) if shown else None,
            other=None if shown and shown.definition_id in offer else _first(offer.values()),
            typed_unused=is_unused,
        )
        for number, (touchpoint, (offer, is_unused)) in enumerate(zip(ordered, offered, strict=True), start=1)
    ]
    crosshairs = _crosshairs(readings)
    judged = tuple(_judged(readings, crosshairs))
    on_map = {same_name(touchpoint.survey or touchpoint.name) for touchpoint in ordered}
    return ExperienceMap(
        phases=tuple(_phase(id, judged, rated, words) for id in phases),
        touchpoints=judged,
        metric=shown.metric if shown else "",
        definition_id=shown.definition_id if shown else "",
        definition=shown.definition if shown else "",
        unit=shown.unit if shown else "",
        better=shown.better if shown else "",
        importance_mean=crosshairs[0] if crosshairs else None,
        satisfaction_mean=crosshairs[1] if crosshairs else None,
        not_on_map=tuple(name for key, (name, _) in known.items() if key not in on_map),
    )


def same_name(name: str) -> str:
    """What two spellings of one touchpoint share: Unicode NFC, case and spaces do not matter.

    >>> same_name(" My  order ") == same_name("MY ORDER")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", " ".join(name.split())).casefold())


def phase_key(phase: str) -> str:
    """A phase by which touchpoints belong together."""
    return same_name(phase)


def _phases(touchpoints: Sequence[Touchpoint]) -> tuple[str, ...]:
    """Before, during and after in this order; with stages of the client's own all in the order of the table."""
    found = tuple(dict.fromkeys(phase_key(touchpoint.phase) for touchpoint in touchpoints))
    return tuple(sorted(found, key=PHASES.index)) if set(found) <= set(PHASES) else found


# ── how customers answer ─────────────────────────────────────────────────────────────────────────────────────

Known = Mapping[str, tuple[str, Sequence[Satisfaction]]]  # by name: as the data write it, and its values


def data_touchpoints(metrics: Mapping[str, MetricReading]) -> tuple[str, ...]:
    """The touchpoints of which the data say how customers answer, as the data call them, each once."""
    names: dict[str, str] = {}
    for reading in _answers(metrics):
        for name, _ in _by_touchpoint(reading):
            names.setdefault(same_name(name), name)
    return tuple(names.values())


def _answers(metrics: Mapping[str, MetricReading]) -> Iterator[MetricReading]:
    """All readings of what people said, measured ones first, whatever the metric."""
    every = [reading for id, metric in metrics.items() if id in ANSWERS for reading in (metric, *metric.also)]
    return iter(sorted(every, key=lambda reading: reading.measure is None))


def _by_touchpoint(reading: MetricReading) -> Iterator[tuple[str, Measured | None]]:
    """The touchpoints of one reading; a typed value is that of the reading itself."""
    if reading.touchpoint:
        yield reading.touchpoint, reading.measure.now if reading.measure else None
    elif reading.measure is not None:
        for group in reading.measure.groups.get("touchpoint", ()):
            yield group.name, group.measured


def _known(metrics: Mapping[str, MetricReading], words: Words) -> Known:
    """What the data say of each touchpoint: of a definition the first with a value, from later days or more people."""
    names: dict[str, str] = {}
    values: dict[str, dict[str, Satisfaction]] = {}
    for reading in _answers(metrics):
        for name, measured in _by_touchpoint(reading):
            key, found = same_name(name), _satisfaction(reading, measured, words)
            if found.value is None and measured is not None and measured.why != "withheld":
                continue  # nobody answered
            names.setdefault(key, name)
            of_name = values.setdefault(key, {})
            before = of_name.get(found.definition_id)
            if before is None or (before.value is None and found.measured == before.measured):
                of_name[found.definition_id] = found
    return {key: (name, tuple(values[key].values())) for key, name in names.items()}


def _satisfaction(reading: MetricReading, measured: Measured | None, words: Words) -> Satisfaction:
    if measured is None:
        definition_id = _TYPED[reading.metric]
        number = reading.reading
        value, n, low, high = number.value, number.n or None, number.low, number.high
    else:
        definition_id = measured.definition
        value, n, low, high = measured.value, measured.n, measured.low, measured.high
    return Satisfaction(
        metric=reading.metric,
        definition_id=definition_id,
        definition=reading.definition if measured is None else say_definition(definition_id, words),
        value=value,
        unit=reading.unit,
        better=reading.better,
        n=n,
        low=low,
        high=high,
        source=reading.source,
        period=reading.period,
        measured=measured is not None,
    )


def _typed(touchpoints: Sequence[Touchpoint], least: int, words: Words) -> dict[str, Satisfaction]:
    """The values of the table; those of too few are withheld, as groups of one whole, by definition."""
    found = {t.name: _of_table(t, words) for t in touchpoints if t.typed is not None}
    hidden: set[str] = set()
    for definition in {satisfaction.definition_id for satisfaction in found.values()}:
        sizes = {name: s.n for name, s in found.items() if s.definition_id == definition and s.n is not None}
        hidden |= hidden_groups(sizes, least)
    return {name: replace(s, value=None, low=None, high=None) if name in hidden else s for name, s in found.items()}


def _of_table(touchpoint: Touchpoint, words: Words) -> Satisfaction:
    typed = touchpoint.typed
    assert typed is not None  # the caller asks for those alone
    kind, definition_id = METRICS[typed.metric], _TYPED[typed.metric]
    if typed.scale:
        definition_id += "." + typed.scale.replace("-", "_")
    low, high = typed.low, typed.high
    if low is None and kind.id == "csat" and typed.n:
        low, high = wilson_interval(typed.value, typed.n)
    is_told = bool(typed.scale) or definition_id != _TYPED["csat"]
    return Satisfaction(
        metric=kind.id,
        definition_id=definition_id,
        definition=say_definition(definition_id, words) if is_told else "",
        value=typed.value,
        unit=kind.unit,
        better=kind.better,
        n=typed.n,
        low=low,
        high=high,
        source=typed.source,
        period="",
        measured=False,
    )


def _offered(
    touchpoint: Touchpoint, known: Known, typed: Satisfaction | None
) -> tuple[Mapping[str, Satisfaction], bool]:
    """The values of a touchpoint by definition, and whether the typed one gave way.

    What the data say of a metric stands; the table's value of that metric does not, so that it cannot give away what
    is withheld.
    """
    _, values = known.get(same_name(touchpoint.survey or touchpoint.name), ("", ()))
    offer = {satisfaction.definition_id: satisfaction for satisfaction in values}
    if typed is None:
        return offer, False
    if any(_family(satisfaction) == _family(typed) for satisfaction in values):
        return offer, True
    return {**offer, typed.definition_id: typed}, False


def _family(satisfaction: Satisfaction) -> str:
    """The question behind a value: csat and csat_mean are of one."""
    return satisfaction.definition_id.partition(".")[0]


def _rank(definition_id: str) -> tuple[int, str]:
    place = next((place for place, start in enumerate(ORDER) if definition_id.startswith(start)), len(ORDER))
    return place, definition_id


def _first(satisfactions: Iterable[Satisfaction]) -> Satisfaction | None:
    """The one to tell of several: with a value, then by the fixed order."""
    return min(satisfactions, key=lambda s: (s.value is None, _rank(s.definition_id)), default=None)


def _shown_definition(offers: Iterable[Iterable[Satisfaction]]) -> Satisfaction | None:
    """The definition of most touchpoints, by one of its values; None where none has a value."""
    every = [satisfaction for offer in offers for satisfaction in offer if satisfaction.value is not None]
    counts = Counter(satisfaction.definition_id for satisfaction in every)
    return min(every, key=lambda s: (-counts[s.definition_id], _rank(s.definition_id)), default=None)


# ── what follows by rule ─────────────────────────────────────────────────────────────────────────────────────


def _crosshairs(readings: Sequence[TouchpointReading]) -> tuple[float, float] | None:
    """The means of importance and value over the touchpoints that have both."""
    both = [(t.touchpoint.importance, t.value) for t in readings]
    pairs = [(importance, value) for importance, value in both if importance is not None and value is not None]
    if len(pairs) < LEAST_FOR_CROSSHAIRS:
        return None
    return mean([importance for importance, _ in pairs]), mean([value for _, value in pairs])


def _judged(
    readings: Sequence[TouchpointReading], crosshairs: tuple[float, float] | None
) -> Iterator[TouchpointReading]:
    importances = [t.touchpoint.importance for t in readings if t.touchpoint.importance is not None]
    for reading in readings:
        importance, satisfaction = reading.touchpoint.importance, reading.satisfaction
        moment = importance is not None and is_moment(importance, importances)
        if crosshairs is None or importance is None or satisfaction is None or satisfaction.value is None:
            yield replace(reading, moment=moment)
            continue
        is_important = importance >= crosshairs[0] - _DUST
        is_below = _is_worse(satisfaction.value, crosshairs[1], satisfaction.better)
        quadrant = _QUADRANTS[is_important, is_below]
        pain = is_important and is_below and _is_surely_worse(satisfaction, crosshairs[1])
        yield replace(reading, quadrant=quadrant, moment=moment, pain=pain)


def is_moment(importance: float, importances: Sequence[float]) -> bool:
    """Whether a touchpoint is a moment of truth: above the mean, and fewer than a third are more important.

    >>> [is_moment(x, [9, 8, 8, 5, 4, 2]) for x in (9, 8, 5)], is_moment(7, [7, 7, 7])
    ([True, True, False], False)
    """
    if len(importances) < LEAST_FOR_CROSSHAIRS:
        return False
    ahead = sum(1 for other in importances if other > importance)
    return 3 * ahead < len(importances) and importance > mean(importances) + _DUST


def _is_worse(value: float, mark: float, better: str) -> bool:
    return value > mark + _DUST if better == "down" else value < mark - _DUST


def _is_surely_worse(satisfaction: Satisfaction, mark: float) -> bool:
    """Whether the whole interval is on the poor side; without one nobody can tell."""
    end = satisfaction.low if satisfaction.better == "down" else satisfaction.high
    return end is not None and _is_worse(end, mark, satisfaction.better)


# ── who owns it, is it measured, was it designed ─────────────────────────────────────────────────────────────


def _phase(id: str, readings: Sequence[TouchpointReading], rated: Rated, words: Words) -> Phase:
    members = [reading for reading in readings if phase_key(reading.touchpoint.phase) == id]
    name = words.say(f"experience_map.phases.{id}") if id in PHASES else members[0].touchpoint.phase
    told = {asked: _told(asked, members, readings) for asked, _ in COVERAGE}
    return Phase(
        id=id if id in PHASES else members[0].touchpoint.phase,
        name=name,
        numbers=tuple(reading.number for reading in members),
        coverage=tuple(
            _coverage(asked, practice, id, told[asked], len(members), rated) for asked, practice in COVERAGE
        ),
    )


def _told(asked: Asked, members: Sequence[TouchpointReading], every: Sequence[TouchpointReading]) -> int | None:
    """Of how many touchpoints of the phase it is told; None where the table says nothing of any on the map."""

    def is_told(reading: TouchpointReading) -> bool:
        touchpoint = reading.touchpoint
        if asked == "owned":
            return bool(touchpoint.owner)
        if asked == "designed":
            return bool(touchpoint.feeling and touchpoint.effort)
        return reading.satisfaction is not None or reading.other is not None

    if asked == "owned" and not any(reading.touchpoint.owner for reading in every):
        return None
    if asked == "designed" and not any(r.touchpoint.feeling or r.touchpoint.effort for r in every):
        return None
    return sum(1 for reading in members if is_told(reading))


def _coverage(asked: Asked, practice: str, phase: str, told: int | None, of: int, rated: Rated) -> Coverage:
    """The rating of the unit that is called like the phase, where there is one that may be shown, else of the whole."""
    score = rated.practices.get(practice)
    if score is None:
        return Coverage(asked, "", None, 0, "whole", told, of)
    engagement = rated.engagement
    is_shown = engagement.least <= 1  # a unit's value for one practice may stand for few
    people = [r for r in counted_responses(rated.responses, engagement) if is_shown and same_name(r.unit) == phase]
    tallies = tally(rated.pack, people)[practice] if people else {}
    n = sum(of_role.n for of_role in tallies.values())
    own = item(tallies, role_weights(engagement)).value
    if own is not None:
        return Coverage(asked, practice, own, n, "unit", told, of)
    return Coverage(asked, practice, score.value, score.n, "whole", told, of)
