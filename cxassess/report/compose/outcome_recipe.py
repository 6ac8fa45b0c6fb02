"""What stands behind outcomes: the recipe of the index, values of others, and how each was measured."""

from collections.abc import Iterator
from dataclasses import fields

from cxassess.display import MISSING
from cxassess.measures.measured import LeftOut
from cxassess.metrics import say_currency, say_value
from cxassess.model.outcome import IndexPart, MetricReading
from cxassess.outcomes import name_of
from cxassess.report.blocks import Block, Cell, Column, Heading, Run, Table, Text, plain
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.measured import value_of

_SOURCE = 80  # letters of a file's name


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────


def index(page: Context) -> Iterator[Block]:
    """The outcome index of the client's own choice, with its recipe."""
    found = page.assessment.index
    if found is None:
        return
    say = page.say
    yield Heading(
        say("outcome_index.heading_none") if found.value is None else say("outcome_index.heading", value=found.value), 2
    )
    yield Text(plain(say("outcome_index.lead")), keep=True)
    if found.why:
        yield Text((Run(found.why, alert=True),))
    columns = (
        Column(say("outcome_index.metric"), 0.27),
        Column(say("outcome_index.recipe"), 0.39),
        Column(say("outcome_index.value"), 0.12, "right"),
        Column(say("outcome_index.points"), 0.10, "right"),
        Column(say("outcome_index.weight"), 0.12, "right"),
    )
    rows = tuple(_part(page, part) for part in found.parts)
    note = plain(say("outcome_index.note", periods="; ".join(found.periods) or MISSING))
    yield Table(columns, rows, say("outcome_index.about"), note, caption=page.caption("index"))


def _part(page: Context, part: IndexPart) -> tuple[Cell, ...]:
    value = say_value(part.metric, part.value, page.words, part.unit)
    currency = say_currency(part.unit, page.words)
    return (
        text_cell(page.words.say(f"metrics.{part.metric}.short"), part.definition or currency),
        text_cell(recipe(page, part)),
        Cell((Run(value, bold=True),)),
        text_cell(page.words.score(part.points)),
        text_cell(page.words.percent(part.weight)),
    )


def recipe(page: Context, part: IndexPart) -> str:
    """How a metric becomes points, in words."""

    def said(value: float) -> str:
        return say_value(part.metric, value, page.words, like=part.value)

    if part.band is not None:
        below, above = part.band.below, part.band.above
        good = {"low": said(below.target), "high": said(above.target)}
        return page.say("outcome_index.band", least=said(below.floor), most=said(above.floor), **good)
    if part.anchors is not None:
        a = part.anchors
        return page.say(
            "outcome_index.anchors", floor=said(a.floor), threshold=said(a.threshold), target=said(a.target)
        )
    return page.say("outcome_index.pomp")


# ── others ───────────────────────────────────────────────────────────────────────────────────────────────────


def peers(page: Context) -> Iterator[Block]:
    """What others have, only as the client supplied it, and without a verdict."""
    known = [(metric, metric.peer) for metric in page.assessment.metrics.values() if metric.peer]
    if not known:
        return
    say = page.say
    columns = (
        Column(say("peers.metric"), 0.34),
        Column(say("peers.source"), 0.32),
        Column(say("peers.here"), 0.12, "right"),
        Column(say("peers.there"), 0.12, "right"),
        Column(say("peers.n"), 0.10, "right"),
    )
    rows = tuple(
        (
            text_cell(name_of(metric, page.words), say_currency(metric.unit, page.words)),
            text_cell(say("peers.source_cell", source=peer.source, year=peer.year), peer.note),
            Cell((Run(value_of(page, metric), bold=True),)),
            text_cell(value_of(page, metric, peer.value)),
            text_cell(page.words.number(peer.n, ",d") if peer.n else MISSING),
        )
        for metric, peer in known
    )
    yield Heading(say("peers.heading"), 2)
    yield Table(columns, rows, say("peers.about"), plain(say("peers.lead")), caption=page.caption("peers"))


# ── how it was measured ──────────────────────────────────────────────────────────────────────────────────────


def how_measured(page: Context) -> Iterator[Block]:
    """Definition, direction, interval, source, period, n, and what was left out of each outcome."""
    say, metrics = page.say, page.assessment.metrics.values()
    columns = (
        Column(say("measured.metric"), 0.42),
        Column(say("measured.source"), 0.27),
        Column(say("measured.left_out"), 0.22),
        Column(say("measured.n"), 0.09, "right"),
    )
    also = sum(len(metric.also) for metric in metrics)
    notes = [say("measured.note"), *([say("measured.more", count=also)] if also else [])]
    yield Heading(say("measured.heading"), 2)
    yield Table(
        columns,
        tuple(_how(page, metric) for metric in metrics),
        say("measured.about"),
        plain(" ".join(notes)),
        caption=page.caption("measured"),
    )


def _how(page: Context, metric: MetricReading) -> tuple[Cell, ...]:
    say = page.say
    definition = metric.definition.rstrip(".") or say("measured.typed")
    method = say(f"measured.{metric.method}")
    about = say("measured.definition", definition=definition, better=say(f"metrics.{metric.better}"), method=method)
    source = page.cut(metric.source, _SOURCE) or MISSING
    left_out = MISSING
    if metric.measure is not None:
        left_out = page.words.row(left_out_of(page, metric.measure.now.left_out)) or say("measured.nothing")
    return (
        text_cell(name_of(metric, page.words), about),
        text_cell(source, metric.period),
        text_cell(left_out),
        text_cell(page.words.number(metric.reading.n, ",d") if metric.reading.n else MISSING),
    )


def left_out_of(page: Context, left_out: LeftOut) -> Iterator[str]:
    """The counts of rows that were left out, by reason."""
    for reason in fields(left_out):
        count = getattr(left_out, reason.name)
        if count:
            yield page.say(f"measured.{reason.name}", n=count)
