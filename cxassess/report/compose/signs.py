"""The warning signs: a tile each, and the way of the metric that each is read from, with its threshold in words."""

from collections.abc import Iterator

from cxassess.formats import opened
from cxassess.model.outcome import MetricReading, Sign
from cxassess.outcomes import name_of
from cxassess.report.blocks import Block, Picture, Text, Tile, Tiles
from cxassess.report.compose.context import Context
from cxassess.report.compose.exhibits import Exhibit
from cxassess.report.compose.measured import in_pairs
from cxassess.report.metric_charts import trend_alt, trend_of_sign
from cxassess.signs import kind_of, say_thresholds


def signs_heading(page: Context) -> str:
    """How many signs are active, and which."""
    signs = page.assessment.signs.values()
    active = [page.words.within(page.words.say(f"signs.{s.id}.name")) for s in signs if s.active]
    if len(active) == len(signs):
        return page.say("outcomes.heading_every", of=len(signs), names=page.words.join(active))
    if active:
        return page.say("outcomes.heading_active", of=len(signs), count=len(active), names=page.words.join(active))
    known = sum(1 for s in signs if s.state != "unknown")
    if known:
        return page.say("outcomes.heading_quiet", known=known, count=known)
    return page.say("outcomes.heading_unknown", of=len(signs))


def sign_tiles(page: Context) -> Tiles:
    """The state of each sign."""
    signs = page.assessment.signs
    return Tiles(tuple(_tile(page, sign) for sign in signs.values()), page.say("outcomes.signs_about", of=len(signs)))


def _tile(page: Context, sign: Sign) -> Tile:
    state = page.words.say(f"states.{sign.state}")
    level = {"alarm": 1, "watch": 2}.get(sign.state)
    name = page.words.say(f"signs.{sign.id}.name")
    return Tile(name, opened(state), (sign.sentence,), "level" if level else "tile", level)


def shown_with_signs(page: Context) -> frozenset[str]:
    """The metrics whose charts stand beside their signs; the promoter score has its own among the outcomes."""
    signs = page.assessment.signs.values()
    return frozenset(s.metric for s in signs if s.metric != "nps" and _metric(page, s) and len(s.series) > 1)


def sign_trends(page: Context) -> Iterator[Block]:
    """A small chart a sign that has a series; one whose chart stands among the outcomes refers to it."""
    beside, pictures = shown_with_signs(page), []
    for sign in page.assessment.signs.values():
        metric = _metric(page, sign)
        if metric is None:
            continue
        if sign.metric in beside:
            picture = _picture(page, sign, metric)
            pictures += [picture] if picture else []
        elif len(sign.series) > 1:
            name = page.words.say(f"signs.{sign.id}.name")
            yield Text(page.told("warning_signs.of_figure", sign=name, figure=Exhibit(f"trend.{sign.metric}")), "note")
    yield from in_pairs(page, pictures)


def _metric(page: Context, sign: Sign) -> MetricReading | None:
    return page.assessment.metrics.get(sign.metric)


def _picture(page: Context, sign: Sign, metric: MetricReading) -> Picture | None:
    trend = trend_of_sign(sign, metric.unit, page.words)
    if trend is None:
        return None
    caption = page.caption("sign", sign.id, threshold=threshold(page, sign, name_of(metric, page.words)))
    return Picture(trend, trend_alt(name_of(metric, page.words), trend, page.words), caption=caption)


def threshold(page: Context, sign: Sign, name: str) -> str:
    """Where a sign is read, from which change on it is watched, and from which on it is an alarm."""
    words = page.words
    by_test = sign.watch is None or sign.alarm is None
    kind = kind_of(sign.id, page.assessment.engagement.sign_limits)
    said = words.say("sign_rules.thresholds_by_test") if by_test else say_thresholds(kind, words)
    return page.say("warning_signs.threshold", sign=words.say(f"signs.{sign.id}.name"), name=name, thresholds=said)
