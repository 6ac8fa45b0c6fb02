"""Paints what moved: each score from one wave to the next, and beside it the difference with its interval."""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from cxassess.display import r1
from cxassess.report.moved_figures import Moved, MovedRow, Tone
from cxassess.report.palette import ALERT, BAR, GREY, GREY_TEXT, INK, MAIN, PAPER, RULE, TILE, Brand
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels, row_pitch
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, clean, text_width, wrap

_DOT = 2.0
_APART = 9.0  # between the two panels, which share no scale
_PAD = 2.5
_WIDEST = 2.0  # levels on either side of zero, unless a difference itself is larger
_INKS: Mapping[Tone, str] = {"up": MAIN, "down": ALERT, "still": GREY, "mix": ALERT, "unknown": GREY_TEXT}


class _Scale(NamedTuple):
    """From numbers to millimetres."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        inside = min(self.high, max(self.low, value))
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


def paint_moved(figure: Moved, width: float, brand: Brand) -> Sheet:
    rows, words = figure.rows, figure.words
    labels, column = row_labels(((row.label, row.tone in {"up", "down", "mix"}) for row in rows), (width * 0.25,))
    said = min(width * 0.24, max(text_width(clean(row.said, bold=True), BODY.bold_if(bold=True)) for row in rows) + 1.0)
    free = width - EDGE - said - _PAD - column - 4.0 - _APART
    scores = _Scale(column + 4.0, column + 4.0 + free * 0.56, 1.0, 5.0)
    reach = _reach(figure)
    differences = _Scale(scores.right + _APART, width - EDGE - said - _PAD, -reach, reach)
    heads = [
        (scores.left, wrap(words["moved_scores"], BODY.bold_if(bold=True), scores.right - scores.left, 2)),
        (differences.left, wrap(words["moved_difference"], BODY.bold_if(bold=True), width - differences.left, 2)),
    ]
    top = 13.8 + LINE * (max(len(lines) for _, lines in heads) - 1)
    pitch = row_pitch(len(rows)) - 0.6
    end = top + pitch * len(rows)
    sheet = Sheet(width, end + 0.8, brand)
    legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    for x, lines in heads:
        sheet.lines(x, 7.4 + (len(lines) - 1) * LINE / 2, lines, BODY, bold=True)
    _axes(sheet, scores, differences, figure.least, top, end)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + pitch * (number + 0.5)
        if row.apart:
            sheet.line(((EDGE, y - pitch / 2), (width - EDGE, y - pitch / 2)), RULE, 0.7, layer=1.6)
        is_bold = row.tone in {"up", "down", "mix"}
        sheet.lines(column, y, label, LABEL, bold=is_bold, align="right")
        _from_to(sheet, scores, y, row)
        _difference(sheet, differences, y, row)
        ink = _INKS[row.tone] if is_bold else INK if row.tone == "still" else GREY_TEXT
        sheet.text(width - EDGE, y, row.said, BODY, ink, bold=is_bold, align="right", room=said)
    return sheet


def _reach(figure: Moved) -> float:
    """How far the axis of differences goes to either side, in half levels: to every difference, and with intervals to
    two levels; a wider interval runs out of the picture without an end.
    """
    ends = [abs(end) for row in figure.rows for end in (row.low, row.high) if end is not None]
    shown = [abs(row.difference) for row in figure.rows if row.difference is not None]
    return ceil(max(1.0, min(_WIDEST, max(ends, default=0.0)), *shown) * 2) / 2


def _axes(sheet: Sheet, scores: _Scale, differences: _Scale, least: float, top: float, end: float) -> None:
    for level in range(1, 6):
        x = scores.at(level)
        sheet.text(x, top - 2.2, f"{level}", NOTE, GREY_TEXT, align="center")
        sheet.line(((x, top), (x, end)), RULE, 0.5, layer=1)
    left, right = differences.at(-least), differences.at(least)
    sheet.box(left, top, right - left, end - top, TILE)
    for number in (-differences.high, 0.0, differences.high):
        x = differences.at(number)
        sign = "" if number == 0 else "+" if number > 0 else "−"
        sheet.text(x, top - 2.2, f"{sign}{abs(number):g}", NOTE, GREY_TEXT, align="center")
        sheet.line(((x, top), (x, end)), INK if number == 0 else RULE, 0.8 if number == 0 else 0.5, layer=1.5)


def _from_to(sheet: Sheet, scale: _Scale, y: float, row: MovedRow) -> None:
    """A hollow dot for the earlier wave, a line, and a full one for the later."""
    before, now = (None if value is None else scale.at(r1(value)) for value in (row.before, row.now))
    if before is not None and now is not None:
        sheet.line(((before, y), (now, y)), BAR, 3.2, layer=2)
    if before is not None:
        sheet.dot(before, y, _DOT - 0.3, PAPER, GREY_TEXT, 1.2)
    if now is not None and row.tone == "mix":
        sheet.dot(now, y, _DOT - 0.3, PAPER, ALERT, 1.4)
    elif now is not None:
        sheet.dot(now, y, _DOT - 0.3 if before == now else _DOT, _INKS[row.tone])


def _difference(sheet: Sheet, scale: _Scale, y: float, row: MovedRow) -> None:
    ink = _INKS[row.tone]
    if row.low is not None and row.high is not None:
        low, high = scale.at(row.low), scale.at(row.high)
        sheet.line(((low, y), (high, y)), ink, 1.2, layer=3)
        for value, end in ((row.low, low), (row.high, high)):
            if abs(value) <= scale.high:
                sheet.line(((end, y - 1.0), (end, y + 1.0)), ink, 1.0, layer=3)
    if row.difference is not None:
        x = scale.at(row.difference)
        if row.tone == "mix":
            sheet.dot(x, y, 1.5, PAPER, ink, 1.4)
        else:
            sheet.dot(x, y, 1.6, ink)


def _items(sheet: Sheet, figure: Moved) -> list[Item]:
    """What the signs mean, for those that appear."""
    words = figure.words
    items = [
        Item(lambda x, y: sheet.dot(x, y, 1.4, PAPER, GREY_TEXT, 1.2), 3.4, figure.before),
        Item(lambda x, y: sheet.dot(x, y, 1.6, GREY), 3.4, figure.now),
    ]
    if any(row.low is not None for row in figure.rows):
        items.append(Item(lambda x, y: _whisker(sheet, x, y), 6.0, words["moved_interval"]))
    if any(row.tone == "mix" for row in figure.rows):
        items.append(Item(lambda x, y: sheet.dot(x, y, 1.4, PAPER, ALERT, 1.4), 3.4, words["moved_mix"]))
    return items


def _whisker(sheet: Sheet, x: float, y: float) -> None:
    sheet.line(((x - 3.0, y), (x + 3.0, y)), GREY, 1.2, layer=3)
    for end in (x - 3.0, x + 3.0):
        sheet.line(((end, y - 1.0), (end, y + 1.0)), GREY, 1.0, layer=3)
