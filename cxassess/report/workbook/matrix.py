"""The sheet Matrix: the planned steps by effort and impact, as a table and as a native chart that follows it.

Each row of the table is three series of one point, one for each horizon, named by the cell with the practice's id: the
name is the label. Labels that are linked to cells in another way show in Excel alone; LibreOffice leaves them out, or
keeps the old ones after a change. A point of another horizon stands outside the axes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS
from cxassess.model.assessment import Action
from cxassess.report.figures import HIGH_IMPACT, LOW_EFFORT
from cxassess.report.palette import ACCENT, BAR, GOAL, GREY, GREY_TEXT, INK, MAIN, SAND
from cxassess.report.workbook.book import COUNT, LINE, QUIET, TEXT, Sheet
from cxassess.report.workbook.charts import place_chart
from cxassess.report.workbook.layout import MATRIX
from cxassess.report.workbook.live import Live, Value, constant, either, quoted, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import HORIZON_COLOURS, planned_steps

FIRST = 5
ROWS = 30  # a plan proposes 19 at most; the rest is for what the client adds
_CHART_ROWS = 36  # as high as so many rows of the table
ABREAST = 3  # points side by side in one place
_ASIDE, _DOWN = 0.33, 0.17  # between points of one place, where 1 is from one effort or impact to the next
_LABEL = 0.09  # a point stands left of its place, so that point and label together are in the middle
_OFF = -9  # outside the axes
_NO_NAME = " "  # of a point that is not shown; Excel would give a series without a name one of its own
_MARKS: Mapping[str, Mapping[str, Any]] = {
    "now": {"type": "circle", "size": 9, "fill": {"color": MAIN}, "border": {"color": MAIN}},
    "next": {"type": "square", "size": 8, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
    "later": {"type": "diamond", "size": 10, "fill": {"color": SAND}, "border": {"color": GOAL}},
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point stands: the number of its place and how many share it, and its coordinates in the chart."""

    number: int
    sharing: int
    x: float
    y: float


def spots(places: Sequence[tuple[int, float]]) -> tuple[Spot, ...]:
    """The spot of each (effort, impact), spread so that labels of one place do not lie on each other.

    >>> [(spot.number, spot.sharing) for spot in spots([(3, 2.0), (1, 1.0), (3, 2.0)])]
    [(1, 2), (1, 1), (2, 2)]
    """
    found = []
    for position, (effort, impact) in enumerate(places):
        number, sharing = places[: position + 1].count((effort, impact)), places.count((effort, impact))
        row = (number - 1) // ABREAST
        in_row = min(ABREAST, sharing - ABREAST * row)
        aside = number - 1 - ABREAST * row - (in_row - 1) / 2
        down = row - (ceil(sharing / ABREAST) - 1) / 2
        x, y = EFFORTS.index(effort) + 1, IMPACTS.index(impact) + 1
        found.append(Spot(number, sharing, x + aside * _ASIDE - _LABEL, y - down * _DOWN))
    return tuple(found)


def write_matrix(sheet: Sheet, parts: Parts) -> None:
    """The table at the left, the chart at the right; what the chart is drawn from stands out of the print."""
    sheet.title(parts.say("matrix.title"), parts.subtitle)
    sheet.text("A3", parts.say("matrix.note"), QUIET)
    sheet.heads(FIRST - 1, dict(zip("ABCDE", parts.heads("matrix").values(), strict=True)), right=("D", "E"))
    sheet.widths({"A": 9, "B": 8, "C": 48, "D": 8, "E": 8, "F": 2})
    rows = min(ROWS, len(parts.layout.practices))
    last = FIRST + rows - 1
    heads = dict(zip(_HELPERS, parts.heads("matrix_points").values(), strict=True))
    sheet.text(f"{_HELPERS[0]}{FIRST - 2}", parts.say("scores.chart_data"), QUIET)
    for column, text in heads.items():
        sheet.text(f"{column}{FIRST - 1}", text, QUIET, align="right")
    planned = planned_steps(parts)
    places = spots([(action.effort, action.impact) for action in planned])
    for position in range(rows):
        point = (planned[position], places[position]) if position < len(planned) else None
        _row(sheet, parts, FIRST + position, last, point)
    for horizon in HORIZONS:
        text = parts.words.say(f"horizons.{horizon}")
        sheet.mark(f"A{FIRST}:A{last}", f"=$A{FIRST}={quoted(text)}", *HORIZON_COLOURS[horizon])
    _chart(sheet, parts, last, planned)
    sheet.writer.freeze_panes(FIRST - 1, 2)
    sheet.writer.print_area(f"A1:{_PRINTED}{max(last, FIRST - 1 + _CHART_ROWS)}")


# The plan's row, number and count in one place, x, y, and for each horizon its y and its label.
_HELPERS = ("V", "W", "X", "Y", "Z", "AA", "AB", "AC", "AD", "AE", "AF")
_ROW, _NUMBER, _SHARING, _X, _Y = _HELPERS[:5]
_YS, _LABELS = dict(zip(HORIZONS, _HELPERS[5:8], strict=True)), dict(zip(HORIZONS, _HELPERS[8:], strict=True))
_PRINTED = "U"


def _row(sheet: Sheet, parts: Parts, row: int, last: int, point: tuple[Action, Spot] | None) -> None:
    layout = parts.layout
    action, spot = point or (None, None)
    rule = LINE if action else {}  # rows without a step today are no form to fill in
    found = f"${_ROW}{row}"
    rank = parts.ranked.index(action) + 1 if action else None
    formula = f'IFERROR(MATCH({row - FIRST + 1},{layout.plan("order")},0),"")'
    sheet.live(f"{_ROW}{row}", Live(formula, rank), QUIET)

    def put(column: str, formula: str, value: Value, look: Any, otherwise: Value = None) -> None:
        empty = '""' if otherwise is None else str(otherwise)
        sheet.live(f"{column}{row}", Live(f'IF({found}="",{empty},{formula})', value if action else otherwise), look)

    def of_plan(column: str) -> str:
        return f"INDEX({layout.plan(column)},{found})"

    def of_practice(column: str) -> str:
        return f"INDEX({layout.all(column)},{of_plan('row')})"

    chosen = of_plan("chosen")
    when = parts.planned(action) if action else None
    put("A", f'IF({chosen}="",{of_plan("proposed")},{chosen})', when, {**rule, **TEXT})
    put("B", of_practice("id"), action.practice if action else None, {**rule, "bold": True})
    put("C", of_plan("title"), action.title if action else None, rule)
    put("D", of_practice("impact"), action.impact if action else None, {**rule, "num_format": "0.0"})
    put("E", of_practice("effort"), action.effort if action else None, {**rule, "num_format": COUNT})
    impacts, efforts = (f"${column}${FIRST}:${column}{{}}" for column in "DE")
    here = f"{impacts},$D{row},{efforts},$E{row}"
    put(_NUMBER, f"COUNTIFS({here.format(row, row)})", spot.number if spot else None, QUIET)
    put(_SHARING, f"COUNTIFS({here.format(f'${last}', f'${last}')})", spot.sharing if spot else None, QUIET)
    number, sharing = f"${_NUMBER}{row}", f"${_SHARING}{row}"
    line = f"INT(({number}-1)/{ABREAST})"
    aside = f"{number}-1-{ABREAST}*{line}-(MIN({ABREAST},{sharing}-{ABREAST}*{line})-1)/2"
    down = f"{line}-(INT(({sharing}+{ABREAST - 1})/{ABREAST})-1)/2"
    effort = f"MATCH($E{row},{layout.listed('G', len(EFFORTS))},1)"
    impact = f"MATCH($D{row},{layout.listed('F', len(IMPACTS))},1)"
    xy = {**QUIET, "num_format": "0.00"}
    put(_X, f"{effort}+({aside})*{_ASIDE}-{_LABEL}", spot.x if spot else None, xy, otherwise=_OFF)
    put(_Y, f"{impact}-({down})*{_DOWN}", spot.y if spot else None, xy, otherwise=_OFF)
    for horizon in HORIZONS:
        is_here = f"$A{row}={quoted(parts.words.say(f'horizons.{horizon}'))}"
        holds = action is not None and action.horizon == horizon
        y, label = (spot.y, action.practice) if holds and spot and action else (_OFF, _NO_NAME)
        sheet.live(f"{_YS[horizon]}{row}", Live(f"IF({is_here},${_Y}{row},{_OFF})", y), xy)
        sheet.live(f"{_LABELS[horizon]}{row}", Live(f"IF({is_here},$B{row},{quoted(_NO_NAME)})", label), QUIET)


# ── the chart ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Note:
    """A text in the chart, carried by an invisible point."""

    x: float
    y: float
    text: str
    side: str


_RIGHT, _TOP = len(EFFORTS) + 0.5, len(IMPACTS) + 0.5
_MIDDLE_X = sum(effort <= LOW_EFFORT for effort in EFFORTS) + 0.5
_MIDDLE_Y = sum(impact < HIGH_IMPACT for impact in IMPACTS) + 0.5
_MARGIN = 0.12  # from the border to the name of a quarter
_SIDES = ("below", "left", "center")
_CUTS = (((_MIDDLE_X, 0.5), (_MIDDLE_X, _TOP)), ((0.5, _MIDDLE_Y), (_RIGHT, _MIDDLE_Y)))


def _notes(parts: Parts) -> tuple[_Note, ...]:
    """The numbers at the axes, which stand at equal steps though they are none, and the names of the quarters."""
    words = parts.words.table("report.figures")
    left, right = (0.5 + _MIDDLE_X) / 2, (_MIDDLE_X + _RIGHT) / 2
    return (
        *(_Note(at, 0.5, f"{effort}", "below") for at, effort in enumerate(EFFORTS, start=1)),
        *(_Note(0.5, at, parts.words.number(impact), "left") for at, impact in enumerate(IMPACTS, start=1)),
        _Note(left, _TOP - _MARGIN, words["quick_wins"], "center"),
        _Note(right, _TOP - _MARGIN, words["big_bets"], "center"),
        _Note(left, 0.5 + _MARGIN, words["fill_ins"], "center"),
        _Note(right, 0.5 + _MARGIN, words["avoid"], "center"),
    )


def _chart(sheet: Sheet, parts: Parts, last: int, planned: Sequence[Action]) -> None:
    chart = sheet.book.writer.add_chart({"type": "scatter"})
    _steps(sheet, parts, chart, last)
    _ground(sheet, parts, chart, last + 4)
    for set_axis, name, most, at in (
        (chart.set_x_axis, "effort", _RIGHT, {"x": 0.46, "y": 0.885}),
        (chart.set_y_axis, "impact", _TOP, {"x": 0.012, "y": 0.36}),
    ):
        set_axis(sheet.book.painted(_axis(parts, name, most) | {"name_layout": at}))
    chart.set_plotarea({"layout": {"x": 0.075, "y": 0.09, "width": 0.9, "height": 0.755}})
    title = sheet.live(f"{_ROW}{last + 2}", _title(parts, last, planned), QUIET)
    place_chart(sheet, "G4", chart, title.formula, parts.say("matrix.alt"), width=930, height=20 * _CHART_ROWS)


def _steps(sheet: Sheet, parts: Parts, chart: Any, last: int) -> None:
    """The points; a series for the legend stands before those of each horizon."""
    outside = _fixed(sheet, parts, last + 3, [(_OFF, _OFF)])
    shown, number = [], 0
    for horizon in HORIZONS:
        name, span = (parts.words.say(f"horizons.{horizon}{of}") for of in ("", "_span"))
        marker = sheet.book.painted({"marker": _MARKS[horizon], "line": {"none": True}})
        chart.add_series({"name": parts.say("matrix.series", name=name, span=span), **outside, **marker})
        shown.append(number)
        font = sheet.book.painted({"font": {"size": 8, "color": INK}})
        labels = {"data_labels": {"series_name": True, "position": "right", **font}}
        for row in range(FIRST, last + 1):
            named = {"name": f"={parts.layout.at(MATRIX, f'{_LABELS[horizon]}{row}')}"}
            chart.add_series({**named, **_points(parts, row, row, _YS[horizon]), **marker, **labels})
        number += 1 + last - FIRST + 1
    others = [position for position in range(number + len(_CUTS) + len(_SIDES)) if position not in shown]
    chart.set_legend({"position": "bottom", "font": {"size": 9}, "delete_series": others})


def _ground(sheet: Sheet, parts: Parts, chart: Any, row: int) -> None:
    """What does not move: the lines that cut the quarters, the numbers at the axes, the names of the quarters."""
    painted = sheet.book.painted
    unmarked = {"marker": {"type": "none"}}
    for ends in _CUTS:
        line = painted({"line": {"color": BAR, "width": 1.25, "dash_type": "dash"}})
        chart.add_series({**_fixed(sheet, parts, row, ends), **unmarked, **line})
        row += len(ends)
    notes = _notes(parts)
    for side in _SIDES:
        group = [note for note in notes if note.side == side]
        look = painted({"font": {"size": 9, "color": GREY_TEXT, "bold": side == "center"}})
        texts = [{"value": note.text, **look} for note in group]
        labels = {"data_labels": {"value": True, "position": side, "custom": texts, **look}}
        points = _fixed(sheet, parts, row, [(note.x, note.y) for note in group])
        chart.add_series({**points, **unmarked, "line": {"none": True}, **labels})
        row += len(group)


def _fixed(sheet: Sheet, parts: Parts, row: int, points: Sequence[tuple[float, float]]) -> dict[str, str]:
    """Points that are written from a row on, as the options of a series."""
    for at, (x, y) in enumerate(points, start=row):
        sheet.number(f"{_X}{at}", x, QUIET)
        sheet.number(f"{_Y}{at}", y, QUIET)
    return _points(parts, row, row + len(points) - 1, _Y)


def _points(parts: Parts, first: int, last: int, y: str) -> dict[str, str]:
    spans = (f"={parts.layout.at(MATRIX, f'{column}{first}:{column}{last}')}" for column in (_X, y))
    return dict(zip(("categories", "values"), spans, strict=True))


def _axis(parts: Parts, name: str, most: float) -> dict[str, Any]:
    words = parts.words.table("report.figures")
    return {
        "name": parts.say("matrix.axis", name=words[name], low=words["low"], high=words["high"]),
        "name_font": {"size": 10, "bold": True, "color": GREY_TEXT},
        "min": 0.5,
        "max": most,
        "major_unit": 1,
        "crossing": 0.5,
        "label_position": "none",
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "major_gridlines": {"visible": False},
        "line": {"color": GREY},
    }


def _title(parts: Parts, last: int, planned: Sequence[Action]) -> Live:
    """How many of the planned steps are high in impact and low in effort."""
    quick = sum(1 for action in planned if action.effort <= LOW_EFFORT and action.impact >= HIGH_IMPACT)
    impacts, efforts = (f"${column}${FIRST}:${column}${last}" for column in "DE")
    wins = f'COUNTIFS({impacts},">={HIGH_IMPACT:g}",{efforts},"<={LOW_EFFORT}")'
    count = f"COUNT(${_ROW}${FIRST}:${_ROW}${last})"
    say = sentence(
        parts.words, "workbook.matrix.quick", quick=Live(wins, quick), count=Live(count, min(ROWS, len(planned)))
    )
    return either(f"{count}=0", not planned, constant(parts.say("matrix.nothing")), say)
