"""Outcomes of any kind: typed series and touchpoints, measures of any shape, and what an engagement chooses of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import get_args

from cxassess.files.clean import clean_line, clean_text
from cxassess.measures.customers import CustomerBase, measure_churn
from cxassess.measures.measure import Dimension, Grain, InGroup, InPeriod, Measure, Period
from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.nps import count_recommendation, measure_nps
from cxassess.measures.ratings import measure_ease, measure_effort, measure_satisfaction, measure_satisfied
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, NPS_SCALE, Anchors, Band, Scale
from cxassess.measures.tally import Tally, tally_of_counts
from cxassess.measures.times import durations, handled, measure_first_response, measure_handle_time
from cxassess.metrics import METRICS, SIGNS
from cxassess.model.engagement import Engagement, MetricEntry
from cxassess.model.outcome import IndexChoice, Peer, SignLimits, TypedPoint
from cxassess.model.pack import Pack
from cxassess.outcome_index import SCALES
from fuzz import generators as make

STEPS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
SIZES = (0, 1, 2, 4, 5, 7, 40, 3000)
WORDINGS = ("", "Is it easy?", "Was it easy?")


def line(random: Random) -> str:
    """A name as it comes out of an export."""
    return clean_line(make.text(random, longest=150)) or "x"


# ── typed ────────────────────────────────────────────────────────────────────────────────────────────────────


def entries(random: Random) -> list[MetricEntry]:
    """Metrics as they were typed, some in several periods and of several touchpoints."""
    made = []
    for entry in make.metric_entries(random):
        touchpoints = random.sample(("Shop", "Delivery", "=Web"), random.choice((0, 0, 0, 1, 3)))
        for touchpoint in touchpoints or [""]:
            typed = replace(entry, touchpoint=touchpoint, wording=random.choice(WORDINGS))
            made.append(_in_periods(random, typed) if random.random() < 0.4 else typed)
    return made


def _in_periods(random: Random, entry: MetricEntry) -> MetricEntry:
    kind = METRICS[entry.metric]
    labels = random.choice((("2023", "2024", "2025"), ("2024-Q4", "2025-Q1", "2025-Q3"), ("2025-11", "2025-12")))
    points = tuple(
        TypedPoint(
            label,
            make.metric_number(random, kind),
            random.choice((None, 1, 4, 300)),
            random.choice(WORDINGS),
            random.choice(("", "how", "how else")),
        )
        for label in labels
    )
    last = points[-1]
    return replace(entry, value=last.value, n=last.n, period=last.period, previous=None, series=points)


# ── measured ─────────────────────────────────────────────────────────────────────────────────────────────────


def _tally(random: Random, scale: Scale) -> Tally:
    """Answers to a question by some people, all alike or of every kind."""
    points = random.choice((tuple(range(scale.low, scale.high + 1)), (scale.low,), (scale.high,)))
    return tally_of_counts({point: random.choice(SIZES) for point in points}, scale)


def _minutes(random: Random) -> list[float]:
    return [random.choice((0.0, random.lognormvariate(3, 2))) for _ in range(random.choice((0, 1, 5, 40)))]


def _base(random: Random) -> CustomerBase:
    start = random.choice(SIZES)
    lost = random.randint(0, start)
    return CustomerBase(start, lost, lost + random.choice((0, 3)), start - lost + 2, 2)


FIVE = Scale(1, 5)
DRAWN: Sequence[Callable[[Random], Measured]] = (
    lambda r: measure_nps(count_recommendation(_tally(r, NPS_SCALE))),
    lambda r: measure_satisfied(_tally(r, FIVE)),
    lambda r: measure_satisfaction(_tally(r, FIVE)),
    lambda r: measure_ease(_tally(r, CES2_SCALE)),
    lambda r: measure_effort(_tally(r, CES1_SCALE)),
    lambda r: measure_first_response(durations(_minutes(r)), "calendar"),
    lambda r: measure_handle_time(handled(_minutes(r))),
    lambda r: measure_churn(_base(r)),
)


def measures(random: Random) -> list[Measure]:
    """What was measured of some sources: each definition with periods, groups and touchpoints, or bare."""
    made: dict[tuple[str, str], Measure] = {}
    for source in random.sample(("survey.csv", "=s.csv", "a.csv, b.csv", "s.csv with c.csv"), random.choice((0, 1, 2))):
        for draw in random.sample(DRAWN, random.choice((1, 3, len(DRAWN)))):
            for touchpoint in random.choice((("",), ("", line(random)), (line(random), line(random)))):
                measure = _measure(random, source, draw, touchpoint)
                made[source, measure.id] = measure
    return list(made.values())


def _measure(random: Random, source: str, draw: Callable[[Random], Measured], touchpoint: str) -> Measure:
    now = draw(random)
    grain = random.choice(tuple(STEPS))
    series = _series(random, draw, grain) if random.random() < 0.7 else ()
    before = draw(random) if random.random() < 0.5 else None
    period = random.choice(
        (None, Period(date(2025, 1, 1), date(2026, 1, 1)), Period(date(2025, 2, 3), date(2026, 2, 9)))
    )
    return Measure(
        now.metric,
        now.definition,
        source,
        replace(now, left_out=LeftOut(*(random.choice((0, 0, 84)) for _ in range(6)))),
        period,
        before if period is not None and period.months else None,
        tool=random.choice(("", "zendesk")),
        touchpoint=touchpoint,
        wording=random.choice(WORDINGS),
        grain=grain,
        series=series,
        groups=_groups(random, draw),
        answers={point: float(random.choice(SIZES)) for point in range(11)} if now.metric == "nps" else {},
    )


def _series(random: Random, draw: Callable[[Random], Measured], grain: Grain) -> tuple[InPeriod, ...]:
    """Periods that follow each other, some of them missing."""
    step = STEPS[grain]
    starts = range(2023 * 12, 2023 * 12 + random.choice((12, 36, 61)), step)
    points = []
    for start in starts:
        measured = draw(random)
        if measured.value is not None and random.random() < 0.85:
            begin, end = (date(at // 12, at % 12 + 1, 1) for at in (start, start + step))
            points.append(InPeriod(Period(begin, end), measured, random.choice(WORDINGS)))
    return tuple(points)


def _groups(random: Random, draw: Callable[[Random], Measured]) -> dict[Dimension, tuple[InGroup, ...]]:
    groups: dict[Dimension, tuple[InGroup, ...]] = {}
    for dimension in random.sample(get_args(Dimension), random.choice((0, 1, 3))):
        names = sorted({line(random) for _ in range(random.choice((1, 3, 20)))})
        found = ((name, draw(random)) for name in names)
        groups[dimension] = tuple(InGroup(name, one) for name, one in found if one.value is not None)
    return {dimension: group for dimension, group in groups.items() if group}


# ── chosen ───────────────────────────────────────────────────────────────────────────────────────────────────


def settings(random: Random, pack: Pack) -> Engagement:
    """Settings with an outcome index, peers and thresholds of signs, as engagement.toml allows them."""
    chosen = random.sample(list(METRICS), random.choice((0, 0, 1, 4)))
    peers = random.sample(list(METRICS), random.choice((0, 0, 2)))
    return replace(
        make.settings(random, pack),
        index={id: _choice(random, id) for id in chosen if id in SCALES or METRICS[id].better},
        peers={
            id: Peer(
                make.metric_number(random, METRICS[id]),
                clean_line(make.text(random, longest=100)) or "Panel",
                random.choice((1990, 2025)),
                random.choice((None, 1, 10**9)),
                clean_text(make.text(random, longest=300)),
            )
            for id in peers
        },
        sign_limits={
            id: random.choice((SignLimits(0.0, 0.0), SignLimits(0.02, 0.02), SignLimits(None, 1.0)))
            for id in random.sample(list(SIGNS), random.choice((0, 1, 3)))
        },
    )


def _choice(random: Random, id: str) -> IndexChoice:
    kind, weight = METRICS[id], random.choice((0.001, 1.0, 1000.0))
    if kind.better == "band":
        return IndexChoice(weight, band=Band(_anchors(random, 0, 300), _anchors(random, 900, 400)))
    if id in SCALES and random.random() < 0.5:
        return IndexChoice(weight)
    low, high = kind.low, min(kind.high, 1e6)
    return IndexChoice(weight, _anchors(random, low, high) if kind.better == "up" else _anchors(random, high, low))


def _anchors(random: Random, floor: float, target: float) -> Anchors:
    return Anchors(floor, floor + (target - floor) * random.uniform(0.01, 0.99), target)
