"""Paints importance against performance: numbered touchpoints in four quadrants, named in a list beside them."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from typing import NamedTuple

from cxassess.report import map_figures as figures
from cxassess.report.palette import ALERT, BAR, GREY, GREY_TEXT, INK, MAIN, PAPER, TILE, Brand
from cxassess.report.pictures.sheet import EDGE, Align, Point, Sheet
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, VALUE, clean, fit, text_width, wrap

_LEFT, _TOP, _UNDER = 10.0, 0.5, 9.5
_SPOT = 0.75  # radius of the mark at the true place
_INSET = 6.0  # of the highest and the lowest place, where the names of the quadrants stand
_HEAD_STEP, _ITEM_GAP, _GROUP_GAP = 5.2, 1.1, 2.6
_LIST_MOST = 155.0  # a list that fits on a page with its heading and the text under it
_MOST_INTERVALS = 15  # more of them make a smear
_GAP = 0.25  # between a number and whatever else


class _Box(NamedTuple):
    """The room that something takes: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "_Box") -> bool:
        across = self.left < other.right + _GAP and other.left < self.right + _GAP
        return across and self.top < other.bottom + _GAP and other.top < self.bottom + _GAP


class _Plot(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def at(self, figure: figures.Quadrants, importance: float, value: float) -> Point:
        x = self.left + 2.5 + figure.scale.share(value) * (self.right - self.left - 5.0)
        up = figure.importances.share(importance)
        return x, self.bottom - _INSET - up * (self.bottom - self.top - 2 * _INSET)


def paint_quadrants(figure: figures.Quadrants, width: float, brand: Brand) -> Sheet:
    right = _LEFT + width * 0.54
    list_left = right + 6.0
    blocks, list_height = _blocks(figure, width - EDGE - list_left)
    size = min(right - _LEFT, 100.0)
    plot = _Plot(_LEFT, _TOP, right, _TOP + max(size, 70.0))
    sheet = Sheet(width, max(plot.bottom + _UNDER, list_height + 1.0), brand)
    _ground(sheet, figure, plot)
    _axes(sheet, figure, plot)
    _points(sheet, figure, plot)
    _list(sheet, figure, blocks, list_left)
    return sheet


def _ground(sheet: Sheet, figure: figures.Quadrants, plot: _Plot) -> None:
    """The quadrants with their names in the corners; the one to look at is shaded."""
    x, y = plot.at(figure, figure.importance_mean, figure.mean)
    sheet.box(plot.left, plot.top, x - plot.left, y - plot.top, TILE)
    sheet.line(((x, plot.top), (x, plot.bottom)), BAR, 1.0, layer=1)
    sheet.line(((plot.left, y), (plot.right, y)), BAR, 1.0, layer=1)
    sheet.line(((plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)), GREY, 0.9)
    over, under, half = plot.top + 2.8, plot.bottom - 2.8, (plot.right - plot.left) / 2 - 3.0
    corners: tuple[tuple[str, Point, Align], ...] = (
        ("concentrate", (plot.left + 2, over), "left"),
        ("keep", (plot.right - 1, over), "right"),
        ("later", (plot.left + 2, under), "left"),
        ("overkill", (plot.right - 1, under), "right"),
    )
    for key, at, align in corners:
        color = ALERT if key == "concentrate" else GREY_TEXT
        sheet.text(*at, figure.words[key], VALUE, color, bold=True, align=align, room=half)


def _axes(sheet: Sheet, figure: figures.Quadrants, plot: _Plot) -> None:
    scale, free = figure.scale, -1.0
    for value, said in sorted(scale.ticks, key=lambda tick: scale.share(tick[0])):
        x, _ = plot.at(figure, figure.importances.low, value)
        half = text_width(clean(said), NOTE) / 2
        if x - half > free and plot.left - 5 < x - half and x + half < plot.right + 5:
            sheet.text(x, plot.bottom + 2.4, said, NOTE, GREY_TEXT, align="center")
            free = x + half + 1.0
    for importance, said in figure.importances.ticks:
        _, y = plot.at(figure, importance, scale.low)
        sheet.text(plot.left - 1.4, y, said, NOTE, GREY_TEXT, align="right", room=4.6)
    sheet.text(
        (plot.left + plot.right) / 2, plot.bottom + 6.4, figure.performance, BODY, bold=True, align="center",
        room=plot.right - plot.left,
    )  # fmt: skip
    high = plot.bottom - plot.top
    sheet.text(
        2.0, plot.top + high / 2, figure.words["importance"], BODY, bold=True, align="center", room=high, upright=True
    )


# ── the points, with numbers that stand apart ────────────────────────────────────────────────────────────────


def _points(sheet: Sheet, figure: figures.Quadrants, plot: _Plot) -> None:
    places = [plot.at(figure, point.importance, point.value) for point in figure.points]
    if len(figure.points) <= _MOST_INTERVALS:
        for point, (_, y) in zip(figure.points, places, strict=True):
            if point.low is not None and point.high is not None:
                ends = [plot.at(figure, point.importance, end)[0] for end in (point.low, point.high)]
                sheet.line(((min(ends), y), (max(ends), y)), BAR, 1.1, layer=1)
    taken = [_Box(x - _SPOT, y - _SPOT, x + _SPOT, y + _SPOT) for x, y in places]
    taken += _names(figure, plot)
    for point, (x, y) in zip(figure.points, places, strict=True):
        color = ALERT if point.pain else MAIN
        number = str(point.number)
        wide, high = text_width(number, VALUE.bold_if(bold=True)) + 0.4, 2.7
        at = _free_place((x, y), wide, high, taken, plot)
        taken.append(_Box(at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2))
        if max(abs(at[0] - x), abs(at[1] - y)) > 4.2:
            sheet.line(((x, y), at), BAR, 0.6, layer=1)
        sheet.dot(x, y, _SPOT, color, PAPER, 0.4)
        sheet.text(*at, number, VALUE, color, bold=True, align="center", halo=True)


def _names(figure: figures.Quadrants, plot: _Plot) -> Iterator[_Box]:
    """The room of the quadrants' names."""
    half = (plot.right - plot.left) / 2 - 3.0
    for key in figures.QUADRANTS:
        is_right, is_over = key in {"keep", "overkill"}, key in {"concentrate", "keep"}
        type_ = VALUE.bold_if(bold=True)
        wide = text_width(fit(clean(figure.words[key], bold=True), type_, half), type_)
        left = plot.right - 1 - wide if is_right else plot.left + 2
        y = plot.top + 2.8 if is_over else plot.bottom - 2.8
        yield _Box(left, y - 1.7, left + wide, y + 1.7)


def _free_place(spot: Point, wide: float, high: float, taken: Sequence[_Box], plot: _Plot) -> Point:
    """The nearest place around a spot where its number touches nothing; the sheet ends the search."""
    x, y = spot
    for ring in range(60):
        away = 1.1 + ring * 0.9
        steps = 12 + 4 * ring
        for step in range(steps):
            angle = pi / 4 + 2 * pi * step / steps
            at = x + cos(angle) * (away + wide / 2), y - sin(angle) * (away + high / 2)
            box = _Box(at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2)
            inside = plot.left + 0.5 < box.left and box.right < plot.right + 4.5
            inside = inside and plot.top < box.top and box.bottom < plot.bottom - 0.3
            if inside and not any(box.touches(other) for other in taken):
                return at
    return spot


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────


def _blocks(figure: figures.Quadrants, room: float) -> tuple[dict[int, tuple[str, ...]], float]:
    """The names wrapped, in fewer lines where the list would not fit on a page, and the height of the list."""
    said = max(text_width(clean(point.said), NOTE) for point in figure.points)
    label_room = max(room - _column(figure) - min(said, room * 0.5) - 2.0, room * 0.25)
    groups = len({point.quadrant for point in figure.points})
    height, blocks = 0.0, {}
    for most in (3, 2, 1):
        blocks = {p.number: wrap(p.label, BODY.bold_if(p.pain), label_room, most) for p in figure.points}
        lines = sum(map(len, blocks.values()))
        height = groups * (_HEAD_STEP + _GROUP_GAP) + lines * LINE + len(blocks) * _ITEM_GAP
        if height <= _LIST_MOST:
            break
    return blocks, height


def _column(figure: figures.Quadrants) -> float:
    """The width of the numbers."""
    return max(text_width(str(point.number), VALUE) for point in figure.points) + 2.0


def _list(sheet: Sheet, figure: figures.Quadrants, blocks: dict[int, tuple[str, ...]], left: float) -> None:
    y, right = 3.0, sheet.width - EDGE
    label_left = left + _column(figure)
    for quadrant in figures.QUADRANTS:
        members = [point for point in figure.points if point.quadrant == quadrant]
        if not members:
            continue
        color = ALERT if quadrant == "concentrate" else INK
        sheet.text(left, y, figure.words[quadrant], LABEL, color, bold=True, room=right - left)
        y += _HEAD_STEP
        for point in members:
            color = ALERT if point.pain else INK
            sheet.text(left, y, str(point.number), VALUE, GREY_TEXT)
            sheet.text(right, y, point.said, NOTE, GREY_TEXT, align="right", room=(right - left) * 0.5)
            for line in blocks[point.number]:
                sheet.text(label_left, y, line, BODY, color, bold=point.pain)
                y += LINE
            y += _ITEM_GAP
        y += _GROUP_GAP
