"""The sheet Matrix: the planned steps by effort and impact, as a table and as a native chart that follows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from cxassess.model.assessment import Action
from cxassess.planning import HORIZONS
from cxassess.report.figures import EFFORTS, HIGH_IMPACT, IMPACTS, LOW_EFFORT
from cxassess.report.palette import ACCENT, BAR, GOAL, GREY, GREY_TEXT, INK, MAIN, SAND
from cxassess.report.workbook.book import COUNT, LINE, QUIET, TEXT, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import MATRIX
from cxassess.report.workbook.live import Live, Value, constant, either, quoted, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import HORIZON_COLOURS

FIRST = 5
ROWS = 30  # a plan proposes 19 at most; the rest is for what the client adds
ABREAST = 3  # points side by side in one place
_ASIDE, _DOWN = 0.31, 0.17  # between points of one place, where 1 is from one effort or impact to the next
_LABEL = 0.09  # a point stands left of its place, so that point and label together are in the middle
_OFF = -9  # outside the axes: a point of another horizon
_MARKS = {
    "now": {"type": "circle", "fill": {"color": MAIN}, "border": {"color": MAIN}},
    "next": {"type": "square", "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
    "later": {"type": "diamond", "fill": {"color": SAND}, "border": {"color": GOAL}},
}
_SIZES = {"now": 9, "next": 8, "later": 10}
_FONT = {"size": 8, "color": INK}


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
    planned = [action for horizon in HORIZONS for action in parts.assessment.actions_in(horizon)]
    places = spots([(action.effort, action.impact) for action in planned])
    for position in range(rows):
        is_used = position < len(planned)
        point = (planned[position], places[position]) if is_used else None
        _row(sheet, parts, FIRST + position, last, point)
    for horizon in HORIZONS:
        text = parts.words.say(f"horizons.{horizon}")
        sheet.mark(f"A{FIRST}:A{last}", f"=$A{FIRST}={quoted(text)}", *HORIZON_COLOURS[horizon])
    _chart(sheet, parts, last, planned)
    sheet.writer.freeze_panes(FIRST - 1, 2)
    sheet.writer.print_area(f"A1:{_PRINTED}{last}")


# The plan's row, number and count in one place, x, y, and for each horizon its y and its label.
_HELPERS = ("V", "W", "X", "Y", "Z", "AA", "AB", "AC", "AD", "AE", "AF")
_ROW, _NUMBER, _SHARING, _X, _Y = _HELPERS[:5]
_YS, _LABELS = dict(zip(HORIZONS, _HELPERS[5:8], strict=True)), dict(zip(HORIZONS, _HELPERS[8:], strict=True))
_PRINTED = "T"


def _row(sheet: Sheet, parts: Parts, row: int, last: int, point: tuple[Action, Spot] | None) -> None:
    layout = parts.layout
    action, spot = point or (None, None)
    found = f"${_ROW}{row}"
    rank = parts.assessment.actions.index(action) + 1 if action else None
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
    put("A", f'IF({chosen}="",{of_plan("proposed")},{chosen})', when, {**LINE, **TEXT})
    put("B", of_practice("id"), action.practice if action else None, {**LINE, "bold": True})
    put("C", of_plan("title"), action.title if action else None, LINE)
    put("D", of_practice("impact"), action.impact if action else None, {**LINE, "num_format": "0.0"})
    put("E", of_practice("effort"), action.effort if action else None, {**LINE, "num_format": COUNT})
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
        y, label = (spot.y, action.practice) if holds and spot and action else (_OFF, None)
        sheet.live(f"{_YS[horizon]}{row}", Live(f"IF({is_here},${_Y}{row},{_OFF})", y), xy)
        sheet.live(f"{_LABELS[horizon]}{row}", Live(f'IF({is_here},$B{row},"")', label), QUIET)


# ── the chart ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Note:
    """A text in the chart: invisible points that carry labels."""

    x: float
    y: float
    text: str | float
    side: str


_RIGHT, _TOP = len(EFFORTS) + 0.5, len(IMPACTS) + 0.5
_MIDDLE_X = sum(effort <= LOW_EFFORT for effort in EFFORTS) + 0.5
_MIDDLE_Y = sum(impact < HIGH_IMPACT for impact in IMPACTS) + 0.5
_MARGIN = 0.1  # from the border to the name of a quarter


def _notes(parts: Parts) -> Iterator[_Note]:
    """The numbers at the axes, which do not stand at equal steps, and the names of the quarters."""
    words = parts.words.table("report.figures")
    for position, effort in enumerate(EFFORTS, start=1):
        yield _Note(position, 0.5, effort, "below")
    for position, impact in enumerate(IMPACTS, start=1):
        yield _Note(0.5, position, impact, "left")
    left, right = (0.5 + _MIDDLE_X) / 2, (_MIDDLE_X + _RIGHT) / 2
    yield _Note(left, _TOP - _MARGIN, words["quick_wins"], "center")
    yield _Note(right, _TOP - _MARGIN, words["big_bets"], "center")
    yield _Note(left, 0.5 + _MARGIN, words["fill_ins"], "center")
    yield _Note(right, 0.5 + _MARGIN, words["avoid"], "center")


def _chart(sheet: Sheet, parts: Parts, last: int, planned: Sequence[Action]) -> None:
    painted = sheet.book.painted
    chart = sheet.book.writer.add_chart({"type": "scatter"})
    first_fixed = last + 3
    lines = _write_fixed(sheet, parts, first_fixed)
    for start in lines:
        line = {"color": BAR, "width": 1.25, "dash_type": "dash"}
        chart.add_series(painted(_points(start, start + 1, _X, _Y) | {"line": line, "marker": {"type": "none"}}))
    notes, row = list(_notes(parts)), max(lines) + 2
    for side in ("below", "left", "center"):
        count = sum(1 for note in notes if note.side == side)
        font = {"size": 9, "color": GREY_TEXT, "bold": side == "center"}
        labels = [{"value": f"={MATRIX}!${_LABELS['now']}${at}", "font": font} for at in range(row, row + count)]
        look = {"marker": {"type": "none"}, "line": {"none": True}}
        options = _points(row, row + count - 1, _X, _Y) | look
        chart.add_series(
            {
                **painted(options),
                "data_labels": {"value": True, "position": side, "custom": [painted(label) for label in labels]},
            }
        )
        row += count
    for horizon in HORIZONS:
        label = _LABELS[horizon]
        labels = [{"value": f"={MATRIX}!${label}${at}", "font": _FONT} for at in range(FIRST, last + 1)]
        marker = {**_MARKS[horizon], "size": _SIZES[horizon]}
        named = {"name": parts.say("matrix.series", name=parts.words.say(f"horizons.{horizon}"),
                                   span=parts.words.say(f"horizons.{horizon}_span"))}
        options = _points(FIRST, last, _X, _YS[horizon]) | {"marker": marker, "line": {"none": True}} | named
        chart.add_series(
            {
                **painted(options),
                "data_labels": {"value": True, "position": "right", "custom": [painted(label) for label in labels]},
            }
        )
    words = parts.words.table("report.figures")
    for set_axis, name, most in ((chart.set_x_axis, "effort", _RIGHT), (chart.set_y_axis, "impact", _TOP)):
        text = f"{words['low']}  ←  {words[name]}  →  {words['high']}"
        set_axis(
            painted(
                {
                    "name": text,
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
            )
        )
    chart.set_plotarea({"layout": {"x": 0.085, "y": 0.1, "width": 0.885, "height": 0.71}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}, "delete_series": list(range(len(lines) + 3))})
    title = sheet.live(f"{_LABELS['later']}{last + 2}", _title(parts, last, planned), QUIET)
    add_chart(sheet, "G4", chart, title.formula, parts.say("matrix.alt"), width=860, height=20 * (last - FIRST + 2))


def _points(first: int, last: int, x: str, y: str) -> dict[str, Any]:
    return {
        "categories": f"={MATRIX}!${x}${first}:${x}${last}",
        "values": f"={MATRIX}!${y}${first}:${y}${last}",
    }


def _write_fixed(sheet: Sheet, parts: Parts, row: int) -> tuple[int, int]:
    """What does not move: two lines that cut the quarters, and the notes below them. Returns the lines' first rows."""
    upright, level = ((_MIDDLE_X, 0.5), (_MIDDLE_X, _TOP)), ((0.5, _MIDDLE_Y), (_RIGHT, _MIDDLE_Y))
    for position, (x, y) in enumerate((*upright, *level)):
        sheet.number(f"{_X}{row + position}", x, QUIET)
        sheet.number(f"{_Y}{row + position}", y, QUIET)
    for position, note in enumerate(_notes(parts), start=row + 4):
        sheet.number(f"{_X}{position}", note.x, QUIET)
        sheet.number(f"{_Y}{position}", note.y, QUIET)
        if isinstance(note.text, str):
            sheet.text(f"{_LABELS['now']}{position}", note.text, QUIET)
        else:
            sheet.number(f"{_LABELS['now']}{position}", note.text, QUIET)
    return row, row + 2


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
