"""Outcomes and warning signs, beside the maturity scores and never in them."""

from collections.abc import Iterator

from cxassess.display import MISSING
from cxassess.formats import opened
from cxassess.metrics import METRICS, say_currency, say_value
from cxassess.model.outcome import MetricReading
from cxassess.outcomes import against_target, change_margin, is_clearly_worse, misses_target
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, PageBreak, Run, Table, Text, plain
from cxassess.report.compose import measured, signs
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.metric_groups import groups
from cxassess.report.compose.outcome_recipe import how_measured, index, peers
from cxassess.report.compose.say_do import told_on_page
from cxassess.say_do import is_strong


def outcomes(page: Context) -> Iterator[Block]:
    """The metrics as they were measured or typed, the warning signs, and ratings that do not fit.

    Without any there is no page, unless the consultant has words for it: the summary says what is not known.
    """
    a, words = page.assessment, list(page.commented("outcomes"))
    if not a.metrics and not words:
        return
    yield PageBreak()
    yield Label(page.say("outcomes.label"))
    if not a.metrics:
        yield Heading(page.say("outcomes.heading_none"))
        yield Text(plain(page.say("outcomes.none_text")))
        yield from words
    elif measured.is_measured(page):
        yield from _measured(page)
    else:
        yield from _typed(page)
        yield from words


def _measured(page: Context) -> Iterator[Block]:
    """What was counted from the client's own rows, with what was typed beside it.

    The consultant's words come before the pages of charts and tables: they belong to what is seen first.
    """
    yield Heading(measured.heading(page))
    yield Text(plain(page.say("metrics.lead")))
    yield from measured.tiles(page)
    yield from measured.promoters(page)
    yield from page.commented("outcomes")
    yield from measured.trends(page, signs.shown_with_signs(page))
    yield from groups(page)
    yield Heading(signs.signs_heading(page), 2)
    yield signs.sign_tiles(page)
    yield from signs.sign_trends(page)
    yield from _contradictions(page)
    yield from index(page)
    yield from peers(page)
    yield from how_measured(page)


def _typed(page: Context) -> Iterator[Block]:
    """The table as the client typed it."""
    yield Heading(signs.signs_heading(page))
    yield Text(plain(page.say("outcomes.lead")))
    yield signs.sign_tiles(page)
    yield from signs.sign_trends(page)
    yield typed_table(page)
    yield from measured.trends(page, signs.shown_with_signs(page))
    yield from _contradictions(page)
    yield from index(page)
    yield from peers(page)


def _contradictions(page: Context) -> Iterator[Block]:
    """Ratings that do not fit; those that the page on say and do tells stand there."""
    a, told = page.assessment, told_on_page(page)
    found = [finding for finding in page.findings("contradiction") if finding not in told]
    if found:
        yield Heading(page.say("outcomes.contradictions", count=len(found)), 2)
        for finding in found:
            yield Text(plain(page.sentence(finding)))
    elif a.responses and "say_do" not in page.sections:
        strong = any(is_strong(p, a.pack, a.engagement) for p in a.practices.values())
        yield Text(plain(page.say("outcomes.no_contradiction" if strong else "outcomes.no_strong")))


def typed_table(page: Context) -> Table:
    """What the client typed, a row an outcome."""
    columns = (
        Column(page.say("outcomes.metric"), 0.48),
        Column(page.say("outcomes.value"), 0.10, "right"),
        Column(page.say("outcomes.interval"), 0.15, "right"),
        Column(page.say("outcomes.n"), 0.08, "right"),
        Column(page.say("outcomes.before"), 0.085, "right"),
        Column(page.say("outcomes.change"), 0.105, "right"),
    )
    rows = tuple(_row(page, metric) for metric in page.assessment.metrics.values())
    note = plain(page.say("outcomes.note"))
    return Table(columns, rows, page.say("outcomes.about"), note, caption=page.caption("outcomes"))


def _is_untested(metric: MetricReading) -> bool:
    """Whether an outcome moved and its table carries too little to say whether chance allows that.

    Customers and money are counted in full, so that no sample stands behind their change.
    """
    kind, reading = METRICS[metric.metric], metric.reading
    if metric.previous is None or metric.trend in {"same", "unclear"} or kind.unit in {"count", "money"}:
        return False
    return change_margin(kind, reading, metric.previous) is None


def _row(page: Context, metric: MetricReading) -> tuple[Cell, ...]:
    id, reading = metric.metric, metric.reading

    def said(value: float | None) -> str:
        return say_value(id, value, page.words, like=reading.value)

    separator = "; " if metric.period and metric.source else ""
    source = page.say("outcomes.source", period=metric.period, sep=separator, source=metric.source)
    target = ""
    if metric.target is not None:
        key = "target_unclear" if against_target(metric) == "unclear" else "target"
        target = page.say(f"outcomes.{key}", target=said(metric.target))
    currency = opened(say_currency(metric.unit, page.words))
    second = ". ".join(part for part in (metric.definition.rstrip("."), currency, source, target) if part)
    interval = MISSING
    if reading.low is not None and reading.high is not None:
        low, high = said(reading.low), said(reading.high)
        if low != high:  # else so many answered that it has no printed width
            interval = page.words.say("range", low=low, high=high)
    worse = is_clearly_worse(metric)
    change = MISSING if metric.previous is None else page.words.say(f"trends.{metric.trend}")
    return (
        text_cell(page.words.say(f"metrics.{id}.name"), second),
        Cell((Run(said(reading.value), bold=True, alert=misses_target(metric)),)),
        text_cell(interval),
        text_cell(page.words.number(reading.n, ",d") if reading.n else MISSING),
        text_cell(said(metric.previous)),
        Cell((Run(change, bold=worse, alert=worse),), page.say("outcomes.untested") if _is_untested(metric) else ""),
    )
