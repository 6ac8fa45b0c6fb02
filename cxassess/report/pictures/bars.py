"""Paints bars: their stretches end to end, each with its number, and a tick at what a bar is to reach."""

from cxassess.display import r1
from cxassess.report import figures
from cxassess.report.palette import GOAL, GREY_TEXT, INK, RULE, Brand, ink_on
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels, row_pitch, swatch_item
from cxassess.report.pictures.type import BODY, LABEL, VALUE, text_width

_STRIP = 5.0  # height of a bar


def paint_bars(figure: figures.Bars, width: float, brand: Brand) -> Sheet:
    labels, column = row_labels(((label, False) for label in figure.labels), (width * 0.31, width * 0.38))
    left, right = column + 4.0, width - EDGE - 9.0
    pitch, top = row_pitch(len(labels)), 13.0 if figure.scored else 7.0
    bottom = top + pitch * len(labels)
    sheet = Sheet(width, bottom + 0.5, brand)
    low, high = (1.0, float(figures.LEVEL_COUNT)) if figure.scored else (0.0, _furthest(figure))
    unit = (right - left) / (high - low)
    if len(figure.series) > 1 or figure.marks:
        legend(sheet, left, 2.5, width - EDGE, _items(sheet, figure))
    if figure.scored:
        for level in range(1, figures.LEVEL_COUNT + 1):
            x = left + (level - low) * unit
            sheet.line(((x, top - 1.5), (x, bottom)), RULE, 0.6, layer=0)
            sheet.text(x, top - 4.0, f"{level}", BODY, GREY_TEXT, align="center")
    for number, label in enumerate(labels):
        y = top + pitch * (number + 0.5)
        sheet.lines(column, y, label, LABEL, align="right")
        end = _bar(sheet, figure, number, y, left - low * unit, unit, low)
        if figure.marks and (mark := figure.marks.values[number]) is not None:
            x = left + (r1(mark) - low) * unit
            sheet.line(((x, y - _STRIP / 2 - 1.0), (x, y + _STRIP / 2 + 1.0)), GOAL, 2.2, layer=5)
            end = max(end, x)
        if len(figure.series) == 1 and (value := figure.series[0].values[number]) is not None:
            sheet.text(end + 1.5, y, figure.formats.score(value), BODY, INK, bold=True)
    return sheet


def _furthest(figure: figures.Bars) -> float:
    ends = [sum(series.values[n] or 0 for series in figure.series) for n in range(len(figure.labels))]
    return max([*ends, *((value or 0) for value in (figure.marks.values if figure.marks else ()))]) or 1.0


def _items(sheet: Sheet, figure: figures.Bars) -> list[Item]:
    items = [swatch_item(sheet, series.colour, series.name) for series in figure.series]
    if figure.marks:
        items.append(Item(lambda x, y: sheet.line(((x, y - 1.8), (x, y + 1.8)), GOAL, 2.2), 1.2, figure.marks.name))
    return items


def _bar(sheet: Sheet, figure: figures.Bars, number: int, y: float, origin: float, unit: float, low: float) -> float:
    """One bar; where it ends. Stretches lie between printed values, so that a reader can measure them."""
    start = low
    for series in figure.series:
        value = series.values[number]
        if value is None:
            continue
        end = r1(start + value) if series.gain else r1(value)
        length = max(0.0, (end - start) * unit)
        x = origin + start * unit
        sheet.box(x, y - _STRIP / 2, max(0.25, length - 0.3), _STRIP, series.colour, mark=True)
        text = figure.formats.signed(value) if series.gain else figure.formats.score(value)
        if len(figure.series) > 1 and r1(value) and text_width(text, VALUE) + 1.6 <= length:
            sheet.text(x + length / 2, y, text, VALUE, ink_on(series.colour), align="center")
        start = end
    return origin + start * unit
