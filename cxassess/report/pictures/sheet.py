"""The sheet that every picture is drawn on, measured in millimetres."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil, cos, pi, sin
from threading import RLock
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from cxassess.report.palette import BAR, INK, LEVELS, PAPER, Brand
from cxassess.report.pictures.type import (
    BODY,
    CAPITAL,
    DPI,
    LABEL,
    LINE,
    MM,
    PT,
    Type,
    clean,
    face,
    fit,
    own_face,
    text_width,
    widest_line,
    wrap,
)

NARROWEST_MM = 120.0  # below it the columns leave no room for the bars
WIDEST_MM = 280.0

Align = Literal["left", "center", "right"]
Point = tuple[float, float]

EDGE = 0.3  # keeps the soft edge of letters inside the picture

# matplotlib keeps its settings and glyph cache in globals: one picture at a time.
_LOCK = RLock()
_held: list[None] = []  # not empty while the settings are ours


@contextmanager
def own_settings(brand: Brand) -> Iterator[None]:
    """matplotlib as it comes: a matplotlibrc of this machine must not change a picture, nor we its user's.

    Within itself it does nothing, so that a document of many pictures sets the 300 values once.
    """
    with _LOCK:
        if _held:
            yield
            return
        defaults: Any = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"}
        with mpl.rc_context(defaults), _quiet_fonts(), own_face(brand.face, brand.font_files):
            _held.append(None)
            try:
                yield
            finally:
                _held.clear()


@contextmanager
def _quiet_fonts() -> Iterator[None]:
    """matplotlib logs each face that has no bold; its regular one is taken."""
    log = logging.getLogger("matplotlib.font_manager")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


class Sheet:
    """A picture under construction, measured in millimetres from its top left corner; colours are roles."""

    def __init__(self, width: float, height: float, brand: Brand) -> None:
        pixels = (round(width * MM), round(height * MM))
        # A hundredth of a pixel more, because matplotlib cuts the size down to whole pixels.
        size = ((pixels[0] + 0.01) / DPI, (pixels[1] + 0.01) / DPI)
        self.page = MplFigure(figsize=size, dpi=DPI, facecolor=brand.colour(PAPER))
        self._ink = brand.colour
        self.width = width
        self._place = Affine2D().scale(MM, -MM).translate(0, pixels[1])

    def _add(self, artist: Artist, layer: float, *, mark: bool = False) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(layer)
        artist.set_gid("mark" if mark else None)
        self.page.add_artist(artist)

    def _edge(self, role: str) -> str:
        return self._ink(role) if role else "none"

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
        line = clean(text, bold=bold)
        if room is not None:
            line = fit(line, type_, room)
        drop = CAPITAL * type_.size * PT / 2
        at = (x + drop, y) if upright else (x, y + drop)
        written = self.page.text(
            *at, line, color=self._ink(color), ha=align, va="baseline", fontproperties=face(type_, line), zorder=6
        )
        written.set_transform(self._place)
        written.set_parse_math(False)
        if upright:
            written.set(rotation=90, rotation_mode="anchor")
        if halo:
            written.set_path_effects([withStroke(linewidth=2.2, foreground=self._ink(PAPER))])

    def lines(self, x: float, y: float, lines: Sequence[str], type_: Type, color: str = INK, **how: Any) -> None:
        """A block of lines, centred on y as a whole."""
        top = y - (len(lines) - 1) * LINE / 2
        for number, line in enumerate(lines):
            self.text(x, top + number * LINE, line, type_, color, **how)

    def line(self, points: Sequence[Point], color: str, points_wide: float, **how: Any) -> None:
        xs, ys = zip(*points, strict=True)
        style: dict[str, Any] = {"solid_capstyle": "butt", "dash_capstyle": "butt"} | how
        layer = style.pop("layer", 2)
        self._add(Line2D(xs, ys, color=self._ink(color), linewidth=points_wide, **style), layer)

    def box(self, x: float, y: float, width: float, height: float, color: str, *, mark: bool = False) -> None:
        self._add(Rectangle((x, y), width, height, facecolor=self._ink(color), edgecolor="none"), 1, mark=mark)

    def frame(self, x: float, y: float, width: float, height: float, color: str, points_wide: float) -> None:
        outline = Rectangle((x, y), width, height, fill=False, edgecolor=self._ink(color), linewidth=points_wide)
        self._add(outline, 5)

    def dot(self, x: float, y: float, radius: float, color: str, edge: str = "", wide: float = 0) -> None:
        shape = Circle((x, y), radius, facecolor=self._ink(color), edgecolor=self._edge(edge), linewidth=wide)
        self._add(shape, 4, mark=True)

    def area(self, points: Sequence[Point], color: str, edge: str = "", **how: Any) -> None:
        mark, layer = how.pop("mark", False), how.pop("layer", 2)
        style: dict[str, Any] = {"linewidth": 0.0} | how
        self._add(
            Polygon(points, closed=True, facecolor=self._ink(color), edgecolor=self._edge(edge), **style),
            layer,
            mark=mark,
        )

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


class Item(NamedTuple):
    """One entry of a legend: what paints its sign at (x, y), the room that takes, and the words."""

    paint: Callable[[float, float], None]
    sign: float
    label: str


def legend(sheet: Sheet, x: float, y: float, right: float, items: Sequence[Item]) -> None:
    """The items on one line from x on; moved to the left edge, drawn together and cut as the room demands."""
    pad, close = 1.6, 3.5
    labels = [clean(item.label) for item in items]
    needed = sum(item.sign + pad for item in items) + close * (len(items) - 1)
    if x + needed + sum(text_width(label, BODY) for label in labels) > right:
        x = EDGE
    room = right - x - needed
    labels = _share(labels, room)
    spare = room - sum(text_width(label, BODY) for label in labels)
    gap = close + min(5.0, max(0.0, spare) / max(1, len(items) - 1))
    for item, label in zip(items, labels, strict=True):
        item.paint(x + item.sign / 2, y)
        sheet.text(x + item.sign + pad, y, label, BODY)
        x += item.sign + pad + text_width(label, BODY) + gap


def _share(labels: Sequence[str], room: float) -> list[str]:
    """The labels, the longest of them cut until all fit side by side."""
    widths = [text_width(label, BODY) for label in labels]
    limit = max(widths)
    while sum(min(width, limit) for width in widths) > room and limit > 5:
        limit -= 0.5
    return [fit(label, BODY, limit) for label in labels]


def swatch_item(sheet: Sheet, color: str, label: str) -> Item:
    """A little box in a colour, with what it stands for."""
    return Item(lambda x, y: sheet.box(x - 1.7, y - 1.4, 3.4, 2.8, color), 3.4, label)


def level_items(sheet: Sheet, levels: Sequence[str]) -> list[Item]:
    """The five level colours with their numbers and names."""
    named = zip(LEVELS, enumerate(levels, 1), strict=True)
    return [swatch_item(sheet, color, f"{number} {name}") for color, (number, name) in named]


def row_labels(rows: Iterable[tuple[str, bool]], rooms: Sequence[float]) -> tuple[list[tuple[str, ...]], float]:
    """The row labels in at most two lines, and the width of their column.

    The first of the rooms in which no label is cut is taken, else the last.
    """
    named = [(label, LABEL.bold_if(bold)) for label, bold in rows]
    blocks: list[tuple[str, ...]] = []
    for room in rooms:
        blocks = [wrap(label, type_, room, 2) for label, type_ in named]
        if not any(lines[-1].endswith("…") for lines in blocks):
            break
    widest = max(widest_line([lines], type_) for lines, (_, type_) in zip(blocks, named, strict=True))
    return blocks, widest + EDGE


def row_pitch(rows: int) -> float:
    """From row to row: generous for few, closer for many, never less than two lines of label."""
    return 8.8 if rows <= 8 else 8.2 if rows <= 12 else 7.8
