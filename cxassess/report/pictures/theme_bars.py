"""Paints the themes of customers' comments: a bar for the share, and beside it the difference in score."""

from collections.abc import Callable
from typing import NamedTuple

from cxassess.report import figures
from cxassess.report.palette import ALERT, BAR, GREY_TEXT, INK, MAIN, PAPER, RULE, TILE, Brand
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, text_width, wrap

_PITCH = 8.2
_STRIP = 4.2  # height of a bar
_DOT = 1.5
_COLOURS = {"gap": ALERT, "agree": MAIN, "quiet": GREY_TEXT}


class _Panels(NamedTuple):
    """Bars run from `left` to `right`, what they say to `said`; differences from `start` to `end`, said at the edge."""

    left: float
    right: float
    start: float
    end: float


def paint_theme_bars(figure: figures.ThemeBars, width: float, brand: Brand) -> Sheet:
    rows, words = figure.rows, figure.words
    labels, column = row_labels(((row.label, False) for row in rows), (width * 0.24, width * 0.3))
    panels = _panels(figure, column, width)
    heads = [(panels.left, words["theme_share"], panels.right - panels.left + 12.0)]
    if figure.head:
        heads.append((panels.start, figure.head, width - EDGE - panels.start))
    wrapped = [(x, wrap(text, BODY.bold_if(bold=True), room, 2)) for x, text, room in heads]
    lines = max(len(text) for _, text in wrapped)
    top = 11.5 + LINE * (lines - 1)
    sheet = Sheet(width, top + _PITCH * len(rows) + 0.5, brand)
    if figure.head:
        legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    for x, text in wrapped:
        sheet.lines(x, 7.4 + (len(text) - 1) * LINE / 2, text, BODY, bold=True)
    unit = (panels.right - panels.left) / max(max(row.high_share for row in rows), 0.01)
    reach = _reach(figure)
    middle = (panels.start + panels.end) / 2
    if figure.head:
        sheet.line(((middle, top), (middle, top + _PITCH * len(rows))), RULE, 0.8, layer=1)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + _PITCH * (number + 0.5)
        if number % 2 == 0:
            sheet.box(column + 1.5, y - _PITCH / 2, width - column - 1.5, _PITCH, TILE)
        sheet.lines(column, y, label, LABEL, align="right")
        end = panels.left + row.share * unit
        sheet.box(panels.left, y - _STRIP / 2, max(0.25, end - panels.left), _STRIP, BAR, mark=True)
        _whisker(sheet, panels.left + row.low_share * unit, panels.left + row.high_share * unit, y, INK)
        room = panels.start - 3.0 if figure.head else width - EDGE
        furthest = panels.left + row.high_share * unit + 2.0
        sheet.text(furthest, y, row.said, BODY, room=room - furthest)
        if figure.head:
            _difference(sheet, panels, y, row, middle, (panels.end - panels.start) / 2 / reach, width)
    return sheet


def _panels(figure: figures.ThemeBars, column: float, width: float) -> _Panels:
    """Columns as wide as what is said in them; the bars and the differences share the rest."""
    said = min(max(text_width(row.said, BODY) for row in figure.rows) + 3.0, width * 0.16)
    left = column + 4.0
    if not figure.head:
        return _Panels(left, width - EDGE - said, width, width)
    told = min(max(text_width(row.said_difference, BODY.bold_if(bold=True)) for row in figure.rows) + 3.0, width * 0.24)
    rest = width - EDGE - told - left - said - 6.0
    right = left + rest * 0.5
    start = right + said + 6.0
    return _Panels(left, right, start, width - EDGE - told)


def _reach(figure: figures.ThemeBars) -> float:
    """How far the differences go to either side, at least half a point."""
    ends = [abs(end) for row in figure.rows for end in (row.difference, row.low, row.high) if end is not None]
    return max([0.5, *ends]) * 1.05


def _difference(
    sheet: Sheet, panels: _Panels, y: float, row: figures.ThemeBar, middle: float, unit: float, width: float
) -> None:
    color = _COLOURS[row.tone]
    is_clear = row.tone != "quiet"
    if row.difference is not None:
        x = middle + row.difference * unit
        if row.low is not None and row.high is not None:
            _whisker(sheet, middle + row.low * unit, middle + row.high * unit, y, color)
        if is_clear:
            sheet.dot(x, y, _DOT, color)
        else:
            sheet.dot(x, y, _DOT, PAPER, color, 1.2)
    left = panels.end + 2.5 if row.difference is not None else panels.start
    sheet.text(left, y, row.said_difference, BODY if row.difference is not None else NOTE, color, bold=is_clear,
               room=width - EDGE - left)  # fmt: skip


def _items(sheet: Sheet, figure: figures.ThemeBars) -> list[Item]:
    """What the signs mean, for those signs that appear."""
    words, tones = figure.words, {row.tone for row in figure.rows if row.difference is not None}
    items = [Item(lambda x, y: _whisker(sheet, x - 3.0, x + 3.0, y, INK), 6.0, words["interval"])]
    for tone, word in (("gap", "theme_worse"), ("agree", "theme_better")):
        if tone in tones:
            items.append(Item(_dot(sheet, _COLOURS[tone]), 3.0, words[word]))
    if "quiet" in tones:
        items.append(Item(lambda x, y: sheet.dot(x, y, _DOT, PAPER, GREY_TEXT, 1.2), 3.0, words["theme_unclear"]))
    return items


def _dot(sheet: Sheet, color: str) -> Callable[[float, float], None]:
    return lambda x, y: sheet.dot(x, y, _DOT, color)


def _whisker(sheet: Sheet, left: float, right: float, y: float, color: str) -> None:
    sheet.line(((left, y), (right, y)), color, 1.0, layer=3)
    for end in (left, right):
        sheet.line(((end, y - 0.9), (end, y + 0.9)), color, 0.8, layer=3)
