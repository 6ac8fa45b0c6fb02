"""Paints the mirror: five cells for the level inside, and beside them, on an axis of its own, who agrees outside."""

from collections.abc import Callable
from typing import NamedTuple

from cxassess.report.mirror_figures import MirrorBar, MirrorBars, MirrorRow
from cxassess.report.palette import ALERT, BAR, GREY_TEXT, INK, LEVELS, PAPER, RULE, TILE, Brand
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, text_width, wrap

_PITCH = (8.4, 10.6)  # of a row with one bar and with two
_BAR = (4.0, 3.0)
_CELL, _CELL_HEIGHT, _CELL_GAP = 4.2, 3.8, 0.6
_PANEL_COLOURS = (BAR, PAPER)  # the second one is hollow
_APART = 7.0  # between the two scales
_PAD = 2.0


class _Places(NamedTuple):
    """Cells begin at `cells`, their words at `inside`; shares run from `left` to `right` and are said up to `said`."""

    cells: float
    inside: float
    left: float
    right: float
    said: float

    def at(self, share: float) -> float:
        return self.left + share * (self.right - self.left)


def paint_mirror_bars(figure: MirrorBars, width: float, brand: Brand) -> Sheet:
    rows, words, several = figure.rows, figure.words, len(figure.panels) - 1
    labels, column = row_labels(((row.label, False) for row in rows), (width * 0.24, width * 0.28))
    places = _places(figure, column, width)
    heads = [
        (places.cells, wrap(words["mirror_inside"], BODY.bold_if(bold=True), places.left - places.cells - _PAD, 2)),
        (places.left, wrap(words["mirror_outside"], BODY.bold_if(bold=True), width - EDGE - places.left, 2)),
    ]
    top = 13.5 + LINE * (max(len(lines) for _, lines in heads) - 1)
    pitch = _PITCH[several]
    end = top + pitch * len(rows)
    sheet = Sheet(width, end + 0.5, brand)
    legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    for x, lines in heads:
        sheet.lines(x, 7.2 + (len(lines) - 1) * LINE / 2, lines, BODY, bold=True)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = places.at(share)
        sheet.text(x, top - 2.2, f"{100 * share:.0f}", NOTE, GREY_TEXT, align="center")
        if share == 0.5:
            _dashes(sheet, x, top, end)
        else:
            sheet.line(((x, top), (x, end)), RULE, 0.5, layer=1)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + pitch * (number + 0.5)
        if number % 2 == 0:  # two grounds, since the sides share no scale
            sheet.box(column + 1.5, y - pitch / 2, places.left - _APART / 2 - column - 1.5, pitch, TILE)
            sheet.box(places.left - _PAD, y - pitch / 2, width - places.left + _PAD, pitch, TILE)
        sheet.lines(column, y, label, LABEL, align="right")
        _cells(sheet, places, y, row)
        for bar, offset, colour in zip(row.bars, ((0.0,), (-1.9, 1.9))[several], _PANEL_COLOURS, strict=False):
            _bar(sheet, places, y + offset, bar, colour, _BAR[several], width)
    return sheet


def _places(figure: MirrorBars, column: float, width: float) -> _Places:
    """Columns as wide as what is said in them; the bars have the rest."""
    cells = column + 4.0
    inside = cells + 5 * (_CELL + _CELL_GAP) + 1.0
    told = min(max(text_width(row.inside, BODY) for row in figure.rows), width * 0.17)
    left = inside + told + _APART
    said = [bar.said for row in figure.rows for bar in row.bars if bar.detail]
    shares = max((text_width(text, BODY.bold_if(bold=True)) for text in said), default=0.0)
    details = max(text_width(bar.detail, NOTE) for row in figure.rows for bar in row.bars)
    right = width - EDGE - min(shares, width * 0.08) - min(details, width * 0.12) - 2 * _PAD - 1.0
    return _Places(cells, inside, left, right, right + _PAD + min(shares, width * 0.08))


def _cells(sheet: Sheet, places: _Places, y: float, row: MirrorRow) -> None:
    """Five cells, filled in the colour of the level up to it."""
    for number in range(1, 6):
        x = places.cells + (number - 1) * (_CELL + _CELL_GAP)
        filled = row.level is not None and number <= row.level
        colour = LEVELS[row.level - 1] if filled and row.level is not None else PAPER
        sheet.box(x, y - _CELL_HEIGHT / 2, _CELL, _CELL_HEIGHT, colour)
        sheet.frame(x, y - _CELL_HEIGHT / 2, _CELL, _CELL_HEIGHT, GREY_TEXT if filled else BAR, 0.5)
    colour = INK if row.level is not None else GREY_TEXT
    sheet.text(places.inside, y, row.inside, BODY, colour, room=places.left - _APART / 2 - 0.5 - places.inside)


def _bar(sheet: Sheet, places: _Places, y: float, bar: MirrorBar, colour: str, height: float, width: float) -> None:
    if bar.share is None:
        sheet.text(places.left + 0.5, y, bar.said, NOTE, GREY_TEXT, room=places.right - places.left)
        return
    _strip(sheet, places.left, y, max(0.3, places.at(bar.share) - places.left), height, colour)
    if bar.low is not None and bar.high is not None:
        _whisker(sheet, places.at(bar.low), places.at(bar.high), y)
    ink = ALERT if bar.highlight else INK
    room = places.said - places.right - _PAD / 2
    sheet.text(places.said, y, bar.said, BODY, ink, bold=bar.highlight, align="right", room=room)
    start = places.said + _PAD / 2
    sheet.text(start, y, bar.detail, NOTE, GREY_TEXT, room=width - EDGE - start)


def _strip(sheet: Sheet, x: float, y: float, width: float, height: float, colour: str) -> None:
    """A bar; a hollow one has a frame."""
    sheet.box(x, y - height / 2, width, height, colour, mark=True)
    if colour == PAPER:
        sheet.frame(x, y - height / 2, width, height, GREY_TEXT, 0.6)


def _items(sheet: Sheet, figure: MirrorBars) -> list[Item]:
    """What the signs mean; the panels by their colours where there are two."""
    words = figure.words
    items = [Item(_sign(sheet, colour), 3.4, name) for name, colour in zip(figure.panels, _PANEL_COLOURS, strict=False)]
    items.append(Item(lambda x, y: _whisker(sheet, x - 3.0, x + 3.0, y), 6.0, words["interval"]))
    items.append(Item(lambda x, y: _dashes(sheet, x, y - 1.8, y + 1.8), 2.0, words["mirror_half"]))
    return items


def _sign(sheet: Sheet, colour: str) -> Callable[[float, float], None]:
    return lambda x, y: _strip(sheet, x - 1.7, y, 3.4, 2.8, colour)


def _dashes(sheet: Sheet, x: float, top: float, end: float) -> None:
    sheet.line(((x, top), (x, end)), INK, 0.8, layer=1.5, linestyle=(0, (3, 2)))


def _whisker(sheet: Sheet, left: float, right: float, y: float) -> None:
    sheet.line(((left, y), (right, y)), INK, 1.0, layer=3)
    for end in (left, right):
        sheet.line(((end, y - 0.9), (end, y + 0.9)), INK, 0.8, layer=3)
