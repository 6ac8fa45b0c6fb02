"""Paints the journey: a curve of how customers answer, in bands of as many touchpoints as the width has room for."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, sqrt
from typing import NamedTuple

from cxassess.report import map_figures as figures
from cxassess.report.palette import (
    ALERT,
    BAR,
    GOAL,
    GREY_TEXT,
    INK,
    LEVELS,
    MAIN,
    PAPER,
    RULE,
    TILE,
    Brand,
    ink_on,
)
from cxassess.report.pictures.sheet import EDGE, Item, Sheet, legend
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, VALUE, Type, clean, text_width, wrap

_NARROWEST = 15.5  # from touchpoint to touchpoint: two short words abreast
_DOT, _BARE = 2.9, 1.2  # radius at importance 10, and where it is not known
_RING = 0.9  # around a moment of truth
_PLOT, _UNDER = 32.0, 2.8  # height of the axis, and room for half a dot below
_HEAD, _LINE_HIGH, _APART = 6.2, 6.8, 7.0
_NAME_LINES, _CHANNEL_LINES, _MARK_LINES, _SAID_LINES = 4, 2, 2, 4
_FILLS = {"all": LEVELS[4], "some": LEVELS[3], "none": LEVELS[1], "unknown": TILE}


class _Part(NamedTuple):
    """A phase, or what of it stands in one band."""

    phase: figures.JourneyPhase
    points: tuple[figures.JourneyPoint, ...]


class _Frame(NamedTuple):
    """What all bands share: where touchpoints begin, how far they are apart, and the lines of their texts."""

    left: float
    pitch: float
    over: float  # above the axis, for dots and values at its end
    names: dict[int, tuple[str, ...]]
    channels: dict[int, tuple[str, ...]]
    marks: dict[int, tuple[str, ...]]

    def x(self, place: int) -> float:
        return self.left + (place + 0.5) * self.pitch


def paint_journey(figure: figures.Journey, width: float, brand: Brand) -> Sheet:
    left = _left(figure, width)
    bands = list(_bands(figure.phases, max(1, int((width - EDGE - left) // _NARROWEST))))
    most = max(sum(len(part.points) for part in band) for band in bands)
    frame = _frame(figure, left, (width - EDGE - left) / most)
    heights = [_height(figure, frame, band) for band in bands]
    top = 6.5
    sheet = Sheet(width, top + sum(heights) + _APART * (len(bands) - 1) + 0.5, brand)
    legend(sheet, EDGE, 2.5, width - EDGE, _items(sheet, figure))
    for band, height in zip(bands, heights, strict=True):
        _paint_band(sheet, figure, frame, band, top)
        top += height + _APART
    return sheet


def _left(figure: figures.Journey, width: float) -> float:
    """Room for the heads of the lines, no more than a sixth of the width but where the picture is narrow."""
    words = figure.words
    heads = [*(head for head, _ in figure.lines), words["importance"], words["channel"]]
    widest = max(text_width(clean(head), BODY) for head in heads)
    notes = max((text_width(clean(note), NOTE) for _, note in figure.lines), default=0.0)
    return min(max(widest, notes) + 3.0, max(22.0, width / 6))


def _bands(phases: Sequence[figures.JourneyPhase], capacity: int) -> Iterator[list[_Part]]:
    """The phases in bands of even length; one that does not fit into what is left of a band begins the next."""
    total = sum(len(phase.points) for phase in phases)
    capacity = ceil(total / ceil(total / capacity))
    band: list[_Part] = []
    free = capacity
    for phase in phases:
        points = phase.points
        if len(points) > free and free <= capacity / 2:
            yield band
            band, free = [], capacity
        while len(points) > free:
            band.append(_Part(phase, points[:free]))
            yield band
            points, band, free = points[free:], [], capacity
        if points:
            band.append(_Part(phase, points))
            free -= len(points)
        if not free:
            yield band
            band, free = [], capacity
    if band:
        yield band


def _frame(figure: figures.Journey, left: float, pitch: float) -> _Frame:
    room, words = pitch - 1.8, figure.words
    points = [point for phase in figure.phases for point in phase.points]
    return _Frame(
        left,
        pitch,
        max([2.5, *(-_highest(figure.scale, p, 0.0) + 3.8 for p in points if figure.scale and p.value is not None)]),
        {p.number: wrap(p.label, BODY.bold_if(p.pain), room, _NAME_LINES) for p in points},
        {p.number: wrap(p.channel, NOTE, room, _CHANNEL_LINES) for p in points if clean(p.channel)},
        {p.number: tuple(_marks(p, words, room)) for p in points if p.pain or p.moment},
    )


def _marks(point: figures.JourneyPoint, words: Mapping[str, str], room: float) -> Iterator[str]:
    for key, holds in (("moment", point.moment), ("pain", point.pain)):
        if holds:
            yield from wrap(words[key], NOTE.bold_if(bold=True), room, _MARK_LINES)


def _lines(blocks: dict[int, tuple[str, ...]], band: Sequence[_Part]) -> int:
    """The most lines that one of the band's touchpoints has among the blocks."""
    return max((len(blocks.get(p.number, ())) for part in band for p in part.points), default=0)


class _Rows(NamedTuple):
    """How far below the band's top each row begins."""

    plot: float
    names: float
    marks: float
    channel: float
    importance: float
    n: float
    lines: float
    end: float


def _rows(figure: figures.Journey, frame: _Frame, band: Sequence[_Part]) -> _Rows:
    plot = _HEAD + 1.6
    numbers = plot + (frame.over + _PLOT + _UNDER if figure.scale else 0.0) + 1.6
    names = numbers + 2.6
    marks = names + LINE * _lines(frame.names, band) + 0.8
    channel = marks + LINE * _lines(frame.marks, band) + (0.8 if _lines(frame.marks, band) else 0.0)
    importance = channel + LINE * _lines(frame.channels, band) + 2.6
    n = importance + 3.8
    lines = n + 2.6
    return _Rows(plot, names, marks, channel, importance, n, lines, lines + _LINE_HIGH * len(figure.lines))


def _height(figure: figures.Journey, frame: _Frame, band: Sequence[_Part]) -> float:
    return _rows(figure, frame, band).end


def _items(sheet: Sheet, figure: figures.Journey) -> list[Item]:
    """What the signs mean, for those that appear."""
    words, points = figure.words, [point for phase in figure.phases for point in phase.points]
    items = []
    if any(point.importance is not None for point in points) and figure.scale:
        items.append(Item(lambda x, y: _sizes(sheet, x, y), 6.4, words["larger"]))
    if any(point.low is not None for point in points):
        items.append(Item(lambda x, y: _whisker(sheet, x, y - 1.8, y + 1.8), 1.6, words["interval"]))
    if figure.mark:
        items.append(Item(lambda x, y: _dashes(sheet, x - 3.0, x + 3.0, y), 6.0, figure.mark[1]))
    if any(point.moment for point in points):
        items.append(Item(lambda x, y: sheet.dot(x, y, 1.6, PAPER, GOAL, 1.5), 3.8, words["moment"]))
    if any(point.pain for point in points):
        items.append(Item(lambda x, y: sheet.dot(x, y, 1.5, ALERT), 3.0, words["pain"]))
    if any(point.sales for point in points):
        items.append(Item(lambda x, y: sheet.box(x - 2.5, y - 0.5, 5.0, 1.0, GOAL), 5.0, words["sales_part"]))
    return items


def _sizes(sheet: Sheet, x: float, y: float) -> None:
    sheet.dot(x - 2.1, y, 0.9, MAIN)
    sheet.dot(x + 1.4, y, 1.8, MAIN)


def _dashes(sheet: Sheet, left: float, right: float, y: float) -> None:
    sheet.line(((left, y), (right, y)), GREY_TEXT, 0.9, linestyle=(0, (3.5, 2.2)), layer=1)


def _whisker(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    sheet.line(((x, top), (x, bottom)), BAR, 1.4, layer=2)
    for y in (top, bottom):
        sheet.line(((x - 0.8, y), (x + 0.8, y)), BAR, 1.0, layer=2)


# ── a band ───────────────────────────────────────────────────────────────────────────────────────────────────


def _paint_band(sheet: Sheet, figure: figures.Journey, frame: _Frame, band: Sequence[_Part], top: float) -> None:
    rows, place = _rows(figure, frame, band), 0
    spots: list[tuple[float, float] | None] = []
    right = frame.left + frame.pitch * sum(len(part.points) for part in band)
    if figure.scale:
        _axis(sheet, figure, figure.scale, frame.left, right, top + rows.plot + frame.over)
    for part in band:
        start = frame.left + frame.pitch * place
        wide = frame.pitch * len(part.points)
        _head(sheet, part.phase.name, start, wide, top)
        for number, point in enumerate(part.points):
            x = frame.x(place + number)
            if point.sales:
                sheet.box(x - frame.pitch / 2 + 0.3, top + _HEAD + 0.5, frame.pitch - 0.6, 1.0, GOAL)
            spots.append(_point(sheet, figure.scale, point, x, top + rows.plot + frame.over, frame.pitch))
            _told(sheet, frame, point, x, top, rows)
        for line, cell in enumerate(part.phase.cells):
            _cell(sheet, cell, start, wide, top + rows.lines + line * _LINE_HIGH)
        place += len(part.points)
    for run in _joined(spots):
        sheet.line(run, MAIN, 1.6, layer=2.5)
    _heads(sheet, figure, frame, band, top, rows)


def _head(sheet: Sheet, name: str, x: float, wide: float, top: float) -> None:
    sheet.box(x + 0.4, top, wide - 0.8, _HEAD, MAIN, mark=True)
    sheet.text(x + wide / 2, top + _HEAD / 2, name, LABEL, ink_on(MAIN), bold=True, align="center", room=wide - 2.4)


def _axis(sheet: Sheet, figure: figures.Journey, scale: figures.Scale, left: float, right: float, top: float) -> None:
    """Lines at the ticks, the better end above, and the mean as a dashed one."""
    for value, said in scale.ticks:
        y = _y(scale, value, top)
        sheet.line(((left, y), (right, y)), RULE, 0.5, layer=0)
        sheet.text(left - 1.2, y, said, NOTE, GREY_TEXT, align="right", room=left - 2.0)
    if figure.mark:
        _dashes(sheet, left, right, _y(scale, figure.mark[0], top))


def _y(scale: figures.Scale, value: float, top: float) -> float:
    return top + (1 - scale.share(value)) * _PLOT


def _point(
    sheet: Sheet, scale: figures.Scale | None, point: figures.JourneyPoint, x: float, top: float, pitch: float
) -> tuple[float, float] | None:
    """The dot of a touchpoint with its interval and value; what is told in place of one stands at the foot."""
    if scale is None:
        return None
    if point.value is None:
        lines = wrap(point.said, NOTE, pitch - 2.0, _SAID_LINES)
        sheet.lines(x, top + _PLOT - LINE * (len(lines) - 1) / 2 - 2.2, lines, NOTE, GREY_TEXT, align="center")
        return None
    y, radius = _y(scale, point.value, top), _radius(point)
    if point.low is not None and point.high is not None:
        _whisker(sheet, x, *sorted((_y(scale, point.low, top), _y(scale, point.high, top))))
    color = ALERT if point.pain else MAIN
    if point.moment:
        sheet.dot(x, y, radius + _RING, PAPER, GOAL, 1.6)
    if point.importance is None:
        sheet.dot(x, y, radius, PAPER, color, 1.0)
    else:
        sheet.dot(x, y, radius, color)
    ink = ALERT if point.pain else INK
    highest = _highest(scale, point, top)
    sheet.text(x, highest - 2.4, point.said, VALUE, ink, bold=True, align="center", room=pitch - 0.8, halo=True)
    return x, y


def _radius(point: figures.JourneyPoint) -> float:
    """As large an area as the importance is of ten."""
    return _BARE if point.importance is None else _DOT * sqrt(point.importance / 10)


def _highest(scale: figures.Scale, point: figures.JourneyPoint, top: float) -> float:
    """The upper end of what is drawn of a touchpoint with a value, where the axis begins at `top`."""
    assert point.value is not None
    ends = [_y(scale, end, top) for end in (point.low, point.high) if end is not None]
    return min([_y(scale, point.value, top) - _radius(point) - (_RING if point.moment else 0.0), *ends])


def _joined(spots: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """The stretches of two or more neighbours with a value: no line leads over a touchpoint without one."""
    run: list[tuple[float, float]] = []
    for spot in (*spots, None):
        if spot is not None:
            run.append(spot)
            continue
        if len(run) > 1:
            yield run
        run = []


def _told(sheet: Sheet, frame: _Frame, point: figures.JourneyPoint, x: float, top: float, rows: _Rows) -> None:
    """What stands under a touchpoint, from its number down."""

    def block(lines: Sequence[str], at: float, type_: Type, color: str, *, bold: bool = False) -> None:
        middle = top + at + LINE * len(lines) / 2
        sheet.lines(x, middle, lines, type_, color, align="center", bold=bold)

    room = frame.pitch - 1.0
    sheet.text(x, top + rows.names - 2.6, str(point.number), NOTE, GREY_TEXT, align="center", room=room)
    block(frame.names[point.number], rows.names, BODY, ALERT if point.pain else INK, bold=point.pain)
    if point.number in frame.marks:
        block(frame.marks[point.number], rows.marks, NOTE, ALERT if point.pain else MAIN, bold=True)
    if point.number in frame.channels:
        block(frame.channels[point.number], rows.channel, NOTE, GREY_TEXT)
    sheet.text(x, top + rows.importance, point.said_importance, VALUE, align="center", room=room)
    sheet.text(x, top + rows.n, point.said_n, NOTE, GREY_TEXT, align="center", room=room)


def _cell(sheet: Sheet, cell: figures.JourneyCell, x: float, wide: float, top: float) -> None:
    fill = _FILLS[cell.extent]
    sheet.box(x + 0.4, top + 0.4, wide - 0.8, _LINE_HIGH - 0.8, fill, mark=True)
    ink = GREY_TEXT if cell.extent == "unknown" else ink_on(fill)
    sheet.text(x + wide / 2, top + _LINE_HIGH / 2, cell.text, BODY, ink, align="center", room=wide - 2.4)


def _heads(
    sheet: Sheet, figure: figures.Journey, frame: _Frame, band: Sequence[_Part], top: float, rows: _Rows
) -> None:
    """What the rows are called, at the left."""
    words, room = figure.words, frame.left - EDGE - 2.0
    if _lines(frame.channels, band):
        sheet.text(EDGE, top + rows.channel + LINE / 2, words["channel"], NOTE, GREY_TEXT, room=room)
    sheet.text(EDGE, top + rows.importance, words["importance"], BODY, room=room)
    sheet.text(EDGE, top + rows.n, words["n"], NOTE, GREY_TEXT, room=room)
    for line, (head, note) in enumerate(figure.lines):
        y = top + rows.lines + line * _LINE_HIGH + _LINE_HIGH / 2
        sheet.text(EDGE, y - (1.6 if note else 0.0), head, BODY, room=room)
        if note:
            sheet.text(EDGE, y + 1.7, note, NOTE, GREY_TEXT, room=room)
