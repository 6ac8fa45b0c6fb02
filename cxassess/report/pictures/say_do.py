"""Paints say and do: a line a theme, what people inside say on 1–5, and beside it what customers answer."""

from typing import NamedTuple

from cxassess.display import MISSING, r1
from cxassess.report import figures
from cxassess.report.palette import ALERT, BAR, GREY_TEXT, INK, MAIN, PAPER, RULE, TILE, Brand, ink_on
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, VALUE, clean, text_width, wrap

_DOT = 2.55  # radius of what people say
_MARK = 1.35  # of what customers answer
_PITCH = 11.6
_TONES = {"gap": ALERT, "agree": MAIN, "quiet": GREY_TEXT}


class _Panels(NamedTuple):
    """Where the columns lie: labels end at `label`, scores run from `left` to `right`, answers between the last two."""

    label: float
    left: float
    right: float
    people: float
    start: float
    end: float
    verdict: float

    def at(self, score: float) -> float:
        return self.left + (min(5.0, max(1.0, r1(score))) - 1) / 4 * (self.right - self.left)


def paint_say_do(figure: figures.SayDo, width: float, brand: Brand) -> Sheet:
    rows, words = figure.rows, figure.words
    labels, column = row_labels(((row.label, row.tone == "gap") for row in rows), (width * 0.19, width * 0.22))
    panels = _panels(figure, column, width)
    heads = [
        wrap(words["inside"], BODY.bold_if(bold=True), panels.people - panels.left, 2),
        wrap(words["outside"], BODY.bold_if(bold=True), panels.end - panels.start, 2),
    ]
    top = 13.5 + LINE * (max(map(len, heads)) - 1)
    sheet = Sheet(width, top + _PITCH * len(rows) + 0.5, brand)
    legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    for x, lines in zip((panels.left - _DOT, panels.start), heads, strict=True):
        sheet.lines(x, 7.2 + (len(lines) - 1) * LINE / 2, lines, BODY, bold=True)
    for score in range(1, 6):
        x = panels.at(score)
        sheet.text(x, top - 2.2, str(score), NOTE, GREY_TEXT, align="center")
        sheet.line(((x, top), (x, top + _PITCH * len(rows))), RULE, 0.5, layer=0)
    sheet.text(
        panels.people, top - 2.2, words["n"], NOTE, GREY_TEXT, align="right", room=panels.people - panels.right - 2.0
    )
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + _PITCH * (number + 0.5)
        if number % 2 == 0:
            sheet.box(column + 1.5, y - _PITCH / 2, width - column - 1.5, _PITCH, TILE)
        sheet.lines(column, y, label, LABEL, bold=row.tone == "gap", align="right")
        _inside(sheet, panels, y, row)
        _outside(sheet, panels, y, row, figure)
        bold = row.tone != "quiet"
        lines = wrap(row.verdict, BODY.bold_if(bold), width - EDGE - panels.verdict, 2)
        sheet.lines(panels.verdict, y, lines, BODY, _TONES[row.tone], bold=bold)
    return sheet


def _panels(figure: figures.SayDo, column: float, width: float) -> _Panels:
    """The columns: the numbers of people as wide as they are, the answers with what the rest leaves."""
    people = max(text_width(_people(row), NOTE) for row in figure.rows)
    left = column + 4.5 + _DOT
    right = left + width * 0.19
    n = right + _DOT + 2.0 + people
    verdict = width - EDGE - width * 0.125
    return _Panels(column, left, right, n, n + 4.0, verdict - 3.0, verdict)


def _people(row: figures.SayDoRow) -> str:
    return " / ".join(MISSING if n is None else str(n) for n in (row.n_executive, row.n_front_line))


def _items(sheet: Sheet, figure: figures.SayDo) -> list[Item]:
    """What the signs mean, for those signs that appear."""
    words = figure.words
    outcomes = [row.outcome for row in figure.rows if row.outcome is not None]
    items = [
        Item(lambda x, y: sheet.dot(x, y, 1.6, MAIN), 3.4, words["executives"]),
        Item(lambda x, y: sheet.dot(x, y, 1.4, PAPER, MAIN, 1.4), 3.4, words["front_line"]),
    ]
    if outcomes:
        items.append(Item(lambda x, y: sheet.dot(x, y, _MARK, INK), 3.0, words["outcome"]))
    if any(outcome.low is not None for outcome in outcomes):
        items.append(Item(lambda x, y: _whisker(sheet, x - 3.0, x + 3.0, y), 6.0, words["interval"]))
    if any(outcome.before is not None for outcome in outcomes):
        items.append(Item(lambda x, y: sheet.dot(x, y, 1.0, PAPER, GREY_TEXT, 0.9), 2.4, words["before"]))
    if any(outcome.target is not None for outcome in outcomes):
        items.append(Item(lambda x, y: sheet.line(((x, y - 1.7), (x, y + 1.7)), INK, 1.6), 1.2, words["target"]))
    if any(outcome.better for outcome in outcomes):
        items.append(Item(lambda x, y: _arrow(sheet, x - 0.8, y, 1), 2.0, words["better_way"]))
    return items


def _inside(sheet: Sheet, panels: _Panels, y: float, row: figures.SayDoRow) -> None:
    """The two roles as a dumbbell; dots that would lie on each other stand one above the other."""
    leaders, front = row.executive, row.front_line
    up = down = 0.0
    if leaders is not None and front is not None:
        apart = abs(panels.at(leaders) - panels.at(front))
        if apart < 2 * _DOT + 0.4:
            up, down = _DOT + 0.15, _DOT + 0.15
        else:
            color = ALERT if row.tone == "gap" else BAR
            sheet.line(((panels.at(front), y), (panels.at(leaders), y)), color, 2.6)
    if leaders is not None:
        sheet.dot(panels.at(leaders), y - up, _DOT, MAIN)
        sheet.text(panels.at(leaders), y - up, row.said_executive, VALUE, ink_on(MAIN), bold=True, align="center")
    if front is not None:
        sheet.dot(panels.at(front), y + down, _DOT - 0.1, PAPER, MAIN, 1.2)
        sheet.text(panels.at(front), y + down, row.said_front_line, VALUE, MAIN, bold=True, align="center")
    sheet.text(panels.people, y, _people(row), NOTE, GREY_TEXT, align="right")


def _outside(sheet: Sheet, panels: _Panels, y: float, row: figures.SayDoRow, figure: figures.SayDo) -> None:
    """Name and value, the strip on its own scale, and what it rests on."""
    room = panels.end - panels.start
    outcome = row.outcome
    if outcome is None:
        sheet.text(panels.start, y, figure.words["inside_only"], BODY, GREY_TEXT, room=room)
        return
    value = clean(outcome.said, bold=True)
    wide = min(text_width(value, BODY.bold_if(bold=True)), room * 0.5)
    color = ALERT if outcome.poor else INK
    sheet.text(panels.start, y - 3.5, outcome.name, BODY, room=room - wide - 2.0)
    sheet.text(panels.end, y - 3.5, value, BODY, color, bold=True, align="right", room=wide + 0.5)
    sheet.text(panels.start, y + 3.5, outcome.detail, NOTE, GREY_TEXT, room=room)
    if outcome.ends is None:
        return
    first, last = (clean(end) for end in outcome.ends)
    left = panels.start + text_width(first, NOTE) + 3.4
    right = panels.end - text_width(last, NOTE) - 3.4
    if right - left < 8.0:
        return  # no room for a scale: the numbers stand above and below
    sheet.text(panels.start, y, first, NOTE, GREY_TEXT)
    sheet.text(panels.end, y, last, NOTE, GREY_TEXT, align="right")
    sheet.line(((left, y), (right, y)), BAR, 1.0, layer=1)
    if outcome.better:
        _arrow(sheet, right if outcome.better > 0 else left, y, outcome.better)

    def at(share: float) -> float:
        return left + share * (right - left)

    if outcome.target is not None:
        sheet.line(((at(outcome.target), y - 1.8), (at(outcome.target), y + 1.8)), INK, 1.6, layer=3)
    if outcome.low is not None and outcome.high is not None:
        _whisker(sheet, at(outcome.low), at(outcome.high), y)
    if outcome.before is not None:
        sheet.dot(at(outcome.before), y, 1.0, PAPER, GREY_TEXT, 0.9)
    sheet.dot(at(outcome.at), y, _MARK, color)


def _whisker(sheet: Sheet, left: float, right: float, y: float) -> None:
    sheet.line(((left, y), (right, y)), MAIN, 1.2, layer=3)
    for end in (left, right):
        sheet.line(((end, y - 0.8), (end, y + 0.8)), MAIN, 0.8, layer=3)


def _arrow(sheet: Sheet, x: float, y: float, way: int) -> None:
    """A small head at the end of the strip that is the better one."""
    sheet.area(((x, y - 1.1), (x, y + 1.1), (x + way * 1.8, y)), GREY_TEXT)
