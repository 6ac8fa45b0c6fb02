"""The sheet Metric trends: each outcome by period, and charts whose lines join only what compares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name

from cxassess.model.outcome import MetricReading
from cxassess.outcomes import name_of
from cxassess.report.figures import Trend
from cxassess.report.metric_charts import Spot, is_withheld, number_of, readings_of, spots_of, trend_alt, trend_of
from cxassess.report.native import Cells
from cxassess.report.workbook.book import LINE, QUIET, TEXT, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import METRICS_FIRST
from cxassess.report.workbook.live import Live
from cxassess.report.workbook.parts import Parts

_WIDTHS = (36, 18, 46, 14, 12, 12, 11, 11, 11, 10, 40, 12, 12)
_LINES = len(_WIDTHS)  # the place of the first column that holds a line
_CHART_ROWS, _CHART_WIDTH, _CHART_HEIGHT = 15, 560, 280


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one outcome, and its chart where it has one."""

    metric: MetricReading
    spots: tuple[Spot, ...]
    trend: Trend | None
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.spots) - 1


def write_metric_trends(sheet: Sheet, parts: Parts) -> None:
    """The sheet Metric trends."""
    blocks = list(_blocks(parts))
    most = max((len(block.trend.lines) for block in blocks if block.trend), default=1)
    heads = [*parts.heads("metric_trends").values()]
    heads += [parts.say("metric_trends.line", number=number) for number in range(1, most + 1)]
    columns = [xl_col_to_name(place) for place in range(len(heads))]
    sheet.title(parts.say("metric_trends.title"), parts.subtitle)
    sheet.text("A3", parts.say("metric_trends.note", least=parts.assessment.engagement.minimum_group), QUIET)
    right = tuple(columns[place] for place in (*range(4, 10), *range(11, len(columns))))
    sheet.heads(METRICS_FIRST - 1, dict(zip(columns, heads, strict=True)), right=right, height=30)
    sheet.widths({column: (*_WIDTHS, *[10] * most)[place] for place, column in enumerate(columns)})
    for block in blocks:
        _write_block(sheet, parts, block, columns[_LINES:])
    sheet.writer.autofilter(f"A{METRICS_FIRST - 1}:{columns[_LINES - 1]}{max(b.last for b in blocks)}")
    sheet.writer.freeze_panes(METRICS_FIRST - 1, 1)
    beside = xl_col_to_name(len(columns) + 1)
    charted = [block for block in blocks if block.trend is not None]
    for place, block in enumerate(charted):
        _chart(sheet, parts, block, f"{beside}{METRICS_FIRST + place * _CHART_ROWS}", columns)


def _blocks(parts: Parts) -> list[Block]:
    """The outcomes with a series; only those that stand for their metric have a chart."""
    first, blocks = METRICS_FIRST, []
    heads = {id(metric) for metric in parts.assessment.metrics.values()}
    for metric in readings_of(parts.assessment):
        if not metric.series or is_withheld(metric):
            continue
        trend = trend_of(metric, parts.words, of_cells=True) if id(metric) in heads else None
        spots = spots_of(metric.series, parts.words)
        block = Block(metric, spots, trend and replace(trend, target=None), first)
        blocks.append(block)
        first = block.last + 1
    return blocks


def _write_block(sheet: Sheet, parts: Parts, block: Block, lines: Sequence[str]) -> None:
    metric, form = block.metric, number_of(block.metric.unit)
    line_of = {place: lines[n] for n, places in enumerate(block.trend.lines if block.trend else ()) for place in places}
    name = name_of(metric, parts.words)
    for place, spot in enumerate(block.spots):
        row, point = block.first + place, spot.point
        for column, text in zip("ABCD", (name, metric.touchpoint, metric.definition, spot.label), strict=True):
            sheet.text(f"{column}{row}", text, LINE, bold=column == "A")
        start, end = (spot.period.start, spot.last_day) if spot.period else (None, None)
        sheet.day(f"E{row}", start, LINE)
        sheet.day(f"F{row}", end, LINE)
        numbers = (point.value, point.low, point.high) if point else (None, None, None)
        for column, value in zip("GHI", numbers, strict=True):
            sheet.number(f"{column}{row}", value, LINE, num_format=form, bold=column == "G")
        sheet.number(f"J{row}", point.n if point else None, LINE, num_format="#,##0")
        sheet.text(f"K{row}", point.wording if point else "", LINE, TEXT)
        if point is None or point.value is None:
            continue
        if point.low is not None and point.high is not None:
            sheet.live(f"L{row}", Live(f"I{row}-G{row}", point.high - point.value), LINE, QUIET, num_format=form)
            sheet.live(f"M{row}", Live(f"G{row}-H{row}", point.value - point.low), LINE, QUIET, num_format=form)
        if place in line_of:
            sheet.live(f"{line_of[place]}{row}", Live(f"G{row}", point.value), LINE, QUIET, num_format=form)


def _chart(sheet: Sheet, parts: Parts, block: Block, at: str, columns: Sequence[str]) -> None:
    """The lines of an outcome over the cells of its rows."""
    trend = block.trend
    assert trend is not None  # only such blocks are charted
    names = "E" if trend.is_dated else "D"
    labels = f"={sheet.at(f'{names}{block.first}:{names}{block.last}')}"

    def cells(column: str) -> Cells:
        head = f"={sheet.at(f'{column}{METRICS_FIRST - 1}')}"
        return Cells(head, labels, f"={sheet.at(f'{column}{block.first}:{column}{block.last}')}")

    where = [cells(columns[_LINES + number]) for number in range(len(trend.lines))]
    where += [cells("L"), cells("M")] if trend.has_intervals else []
    known = [point for point in trend.points if point.value is not None]
    name = name_of(block.metric, parts.words)
    title = parts.say("metric_trends.chart_title", name=name, first=known[0].label, last=known[-1].label)
    sheet.text(at, title, QUIET)
    alt = trend_alt(name, trend, parts.words)
    add_chart(sheet, at, trend, where, sheet.at(at), alt, width=_CHART_WIDTH, height=_CHART_HEIGHT)
