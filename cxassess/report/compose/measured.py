"""The pages of measured outcomes: what moved, a tile a metric, its way period by period, promoters and detractors."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cxassess.formats import opened
from cxassess.measures.withholding import ANSWERS
from cxassess.metrics import say_currency, say_unit, say_value, shown_unit
from cxassess.model.outcome import MetricReading
from cxassess.outcomes import against_target, name_of
from cxassess.report.blocks import Block, Caption, Heading, Picture, Run, Text, Tile, Tiles, TwoColumns, plain
from cxassess.report.compose.context import Context
from cxassess.report.figures import Trend
from cxassess.report.metric_charts import (
    breaks_in,
    has_shorter_periods,
    promoter_bars,
    promoter_shares,
    trend_alt,
    trend_of,
)

MOST_TILES = 4  # in a row
_NAMED = 2  # of the outcomes that moved, in a heading
_SEEN = frozenset({"share", "count"})  # units that the axis shows, or that nobody asks for
_QUESTION = 110  # letters of a question in a note


def is_measured(page: Context) -> bool:
    """Whether an outcome was measured from the client's own rows."""
    return any(metric.measure for metric in page.assessment.metrics.values())


def has_answers(page: Context) -> bool:
    """Whether what customers said was measured."""
    return any(m.measure and m.metric in ANSWERS for m in page.assessment.metrics.values())


def short(page: Context, metric: MetricReading) -> str:
    return page.words.say(f"metrics.{metric.metric}.short")


def value_of(page: Context, metric: MetricReading, value: float | None = None) -> str:
    """The metric's own value, or another one in its unit, as it is printed: in the unit of its own."""
    own = metric.reading.value
    return say_value(metric.metric, own if value is None else value, page.words, metric.unit, own)


def span_of(page: Context, metric: MetricReading, low: float, high: float) -> tuple[str, str]:
    """Two values in the metric’s unit, which stands at the second one alone."""
    first, last = value_of(page, metric, low), value_of(page, metric, high)
    for blank in (" ", "\xa0"):
        number, found, unit = first.rpartition(blank)
        if found and last.endswith(f"{blank}{unit}"):
            return number, last
    return first, last


# ── what moved ───────────────────────────────────────────────────────────────────────────────────────────────


def heading(page: Context) -> str:
    """Which outcomes moved by more than chance allows, of those that can be tested."""
    tested = [m for m in page.assessment.metrics.values() if m.tested and m.previous is not None]
    worse, better = ([m for m in tested if m.trend == trend] for trend in ("worse", "better"))
    if worse and better:
        return opened(page.say("metrics.heading_mixed", worse=_listed(page, worse), better=_listed(page, better)))
    if worse:
        return opened(page.say("metrics.heading_worse", worse=_listed(page, worse)))
    if better:
        return opened(page.say("metrics.heading_better", better=_listed(page, better)))
    if tested:
        return page.say("metrics.heading_still", count=len(tested))
    return page.say("metrics.heading_first", count=sum(1 for m in page.assessment.metrics.values() if m.measure))


def _listed(page: Context, metrics: Sequence[MetricReading]) -> str:
    named = [
        page.say(
            "metrics.named",
            name=page.words.within(name_of(m, page.words)),
            value=value_of(page, m),
            previous=value_of(page, m, m.previous),
        )
        for m in metrics[:_NAMED]
    ]
    if len(metrics) > _NAMED:
        named.append(page.say("metrics.more", count=len(metrics) - _NAMED))
    return page.words.join(named)


# ── tiles ────────────────────────────────────────────────────────────────────────────────────────────────────


def tiles(page: Context) -> Iterator[Tiles]:
    """A tile a metric, in rows of about one length."""
    every = [_tile(page, metric) for metric in page.assessment.metrics.values()]
    rows = -(-len(every) // MOST_TILES)
    edges = [len(every) * number // rows for number in range(rows + 1)]
    for start, end in pairwise(edges):
        yield Tiles(tuple(every[start:end]), page.say("metrics.tiles_about"))


def _tile(page: Context, metric: MetricReading) -> Tile:
    say, reading = page.say, metric.reading
    lines = [say(f"metrics.{metric.better}")]
    if not is_whole(metric):
        n = say("metrics.n", n=reading.n) if reading.n else say("metrics.no_n")
        lines = [_interval(page, metric), say("metrics.facts", n=n, better=lines[0])]
    lines += [part for part in (say_currency(metric.unit, page.words), metric.period) if part]
    lines.append(_before(page, metric))
    if metric.target is not None:
        key = "target_unclear" if against_target(metric) == "unclear" else "target"
        lines.append(say(f"metrics.{key}", target=value_of(page, metric, metric.target)))
    return Tile(short(page, metric), value_of(page, metric), tuple(lines))


def is_whole(metric: MetricReading) -> bool:
    """Whether it counts all customers or all money: no sample stands behind it, and chance has no part in it."""
    return metric.unit in {"count", "money"}


def _interval(page: Context, metric: MetricReading) -> str:
    low, high = metric.reading.low, metric.reading.high
    if low is None or high is None:
        return page.say("metrics.no_interval")
    first, last = span_of(page, metric, low, high)
    return page.say("metrics.interval", low=first, high=last)


def _before(page: Context, metric: MetricReading) -> str:
    """The period before, and whether the change is beyond chance, or why nothing compares."""
    if metric.previous is None:
        return page.say(
            f"metrics.compares_{metric.compares}" if metric.compares != "yes" else "metrics.compares_no_earlier"
        )
    previous = value_of(page, metric, metric.previous)
    if metric.trend == "unknown":
        return page.say("metrics.compares_no_earlier")
    if metric.trend in {"same", "unclear", "changed"} or metric.tested:
        return page.say(f"metrics.before_{metric.trend}", previous=previous)
    key = "before_whole" if is_whole(metric) else "before_untested"
    return page.say(f"metrics.{key}", previous=previous, trend=page.words.say(f"trends.{metric.trend}"))


# ── period by period ─────────────────────────────────────────────────────────────────────────────────────────


def trends(page: Context, leaving: frozenset[str] = frozenset()) -> Iterator[Block]:
    """A small chart a metric, two beside each other; `leaving` are shown elsewhere."""
    metrics = [metric for metric in page.assessment.metrics.values() if metric.metric not in leaving]
    drawn = [(metric, trend) for metric in metrics if (trend := trend_of(metric, page.words))]
    if not drawn:
        return
    yield Heading(_trends_heading(page, [metric for metric, _ in drawn]), 2)
    yield from in_pairs(page, [trend_picture(page, metric, trend) for metric, trend in drawn])


def _trends_heading(page: Context, drawn: Sequence[MetricReading]) -> str:
    """How many of the outcomes that have a chart moved by more than chance allows."""
    tested = [metric for metric in drawn if metric.tested and metric.previous is not None]
    if not tested:
        return page.say("metrics.trends_untested")
    moved = [metric for metric in tested if metric.trend in {"worse", "better", "changed"}]
    if not moved:
        return page.say("metrics.trends_still", count=len(tested))
    return page.say("metrics.trends_moved", names=page.words.join([short(page, m) for m in moved]))


def in_pairs(page: Context, pictures: Sequence[Picture]) -> Iterator[Block]:
    """Pictures of half a page's width, two beside each other."""
    for number in range(0, len(pictures), 2):
        left, right = pictures[number], pictures[number + 1 : number + 2]
        yield TwoColumns((left,), tuple(right), page.say("two_columns"))


def trend_picture(page: Context, metric: MetricReading, trend: Trend) -> Picture:
    """A metric period by period, with a note on what breaks its line."""
    found = breaks_in(metric.series, page.words)
    broken = page.say("metrics.trend_breaks", at=page.words.join([b.at for b in found])) if found else ""
    target = ""
    if trend.target is not None:
        target = page.say("metrics.trend_target", target=value_of(page, metric, metric.target))
    shown, _ = shown_unit(metric.unit, metric.reading.value)
    unit = "" if metric.unit in _SEEN else page.say("metrics.in_unit", unit=say_unit(shown, page.words))
    caption = page.caption(
        "trend",
        metric.metric,
        metric=name_of(metric, page.words),
        unit=unit,
        interval=page.say("metrics.trend_interval") if trend.has_intervals else "",
        target=target,
        breaks=broken,
        source=_counted(page, metric),
    )
    notes = [
        page.say(
            f"metrics.break_{b.why}",
            at=b.at,
            before=page.cut(b.before, _QUESTION),
            after=page.cut(b.after, _QUESTION),
        )
        for b in found
    ]
    if has_shorter_periods(metric):
        notes.append(page.say("metrics.shorter", period=metric.period))
    if any(point.why == "withheld" for point in metric.series):
        notes.append(page.say("metrics.few", least=page.assessment.engagement.minimum_group))
    return Picture(
        trend,
        trend_alt(name_of(metric, page.words), trend, page.words),
        plain(" ".join(notes)) if notes else (),
        caption,
    )


def _counted(page: Context, metric: MetricReading) -> str:
    """How many stand behind each point of a chart, and where they come from."""
    numbers = [point.n for point in metric.series if point.value is not None]
    known = [number for number in numbers if number]
    n = ""
    if len(known) == len(numbers) and not is_whole(metric):
        low, high = min(known), max(known)
        n = page.say(f"metrics.trend_n{'' if low < high else '_alike'}", low=low, high=high)
    return n + (page.say("metrics.trend_source", source=metric.source) if metric.source else "")


# ── promoters and detractors ─────────────────────────────────────────────────────────────────────────────────


def promoters(page: Context) -> Iterator[Block]:
    """How the promoter score comes about: the shares of all, and of each touchpoint that asks for it."""
    nps = page.assessment.metrics.get("nps")
    shares = promoter_shares(nps) if nps else None
    if nps is None or shares is None:
        return
    rows = []
    for reading in (nps, *(other for other in nps.also if other.touchpoint and other.source == nps.source)):
        parts = promoter_shares(reading)
        if parts is not None:
            name = reading.touchpoint or page.say("metrics.all")
            label = page.say("metrics.promoters_label", name=name, score=value_of(page, reading), n=reading.reading.n)
            rows.append((label, parts))
    spoken = "; ".join(
        page.say("metrics.promoters_row", label=label, promoters=p, passives=q, detractors=d)
        for label, (p, q, d) in rows
    )
    said = {"promoters": shares[0], "detractors": shares[2], "score": value_of(page, nps)}
    yield Heading(page.say("metrics.promoters_heading", **said), 2)
    period = page.say("metrics.from_period", period=nps.period) if nps.period else ""
    caption: Caption = page.caption("promoters", period=period)
    yield Picture(promoter_bars(rows, page.words), page.say("metrics.promoters_alt", rows=spoken), caption=caption)


# ── on one line ──────────────────────────────────────────────────────────────────────────────────────────────


def in_one_line(page: Context) -> Iterator[Text]:
    """The first outcomes in a line, for a page that has no more room."""
    if not is_measured(page):
        return
    said = []
    for metric in [m for m in page.assessment.metrics.values() if m.reading.value is not None][:MOST_TILES]:
        reading = metric.reading
        values: dict[str, object] = {"name": short(page, metric), "value": value_of(page, metric)}
        if reading.low is None or reading.high is None:
            said.append(page.say("metrics.summary_plain", **values))
        else:
            low, high = span_of(page, metric, reading.low, reading.high)
            said.append(page.say("metrics.summary_one", n=reading.n, low=low, high=high, **values))
    yield Text((Run(page.say("metrics.summary_title"), bold=True), Run("; ".join(said) + ".")), "rest")
