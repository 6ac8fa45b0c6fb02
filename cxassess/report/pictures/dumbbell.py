"""Paints the dumbbell chart: a row for each score, from today to its target."""

from cxassess.display import r1
from cxassess.formats import Formats
from cxassess.report import figures
from cxassess.report.palette import ACCENT, ALERT, BAR, GREY_TEXT, INK, MAIN, PAPER, Brand, ink_on
from cxassess.report.pictures.level_bands import Scale, band_names, paint_bands
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend, row_labels, row_pitch
from cxassess.report.pictures.type import BODY, LABEL, LINE, VALUE, clean, text_width

_DOT = 2.55  # radius


def paint_dumbbell(figure: figures.Dumbbell, width: float, brand: Brand) -> Sheet:
    rows, words = figure.rows, figure.words
    labels, column = row_labels(((row.label, row.highlight) for row in rows), (width * 0.27, width * 0.33))
    with_gap = any(row.gap is not None for row in rows)
    gap_room = max(9.0, min(20.0, text_width(clean(words["gap"]), BODY))) if with_gap else 0.0
    scale = Scale(column + 4.5, width - gap_room - 6.5)
    names = band_names(figure.levels, scale)
    pitch, top = row_pitch(len(rows)), 12.5 + max(map(len, names)) * LINE
    bottom = top + pitch * len(rows) + 1.0
    sheet = Sheet(width, bottom + 0.5, brand)
    legend(sheet, scale.left, 2.5, width - EDGE, _dumbbell_items(sheet, figure))
    paint_bands(sheet, scale, names, top, bottom, figure.formats)
    if with_gap:
        sheet.text(width - EDGE, top - 6.6, words["gap"], BODY, align="right", room=gap_room)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + pitch * (number + 0.5) - 0.3
        sheet.lines(column, y, label, LABEL, bold=row.highlight, align="right")
        _dumbbell_row(sheet, scale, y, row, figure)
        if with_gap:
            _gap(sheet, width - EDGE, y, row, figure.formats)
    return sheet


def _dumbbell_items(sheet: Sheet, figure: figures.Dumbbell) -> list[Item]:
    """What the signs mean, for those signs that appear."""
    words, n = figure.words, figure.n
    today = words["today"] if n is None else f"{words['today']}, {words['n']} = {n}"
    items = [Item(lambda x, y: sheet.dot(x, y, 1.6, MAIN), 3.4, today)]
    if any(row.target is not None for row in figure.rows):
        items.append(Item(lambda x, y: sheet.dot(x, y, 1.4, PAPER, MAIN, 1.4), 3.4, figure.target_label))
    if figure.peer_label:
        items.append(Item(lambda x, y: _peer(sheet, x, y), 1.6, figure.peer_label))
    if any(row.low is not None for row in figure.rows):
        items.append(Item(lambda x, y: _whisker(sheet, x - 3.5, x + 3.5, y), 7.0, words["interval"]))
    return items


def _dumbbell_row(sheet: Sheet, scale: Scale, y: float, row: figures.DumbbellRow, figure: figures.Dumbbell) -> None:
    formats = figure.formats
    if row.low is not None and row.high is not None:
        _whisker(sheet, scale.at(row.low), scale.at(row.high), y + _DOT + 0.95)
    if row.peer is not None:
        _peer(sheet, scale.at(row.peer), y)
    if row.value is None:
        _no_score(sheet, scale, y, row.target, figure)
        return
    x = scale.at(row.value)
    if row.target is not None:
        _target(sheet, scale, y, x, row.target, formats.score(row.target), ALERT if row.highlight else BAR)
    sheet.dot(x, y, _DOT, MAIN)
    sheet.text(x, y, formats.score(row.value), VALUE, ink_on(MAIN), bold=True, align="center")


def _target(sheet: Sheet, scale: Scale, y: float, today: float, target: float, printed: str, color: str) -> None:
    """The hollow dot. Where today's dot lies over it, its number stands beside it."""
    x = scale.at(target)
    if abs(x - today) >= 2 * _DOT + 0.4:
        sheet.line(((today, y), (x, y)), color, 3.2)
        sheet.dot(x, y, _DOT - 0.2, PAPER, MAIN, 1.3)
        sheet.text(x, y, printed, VALUE, MAIN, bold=True, align="center")
        return
    # A target that is met exactly shows as a ring around today's dot.
    sheet.dot(x, y, _DOT + 0.55 if x == today else _DOT - 0.2, PAPER, MAIN, 1.3)
    away = _DOT + (1.5 if x == today else 0.9)
    if x < today and x - away > scale.left + 5.0:
        sheet.text(x - away, y, printed, VALUE, MAIN, bold=True, align="right")
    else:
        sheet.text(max(x, today) + away, y, printed, VALUE, MAIN, bold=True)


def _no_score(sheet: Sheet, scale: Scale, y: float, target: float | None, figure: figures.Dumbbell) -> None:
    x, room = scale.left + 1.5, 24.0
    if target is not None:
        at = scale.at(target)
        sheet.dot(at, y, _DOT - 0.2, PAPER, MAIN, 1.3)
        sheet.text(at, y, figure.formats.score(target), VALUE, MAIN, bold=True, align="center")
        if at - _DOT - 1 < x + room:
            x = at + _DOT + 1.5
    sheet.text(x, y, figure.words["no_score"], BODY, GREY_TEXT, room=room)


def _peer(sheet: Sheet, x: float, y: float) -> None:
    """A tick where the median of peers stands, longer than a dot is high, so that it shows behind one."""
    sheet.line(((x, y - _DOT - 1.1), (x, y + _DOT + 0.6)), ACCENT, 2.2, layer=3)


def _whisker(sheet: Sheet, left: float, right: float, y: float) -> None:
    sheet.line(((left, y), (right, y)), MAIN, 0.8, layer=3)
    for end in (left, right):
        sheet.line(((end, y - 0.6), (end, y + 0.6)), MAIN, 0.8, layer=3)


def _gap(sheet: Sheet, x: float, y: float, row: figures.DumbbellRow, formats: Formats) -> None:
    quiet = row.gap is None or r1(row.gap) == 0
    color = ALERT if row.highlight and not quiet else GREY_TEXT if quiet else INK
    sheet.text(x, y, formats.score(row.gap), LABEL, color, bold=row.highlight and not quiet, align="right")
