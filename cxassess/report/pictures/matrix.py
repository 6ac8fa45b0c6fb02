"""Paints the priority matrix: actions by effort against impact, named in a list beside it."""

from collections.abc import Iterable
from math import ceil, sqrt
from typing import NamedTuple

from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS
from cxassess.report import figures
from cxassess.report.palette import ACCENT, BAR, GOAL, GREY, GREY_TEXT, MAIN, SAND, TILE, Brand, ink_on
from cxassess.report.pictures.sheet import EDGE, Align, Point, Sheet
from cxassess.report.pictures.type import BODY, CAPITAL, LABEL, LINE, NOTE, PT, VALUE, clean, fit, text_width, wrap

_MARK = 5.0  # height of a circle or square
_LOZENGE = 6.4  # height of a diamond, whose corners carry little weight
_HORIZON_FILL = {"now": MAIN, "next": ACCENT, "later": SAND}
_PLOT_LEFT = 10.0
_CROWD = 4  # points in one place from which on a column widens
_HEAD_STEP, _ITEM_GAP, _GROUP_GAP = 5.4, 1.3, 3.2
_LIST_MOST = 205.0  # a list that fits on a page with its heading
_KEY_LEFT = 6.5


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
        return max(1, int((self.columns[EFFORTS.index(effort)] - 0.4) // span))

    def place(self, effort: int, impact: float) -> Point:
        column = EFFORTS.index(effort)
        row = IMPACTS[::-1].index(impact)
        x = self.left + sum(self.columns[:column]) + self.columns[column] / 2
        return x, self.top + self.strip + sum(self.rows[:row]) + self.rows[row] / 2

    @property
    def middle(self) -> Point:
        column = sum(effort <= figures.LOW_EFFORT for effort in EFFORTS)
        row = sum(impact >= figures.HIGH_IMPACT for impact in IMPACTS)
        return self.left + sum(self.columns[:column]), self.top + self.strip + sum(self.rows[:row])


def paint_priority_matrix(figure: figures.PriorityMatrix, width: float, brand: Brand) -> Sheet:
    keys = {point.key: fit(clean(point.key, bold=True), NOTE.bold_if(bold=True), 12.0) for point in figure.points}
    key_width = max(text_width(key, NOTE.bold_if(bold=True)) for key in keys.values())
    span = max(_mark_width(point.horizon, key_width) for point in figure.points) + 0.8
    step = max(_LOZENGE if point.horizon == "later" else _MARK for point in figure.points) + 0.8
    columns = _effort_columns(figure, span, width)
    list_left = _PLOT_LEFT + sum(columns) + 7.0
    blocks, list_height = _key_list(figure, width - list_left - EDGE)
    plot = _plot(figure, columns, span, step, list_height)
    sheet = Sheet(width, max(plot.bottom + 9.0, list_height + 1.0), brand)
    _quarters(sheet, plot, figure)
    _axes(sheet, plot, figure)
    for place, points in _by_place(figure.points).items():
        most = plot.abreast(place[0], span)
        spots = _cluster(*plot.place(*place), len(points), most, span, step)
        for point, (x, y) in zip(points, spots, strict=True):
            _mark(sheet, x, y, point.horizon, key_width)
            sheet.text(x, y, keys[point.key], NOTE, ink_on(_HORIZON_FILL[point.horizon]), bold=True, align="center")
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
    fullest = [max((len(p) for (e, _), p in places.items() if e == effort), default=0) for effort in EFFORTS]
    return tuple(max(plain, crowd) if count > _CROWD else plain for count in fullest)


def _plot(
    figure: figures.PriorityMatrix, columns: tuple[float, ...], span: float, step: float, list_height: float
) -> _Plot:
    """Rows high enough for their fullest cluster, stretched towards the height of the list beside them."""
    plot = _Plot(_PLOT_LEFT, 0.5, columns, (), 6.0)
    places = _by_place(figure.points)
    rows = []
    for impact in IMPACTS[::-1]:
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
        half, letters = _LOZENGE / 2, CAPITAL * NOTE.size * PT / 2 + 0.3
        return max(_LOZENGE, text / (1 - letters / half))
    return max(_MARK, text + (2.2 if horizon == "now" else 1.6))


def _mark(sheet: Sheet, x: float, y: float, horizon: str, text: float, scale: float = 1.0) -> None:
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
        sheet.area([(x + dx, y + dy) for dx, dy in corners], fill, GOAL, mark=True, layer=4, linewidth=0.7)


def _quarters(sheet: Sheet, plot: _Plot, figure: figures.PriorityMatrix) -> None:
    x, y = plot.middle
    sheet.box(plot.left, plot.top, x - plot.left, y - plot.top, TILE)
    sheet.line(((x, plot.top), (x, plot.bottom)), BAR, 0.9)
    sheet.line(((plot.left, y), (plot.right, y)), BAR, 0.9)
    sheet.line(((plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)), GREY, 0.9)
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


def _axes(sheet: Sheet, plot: _Plot, figure: figures.PriorityMatrix) -> None:
    words = figure.words
    for effort in EFFORTS:
        x, _ = plot.place(effort, IMPACTS[0])
        sheet.text(x, plot.bottom + 2.6, f"{effort}", NOTE, GREY_TEXT, align="center")
    for impact in IMPACTS:
        _, y = plot.place(EFFORTS[0], impact)
        sheet.text(plot.left - 1.6, y, figure.formats.number(impact), NOTE, GREY_TEXT, align="right")
    y, third = plot.bottom + 6.6, (plot.right - plot.left) / 3 - 2
    sheet.text(plot.left, y, words["low"], BODY, GREY_TEXT, room=third)
    sheet.text((plot.left + plot.right) / 2, y, words["effort"], BODY, bold=True, align="center", room=third)
    sheet.text(plot.right, y, words["high"], BODY, GREY_TEXT, align="right", room=third)
    x, third = 2.0, (plot.bottom - plot.top) / 3 - 2
    sheet.text(x, plot.bottom, words["low"], BODY, GREY_TEXT, room=third, upright=True)
    middle = (plot.top + plot.bottom) / 2
    sheet.text(x, middle, words["impact"], BODY, bold=True, align="center", room=third, upright=True)
    sheet.text(x, plot.top, words["high"], BODY, GREY_TEXT, align="right", room=third, upright=True)


def _key_list(figure: figures.PriorityMatrix, room: float) -> tuple[dict[int, tuple[str, ...]], float]:
    """The labels wrapped, whole if the list still fits on a page, and the height of the list."""
    label_room = room - _KEY_LEFT - _key_column(figure)
    groups = len({point.horizon for point in figure.points})
    height = 0.0
    blocks: dict[int, tuple[str, ...]] = {}
    for most in (8, 6, 5, 4, 3, 2, 1):
        blocks = {n: wrap(p.label, BODY, label_room, most, narrowest=0.75) for n, p in enumerate(figure.points)}
        lines = sum(len(block) for block in blocks.values())
        height = groups * (_HEAD_STEP + _GROUP_GAP) + lines * LINE + len(blocks) * _ITEM_GAP
        if height <= _LIST_MOST:
            break
    return blocks, height


def _key_column(figure: figures.PriorityMatrix) -> float:
    return (
        max(text_width(fit(clean(p.key, bold=True), NOTE.bold_if(bold=True), 12.0), VALUE) for p in figure.points) + 2.5
    )


def _list(
    sheet: Sheet,
    left: float,
    figure: figures.PriorityMatrix,
    blocks: dict[int, tuple[str, ...]],
    keys: dict[str, str],
) -> None:
    """The actions by horizon, in the order given; the sign before each head is the one in the plot."""
    y, label_left = 3.0, left + _KEY_LEFT + _key_column(figure)
    for horizon in HORIZONS:
        members = [(n, point) for n, point in enumerate(figure.points) if point.horizon == horizon]
        if not members:
            continue
        _mark(sheet, left + 2.2, y, horizon, 0.0, 0.72)
        head_room = sheet.width - left - _KEY_LEFT - EDGE
        sheet.text(left + _KEY_LEFT, y, figure.words[horizon], LABEL, bold=True, room=head_room)
        y += _HEAD_STEP
        for n, point in members:
            sheet.text(left + _KEY_LEFT, y, keys[point.key], VALUE, GREY_TEXT, room=label_left - left - _KEY_LEFT)
            for line in blocks[n]:
                sheet.text(label_left, y, line, BODY)
                y += LINE
            y += _ITEM_GAP
        y += _GROUP_GAP
