"""The sheet Metrics: every outcome with what judges it, the promoter score from its answers, and the index, live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from xlsxwriter.utility import xl_col_to_name

from cxassess.measures.measured import NOTHING_LEFT_OUT
from cxassess.measures.nps import DETRACTORS, PASSIVES, PROMOTERS
from cxassess.measures.scale import NPS_SCALE, Anchors
from cxassess.metrics import say_unit
from cxassess.model.outcome import IndexPart, MetricReading
from cxassess.outcome_index import SCALES
from cxassess.outcomes import against_target, name_of
from cxassess.report.metric_charts import is_withheld, number_of, promoter_bars, promoter_shares, readings_of
from cxassess.report.native import Cells
from cxassess.report.workbook.book import BAND, COUNT, LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import METRICS_FIRST
from cxassess.report.workbook.live import Live, quoted
from cxassess.report.workbook.parts import Parts

_WIDE = {"name": 34, "definition": 44, "source": 28, "wording": 50, "peer_source": 28, "period": 24, "touchpoint": 18}
_TEXTS = frozenset({*_WIDE, "unit", "better", "chance", "at_target", "tool"})
_AFTER_NUMBERS = frozenset({"period", "peer_source", "wording"})
_DUST = 9  # decimals to which two values are compared, as `against_target` does
_SHARE = "0.0%"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, by the key of its head."""

    number: int
    metric: MetricReading
    withheld: bool


def write_metrics(sheet: Sheet, parts: Parts) -> None:
    """The sheet Metrics."""
    heads = parts.heads("metrics")
    columns = {key: xl_col_to_name(place) for place, key in enumerate(heads)}
    sheet.title(parts.say("metrics.title"), parts.subtitle)
    sheet.text("A3", parts.say("metrics.note"), QUIET)
    right = tuple(columns[key] for key in heads if key not in _TEXTS)
    sheet.heads(METRICS_FIRST - 1, {columns[key]: text for key, text in heads.items()}, right=right, height=30)
    sheet.widths({columns[key]: _WIDE.get(key, 12) for key in heads})
    rows = [
        Row(METRICS_FIRST + place, metric, is_withheld(metric))
        for place, metric in enumerate(readings_of(parts.assessment))
    ]
    for row in rows:
        _write_row(sheet, parts, row, columns)
    last = METRICS_FIRST - 1 + len(rows)
    sheet.writer.autofilter(f"A{METRICS_FIRST - 1}:{columns['wording']}{last}")
    sheet.writer.freeze_panes(METRICS_FIRST - 1, 1)
    after = _promoters(sheet, parts, last + 3)
    _index(sheet, parts, after, {row.metric.metric: row for row in reversed(rows)}, columns["value"])


def _write_row(sheet: Sheet, parts: Parts, row: Row, columns: dict[str, str]) -> None:
    metric, words = row.metric, parts.words
    form, reading, peer = number_of(metric.unit), metric.reading, metric.peer
    measured = metric.measure.now if metric.measure else None
    texts = {
        "name": name_of(metric, words),
        "touchpoint": metric.touchpoint,
        "definition": metric.definition,
        "unit": say_unit(metric.unit, words),
        "better": words.say(f"report.metrics.{metric.better}"),
        "period": metric.period,
        "peer_source": words.say("report.peers.source_cell", source=peer.source, year=peer.year) if peer else "",
        "source": metric.source,
        "tool": metric.measure.tool if metric.measure else "",
        "wording": metric.wording,
    }
    change = metric.change
    numbers: dict[str, float | int | None] = {
        "value": reading.value,
        "low": reading.low,
        "high": reading.high,
        "previous": metric.previous,
        "change_low": change.low if change else None,
        "change_high": change.high if change else None,
        "target": metric.target,
        "peer": peer.value if peer else None,
    }
    if row.withheld:
        numbers = dict.fromkeys(numbers)
    for key, text in texts.items():
        look = TEXT if key in _AFTER_NUMBERS else {}
        sheet.text(f"{columns[key]}{row.number}", text, LINE, WRAP, look, valign="vcenter", bold=key == "name")
    for key, value in numbers.items():
        sheet.number(f"{columns[key]}{row.number}", value, LINE, bold=key == "value", num_format=form)
    sheet.number(f"{columns['n']}{row.number}", reading.n or None, LINE, num_format="#,##0")
    sheet.number(f"{columns['peer_n']}{row.number}", peer.n if peer else None, LINE, num_format="#,##0")
    for reason in fields(measured.left_out if measured else NOTHING_LEFT_OUT):
        count = getattr(measured.left_out, reason.name) if measured else None
        sheet.number(f"{columns[reason.name]}{row.number}", count, LINE, num_format="#,##0")
    _follows(sheet, parts, row, columns, form)
    sheet.fit(row.number, [(texts[key], _WIDE[key]) for key in ("definition", "source", "wording", "peer_source")])


def _follows(sheet: Sheet, parts: Parts, row: Row, columns: dict[str, str], form: str) -> None:
    """The cells that follow from others: the change, whether it is beyond chance, and whether a target is reached."""
    metric = row.metric
    at = {key: f"{column}{row.number}" for key, column in columns.items()}
    yes, no = parts.say("metrics.yes"), parts.say("metrics.no")
    value = None if row.withheld else metric.reading.value
    if value is None or metric.previous is None:
        sheet.text(at["change"], "", LINE)
    else:
        sheet.live(
            at["change"], Live(f"{at['value']}-{at['previous']}", value - metric.previous), LINE, num_format=form
        )
    change = metric.change
    if not row.withheld and change is not None and change.low is not None and change.high is not None:
        verdict = Live(
            f"IF({at['change_low']}*{at['change_high']}>0,{quoted(yes)},{quoted(no)})",
            yes if change.low * change.high > 0 else no,
        )
        sheet.live(at["chance"], verdict, LINE, TEXT)
    else:
        said = (yes if metric.trend in {"better", "worse", "changed"} else no) if metric.tested else ""
        sheet.text(at["chance"], "" if row.withheld else said, LINE, TEXT)
    reached = None if row.withheld else against_target(metric)
    if reached is None:
        sheet.text(at["at_target"], "", LINE)
        return
    ahead = (at["value"], at["target"]) if metric.better == "up" else (at["target"], at["value"])
    says = {"met": yes, "missed": no, "unclear": parts.say("metrics.unclear")}
    short = quoted(no)
    if metric.reading.low is not None and metric.reading.high is not None:
        within = f"AND({at['low']}<={at['target']},{at['target']}<={at['high']})"
        short = f"IF({within},{quoted(says['unclear'])},{quoted(no)})"
    formula = f"IF(ROUND({'-'.join(ahead)},{_DUST})>=0,{quoted(yes)},{short})"
    sheet.live(at["at_target"], Live(formula, says[reached]), LINE, TEXT)


# ── promoters ────────────────────────────────────────────────────────────────────────────────────────────────

_GROUPS = (("promoters", PROMOTERS), ("passives", PASSIVES), ("detractors", DETRACTORS))


def _promoters(sheet: Sheet, parts: Parts, row: int) -> int:
    """The promoter score from the number of answers at each point. Returns the row for the next table."""
    nps = parts.assessment.metrics.get("nps")
    shares = promoter_shares(nps) if nps else None
    if nps is None or nps.measure is None or shares is None:
        return row
    say, answers = parts.say, nps.measure.answers
    sheet.text(f"A{row}", say("metrics.promoters"), bold=True, font_size=12)
    sheet.text(f"A{row + 1}", say("metrics.promoters_note"), QUIET)
    heads = {"A": say("metrics.point"), "B": say("metrics.answers"), "C": say("metrics.share")}
    sheet.heads(row + 2, heads, right=("B", "C"))
    first = row + 3
    cells = {}
    for place, point in enumerate(range(NPS_SCALE.high, NPS_SCALE.low - 1, -1)):
        cells[point] = f"B{first + place}"
        sheet.number(f"A{first + place}", point, LINE, num_format=COUNT, align="left")
        sheet.number(f"B{first + place}", answers.get(point, 0.0), LINE, num_format="#,##0.##")
    last = first + len(cells) - 1
    total, at = f"SUM(B{first}:B{last})", last + 1
    places = {}
    for (name, points), share in zip(_GROUPS, shares, strict=True):
        span = f"SUM({cells[points[-1]]}:{cells[points[0]]})"
        weight = sum(count for point, count in answers.items() if point in points)
        sheet.text(f"A{at}", parts.words.say(f"report.figures.{name}"), LINE, bold=True)
        sheet.live(f"B{at}", Live(span, weight), LINE, num_format="#,##0.##")
        sheet.live(f"C{at}", Live(f"{span}/{total}", share), LINE, num_format=_SHARE)
        places[name] = at
        at += 1
    score = Live(f"100*(C{places['promoters']}-C{places['detractors']})", nps.reading.value)
    sheet.text(f"A{at}", say("metrics.score"), LINE, bold=True, bg_color=BAND)
    sheet.text(f"B{at}", "", LINE, bg_color=BAND)
    sheet.live(f"C{at}", score, LINE, bold=True, bg_color=BAND, num_format=number_of("points"))
    _promoter_chart(sheet, parts, nps, shares, (row + 2, places))
    return at + 3


def _promoter_chart(
    sheet: Sheet,
    parts: Parts,
    nps: MetricReading,
    shares: tuple[float, float, float],
    where: tuple[int, dict[str, int]],
) -> None:
    """A bar over the cells of the shares."""
    row, places = where
    name = name_of(nps, parts.words)
    title = sheet.at(f"E{row}")
    sheet.text(f"E{row}", parts.say("metrics.promoters_title", name=name), QUIET)
    score = places["detractors"] + 1
    label = f"={sheet.at(f'A{score}')}"
    cells = [
        Cells(f"={sheet.at(f'A{places[group]}')}", label, f"={sheet.at(f'C{places[group]}')}") for group, _ in _GROUPS
    ]
    said = dict(zip((group for group, _ in _GROUPS), shares, strict=True))
    figure = promoter_bars([(name, shares)], parts.words)
    alt = parts.say("metrics.promoters_alt", **said)
    add_chart(sheet, f"E{row}", figure, cells, title, alt, width=640, height=200)


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────


def _index(sheet: Sheet, parts: Parts, row: int, rows: dict[str, Row], column: str) -> None:
    """The outcome index with its recipe: change a floor or a weight and the points follow."""
    index = parts.assessment.index
    if index is None:
        return
    heads = dict(zip("ABCDEFGHIJK", parts.heads("index").values(), strict=True))
    sheet.text(f"A{row}", parts.say("metrics.index"), bold=True, font_size=12)
    sheet.text(f"A{row + 1}", parts.say("metrics.index_note"), QUIET)
    sheet.heads(row + 2, heads, right=tuple("CDEFGHIJK"), height=30)
    first = row + 3
    for at, part in enumerate(index.parts, start=first):
        form = number_of(part.unit)
        sheet.text(f"A{at}", parts.words.say(f"metrics.{part.metric}.name"), LINE, bold=True)
        sheet.text(f"B{at}", parts.say(f"metrics.how_{part.how}"), LINE, TEXT)
        source = rows.get(part.metric)
        if source is None or part.value is None:
            sheet.number(f"C{at}", part.value, LINE, num_format=form)
        else:
            sheet.live(f"C{at}", Live(f"{column}{source.number}", part.value), LINE, num_format=form)
        sides = list(_sides(part))
        for cell, value in zip("DEFGHI", _anchor_cells(sides), strict=True):
            sheet.number(f"{cell}{at}", value, LINE, num_format=form)
        formula = _points(at, "DEF")
        if len(sides) > 1:
            formula = f"MIN({formula},{_points(at, 'IHG')})"
        if part.points is None:
            sheet.text(f"J{at}", "", LINE)
        else:
            sheet.live(f"J{at}", Live(formula, part.points), LINE, num_format=SCORE)
        sheet.number(f"K{at}", part.weight, LINE, num_format=_SHARE)
    last = first + len(index.parts) - 1
    for cell in "BCDEFGHI":
        sheet.text(f"{cell}{last + 1}", "", LINE, bg_color=BAND)
    sheet.text(f"A{last + 1}", parts.say("metrics.index"), LINE, bold=True, bg_color=BAND)
    points, weights = f"J{first}:J{last}", f"K{first}:K{last}"
    whole = f'IF(COUNT({points})<{len(index.parts)},"",SUMPRODUCT({points},{weights})/SUM({weights}))'
    sheet.live(f"J{last + 1}", Live(whole, index.value), LINE, bold=True, bg_color=BAND, num_format=SCORE)
    sheet.live(f"K{last + 1}", Live(f"SUM({weights})", sum(p.weight for p in index.parts)), LINE, num_format=_SHARE)
    if index.why:
        sheet.text(f"A{last + 2}", index.why, QUIET)


def _sides(part: IndexPart) -> Iterator[Anchors]:
    """The anchors that points are counted between; a scale is one from its bad end to its good one."""
    if part.band is not None:
        yield from (part.band.below, part.band.above)
    elif part.anchors is not None:
        yield part.anchors
    else:
        scale = SCALES[part.metric]
        bad, good = (scale.low, scale.high) if scale.better == "up" else (scale.high, scale.low)
        yield Anchors(bad, (bad + good) / 2, good)


def _anchor_cells(sides: Sequence[Anchors]) -> tuple[float | None, ...]:
    """Floor, threshold and target, and of a band the other side from its target to its floor."""
    low = sides[0]
    above: tuple[float | None, ...] = (None, None, None)
    if len(sides) > 1:
        above = (sides[1].target, sides[1].threshold, sides[1].floor)
    return (low.floor, low.threshold, low.target, *above)


def _points(row: int, cells: str) -> str:
    """Points between the anchors in three cells, as Anchors.points has it."""
    floor, threshold, target = (f"{cell}{row}" for cell in cells)
    first = f"MIN(MAX((C{row}-{floor})/({threshold}-{floor}),0),1)"
    second = f"MIN(MAX((C{row}-{threshold})/({target}-{threshold}),0),1)"
    return f"50*{first}+50*{second}"
