"""Paints the radar: the scores of all labels around one centre."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin, sqrt
from typing import NamedTuple

from cxassess.display import MISSING, r1
from cxassess.formats import Formats
from cxassess.report import figures
from cxassess.report.palette import GOAL, GREY_TEXT, MAIN, PAPER, RULE, TILE, Brand
from cxassess.report.pictures.sheet import EDGE, NARROWEST_MM, Align, Point, Sheet
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, text_width, wrap

SLIM_MM = 88.0  # beside a column of text
_PANEL = 38.0  # legend and level names at the right
_BLOCK_GAP = 1.2
_SWATCH = 9.0  # a piece of line before the name of it
_LEGEND_GAP = 4.0


class _Spoke(NamedTuple):
    """One label of a radar: its lines, and the direction of its spoke (x to the right, y downwards)."""

    lines: tuple[str, ...]
    values: tuple[float | None, ...]
    x: float
    y: float

    @property
    def height(self) -> float:
        return (len(self.lines) + 1) * LINE

    @property
    def align(self) -> Align:
        return "center" if abs(self.x) < 0.02 else "left" if self.x > 0 else "right"


def paint_radar(figure: figures.Radar, width: float, brand: Brand) -> Sheet:
    slim = width < NARROWEST_MM
    room = width if slim else width - _PANEL
    middle, radius = room / 2, min(44.0, room * (0.24 if slim else 0.29))
    spokes = _spokes(figure, middle - radius - 5.0)
    tops = _label_tops(spokes, radius)
    up = max(radius, -min(tops)) + 0.5
    down = max([radius, *(top + spoke.height for top, spoke in zip(tops, spokes, strict=True))]) + 0.5
    height = up + down
    lines = _slim_legend(figure, width) if slim else []
    below = _LEGEND_GAP + max((len(line) for line in lines), default=0) * LINE
    sheet = Sheet(width, height + below if slim else max(height, 62.0), brand)
    centre = (middle, up)
    _rings(sheet, centre, radius, spokes)
    for number in reversed(range(len(figure.series))):
        _series(sheet, centre, radius, spokes, number)
    for spoke, top in zip(spokes, tops, strict=True):
        _radar_label(sheet, centre, radius, spoke, top, figure.formats)
    if slim:
        for number, parts in enumerate(lines):
            _legend_item(sheet, number * width / len(lines), height + _LEGEND_GAP, number, parts)
    else:
        _radar_panel(sheet, width - _PANEL + 4.0, figure)
    return sheet


def _spokes(figure: figures.Radar, room: float) -> list[_Spoke]:
    spokes = []
    for number, label in enumerate(figure.labels):
        angle = 2 * pi * number / len(figure.labels)
        values = tuple(line.values[number] for line in figure.series)
        spokes.append(_Spoke(wrap(label, LABEL, room, 3), values, sin(angle), -cos(angle)))
    return spokes


def _label_tops(spokes: Sequence[_Spoke], radius: float) -> list[float]:
    """The top of each label from the centre: beside its spoke, moved outwards where labels would meet."""
    # Beside the circle a label is centred on its spoke; over and under it, it stands clear of the ring.
    lift = [spoke.y * abs(spoke.y) ** 3 * spoke.height / 2 for spoke in spokes]
    tops = [s.y * (radius + 3.0) + up - s.height / 2 for s, up in zip(spokes, lift, strict=True)]
    for side in ("left", "right"):
        beside = [n for n, spoke in enumerate(spokes) if spoke.align == side]
        _push(spokes, tops, sorted((n for n in beside if spokes[n].y <= 0), key=lambda n: -spokes[n].y), up=True)
        _push(spokes, tops, sorted((n for n in beside if spokes[n].y > 0), key=lambda n: spokes[n].y), up=False)
        _part(spokes, tops, beside)
    for n, spoke in enumerate(spokes):
        if spoke.align == "center":
            _clear(spokes, tops, n)
    return tops


def _push(spokes: Sequence[_Spoke], tops: list[float], order: Sequence[int], *, up: bool) -> None:
    """Stack the labels of a quarter from the middle outwards."""
    for inner, outer in pairwise(order):
        if up:
            tops[outer] = min(tops[outer], tops[inner] - spokes[outer].height - _BLOCK_GAP)
        else:
            tops[outer] = max(tops[outer], tops[inner] + spokes[inner].height + _BLOCK_GAP)


def _part(spokes: Sequence[_Spoke], tops: list[float], beside: Sequence[int]) -> None:
    """Move the lower quarter down where its first label would touch the last of the upper one."""
    upper = [n for n in beside if spokes[n].y <= 0]
    lower = [n for n in beside if spokes[n].y > 0]
    if not upper or not lower:
        return
    end = max(tops[n] + spokes[n].height for n in upper) + _BLOCK_GAP
    short = max(0.0, end - min(tops[n] for n in lower))
    for n in lower:
        tops[n] += short


def _clear(spokes: Sequence[_Spoke], tops: list[float], n: int) -> None:
    """Lift the label at the very top (or lower the one at the bottom) clear of its neighbours."""
    others = [m for m in range(len(spokes)) if m != n and spokes[m].y * spokes[n].y > 0]
    if spokes[n].y < 0:
        tops[n] = min([tops[n], *(tops[m] - spokes[n].height - _BLOCK_GAP for m in others if _near(spokes, n, m))])
    else:
        ends = (tops[m] + spokes[m].height + _BLOCK_GAP for m in others if _near(spokes, n, m))
        tops[n] = max([tops[n], *ends])


def _near(spokes: Sequence[_Spoke], n: int, m: int) -> bool:
    """Whether two labels stand close enough to meet sideways."""
    return abs(spokes[n].x - spokes[m].x) < 0.8 and len(spokes) > 4


def _radar_label(sheet: Sheet, centre: Point, radius: float, spoke: _Spoke, top: float, formats: Formats) -> None:
    """The label with its numbers under it: the first series bold, the second grey."""
    away = radius + 3.5
    inner = 0.0 if top <= 0 <= top + spoke.height else min(abs(top), abs(top + spoke.height))
    reach = sqrt(max(away**2 - inner**2, 0.0))
    side = {"left": 1, "right": -1, "center": 0}[spoke.align]
    x = centre[0] + side * max(reach, 2.0)
    y = centre[1] + top + LINE / 2
    for line in spoke.lines:
        sheet.text(x, y, line, LABEL, align=spoke.align)
        y += LINE
    printed = [formats.score(value) for value in spoke.values]
    parts = [printed[0], *(f"/ {figure}" for figure in printed[1:])]
    gap = 1.0
    widths = [text_width(part, BODY.bold_if(n == 0)) for n, part in enumerate(parts)]
    total = sum(widths) + gap * (len(parts) - 1)
    x -= {"left": 0.0, "center": total / 2, "right": total}[spoke.align]
    for n, (part, wide) in enumerate(zip(parts, widths, strict=True)):
        color = GREY_TEXT if n or part == MISSING else MAIN
        sheet.text(x, y, part, BODY, color, bold=n == 0)
        x += wide + gap


def _corner(centre: Point, radius: float, spoke: _Spoke, value: float) -> Point:
    return centre[0] + spoke.x * radius * value / 5, centre[1] + spoke.y * radius * value / 5


def _rings(sheet: Sheet, centre: Point, radius: float, spokes: Sequence[_Spoke]) -> None:
    for number in range(5, 0, -1):
        ring = [_corner(centre, radius, spoke, number) for spoke in spokes]
        sheet.area(ring, PAPER if number % 2 == 0 else TILE, RULE, linewidth=0.6, layer=1)
        sheet.text(centre[0] - 1.5, ring[0][1], f"{number}", NOTE, GREY_TEXT, align="right", halo=True)
    for spoke in spokes:
        sheet.line((centre, _corner(centre, radius, spoke, 5)), RULE, 0.6, layer=1.5)


def _series(sheet: Sheet, centre: Point, radius: float, spokes: Sequence[_Spoke], number: int) -> None:
    """One closed line; a spoke without a score opens it there, and an open line has no area."""
    corners = [
        None if value is None else _corner(centre, radius, spoke, r1(value))
        for spoke, value in ((spoke, spoke.values[number]) for spoke in spokes)
    ]
    known = [corner for corner in corners if corner is not None]
    if number == 0 and len(known) == len(corners):
        sheet.area(known, MAIN, alpha=0.10, layer=2)
    for start, end in pairwise([*corners, corners[0]]):
        if start is not None and end is not None:
            _stroke(sheet, start, end, number)
    for x, y in known:
        _point(sheet, x, y, number)


def _stroke(sheet: Sheet, start: Point, end: Point, number: int) -> None:
    if number == 0:
        sheet.line((start, end), MAIN, 1.6, solid_capstyle="round", layer=3.5)
    else:
        sheet.line((start, end), GOAL, 1.4, linestyle=(0, (3.2, 1.8)), layer=3)


def _point(sheet: Sheet, x: float, y: float, number: int) -> None:
    if number == 0:
        sheet.dot(x, y, 0.9, MAIN)
    else:
        sheet.dot(x, y, 1.2, PAPER, GOAL, 1.1)  # seen around a dot of today in the same place


def _slim_legend(figure: figures.Radar, width: float) -> list[tuple[str, ...]]:
    """The names of the lines, in columns under the radar."""
    room = width / len(figure.series) - _SWATCH - EDGE
    return [wrap(line.name, BODY.bold_if(n == 0), room, 2) for n, line in enumerate(figure.series)]


def _legend_item(sheet: Sheet, left: float, y: float, number: int, parts: Sequence[str]) -> float:
    """A piece of a line and its name; where the next one may stand."""
    _stroke(sheet, (left, y), (left + 6.5, y), number)
    _point(sheet, left + 3.25, y, number)
    for part in parts:
        sheet.text(left + _SWATCH, y, part, BODY, bold=number == 0)
        y += LINE
    return y


def _radar_panel(sheet: Sheet, left: float, figure: figures.Radar) -> None:
    """At the right: what the lines are, then the names of the rings from the outer one in."""
    room = sheet.width - left - _SWATCH - EDGE
    y = 3.0
    for number, line in enumerate(figure.series):
        y = _legend_item(sheet, left, y, number, wrap(line.name, BODY.bold_if(number == 0), room, 2)) + 1.6
    y += 3.0
    for number in range(5, 0, -1):
        sheet.text(left + 6.5, y, f"{number}", BODY, GREY_TEXT, align="right")
        for part in wrap(figure.levels[number - 1], BODY, room, 2):
            sheet.text(left + _SWATCH, y, part, BODY, GREY_TEXT)
            y += LINE
        y += 1.0
