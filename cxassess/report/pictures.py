"""Draws the figures of a report as PNG.

Everything is placed in millimetres on a sheet whose size is worked out first, with measured text: no
automatic layout, so the same figure gives the same bytes. Labels come from people and are plain data.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil, cos, pi, sin, sqrt
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from cxassess.display import MISSING, level, one_decimal, percent, r1
from cxassess.report import figures, palette
from cxassess.report.palette import GOLD, GREY_TEXT, INK, NAVY, RULE, RUST, TILE

DPI = 200
NARROWEST_MM = 120.0  # below it the columns leave no room for the bars
WIDEST_MM = 280.0

Align = Literal["left", "center", "right"]
Point = tuple[float, float]

_MM = DPI / 25.4  # pixels in a millimetre
_PT = 25.4 / 72  # millimetres in a point
_CAPITAL = 0.632  # height of Carlito's capitals and figures, in em
_EDGE = 0.3  # keeps the soft edge of letters inside the picture


class Type(NamedTuple):
    """A size of type, in points, and its weight."""

    size: float
    bold: bool = False

    def bold_if(self, bold: bool) -> "Type":
        return self._replace(bold=bold)


LABEL, BODY, VALUE, NOTE = Type(8.5), Type(8.0), Type(7.5), Type(7.0)
LINE = 3.5  # from line to line, millimetres

BAR = "#C3CCD4"  # connecting bars: present, but behind the dots
WHITE = "#FFFFFF"

# matplotlib keeps its settings and glyph cache in globals: one picture at a time.
_LOCK = RLock()


def draw(figure: figures.Figure, width_mm: float = 164.0) -> bytes:
    """The picture of a figure: a PNG of 200 dpi that prints `width_mm` wide with type of 7–8.5 pt.

    Args:
        width_mm: 120 to 280; the layout adapts, the type keeps its size.

    Raises:
        ValueError: the width is outside that range.
    """
    with _own_settings():
        canvas: Any = FigureCanvasAgg(compose(figure, width_mm))  # matplotlib leaves its writers untyped
        png = BytesIO()
        canvas.print_png(png, metadata={"Software": None})
    return png.getvalue()


def compose(figure: figures.Figure, width_mm: float = 164.0) -> MplFigure:
    """The figure laid out but not yet painted, so that tests can ask where each text stands.

    Artists that could hide a text carry the gid "mark".
    """
    if not NARROWEST_MM <= width_mm <= WIDEST_MM:
        message = f"A picture is {NARROWEST_MM:g} to {WIDEST_MM:g} mm wide, not {width_mm:g} mm."
        raise ValueError(message)
    with _own_settings():
        return PAINTERS[type(figure)](figure, width_mm).page


@contextmanager
def _own_settings() -> Iterator[None]:
    """matplotlib as it comes: a matplotlibrc of this machine must not change a picture, nor we its user's."""
    with _LOCK, mpl.rc_context():
        mpl.rcdefaults()
        yield


# ---- type ----------------------------------------------------------------------------------------------


# The report's body face first; then what this machine has for other scripts; DejaVu comes with matplotlib.
_OTHER_FACES = (
    *("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR"),
    *("Microsoft YaHei", "Hiragino Sans", "PingFang SC"),
)


@lru_cache
def _families() -> tuple[str, ...]:
    """The families to take glyphs from. Only those that exist: matplotlib logs each one it cannot find."""
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        fontManager.addfont(path)
    present = {entry.name for entry in fontManager.ttflist}
    return ("Carlito", *(name for name in _OTHER_FACES if name in present), "DejaVu Sans")


@lru_cache
def _face(type_: Type) -> FontProperties:
    weight = "bold" if type_.bold else "normal"
    return FontProperties(family=list(_families()), size=type_.size, weight=weight)


@lru_cache
def _glyphs(bold: bool) -> frozenset[int]:
    """Every character that can be drawn."""
    weight = "bold" if bold else "normal"
    faces = (FontProperties(family=[name], weight=weight) for name in _families())
    codes = (code for face in faces for code in get_font(findfont(face)).get_charmap())
    return frozenset(code for code in codes if unicodedata.category(chr(code)) != "Cc")


def _clean(text: str, *, bold: bool = False) -> str:
    """The text on one line, without what no face can draw: emoji go, unknown letters become a box."""
    line = re.sub(r"[ \t\r\n\f\v\x85\u2028\u2029]+", " ", text).strip()
    known = _glyphs(bold)
    return "".join(letter if ord(letter) in known else _stand_in(letter) for letter in line).strip()


def _stand_in(letter: str) -> str:
    return "□" if unicodedata.category(letter)[0] in "LN" else ""


@lru_cache
def _ruler() -> Any:
    canvas: Any = FigureCanvasAgg(MplFigure(figsize=(1, 1), dpi=DPI))
    return canvas.get_renderer()


@lru_cache(maxsize=20_000)
def _width(text: str, type_: Type) -> float:
    """How wide a clean text prints, in millimetres."""
    if not text:
        return 0.0
    return float(_ruler().get_text_width_height_descent(text, _face(type_), ismath=False)[0]) / _MM


def _fit(text: str, type_: Type, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if _width(text, type_) <= room:
        return text
    too_long = bisect_right(range(len(text)), room, key=lambda end: _width(text[:end].rstrip() + "…", type_))
    text = text[: max(0, too_long - 1)]
    whole_words = text.rpartition(" ")[0]
    return (whole_words if len(whole_words) > 0.6 * len(text) else text).rstrip(" ,;:") + "…"


def _break_word(word: str, type_: Type, room: float) -> list[str]:
    """A word in pieces that fit: long codes, and scripts written without spaces."""
    if _width(word, type_) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        # Scripts that join words by spaces show a hyphen where one is broken.
        if pieces[-1] and _width(pieces[-1] + letter + "-", type_) > room:
            if letter.islower():
                pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _fill(text: str, type_: Type, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and _width(f"{lines[-1]} {word}", type_) <= room:
            lines[-1] += f" {word}"
        else:
            lines += _break_word(word, type_, room)
    return lines


def _wrap(text: str, type_: Type, room: float, most: int, *, narrowest: float = 0.55) -> tuple[str, ...]:
    """The text in at most `most` lines of about equal width; the rest is cut with an ellipsis.

    Args:
        narrowest: the share of the room down to which lines are shortened to make them even.
    """
    # No letter is narrower than half a millimetre, so what lies beyond cannot fit: spares measuring an essay.
    text = _clean(text, bold=type_.bold)[: int(2 * room * most) + 2]
    lines = _fill(text, type_, room)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        return (*lines[: most - 1], _fit(rest, type_, room))
    if len(lines) > 1:
        for share in (share for share in (0.55, 0.65, 0.75, 0.85, 0.95) if share >= narrowest):
            balanced = _fill(text, type_, room * share)
            if len(balanced) == len(lines) and " ".join(balanced) == text:  # no word was broken for it
                return tuple(balanced)
    return tuple(lines)


def _widest(blocks: Iterable[Sequence[str]], type_: Type) -> float:
    return max((_width(line, type_) for lines in blocks for line in lines), default=0.0)


# ---- the sheet -----------------------------------------------------------------------------------------


class _Sheet:
    """A picture under construction, measured in millimetres from its top left corner."""

    def __init__(self, width: float, height: float) -> None:
        pixels = (round(width * _MM), round(height * _MM))
        # A hundredth of a pixel more, because matplotlib cuts the size down to whole pixels.
        size = ((pixels[0] + 0.01) / DPI, (pixels[1] + 0.01) / DPI)
        self.page = MplFigure(figsize=size, dpi=DPI, facecolor=WHITE)
        self.width = width
        self._place = Affine2D().scale(_MM, -_MM).translate(0, pixels[1])

    def _add(self, artist: Artist, layer: float, *, mark: bool = False) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(layer)
        artist.set_gid("mark" if mark else None)
        self.page.add_artist(artist)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        type_: Type = BODY,
        color: str = INK,
        *,
        bold: bool = False,
        align: Align = "left",
        room: float | None = None,
        upright: bool = False,
        halo: bool = False,
    ) -> None:
        """One line whose capitals are centred on y, so that sizes and weights share a line."""
        type_ = type_.bold_if(bold)
        line = _clean(text, bold=bold)
        if room is not None:
            line = _fit(line, type_, room)
        drop = _CAPITAL * type_.size * _PT / 2
        at = (x + drop, y) if upright else (x, y + drop)
        written = self.page.text(*at, line, color=color, ha=align, va="baseline", fontproperties=_face(type_), zorder=6)
        written.set_transform(self._place)
        written.set_parse_math(False)
        if upright:
            written.set(rotation=90, rotation_mode="anchor")
        if halo:
            written.set_path_effects([withStroke(linewidth=2.2, foreground=WHITE)])

    def lines(self, x: float, y: float, lines: Sequence[str], type_: Type, color: str = INK, **how: Any) -> None:
        """A block of lines, centred on y as a whole."""
        top = y - (len(lines) - 1) * LINE / 2
        for number, line in enumerate(lines):
            self.text(x, top + number * LINE, line, type_, color, **how)

    def line(self, points: Sequence[Point], color: str, points_wide: float, **how: Any) -> None:
        xs, ys = zip(*points, strict=True)
        style: dict[str, Any] = {"solid_capstyle": "butt", "dash_capstyle": "butt"} | how
        layer = style.pop("layer", 2)
        self._add(Line2D(xs, ys, color=color, linewidth=points_wide, **style), layer)

    def box(self, x: float, y: float, width: float, height: float, color: str, *, mark: bool = False) -> None:
        self._add(Rectangle((x, y), width, height, facecolor=color, edgecolor="none"), 1, mark=mark)

    def frame(self, x: float, y: float, width: float, height: float, color: str, points_wide: float) -> None:
        outline = Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=points_wide)
        self._add(outline, 5)

    def dot(self, x: float, y: float, radius: float, color: str, edge: str = "none", wide: float = 0) -> None:
        shape = Circle((x, y), radius, facecolor=color, edgecolor=edge, linewidth=wide)
        self._add(shape, 4, mark=True)

    def area(self, points: Sequence[Point], color: str, edge: str = "none", **how: Any) -> None:
        mark, layer = how.pop("mark", False), how.pop("layer", 2)
        style: dict[str, Any] = {"linewidth": 0.0} | how
        self._add(Polygon(points, closed=True, facecolor=color, edgecolor=edge, **style), layer, mark=mark)

    def pill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A circle that grows sideways with the text in it; x and y are its middle."""
        radius, straight = height / 2, max(0.0, width - height) / 2
        angles = [pi * number / 24 for number in range(-12, 36)]
        ends = [straight if number < 24 else -straight for number in range(48)]
        outline = [(x + end + radius * cos(a), y + radius * sin(a)) for end, a in zip(ends, angles, strict=True)]
        self.area(outline, color, mark=True, layer=4)

    def hatching(self, x: float, y: float, width: float, height: float) -> None:
        """Slanted lines that say "nothing to show"; matplotlib's own hatches hang on global settings."""
        step = 1.6
        for number in range(1, ceil((width + height) / step)):
            start = number * step
            foot = (x + max(0.0, start - height), y + min(start, height))
            head = (x + min(start, width), y + max(0.0, start - width))
            self.line((foot, head), BAR, 0.5, layer=1)
        self.frame(x, y, width, height, BAR, 0.5)


class _Item(NamedTuple):
    """One entry of a legend: what paints its sign at (x, y), the room that takes, and the words."""

    paint: Callable[[float, float], None]
    sign: float
    label: str


def _legend(sheet: _Sheet, x: float, y: float, right: float, items: Sequence[_Item]) -> None:
    """The items on one line from x on; moved to the left edge, drawn together and cut as the room demands."""
    pad, close = 1.6, 3.5
    labels = [_clean(item.label) for item in items]
    needed = sum(item.sign + pad for item in items) + close * (len(items) - 1)
    if x + needed + sum(_width(label, BODY) for label in labels) > right:
        x = _EDGE
    room = right - x - needed
    labels = _share(labels, room)
    spare = room - sum(_width(label, BODY) for label in labels)
    gap = close + min(5.0, max(0.0, spare) / max(1, len(items) - 1))
    for item, label in zip(items, labels, strict=True):
        item.paint(x + item.sign / 2, y)
        sheet.text(x + item.sign + pad, y, label, BODY)
        x += item.sign + pad + _width(label, BODY) + gap


def _share(labels: Sequence[str], room: float) -> list[str]:
    """The labels, the longest of them cut until all fit side by side."""
    widths = [_width(label, BODY) for label in labels]
    limit = max(widths)
    while sum(min(width, limit) for width in widths) > room and limit > 5:
        limit -= 0.5
    return [_fit(label, BODY, limit) for label in labels]


def _level_items(sheet: _Sheet, levels: Sequence[str]) -> list[_Item]:
    """The five level colours with their numbers and names."""

    def swatch(color: str) -> Callable[[float, float], None]:
        return lambda x, y: sheet.box(x - 1.7, y - 1.4, 3.4, 2.8, color)

    named = zip(palette.LEVELS, enumerate(levels, 1), strict=True)
    return [_Item(swatch(color), 3.4, f"{number} {name}") for color, (number, name) in named]


def _labels(rows: Iterable[tuple[str, bool]], rooms: Sequence[float]) -> tuple[list[tuple[str, ...]], float]:
    """The row labels in at most two lines, and the width of their column.

    The first of the rooms in which no label is cut is taken, else the last.
    """
    named = [(label, LABEL.bold_if(bold)) for label, bold in rows]
    blocks: list[tuple[str, ...]] = []
    for room in rooms:
        blocks = [_wrap(label, type_, room, 2) for label, type_ in named]
        if not any(lines[-1].endswith("…") for lines in blocks):
            break
    widest = max(_widest([lines], type_) for lines, (_, type_) in zip(blocks, named, strict=True))
    return blocks, widest + _EDGE


def _pitch(rows: int) -> float:
    """From row to row: generous for few, closer for many, never less than two lines of label."""
    return 8.8 if rows <= 8 else 8.2 if rows <= 12 else 7.8


# ---- dumbbell ------------------------------------------------------------------------------------------

_DOT = 2.55  # radius
_BAND_EDGES = (1.0, 1.45, 2.45, 3.45, 4.45, 5.0)  # half a tenth below, so that a printed 2.5 lies in its band
_BAND_RANGES = ("1.0–1.4", "1.5–2.4", "2.5–3.4", "3.5–4.4", "4.5–5.0")


class _Scale(NamedTuple):
    """From a score on 1–5 to millimetres. Scores stand where their printed value belongs."""

    left: float
    right: float

    def at(self, score: float) -> float:
        return self.left + (min(5.0, max(1.0, r1(score))) - 1) / 4 * (self.right - self.left)

    def edge(self, score: float) -> float:
        return self.left + (score - 1) / 4 * (self.right - self.left)


def _dumbbell(figure: figures.Dumbbell, width: float) -> _Sheet:
    rows, words = figure.rows, figure.words
    labels, column = _labels(((row.label, row.highlight) for row in rows), (width * 0.27, width * 0.33))
    with_gap = any(row.gap is not None for row in rows)
    gap_room = max(9.0, min(20.0, _width(_clean(words["gap"]), BODY))) if with_gap else 0.0
    scale = _Scale(column + 4.5, width - gap_room - 6.5)
    names = _band_names(figure.levels, scale)
    pitch, top = _pitch(len(rows)), 12.5 + max(map(len, names)) * LINE
    bottom = top + pitch * len(rows) + 1.0
    sheet = _Sheet(width, bottom + 0.5)
    _legend(sheet, scale.left, 2.5, width - _EDGE, _dumbbell_items(sheet, figure))
    _bands(sheet, scale, names, top, bottom)
    if with_gap:
        sheet.text(width - _EDGE, top - 6.6, words["gap"], BODY, align="right", room=gap_room)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = top + pitch * (number + 0.5) - 0.3
        sheet.lines(column, y, label, LABEL, bold=row.highlight, align="right")
        _dumbbell_row(sheet, scale, y, row, words["no_score"])
        if with_gap:
            _gap(sheet, width - _EDGE, y, row)
    return sheet


def _dumbbell_items(sheet: _Sheet, figure: figures.Dumbbell) -> list[_Item]:
    """What the signs mean, for those signs that appear."""
    words, n = figure.words, figure.n
    today = words["today"] if n is None else f"{words['today']}, {words['n']} = {n}"
    items = [_Item(lambda x, y: sheet.dot(x, y, 1.6, NAVY), 3.4, today)]
    if any(row.target is not None for row in figure.rows):
        items.append(_Item(lambda x, y: sheet.dot(x, y, 1.4, WHITE, NAVY, 1.4), 3.4, figure.target_label))
    if any(row.low is not None for row in figure.rows):
        items.append(_Item(lambda x, y: _whisker(sheet, x - 3.5, x + 3.5, y), 7.0, words["interval"]))
    return items


def _band_names(levels: Sequence[str], scale: _Scale) -> list[tuple[str, ...]]:
    """The level names in at most two lines, with as much room as leaves all of them apart."""
    unit = (scale.right - scale.left) / 4
    middles = [(low + high) / 2 * unit for low, high in pairwise(_BAND_EDGES)]
    names: list[tuple[str, ...]] = []
    for share in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65):
        names = [_wrap(name, BODY, share * unit, 2) for name in levels]
        halves = [_widest([lines], BODY) / 2 for lines in names]
        gaps = (b - a - left - right for (a, b), (left, right) in zip(pairwise(middles), pairwise(halves), strict=True))
        if min(gaps) >= 1.5:
            break
    return names


def _bands(sheet: _Sheet, scale: _Scale, names: Sequence[Sequence[str]], top: float, bottom: float) -> None:
    """Every other level band in grey, with names and ranges over them."""
    for number, (low, high) in enumerate(pairwise(_BAND_EDGES)):
        left, right = scale.edge(low), scale.edge(high)
        if number % 2 == 0:
            sheet.box(left, top, right - left, bottom - top, TILE)
        block = names[number]
        middle = (left + right) / 2
        sheet.lines(middle, top - 6.6 - (len(block) - 1) * LINE / 2, block, BODY, align="center")
        sheet.text(middle, top - 3.0, _BAND_RANGES[number], NOTE, GREY_TEXT, align="center")


def _dumbbell_row(sheet: _Sheet, scale: _Scale, y: float, row: figures.DumbbellRow, no_score: str) -> None:
    if row.low is not None and row.high is not None:
        _whisker(sheet, scale.at(row.low), scale.at(row.high), y + _DOT + 0.95)
    if row.value is None:
        _no_score(sheet, scale, y, row.target, no_score)
        return
    x = scale.at(row.value)
    if row.target is not None:
        _target(sheet, scale, y, x, row.target, RUST if row.highlight else BAR)
    sheet.dot(x, y, _DOT, NAVY)
    sheet.text(x, y, one_decimal(row.value), VALUE, WHITE, bold=True, align="center")


def _target(sheet: _Sheet, scale: _Scale, y: float, today: float, target: float, color: str) -> None:
    """The hollow dot. Where today's dot lies over it, its number stands beside it."""
    x, printed = scale.at(target), one_decimal(target)
    if abs(x - today) >= 2 * _DOT + 0.4:
        sheet.line(((today, y), (x, y)), color, 3.2)
        sheet.dot(x, y, _DOT - 0.2, WHITE, NAVY, 1.3)
        sheet.text(x, y, printed, VALUE, NAVY, bold=True, align="center")
        return
    # A target that is met exactly shows as a ring around today's dot.
    sheet.dot(x, y, _DOT + 0.55 if x == today else _DOT - 0.2, WHITE, NAVY, 1.3)
    away = _DOT + (1.5 if x == today else 0.9)
    if x < today and x - away > scale.left + 5.0:
        sheet.text(x - away, y, printed, VALUE, NAVY, bold=True, align="right")
    else:
        sheet.text(max(x, today) + away, y, printed, VALUE, NAVY, bold=True)


def _no_score(sheet: _Sheet, scale: _Scale, y: float, target: float | None, words: str) -> None:
    x, room = scale.left + 1.5, 24.0
    if target is not None:
        at = scale.at(target)
        sheet.dot(at, y, _DOT - 0.2, WHITE, NAVY, 1.3)
        sheet.text(at, y, one_decimal(target), VALUE, NAVY, bold=True, align="center")
        if at - _DOT - 1 < x + room:
            x = at + _DOT + 1.5
    sheet.text(x, y, words, BODY, GREY_TEXT, room=room)


def _whisker(sheet: _Sheet, left: float, right: float, y: float) -> None:
    sheet.line(((left, y), (right, y)), NAVY, 0.8, layer=3)
    for end in (left, right):
        sheet.line(((end, y - 0.6), (end, y + 0.6)), NAVY, 0.8, layer=3)


def _gap(sheet: _Sheet, x: float, y: float, row: figures.DumbbellRow) -> None:
    quiet = row.gap is None or r1(row.gap) == 0
    color = RUST if row.highlight and not quiet else GREY_TEXT if quiet else INK
    sheet.text(x, y, one_decimal(row.gap), LABEL, color, bold=row.highlight and not quiet, align="right")


# ---- heat map ------------------------------------------------------------------------------------------

_CELL_GAP = 0.7
_SPREAD = 22.0  # number and bar
_SPREAD_BAR = 12.0


def _heat_map(figure: figures.HeatMap, width: float) -> _Sheet:
    labels, column = _labels(((row.label, row.highlight) for row in figure.rows), (width * 0.27, width * 0.33))
    spread = _SPREAD if figure.spread_label is not None else 0.0
    lefts, cell = _heat_columns(figure.columns, column + 3.0, width - spread - _EDGE)
    heads = [_wrap(c.label, BODY.bold_if(c.emphasised), cell - 0.6, 2) for c in figure.columns]
    with_n = any(c.n is not None for c in figure.columns)
    head = max(map(len, heads)) * LINE + (3.2 if with_n else 0.0)
    pitch, top = _pitch(len(figure.rows)) - 0.6, 9.0 + head
    sheet = _Sheet(width, top + pitch * len(figure.rows) + 1.0)
    _legend(sheet, lefts[0], 2.5, width - _EDGE, _level_items(sheet, figure.levels))
    under = top - 2.2 - (3.2 if with_n else 0.0)
    for left, c, lines in zip(lefts, figure.columns, heads, strict=True):
        _heat_head(sheet, left + cell / 2, under, cell, c, lines, figure.words["n"])
        if c.emphasised:
            height = pitch * len(figure.rows) - _CELL_GAP
            sheet.frame(left - 0.25, top - 0.25, cell + 0.5, height + 0.5, INK, 1.1)
    if figure.spread_label is not None:
        sheet.text(width - spread + 2.5, under, figure.spread_label, BODY, room=spread - 2.5)
    widest = max((row.spread or 0.0 for row in figure.rows), default=0.0)
    for number, (row, label) in enumerate(zip(figure.rows, labels, strict=True)):
        y = top + pitch * number
        sheet.lines(column, y + (pitch - _CELL_GAP) / 2, label, LABEL, bold=row.highlight, align="right")
        for left, c, score in zip(lefts, figure.columns, row.cells, strict=True):
            _heat_cell(sheet, left, y, cell, pitch - _CELL_GAP, score, c.emphasised)
        if figure.spread_label is not None:
            _spread(sheet, width - spread + 2.5, y + (pitch - _CELL_GAP) / 2, row, max(1.0, widest))
    return sheet


def _heat_columns(columns: Sequence[figures.HeatColumn], left: float, right: float) -> tuple[list[float], float]:
    """Where each column begins and how wide all are; an emphasised one stands a little apart."""
    apart = [_CELL_GAP + (2.0 if a.emphasised or b.emphasised else 0.0) for a, b in pairwise(columns)]
    cell = min(26.0, (right - left - sum(apart)) / len(columns))
    lefts = [left]
    for gap in apart:
        lefts.append(lefts[-1] + cell + gap)
    return lefts, cell


def _heat_head(
    sheet: _Sheet, x: float, y: float, room: float, column: figures.HeatColumn, lines: Sequence[str], n: str
) -> None:
    middle = y - (len(lines) - 1) * LINE / 2
    sheet.lines(x, middle, lines, BODY, bold=column.emphasised, align="center")
    if column.n is not None:
        sheet.text(x, y + 3.2, f"{n} = {column.n}", NOTE, GREY_TEXT, align="center", room=room)


def _heat_cell(sheet: _Sheet, x: float, y: float, width: float, height: float, score: float | None, bold: bool) -> None:
    middle = (x + width / 2, y + height / 2)
    if score is None:
        sheet.hatching(x, y, width, height)
        sheet.box(middle[0] - 2.0, middle[1] - 1.6, 4.0, 3.2, WHITE)
        sheet.text(*middle, MISSING, LABEL, GREY_TEXT, align="center")
        return
    shade = level(score) - 1
    sheet.box(x, y, width, height, palette.LEVELS[shade], mark=True)
    sheet.text(*middle, one_decimal(score), LABEL, palette.LEVEL_INK[shade], bold=bold, align="center")


def _spread(sheet: _Sheet, x: float, y: float, row: figures.HeatRow, widest: float) -> None:
    color = RUST if row.highlight else INK
    figure = one_decimal(row.spread)
    sheet.text(
        x + 4.6,
        y,
        figure,
        LABEL,
        color if row.spread is not None else GREY_TEXT,
        bold=row.highlight,
        align="right",
    )
    if row.spread:
        length = max(0.4, _SPREAD_BAR * r1(row.spread) / widest)
        sheet.box(x + 6.4, y - 1.0, length, 2.0, RUST if row.highlight else BAR, mark=True)


# ---- priority matrix -----------------------------------------------------------------------------------

_MARK = 5.0  # height of a circle or square
_LOZENGE = 6.4  # height of a diamond, whose corners carry little weight
_HORIZON_FILL = {"now": NAVY, "next": palette.BLUE, "later": "#F0D5A0"}
_HORIZON_INK = {"now": WHITE, "next": WHITE, "later": INK}
_PLOT_LEFT = 10.0
_CROWD = 4  # points in one place from which on a column widens
_LOW_EFFORT = 3  # efforts up to 3 fit into 90 days, and impacts of 2 and more count as high
_HIGH_IMPACT = 2.0


class _Plot(NamedTuple):
    """The grid of the matrix: where its columns (efforts) and rows (impacts, highest first) lie."""

    left: float
    top: float
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    strip: float  # room for the names of the quarters, over the first row and under the last

    @property
    def right(self) -> float:
        return self.left + sum(self.columns)

    @property
    def bottom(self) -> float:
        return self.top + sum(self.rows) + 2 * self.strip

    def abreast(self, effort: int, span: float) -> int:
        """How many marks stand side by side in the column of an effort."""
        return max(1, int((self.columns[figures.EFFORTS.index(effort)] - 0.4) // span))

    def place(self, effort: int, impact: float) -> Point:
        column = figures.EFFORTS.index(effort)
        row = figures.IMPACTS[::-1].index(impact)
        x = self.left + sum(self.columns[:column]) + self.columns[column] / 2
        return x, self.top + self.strip + sum(self.rows[:row]) + self.rows[row] / 2

    @property
    def middle(self) -> Point:
        column = sum(effort <= _LOW_EFFORT for effort in figures.EFFORTS)
        row = sum(impact >= _HIGH_IMPACT for impact in figures.IMPACTS)
        return self.left + sum(self.columns[:column]), self.top + self.strip + sum(self.rows[:row])


def _priority_matrix(figure: figures.PriorityMatrix, width: float) -> _Sheet:
    keys = {point.key: _fit(_clean(point.key, bold=True), NOTE.bold_if(bold=True), 12.0) for point in figure.points}
    key_width = max(_width(key, NOTE.bold_if(bold=True)) for key in keys.values())
    span = max(_mark_width(point.horizon, key_width) for point in figure.points) + 0.8
    step = max(_LOZENGE if point.horizon == "later" else _MARK for point in figure.points) + 0.8
    columns = _effort_columns(figure, span, width)
    list_left = _PLOT_LEFT + sum(columns) + 7.0
    blocks, list_height = _key_list(figure, width - list_left - _EDGE)
    plot = _plot(figure, columns, span, step, list_height)
    sheet = _Sheet(width, max(plot.bottom + 9.0, list_height + 1.0))
    _quarters(sheet, plot, figure)
    _axes(sheet, plot, figure)
    for place, points in _by_place(figure.points).items():
        most = plot.abreast(place[0], span)
        spots = _cluster(*plot.place(*place), len(points), most, span, step)
        for point, (x, y) in zip(points, spots, strict=True):
            _mark(sheet, x, y, point.horizon, key_width)
            sheet.text(x, y, keys[point.key], NOTE, _HORIZON_INK[point.horizon], bold=True, align="center")
    _list(sheet, list_left, figure, blocks, keys)
    return sheet


def _by_place(points: Iterable[figures.MatrixPoint]) -> dict[tuple[int, float], list[figures.MatrixPoint]]:
    places: dict[tuple[int, float], list[figures.MatrixPoint]] = {}
    for point in points:
        places.setdefault((point.effort, point.impact), []).append(point)
    return places


def _effort_columns(figure: figures.PriorityMatrix, span: float, width: float) -> tuple[float, ...]:
    """Columns of one width; only one with a crowd in a single place widens, to keep the rows low."""
    places = _by_place(figure.points)
    plain, crowd = max(0.098 * width, span + 0.8), (2 if span > 8 else 3) * span + 0.8
    fullest = [max((len(p) for (e, _), p in places.items() if e == effort), default=0) for effort in figures.EFFORTS]
    return tuple(max(plain, crowd) if count > _CROWD else plain for count in fullest)


def _plot(
    figure: figures.PriorityMatrix, columns: tuple[float, ...], span: float, step: float, list_height: float
) -> _Plot:
    """Rows high enough for their fullest cluster, stretched towards the height of the list beside them."""
    plot = _Plot(_PLOT_LEFT, 0.5, columns, (), 6.0)
    places = _by_place(figure.points)
    rows = []
    for impact in figures.IMPACTS[::-1]:
        counts = [(len(points), plot.abreast(e, span)) for (e, i), points in places.items() if i == impact]
        deepest = max((ceil(count / _abreast(count, most)) for count, most in counts), default=0)
        rows.append(max(16.0, deepest * step + 3.5))
    spare = min(list_height - 9.0, 112.0) - sum(rows) - 2 * plot.strip
    return plot._replace(rows=tuple(row + max(0.0, spare) / len(rows) for row in rows))


def _abreast(count: int, most: int) -> int:
    return max(1, min(most, ceil(sqrt(count))))


def _cluster(x: float, y: float, count: int, most: int, span: float, step: float) -> list[Point]:
    """The spots of points that share a place: rows of a few, the last one centred."""
    across = _abreast(count, most)
    rows = ceil(count / across)
    spots = []
    for number in range(count):
        row = number // across
        in_row = min(across, count - row * across)
        offset = number % across - (in_row - 1) / 2
        spots.append((x + offset * span, y + (row - (rows - 1) / 2) * step))
    return spots


def _mark_width(horizon: str, text: float) -> float:
    """As wide as the key asks for, so that short keys give a circle, a square, a diamond."""
    if horizon == "later":
        half, letters = _LOZENGE / 2, _CAPITAL * NOTE.size * _PT / 2 + 0.3
        return max(_LOZENGE, text / (1 - letters / half))
    return max(_MARK, text + (2.2 if horizon == "now" else 1.6))


def _mark(sheet: _Sheet, x: float, y: float, horizon: str, text: float, scale: float = 1.0) -> None:
    fill, width = _HORIZON_FILL[horizon], _mark_width(horizon, text) * scale
    half = _MARK * scale / 2
    if horizon == "now":
        sheet.pill(x, y, width, 2 * half, fill)
    elif horizon == "next":
        corners = ((-width / 2, -half), (width / 2, -half), (width / 2, half), (-width / 2, half))
        sheet.area([(x + dx, y + dy) for dx, dy in corners], fill, mark=True, layer=4)
    else:
        half = _LOZENGE * scale / 2
        corners = ((-width / 2, 0.0), (0.0, -half), (width / 2, 0.0), (0.0, half))
        sheet.area([(x + dx, y + dy) for dx, dy in corners], fill, GOLD, mark=True, layer=4, linewidth=0.7)


def _quarters(sheet: _Sheet, plot: _Plot, figure: figures.PriorityMatrix) -> None:
    x, y = plot.middle
    sheet.box(plot.left, plot.top, x - plot.left, y - plot.top, TILE)
    sheet.line(((x, plot.top), (x, plot.bottom)), BAR, 0.9)
    sheet.line(((plot.left, y), (plot.right, y)), BAR, 0.9)
    sheet.line(((plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)), palette.GREY, 0.9)
    over, under = plot.top + 3.0, plot.bottom - 3.0
    left_room, right_room = x - plot.left - 4, plot.right - x - 3
    for key, at, align, room in (
        ("quick_wins", (plot.left + 2, over), "left", left_room),
        ("big_bets", (plot.right - 1, over), "right", right_room),
        ("fill_ins", (plot.left + 2, under), "left", left_room),
        ("avoid", (plot.right - 1, under), "right", right_room),
    ):
        where: Align = "left" if align == "left" else "right"
        sheet.text(*at, figure.words[key], VALUE, GREY_TEXT, bold=True, align=where, room=room)


def _axes(sheet: _Sheet, plot: _Plot, figure: figures.PriorityMatrix) -> None:
    words = figure.words
    for effort in figures.EFFORTS:
        x, _ = plot.place(effort, figures.IMPACTS[0])
        sheet.text(x, plot.bottom + 2.6, f"{effort}", NOTE, GREY_TEXT, align="center")
    for impact in figures.IMPACTS:
        _, y = plot.place(figures.EFFORTS[0], impact)
        sheet.text(plot.left - 1.6, y, f"{impact:g}", NOTE, GREY_TEXT, align="right")
    y, third = plot.bottom + 6.6, (plot.right - plot.left) / 3 - 2
    sheet.text(plot.left, y, words["low"], BODY, GREY_TEXT, room=third)
    sheet.text((plot.left + plot.right) / 2, y, words["effort"], BODY, bold=True, align="center", room=third)
    sheet.text(plot.right, y, words["high"], BODY, GREY_TEXT, align="right", room=third)
    x, third = 2.0, (plot.bottom - plot.top) / 3 - 2
    sheet.text(x, plot.bottom, words["low"], BODY, GREY_TEXT, room=third, upright=True)
    middle = (plot.top + plot.bottom) / 2
    sheet.text(x, middle, words["impact"], BODY, bold=True, align="center", room=third, upright=True)
    sheet.text(x, plot.top, words["high"], BODY, GREY_TEXT, align="right", room=third, upright=True)


_HEAD_STEP, _ITEM_GAP, _GROUP_GAP = 5.4, 1.3, 3.2
_LIST_MOST = 205.0  # a list that fits on a page with its heading
_KEY_LEFT = 6.5


def _key_list(figure: figures.PriorityMatrix, room: float) -> tuple[dict[int, tuple[str, ...]], float]:
    """The labels wrapped, whole if the list still fits on a page, and the height of the list."""
    label_room = room - _KEY_LEFT - _key_column(figure)
    groups = len({point.horizon for point in figure.points})
    height = 0.0
    blocks: dict[int, tuple[str, ...]] = {}
    for most in (8, 6, 5, 4, 3, 2, 1):
        blocks = {n: _wrap(p.label, BODY, label_room, most, narrowest=0.75) for n, p in enumerate(figure.points)}
        lines = sum(len(block) for block in blocks.values())
        height = groups * (_HEAD_STEP + _GROUP_GAP) + lines * LINE + len(blocks) * _ITEM_GAP
        if height <= _LIST_MOST:
            break
    return blocks, height


def _key_column(figure: figures.PriorityMatrix) -> float:
    return (
        max(_width(_fit(_clean(p.key, bold=True), NOTE.bold_if(bold=True), 12.0), VALUE) for p in figure.points) + 2.5
    )


def _list(
    sheet: _Sheet,
    left: float,
    figure: figures.PriorityMatrix,
    blocks: dict[int, tuple[str, ...]],
    keys: dict[str, str],
) -> None:
    """The actions by horizon, in the order given; the sign before each head is the one in the plot."""
    y, label_left = 3.0, left + _KEY_LEFT + _key_column(figure)
    for horizon in figures.HORIZONS:
        members = [(n, point) for n, point in enumerate(figure.points) if point.horizon == horizon]
        if not members:
            continue
        _mark(sheet, left + 2.2, y, horizon, 0.0, 0.72)
        head_room = sheet.width - left - _KEY_LEFT - _EDGE
        sheet.text(left + _KEY_LEFT, y, figure.words[horizon], LABEL, bold=True, room=head_room)
        y += _HEAD_STEP
        for n, point in members:
            sheet.text(left + _KEY_LEFT, y, keys[point.key], VALUE, GREY_TEXT, room=label_left - left - _KEY_LEFT)
            for line in blocks[n]:
                sheet.text(label_left, y, line, BODY)
                y += LINE
            y += _ITEM_GAP
        y += _GROUP_GAP


# ---- distribution of answers ---------------------------------------------------------------------------

_STRIP = 5.0  # height of a bar


def _answer_distribution(figure: figures.AnswerDistribution, width: float) -> _Sheet:
    words = figure.words
    labels, column = _labels(((row.label, row.highlight) for row in figure.rows), (width * 0.31, width * 0.38))
    heads = {key: _wrap(words[key], BODY, 15.0, 2) for key in ("n", "mean", "dont_know")}
    rights = _column_edges(heads, figure, width - _EDGE)
    bars = _Bars.over(figure.rows, column + 4.0, min(rights.values()) - _number_room(heads["n"], figure) - 4.0)
    pitch, depth = _pitch(len(figure.rows)), max(map(len, heads.values()))
    top = 8.0 + depth * LINE + 1.5
    bottom = top + pitch * len(figure.rows)
    sheet = _Sheet(width, bottom + 0.5)
    _legend(sheet, bars.left, 2.5, width - _EDGE, _level_items(sheet, figure.levels))
    sheet.text(bars.left, top - 2.2, words["share"], NOTE, GREY_TEXT, room=bars.right - bars.left)
    for key, lines in heads.items():
        middle = top - 2.2 - (len(lines) - 1) * LINE / 2
        sheet.lines(rights[key], middle, lines, BODY, align="right")
    sheet.line(((bars.middle, top), (bars.middle, bottom)), BAR, 0.7, layer=0)
    for number, (row, label) in enumerate(zip(figure.rows, labels, strict=True)):
        y = top + pitch * (number + 0.5)
        sheet.lines(column, y, label, LABEL, bold=row.highlight, align="right")
        _distribution_bar(sheet, bars, y, row, words["no_answers"])
        _distribution_numbers(sheet, rights, y, row)
    return sheet


def _number_room(lines: Sequence[str], figure: figures.AnswerDistribution) -> float:
    """Room for the column n, whose numbers may be longer than its head."""
    return max(_widest([lines], BODY), *(_width(f"{sum(row.counts)}", LABEL) for row in figure.rows))


def _column_edges(
    heads: dict[str, tuple[str, ...]], figure: figures.AnswerDistribution, right: float
) -> dict[str, float]:
    """The right edges of the columns of numbers."""
    edges = {}
    numbers = {"mean": 5.0, "dont_know": max(_width(f"{row.dont_know}", LABEL) for row in figure.rows)}
    for key in ("dont_know", "mean"):
        edges[key] = right
        right -= max(_widest([heads[key]], BODY), numbers[key]) + 5.0
    edges["n"] = right
    return edges


class _Bars(NamedTuple):
    """Where the bars lie: `middle` is the middle of level 3, `unit` the width of the whole of the answers."""

    left: float
    right: float
    middle: float
    unit: float

    @classmethod
    def over(cls, rows: Iterable[figures.DistributionRow], left: float, right: float) -> "_Bars":
        """As wide as the room allows with the furthest bars touching both ends."""
        sides = [_sides(row.counts) for row in rows if sum(row.counts)] or [(0.5, 0.5)]
        low, high = max(side[0] for side in sides), max(side[1] for side in sides)
        unit = (right - left) / (low + high)
        return cls(left, right, left + low * unit, unit)


def _sides(counts: Sequence[int]) -> Point:
    """The shares of answers left and right of the middle of level 3."""
    low = (counts[0] + counts[1] + counts[2] / 2) / sum(counts)
    return low, 1 - low


def _distribution_bar(sheet: _Sheet, bars: _Bars, y: float, row: figures.DistributionRow, no_answers: str) -> None:
    valid = sum(row.counts)
    if not valid:
        sheet.box(bars.middle - 0.5, y - 2.0, 1.0, 4.0, WHITE)
        words = _fit(_clean(no_answers), BODY, bars.right - bars.left)
        half = _width(words, BODY) / 2
        # Kept within the bars, whichever side the middle lies to.
        x = min(max(bars.middle, bars.left + half), bars.right - half)
        sheet.box(x - half - 1.5, y - 2.0, 2 * half + 3.0, 4.0, WHITE)
        sheet.text(x, y, words, BODY, GREY_TEXT, align="center")
        return
    x = bars.middle - _sides(row.counts)[0] * bars.unit
    for count, color, ink in zip(row.counts, palette.LEVELS, palette.LEVEL_INK, strict=True):
        length = count / valid * bars.unit
        if count:
            # A white seam of 0.3 mm tells neighbours apart; slivers keep a visible width.
            sheet.box(x, y - _STRIP / 2, max(0.25, length - 0.3), _STRIP, color, mark=True)
            _share_in_bar(sheet, x, y, length - 0.3, count / valid, ink)
        x += length


def _share_in_bar(sheet: _Sheet, x: float, y: float, length: float, share: float, ink: str) -> None:
    """The share in whole percent where there is room; a narrow piece stays bare."""
    figure = percent(share).rstrip("%").rstrip()
    if _width(figure, VALUE) + 1.2 <= length:
        sheet.text(x + length / 2, y, figure, VALUE, ink, align="center")


def _distribution_numbers(sheet: _Sheet, rights: dict[str, float], y: float, row: figures.DistributionRow) -> None:
    sheet.text(rights["n"], y, f"{sum(row.counts)}", LABEL, GREY_TEXT, align="right")
    color = GREY_TEXT if row.mean is None else RUST if row.highlight else INK
    sheet.text(rights["mean"], y, one_decimal(row.mean), LABEL, color, bold=row.mean is not None, align="right")
    sheet.text(rights["dont_know"], y, f"{row.dont_know}", LABEL, GREY_TEXT, align="right")


# ---- radar ---------------------------------------------------------------------------------------------

_PANEL = 38.0  # legend and level names at the right
_BLOCK_GAP = 1.2


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


def _radar(figure: figures.Radar, width: float) -> _Sheet:
    middle, radius = (width - _PANEL) / 2, min(44.0, (width - _PANEL) * 0.29)
    spokes = _spokes(figure, middle - radius - 5.0)
    tops = _label_tops(spokes, radius)
    up = max(radius, -min(tops)) + 0.5
    down = max([radius, *(top + spoke.height for top, spoke in zip(tops, spokes, strict=True))]) + 0.5
    sheet = _Sheet(width, max(up + down, 62.0))
    centre = (middle, up)
    _rings(sheet, centre, radius, spokes)
    for number in reversed(range(len(figure.series))):
        _series(sheet, centre, radius, spokes, number)
    for spoke, top in zip(spokes, tops, strict=True):
        _radar_label(sheet, centre, radius, spoke, top)
    _radar_panel(sheet, width - _PANEL + 4.0, figure)
    return sheet


def _spokes(figure: figures.Radar, room: float) -> list[_Spoke]:
    spokes = []
    for number, label in enumerate(figure.labels):
        angle = 2 * pi * number / len(figure.labels)
        values = tuple(line.values[number] for line in figure.series)
        spokes.append(_Spoke(_wrap(label, LABEL, room, 3), values, sin(angle), -cos(angle)))
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


def _radar_label(sheet: _Sheet, centre: Point, radius: float, spoke: _Spoke, top: float) -> None:
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
    printed = [one_decimal(value) for value in spoke.values]
    parts = [printed[0], *(f"/ {figure}" for figure in printed[1:])]
    gap = 1.0
    widths = [_width(part, BODY.bold_if(n == 0)) for n, part in enumerate(parts)]
    total = sum(widths) + gap * (len(parts) - 1)
    x -= {"left": 0.0, "center": total / 2, "right": total}[spoke.align]
    for n, (part, wide) in enumerate(zip(parts, widths, strict=True)):
        color = GREY_TEXT if n or part == MISSING else NAVY
        sheet.text(x, y, part, BODY, color, bold=n == 0)
        x += wide + gap


def _corner(centre: Point, radius: float, spoke: _Spoke, value: float) -> Point:
    return centre[0] + spoke.x * radius * value / 5, centre[1] + spoke.y * radius * value / 5


def _rings(sheet: _Sheet, centre: Point, radius: float, spokes: Sequence[_Spoke]) -> None:
    for number in range(5, 0, -1):
        ring = [_corner(centre, radius, spoke, number) for spoke in spokes]
        sheet.area(ring, WHITE if number % 2 == 0 else TILE, RULE, linewidth=0.6, layer=1)
        sheet.text(centre[0] - 1.5, ring[0][1], f"{number}", NOTE, GREY_TEXT, align="right", halo=True)
    for spoke in spokes:
        sheet.line((centre, _corner(centre, radius, spoke, 5)), RULE, 0.6, layer=1.5)


def _series(sheet: _Sheet, centre: Point, radius: float, spokes: Sequence[_Spoke], number: int) -> None:
    """One closed line; a spoke without a score opens it there, and an open line has no area."""
    corners = [
        None if value is None else _corner(centre, radius, spoke, r1(value))
        for spoke, value in ((spoke, spoke.values[number]) for spoke in spokes)
    ]
    known = [corner for corner in corners if corner is not None]
    if number == 0 and len(known) == len(corners):
        sheet.area(known, NAVY, alpha=0.10, layer=2)
    for start, end in pairwise([*corners, corners[0]]):
        if start is not None and end is not None:
            _stroke(sheet, start, end, number)
    for x, y in known:
        _point(sheet, x, y, number)


def _stroke(sheet: _Sheet, start: Point, end: Point, number: int) -> None:
    if number == 0:
        sheet.line((start, end), NAVY, 1.6, solid_capstyle="round", layer=3.5)
    else:
        sheet.line((start, end), GOLD, 1.4, linestyle=(0, (3.2, 1.8)), layer=3)


def _point(sheet: _Sheet, x: float, y: float, number: int) -> None:
    if number == 0:
        sheet.dot(x, y, 0.9, NAVY)
    else:
        sheet.dot(x, y, 1.2, WHITE, GOLD, 1.1)  # seen around a dot of today in the same place


def _radar_panel(sheet: _Sheet, left: float, figure: figures.Radar) -> None:
    """At the right: what the lines are, then the names of the rings from the outer one in."""
    room = sheet.width - left - 9.0 - _EDGE
    y = 3.0
    for number, line in enumerate(figure.series):
        _stroke(sheet, (left, y), (left + 6.5, y), number)
        _point(sheet, left + 3.25, y, number)
        for part in _wrap(line.name, BODY.bold_if(number == 0), room, 2):
            sheet.text(left + 9.0, y, part, BODY, bold=number == 0)
            y += LINE
        y += 1.6
    y += 3.0
    for number in range(5, 0, -1):
        sheet.text(left + 6.5, y, f"{number}", BODY, GREY_TEXT, align="right")
        for part in _wrap(figure.levels[number - 1], BODY, room, 2):
            sheet.text(left + 9.0, y, part, BODY, GREY_TEXT)
            y += LINE
        y += 1.0


# One function a kind of figure: a new kind is one more row.
PAINTERS: dict[type, Callable[[Any, float], _Sheet]] = {
    figures.Dumbbell: _dumbbell,
    figures.HeatMap: _heat_map,
    figures.PriorityMatrix: _priority_matrix,
    figures.AnswerDistribution: _answer_distribution,
    figures.Radar: _radar,
}
