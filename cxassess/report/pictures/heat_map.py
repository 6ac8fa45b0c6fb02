"""Paints the heat map: a cell for each score of a group, coloured by its level."""

from collections.abc import Sequence
from itertools import pairwise

from cxassess.display import MISSING, level, r1
from cxassess.formats import Formats
from cxassess.report import figures
from cxassess.report.palette import ALERT, BAR, GREY_TEXT, INK, LEVEL_INK, LEVELS, PAPER, Brand
from cxassess.report.pictures.sheet import EDGE, Point, Sheet, legend, level_items, row_labels, row_pitch
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, wrap

_CELL_GAP = 0.7
_SPREAD = 22.0  # number and bar
_SPREAD_BAR = 12.0


def paint_heat_map(figure: figures.HeatMap, width: float, brand: Brand) -> Sheet:
    labels, column = row_labels(((row.label, row.highlight) for row in figure.rows), (width * 0.27, width * 0.33))
    spread = _SPREAD if figure.spread_label is not None else 0.0
    lefts, cell = _heat_columns(figure.columns, column + 3.0, width - spread - EDGE)
    heads = [wrap(c.label, BODY.bold_if(c.emphasised), cell - 0.6, 2) for c in figure.columns]
    with_n = any(c.n is not None for c in figure.columns)
    head = max(map(len, heads)) * LINE + (3.2 if with_n else 0.0)
    pitch, top = row_pitch(len(figure.rows)) - 0.6, 9.0 + head
    sheet = Sheet(width, top + pitch * len(figure.rows) + 1.0, brand)
    legend(sheet, lefts[0], 2.5, width - EDGE, level_items(sheet, figure.levels))
    under = top - 2.2 - (3.2 if with_n else 0.0)
    for left, c, lines in zip(lefts, figure.columns, heads, strict=True):
        _heat_head(sheet, left + cell / 2, under, cell, c, lines, figure.words["n"])
        if c.emphasised:
            height = pitch * len(figure.rows) - _CELL_GAP
            sheet.frame(left - 0.25, top - 0.25, cell + 0.5, height + 0.5, INK, 1.1)
    if figure.spread_label is not None:
        sheet.text(width - spread + 2.5, under, figure.spread_label, BODY, room=spread - 2.5)
    widest = max((row.spread or 0.0 for row in figure.rows), default=0.0)
    for number, (row, label) in enumerate(zip(figure.rows, labels, strict=True)):
        y = top + pitch * number
        sheet.lines(column, y + (pitch - _CELL_GAP) / 2, label, LABEL, bold=row.highlight, align="right")
        for left, c, score in zip(lefts, figure.columns, row.cells, strict=True):
            _heat_cell(sheet, (left, y), (cell, pitch - _CELL_GAP), score, figure.formats, c.emphasised)
        if figure.spread_label is not None:
            middle = (width - spread + 2.5, y + (pitch - _CELL_GAP) / 2)
            _spread(sheet, *middle, row, max(1.0, widest), figure.formats)
    return sheet


def _heat_columns(columns: Sequence[figures.HeatColumn], left: float, right: float) -> tuple[list[float], float]:
    """Where each column begins and how wide all are; an emphasised one stands a little apart."""
    apart = [_CELL_GAP + (2.0 if a.emphasised or b.emphasised else 0.0) for a, b in pairwise(columns)]
    cell = min(26.0, (right - left - sum(apart)) / len(columns))
    lefts = [left]
    for gap in apart:
        lefts.append(lefts[-1] + cell + gap)
    return lefts, cell


def _heat_head(
    sheet: Sheet, x: float, y: float, room: float, column: figures.HeatColumn, lines: Sequence[str], n: str
) -> None:
    middle = y - (len(lines) - 1) * LINE / 2
    sheet.lines(x, middle, lines, BODY, bold=column.emphasised, align="center")
    if column.n is not None:
        sheet.text(x, y + 3.2, f"{n} = {column.n}", NOTE, GREY_TEXT, align="center", room=room)


def _heat_cell(sheet: Sheet, at: Point, size: Point, score: float | None, formats: Formats, bold: bool) -> None:
    (x, y), (width, height) = at, size
    middle = (x + width / 2, y + height / 2)
    if score is None:
        sheet.hatching(x, y, width, height)
        sheet.box(middle[0] - 2.0, middle[1] - 1.6, 4.0, 3.2, PAPER)
        sheet.text(*middle, MISSING, LABEL, GREY_TEXT, align="center")
        return
    shade = level(score) - 1
    sheet.box(x, y, width, height, LEVELS[shade], mark=True)
    sheet.text(*middle, formats.score(score), LABEL, LEVEL_INK[shade], bold=bold, align="center")


def _spread(sheet: Sheet, x: float, y: float, row: figures.HeatRow, widest: float, formats: Formats) -> None:
    color = ALERT if row.highlight else INK
    figure = formats.score(row.spread)
    sheet.text(
        x + 4.6,
        y,
        figure,
        LABEL,
        color if row.spread is not None else GREY_TEXT,
        bold=row.highlight,
        align="right",
    )
    if row.spread:
        length = max(0.4, _SPREAD_BAR * r1(row.spread) / widest)
        sheet.box(x + 6.4, y - 1.0, length, 2.0, ALERT if row.highlight else BAR, mark=True)
