"""Paints many organisations on the scale of levels: a dot each, the band from quartile to quartile, the median."""

from collections.abc import Sequence
from typing import NamedTuple

from cxassess.display import r1
from cxassess.report.palette import ALERT, BAR, MAIN, Brand
from cxassess.report.pictures.level_bands import Scale, band_names, paint_bands
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, clean, text_width
from cxassess.report.strip_figures import StripRow, Strips

_DOT = 1.25
_LANE = 3.1  # from one line of marks to the next
_APART = 1.2  # between marks side by side
_OVER = 3.0  # how far marks may stand over the ends of the scale
_TALLEST = 13.0  # of dots on each other
_STEP = 1.5  # from dot to dot, where there is room


class _Mark(NamedTuple):
    """The organisations that print the same score: where, what stands over the dot, around where, in which line."""

    x: float
    text: str
    middle: float
    lane: int


def paint_strips(figure: Strips, width: float, brand: Brand) -> Sheet:
    labels, column = row_labels(((row.label, False) for row in figure.rows), (width * 0.24, width * 0.3))
    said = min(width * 0.2, max(text_width(clean(row.said), BODY) for row in figure.rows))
    scale = Scale(column + 4.5, width - said - 5.0)
    names = band_names(figure.levels, scale)
    top = 12.5 + max(map(len, names)) * LINE
    marks = [_marks(row, scale) for row in figure.rows]
    heights = [_height(row, found) for row, found in zip(figure.rows, marks, strict=True)]
    bottom = top + sum(heights) + 1.0
    sheet = Sheet(width, bottom + 0.5, brand)
    legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    paint_bands(sheet, scale, names, top, bottom, figure.formats)
    y = top
    for row, label, found, height in zip(figure.rows, labels, marks, heights, strict=True):
        y += height
        line = y - 3.6  # on which the dots stand
        sheet.lines(column, line - 0.4, label, LABEL, align="right")
        _row(sheet, scale, line, row, found)
        sheet.text(width - EDGE, line, row.said, BODY, align="right", room=said)
    return sheet


def _items(sheet: Sheet, figure: Strips) -> list[Item]:
    words = figure.words
    items = [Item(lambda x, y: sheet.dot(x, y, _DOT, MAIN), 2.6, words["strip_one"])]
    if any(row.lower is not None for row in figure.rows):
        items.append(Item(lambda x, y: sheet.box(x - 3.0, y - 1.7, 6.0, 3.4, BAR), 6.0, words["strip_half"]))
    items.append(Item(lambda x, y: _median(sheet, x, y), 1.6, words["strip_median"]))
    return items


def _marks(row: StripRow, scale: Scale) -> list[_Mark]:
    """What stands over the dots, in as few lines as leave all marks apart."""
    together: dict[float, list[str]] = {}
    for value, mark in row.values:
        if mark:
            together.setdefault(r1(value), []).append(mark)
    ends: list[float] = []  # of the last mark of each line
    found = []
    for value, names in sorted(together.items()):
        text = ", ".join(names)
        x, half = scale.at(value), text_width(clean(text), NOTE) / 2
        middle = max(scale.left - _OVER + half, min(scale.right + _OVER - half, x))
        lane = next((lane for lane, end in enumerate(ends) if middle - half >= end + _APART), len(ends))
        ends[lane : lane + 1] = [middle + half]
        found.append(_Mark(x, text, middle, lane))
    return found


def _height(row: StripRow, marks: Sequence[_Mark]) -> float:
    if marks:
        return 8.6 + _LANE * max(mark.lane for mark in marks) + 1.4
    return 7.4 + _step(row) * (_most(row) - 1)


def _most(row: StripRow) -> int:
    printed = [r1(value) for value, _ in row.values]
    return max(map(printed.count, printed))


def _step(row: StripRow) -> float:
    return min(_STEP, _TALLEST / _most(row))


def _row(sheet: Sheet, scale: Scale, y: float, row: StripRow, marks: Sequence[_Mark]) -> None:
    if row.lower is not None and row.upper is not None:
        left, right = scale.at(row.lower), scale.at(row.upper)
        sheet.box(left, y - 1.9, max(0.4, right - left), 3.8, BAR)
    _median(sheet, scale.at(row.median), y)
    if marks:
        for mark in marks:
            sheet.dot(mark.x, y, _DOT, MAIN)
            sheet.text(mark.middle, y - 3.5 - _LANE * mark.lane, mark.text, NOTE, align="center")
        return
    step, radius = _step(row), min(_DOT, max(0.45, _step(row) * 0.47))
    stacked: dict[float, int] = {}
    for value, _ in row.values:
        printed = r1(value)
        height = stacked.get(printed, 0)
        stacked[printed] = height + 1
        sheet.dot(scale.at(printed), y - height * step, radius, MAIN)


def _median(sheet: Sheet, x: float, y: float) -> None:
    sheet.line(((x, y - 1.9), (x, y + 2.9)), ALERT, 2.0, layer=3)
