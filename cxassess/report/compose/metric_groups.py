"""Outcomes by channel, touchpoint and segment: which groups differ by more than chance, and a table of them all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import NormalDist
from typing import get_args

from cxassess.measures.measure import Dimension, InGroup
from cxassess.measures.measured import Measured
from cxassess.model.outcome import MetricReading
from cxassess.report.blocks import Block, Cell, Column, Heading, Run, Table, plain
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.measured import short, span_of, value_of
from cxassess.report.metric_charts import asked_about, groups_of
from cxassess.statistics import Z95

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
MOST_GROUPS = 15  # rows of a table on paper; the workbook has all
MOST_METRICS = 5  # columns of one table
_NAME = 60  # letters of a group's name in a heading
_FIRST = 0.25  # of the width, for the names of groups
_WIDEST = 0.2  # of the width, for one metric


def groups(page: Context) -> Iterator[Block]:
    """A table a source of each dimension, under a heading that says whether its groups differ."""
    told = False
    for dimension in DIMENSIONS:
        sources = _by_source(page, dimension)
        if not sources:
            continue
        yield Heading(_heading(page, dimension, sources), 2)
        part = 0
        for source, columns in sources.items():
            metrics = [page.assessment.metrics[id] for id in columns]
            for start in range(0, len(metrics), MOST_METRICS):
                of = Counted(dimension, source, part, columns)
                yield _table(page, of, metrics[start : start + MOST_METRICS], told=told)
                told, part = True, part + 1


Columns = Mapping[str, tuple[InGroup, ...]]  # the groups of each metric


def _by_source(page: Context, dimension: Dimension) -> Mapping[str, Columns]:
    """The groups of all metrics by the source that they were counted in."""
    sources: dict[str, dict[str, tuple[InGroup, ...]]] = {}
    for metric in page.assessment.metrics.values():
        for source, found in groups_of(metric, dimension).items():
            sources.setdefault(source, {})[metric.metric] = found
    return sources


# ── which differ ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Apart:
    """The best and the worst of several groups, which differ by more than chance allows."""

    best: InGroup
    worst: InGroup


def _can_be_tested(group: InGroup) -> bool:
    """Whether it has an interval by which differences are tested; those of medians are not."""
    return group.measured.low is not None and group.measured.method != "order_statistics"


def clearly_apart(groups: Sequence[InGroup]) -> Apart | None:
    """The best and the worst group, where their difference is beyond chance; None otherwise, or with one group.

    The interval of a difference is put together of those of its two sides (Zou & Donner, Statistics in Medicine 27
    (2008)), from the distances that face each other. As the two were picked among all pairs, its width is that of
    Bonferroni: 5 % divided by the number of pairs. Where neither direction is better, no group is.
    """
    known = [(g, g.measured.value, g.measured.low, g.measured.high) for g in groups if _can_be_tested(g)]
    sure = [(g, v, low, high) for g, v, low, high in known if v is not None and low is not None and high is not None]
    if len(sure) < 2 or sure[0][0].measured.better == "band":
        return None
    bottom, top = (pick(sure, key=lambda row: row[1]) for pick in (min, max))
    pairs = len(sure) * (len(sure) - 1) // 2
    wider = NormalDist().inv_cdf(1 - 0.025 / pairs) / Z95
    margin = wider * hypot(top[1] - top[2], bottom[3] - bottom[1])
    if top[1] - bottom[1] <= margin:
        return None
    return Apart(top[0], bottom[0]) if top[0].measured.better == "up" else Apart(bottom[0], top[0])


def _heading(page: Context, dimension: Dimension, sources: Mapping[str, Columns]) -> str:
    """The first difference beyond chance, of groups that were counted in one source."""
    every = [(page.assessment.metrics[id], found) for columns in sources.values() for id, found in columns.items()]
    for metric, of_metric in every:
        found = clearly_apart(of_metric)
        if found is not None:
            return page.say(
                "metric_groups.clear",
                name=short(page, metric),
                best=page.cut(found.best.name, _NAME),
                high=value_of(page, metric, found.best.measured.value),
                worst=page.cut(found.worst.name, _NAME),
                low=value_of(page, metric, found.worst.measured.value),
            )
    several = any(sum(map(_can_be_tested, of_metric)) > 1 for _, of_metric in every)
    return page.say(f"metric_groups.{'unclear' if several else 'single'}_{dimension}")


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Counted:
    """What a table is of; `part` tells the tables of a dimension apart."""

    dimension: Dimension
    source: str
    part: int
    columns: Columns


def _table(page: Context, of: Counted, metrics: Sequence[MetricReading], *, told: bool) -> Table:
    dimension = of.dimension
    cells = {m.metric: {group.name: group.measured for group in of.columns[m.metric]} for m in metrics}
    sizes: dict[str, int] = {}
    for numbers in cells.values():
        for name, number in numbers.items():
            sizes[name] = max(sizes.get(name, 0), number.n or 0)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    shown = names[:MOST_GROUPS]
    if len(metrics) == 1:
        heads, rows = _alone(page, dimension, metrics[0], cells[metrics[0].metric], shown)
    else:
        heads, rows = _side_by_side(page, dimension, metrics, cells, shown)
    hidden = sum(1 for numbers in cells.values() for number in numbers.values() if number.why == "withheld")
    notes = [] if told else [page.say("metric_groups.note")]
    if hidden:
        notes.append(page.say("metric_groups.hidden", count=hidden, least=page.assessment.engagement.minimum_group))
    if len(names) > len(shown):
        notes.append(page.say("metric_groups.left", count=len(names) - len(shown)))
    of_metrics = (reading for metric in metrics for reading in (metric, *asked_about(metric, dimension)))
    of_source = (reading for reading in of_metrics if reading.source == of.source)
    periods = list(dict.fromkeys(reading.period for reading in of_source if reading.period))
    source = page.say("metrics.trend_source", source=of.source) if of.source else ""
    caption = page.caption(
        f"groups_{dimension}", str(of.part) if of.part else "", period="; ".join(periods), source=source
    )
    return Table(heads, rows, page.say("metric_groups.about"), plain(" ".join(notes)) if notes else (), caption=caption)


Heads = tuple[Column, ...]
Rows = tuple[tuple[Cell, ...], ...]
Numbers = Mapping[str, Measured]  # by group


def _alone(
    page: Context, dimension: Dimension, metric: MetricReading, numbers: Numbers, shown: Sequence[str]
) -> tuple[Heads, Rows]:
    """One metric, with its interval and n in columns of their own."""
    heads = (
        Column(page.say(f"metric_groups.{dimension}"), 0.46),
        Column(short(page, metric), 0.18, "right"),
        Column(page.say("outcomes.interval"), 0.24, "right"),
        Column(page.say("outcomes.n"), 0.12, "right"),
    )
    rows = []
    for name in shown:
        number = numbers[name]
        interval = page.say("none")
        if number.low is not None and number.high is not None:
            low, high = span_of(page, metric, number.low, number.high)
            interval = page.words.say("range", low=low, high=high)
        value = Cell((Run(page.say("none"), grey=True),))
        if number.why == "withheld":
            value = text_cell(page.say("metric_groups.withheld"), grey=True)
        elif number.value is not None:
            value = text_cell(value_of(page, metric, number.value), bold=True)
        n = page.say("none") if number.n is None else page.words.number(number.n, ",d")
        rows.append((text_cell(name), value, text_cell(interval), text_cell(n)))
    return heads, tuple(rows)


def _side_by_side(
    page: Context,
    dimension: Dimension,
    metrics: Sequence[MetricReading],
    cells: Mapping[str, Numbers],
    shown: Sequence[str],
) -> tuple[Heads, Rows]:
    """Several metrics, each with its interval and n below the value."""
    width = min(_WIDEST, (1 - _FIRST) / len(metrics))
    heads = (
        Column(page.say(f"metric_groups.{dimension}"), 1 - width * len(metrics)),
        *(Column(short(page, metric), width, "right") for metric in metrics),
    )
    rows = (
        (text_cell(name), *(_cell(page, metric, cells[metric.metric].get(name)) for metric in metrics))
        for name in shown
    )
    return heads, tuple(rows)


def _cell(page: Context, metric: MetricReading, number: Measured | None) -> Cell:
    if number is None:
        return Cell((Run(page.say("none"), grey=True),))
    if number.why == "withheld":
        return Cell((Run(page.say("none"), grey=True),), page.say("metric_groups.withheld_cell", n=number.n or 0))
    if number.value is None:
        return Cell((Run(page.say("none"), grey=True),), page.say("metric_groups.n", n=number.n or 0))
    second = page.say("metric_groups.n", n=number.n) if number.n is not None else ""
    if number.low is not None and number.high is not None:
        low, high = span_of(page, metric, number.low, number.high)
        second = page.say("metric_groups.interval", low=low, high=high, n=number.n or 0)
    return Cell((Run(value_of(page, metric, number.value), bold=True),), second)
