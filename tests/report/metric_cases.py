"""Measured outcomes for the tests of the metric pages: rows drawn at random, counted by the formulas of measures."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from cxassess.measures.customers import CustomerBase, measure_churn
from cxassess.measures.measure import Dimension, InGroup, InPeriod, Measure, Period
from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.nps import compare_nps, count_recommendation, measure_nps
from cxassess.measures.ratings import measure_ease, measure_satisfied
from cxassess.measures.scale import CES2_SCALE, NPS_SCALE, Anchors, Band, Scale
from cxassess.measures.tally import Tally, tally
from cxassess.measures.times import durations, handled, measure_first_response, measure_handle_time
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import MetricEntry
from cxassess.model.outcome import IndexChoice, Peer, TypedPoint
from cxassess.pipeline import assess
from report.workbook_cases import WAVE, Case, case

CHANNELS = ("Phone", "Email", "Chat", "Store")
TOUCHPOINTS = ("Order", "Delivery", "Installation", "Billing", "Support", "Contract change")
OLD, NEW = "The company made it easy to be a customer", "The company made it easy for me to handle my issue"
FIRST, LAST = (2024, 4), (2026, 3)
INDEX: Mapping[str, IndexChoice] = {
    "nps": IndexChoice(2.0),
    "ces": IndexChoice(1.0),
    "frt": IndexChoice(1.0, Anchors(480, 120, 60)),
    "aht": IndexChoice(0.5, band=Band(Anchors(60, 120, 240), Anchors(900, 600, 360))),
}
PEERS: Mapping[str, Peer] = {
    "nps": Peer(21, "Telecom panel, wave 9", 2025, 1800),
    "churn": Peer(0.17, "Regulator", 2024),
}
TYPED = (
    MetricEntry(
        "customers",
        389000,
        period="2025",
        source="billing",
        series=tuple(
            TypedPoint(f"{year}", value)
            for year, value in zip(range(2021, 2026), (431e3, 433e3, 427e3, 410e3, 389e3), strict=True)
        ),
    ),
    MetricEntry("acquisition_cost", 128, period="2025", previous=119, source="marketing"),
)


def months_of(first: tuple[int, int], last: tuple[int, int]) -> tuple[Period, ...]:
    """Every month from the first to the last."""
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    starts = [date(first[0] + (first[1] - 1 + n) // 12, (first[1] - 1 + n) % 12 + 1, 1) for n in range(count + 1)]
    return tuple(Period(start, end) for start, end in pairwise(starts))


MONTHS = months_of(FIRST, LAST)
Answers = Mapping[tuple[int, str], list[float]]  # by place of the month and channel


def _draw(
    dice: random.Random, months: int, channels: Sequence[str], each: int, weights: Mapping[str, Sequence[float]]
) -> Answers:
    """Answers on points from the lowest of a scale on; each channel has weights of its own."""
    return {
        (month, channel): [
            float(point)
            for point in dice.choices(
                range(len(weights[channel])), weights[channel], k=max(1, each + dice.randint(-8, 8))
            )
        ]
        for month in range(months)
        for channel in channels
    }


def _of(answers: Answers, months: range | None = None, channel: str = "") -> list[float]:
    return [
        point
        for (month, of), points in answers.items()
        if (months is None or month in months) and (not channel or of == channel)
        for point in points
    ]


def _nps_weights(good: float) -> list[float]:
    return [1, 1, 1, 2, 2, 4, 5, 10, 16, 14 * good, 12 * good]


def nps(
    months: Sequence[Period] = MONTHS, channels: Sequence[str] = CHANNELS, each: int = 24, seed: int = 3
) -> Measure:
    """A relationship survey in which one month is missing and the second year is better than the first."""
    dice = random.Random(seed)
    goods = {channel: (1.3, 0.55, 1.6, 2.4)[place % 4] for place, channel in enumerate(channels)}
    weights = {channel: _nps_weights(good) for channel, good in goods.items()}
    drawn = dict(_draw(dice, len(months), channels, each, weights))
    better = _draw(dice, len(months), channels, each, {c: _nps_weights(2.2 * good) for c, good in goods.items()})
    half = len(months) // 2
    answers = {key: better[key] if key[0] >= half else points for key, points in drawn.items() if key[0] != 4}
    now, before = range(half, len(months)), range(half)

    def count(points: Sequence[float]) -> Tally:
        return tally(points, NPS_SCALE)

    later, earlier = (count_recommendation(count(_of(answers, part))) for part in (now, before))
    all_now = count(_of(answers, now))
    return Measure(
        metric="nps",
        definition="nps",
        source="qualtrics_relationship.csv",
        tool="qualtrics",
        now=replace(measure_nps(later), left_out=LeftOut(blank=41, out_of_range=3)),
        period=Period(months[half].start, months[-1].end),
        before=measure_nps(earlier),
        change=compare_nps(later, earlier),
        wording="How likely are you to recommend Kestrel to a friend or colleague?",
        series=tuple(
            InPeriod(period, measure_nps(count_recommendation(count(_of(answers, range(place, place + 1))))))
            for place, period in enumerate(months)
            if place != 4
        ),
        groups={
            "channel": tuple(
                InGroup(channel, measure_nps(count_recommendation(count(_of(answers, now, channel)))))
                for channel in channels
            )
        },
        answers={point: chosen.weight for point, chosen in all_now.chosen.items()},
    )


def csat(seed: int = 5) -> tuple[Measure, ...]:
    """Satisfaction on 1–5, whole and at each touchpoint; one touchpoint has three answers."""
    dice, scale = random.Random(seed), Scale(1, 5)
    weights = {touch: [2, 4, 9, 22 + 9 * place, 18 + 3 * place] for place, touch in enumerate(TOUCHPOINTS)}
    drawn = _draw(dice, len(MONTHS), TOUCHPOINTS, 12, weights)

    def measured(months: range, touchpoint: str = "") -> Measured:
        return measure_satisfied(tally([point + 1 for point in _of(drawn, months, touchpoint)], scale))

    half, whole = len(MONTHS) // 2, len(MONTHS)
    rows = []
    for touchpoint in ("", *TOUCHPOINTS):
        now, before = measured(range(half, whole), touchpoint), measured(range(half), touchpoint)
        if touchpoint == TOUCHPOINTS[-1]:
            now = measure_satisfied(tally([5, 4, 2], scale))
        series = tuple(
            InPeriod(period, measured(range(place, place + 1), touchpoint)) for place, period in enumerate(MONTHS)
        )
        rows.append(
            Measure(
                "csat",
                now.definition,
                "surveymonkey.xlsx",
                now,
                Period(MONTHS[half].start, MONTHS[-1].end),
                before,
                tool="surveymonkey",
                touchpoint=touchpoint,
                series=series,
                answers={} if touchpoint else {5: 100.0, 4: 90.0},
            )
        )
    return tuple(rows)


def ces(seed: int = 7) -> Measure:
    """Effort on 1–7, reworded in October 2024."""
    dice = random.Random(seed)
    drawn = _draw(dice, len(MONTHS), CHANNELS, 9, {c: [2, 3, 5, 8, 14, 16 + 4 * n, 9] for n, c in enumerate(CHANNELS)})

    def measured(months: range, channel: str = "") -> Measured:
        return measure_ease(tally([point + 1 for point in _of(drawn, months, channel)], CES2_SCALE))

    half, whole = len(MONTHS) // 2, len(MONTHS)
    return Measure(
        "ces",
        "ces.mean",
        "contacts.csv",
        measured(range(half, whole)),
        Period(MONTHS[half].start, MONTHS[-1].end),
        measured(range(half)),
        wording=NEW,
        series=tuple(
            InPeriod(period, measured(range(place, place + 1)), OLD if place < 6 else NEW)
            for place, period in enumerate(MONTHS)
        ),
        groups={"channel": tuple(InGroup(c, measured(range(half, whole), c)) for c in CHANNELS)},
    )


def times(seed: int = 11) -> tuple[Measure, Measure]:
    """First response and handle time, of which the first got slower."""
    dice = random.Random(seed)
    half, whole = len(MONTHS) // 2, len(MONTHS)
    pace = {"Phone": 4.0, "Email": 300.0, "Chat": 9.0, "Store": 20.0}
    waits = {
        (m, c): [dice.lognormvariate(0, 0.9) * pace[c] * (1.4 if m >= half else 1.0) for _ in range(40)]
        for m in range(whole)
        for c in CHANNELS
    }
    calls = {(m, c): [dice.lognormvariate(5.8, 0.7) for _ in range(30)] for m in range(whole) for c in CHANNELS[:3]}

    def frt(months: range, channel: str = "") -> Measured:
        return measure_first_response(durations(_of(waits, months, channel)), "calendar")

    def aht(months: range, channel: str = "") -> Measured:
        return measure_handle_time(handled(_of(calls, months, channel)))

    made = []
    for metric, of, channels in (("frt", frt, CHANNELS), ("aht", aht, CHANNELS[:3])):
        now = of(range(half, whole))
        made.append(
            Measure(
                metric,
                now.definition,
                "zendesk_tickets.csv",
                replace(now, left_out=LeftOut(blank=212)),
                Period(MONTHS[half].start, MONTHS[-1].end),
                of(range(half)),
                tool="zendesk",
                series=tuple(InPeriod(p, of(range(n, n + 1))) for n, p in enumerate(MONTHS)),
                groups={
                    "channel": tuple(InGroup(c, of(range(half, whole), c)) for c in channels),
                    "segment": tuple(
                        InGroup(s, of(range(half + n, whole, 3))) for n, s in enumerate(("Home", "Small firm", "City"))
                    ),
                }
                if metric == "frt"
                else {"channel": tuple(InGroup(c, of(range(half, whole), c)) for c in channels)},
            )
        )
    return made[0], made[1]


def churn() -> Measure:
    """Customers lost by quarter."""
    quarters = tuple(Period(a.start, c.end) for a, c in zip(MONTHS[::3], MONTHS[2::3], strict=True))
    lost = (1420, 1502, 1388, 1610, 1655, 1720, 1698, 1811)
    segments = (("Home", 30000, 5200), ("Small firm", 11000, 1684))

    def of(gone: int, of_all: int = 41000) -> Measured:
        return measure_churn(CustomerBase(of_all, gone, gone + 60, of_all - 500, 900))

    return Measure(
        "churn",
        "churn.simple",
        "billing.parquet",
        of(sum(lost[4:])),
        Period(quarters[4].start, quarters[-1].end),
        of(sum(lost[:4])),
        grain="quarter",
        series=tuple(InPeriod(q, of(n)) for q, n in zip(quarters, lost, strict=True)),
        groups={"segment": tuple(InGroup(name, of(gone, all_)) for name, all_, gone in segments)},
    )


@cache
def usual() -> tuple[Measure, ...]:
    return (nps(), *csat(), ces(), *times(), churn())


def measured(
    measures: Sequence[Measure] | None = None,
    typed: Sequence[MetricEntry] = TYPED,
    base: Case | None = None,
    **settings: object,
) -> Assessment:
    """The assessment of a wave with measured outcomes, an index and peers."""
    chosen = {"status": "draft", "index": INDEX, "peers": PEERS, "metric_targets": {"nps": 40.0}} | settings
    made = (base or case()).with_settings(**chosen)
    rows = usual() if measures is None else measures
    return assess(made.pack, made.engagement, WAVE, made.responses, typed, {}, measures=rows)


HOSTILE_CHANNELS = (
    '=HYPERLINK("http://x","y")',
    "Kundenzufriedenheitsmessungsverfahrensverantwortlichenstelle für die Region Süd-Ost (ehemals Filialnetz) 🐦",
    *(
        f"{{client}} channel {n} with a very long name that somebody typed into the export by hand & <w:p/>"
        for n in range(3, 41)
    ),
)


@cache
def hostile() -> tuple[Measure, ...]:
    """Forty channels with long names, one with three answers; sixty months; a metric with one period."""
    sixty = months_of((2021, 4), (2026, 3))
    many = nps(sixty, HOSTILE_CHANNELS, each=9, seed=17)
    channels: tuple[InGroup, ...] = many.groups["channel"]
    few = measure_nps(count_recommendation(tally([9, 2, 10], NPS_SCALE)))
    groups: dict[Dimension, tuple[InGroup, ...]] = {"channel": (replace(channels[0], measured=few), *channels[1:])}
    effort = ces()
    alone = replace(effort, series=effort.series[-1:], before=None, groups={})
    return (replace(many, groups=groups, source="=1+1 " * 12), alone, *times())
