"""The sheet Experience map: a touchpoint a row, importance and satisfaction to be changed, and what follows live."""

from collections.abc import Mapping
from typing import Any

from cxassess.experience_map import LEAST_FOR_CROSSHAIRS, LEAST_IMPORTANCE, MOST_IMPORTANCE
from cxassess.metrics import say_value
from cxassess.model.experience_map import ExperienceMap, Quadrant, TouchpointReading
from cxassess.report.figures import round_axis
from cxassess.report.metric_charts import ends_of, number_of
from cxassess.report.palette import ALERT, BAR, GREY, GREY_TEXT, INK, MAIN, PAPER
from cxassess.report.workbook.book import INPUT, LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.charts import place_chart
from cxassess.report.workbook.layout import MAP_FIRST
from cxassess.report.workbook.live import Live, constant, either, quoted, sentence
from cxassess.report.workbook.parts import Parts

_COLUMNS = "ABCDEFGHIJKLMNOPQRSTU"
_WIDTHS = (5, 30, 17, 18, 11, 11, 8, 8, 8, 24, 17, 12, 13, 16, 18, 9, 20, 20, 18, 15, 24)
_IMPORTANCE, _VALUE, _LOW, _HIGH, _QUADRANT, _MOMENT, _PAIN = "E", "F", "G", "H", "J", "K", "L"
_ABOVE, _BELOW, _X, _Y = "W", "X", "Y", "Z"  # what the charts are drawn from, out of the print
_QUADRANTS: tuple[Quadrant, ...] = ("concentrate", "keep", "later", "overkill")
_DUST = "1E-9"
_CHART_ROWS, _CHART_WIDTH, _CHART_HEIGHT = 22, 900, 420


def write_experience_map(sheet: Sheet, parts: Parts) -> None:
    """The table, its cross-hairs below it, and two charts over live cells: the journey, and the quadrants."""
    found = parts.assessment.experience_map
    assert found is not None  # the sheet exists only with a map
    last = MAP_FIRST + len(found.touchpoints) - 1
    sheet.title(parts.say("experience_map.title"), parts.subtitle)
    sheet.text("A3", parts.say("experience_map.note"), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("experience_map").values(), strict=True))
    sheet.heads(MAP_FIRST - 1, heads, right=tuple("AEFGHI"), height=30)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    phases = {number: phase.name for phase in found.phases for number in phase.numbers}
    for row, reading in enumerate(found.touchpoints, start=MAP_FIRST):
        _row(sheet, parts, found, reading, phases[reading.number], row, last)
    sheet.between(
        f"{_IMPORTANCE}{MAP_FIRST}:{_IMPORTANCE}{last}",
        LEAST_IMPORTANCE,
        MOST_IMPORTANCE,
        parts.say("experience_map.wrong"),
    )
    _crosshairs(sheet, parts, found, last)
    sheet.mark(f"{_PAIN}{MAP_FIRST}:{_PAIN}{last}", f'=${_PAIN}{MAP_FIRST}<>""', PAPER, ALERT)
    sheet.writer.freeze_panes(MAP_FIRST - 1, 2)
    if any(t.value is not None for t in found.touchpoints):
        _curve(sheet, parts, found, last)
        _quadrants(sheet, parts, found, last)
    sheet.writer.print_area(f"A1:{_COLUMNS[-1]}{last + 4 + 2 * _CHART_ROWS}")


def _span(column: str, last: int) -> str:
    return f"${column}${MAP_FIRST}:${column}${last}"


def _crosshair(column: str, last: int) -> str:
    """The cell below the table that holds the mean."""
    return f"${column}${last + 2}"


def _row(
    sheet: Sheet, parts: Parts, found: ExperienceMap, reading: TouchpointReading, phase: str, row: int, last: int
) -> None:
    words, touchpoint, shown = parts.words, reading.touchpoint, reading.satisfaction
    form = number_of(found.unit) if found.unit else SCORE
    sheet.number(f"A{row}", reading.number, LINE, QUIET, num_format="0")
    told = reading.other or shown
    effort = words.say(f"experience_map.levels.{touchpoint.effort}") if touchpoint.effort else ""
    texts = {
        "B": touchpoint.name,
        "C": phase,
        "D": touchpoint.channel,
        "M": words.say("report.experience_map.sales") if touchpoint.sales else "",
        "N": touchpoint.owner,
        "O": touchpoint.feeling,
        "P": effort,
        "Q": touchpoint.functional,
        "R": touchpoint.emotional,
        "S": touchpoint.social,
        "T": _besides(parts, reading),
        "U": ", ".join(part for part in (told.source, told.period) if part) if told else "",
    }
    for column, text in texts.items():
        sheet.text(
            f"{column}{row}", text, LINE, WRAP, TEXT if column != "B" else {}, bold=column == "B", valign="vcenter"
        )
    sheet.number(f"{_IMPORTANCE}{row}", touchpoint.importance, INPUT, num_format=SCORE)
    numbers = (shown.value, shown.low, shown.high) if shown and shown.value is not None else (None,) * 3
    for column, value in zip((_VALUE, _LOW, _HIGH), numbers, strict=True):
        sheet.number(f"{column}{row}", value, INPUT, num_format=form)
    sheet.number(f"I{row}", told.n if told else None, LINE, num_format="#,##0")
    sheet.live(f"{_QUADRANT}{row}", _quadrant(parts, found, reading, row, last), LINE, TEXT)
    sheet.live(f"{_MOMENT}{row}", _moment(parts, reading, row, last), LINE, TEXT)
    sheet.live(f"{_PAIN}{row}", _pain(parts, found, reading, row, last), LINE, TEXT, bold=True)
    at_low, at_value, at_high = (f"${column}{row}" for column in (_LOW, _VALUE, _HIGH))
    known = numbers[1] is not None and numbers[0] is not None and numbers[2] is not None
    above = (numbers[2] or 0.0) - (numbers[0] or 0.0) if known else 0.0
    below = (numbers[0] or 0.0) - (numbers[1] or 0.0) if known else 0.0
    sheet.live(f"{_ABOVE}{row}", Live(f"IF(COUNT({at_value},{at_high})<2,0,{at_high}-{at_value})", above), QUIET)
    sheet.live(f"{_BELOW}{row}", Live(f"IF(COUNT({at_value},{at_low})<2,0,{at_value}-{at_low})", below), QUIET)
    sheet.fit(row, [(texts[c], _WIDTHS[_COLUMNS.index(c)]) for c in texts])


def _besides(parts: Parts, reading: TouchpointReading) -> str:
    """What is told of a touchpoint in place of a value of the map."""
    words, other = parts.words, reading.other
    if reading.satisfaction is not None and reading.satisfaction.value is not None:
        return ""
    if reading.satisfaction is not None or (other is not None and other.value is None):
        return words.say("report.experience_map.withheld")
    if other is None:
        return words.say("report.experience_map.no_data")
    name = words.say(f"metrics.{other.metric}.short")
    value = say_value(other.metric, other.value, words, other.unit)
    return words.say("report.experience_map.other", name=name, value=value)


# ── what follows by rule ─────────────────────────────────────────────────────────────────────────────────────


def _is_below(found: ExperienceMap, cell: str, mark: str) -> str:
    return f"{cell}>{mark}+{_DUST}" if found.better == "down" else f"{cell}<{mark}-{_DUST}"


def _quadrant(parts: Parts, found: ExperienceMap, reading: TouchpointReading, row: int, last: int) -> Live:
    names = parts.words.table("experience_map.quadrants")
    importance, value = f"${_IMPORTANCE}{row}", f"${_VALUE}{row}"
    mark = _crosshair(_VALUE, last)
    below = _is_below(found, value, mark)
    important = f"{importance}>={_crosshair(_IMPORTANCE, last)}-{_DUST}"
    concentrate, keep, later, overkill = (quoted(names[key]) for key in _QUADRANTS)
    placed = f"IF({important},IF({below},{concentrate},{keep}),IF({below},{later},{overkill}))"
    formula = f'IF(OR({mark}="",COUNT({importance},{value})<2),"",{placed})'
    return Live(formula, names[reading.quadrant] if reading.quadrant else None)


def _moment(parts: Parts, reading: TouchpointReading, row: int, last: int) -> Live:
    name, importance, span = (
        parts.words.say("experience_map.marks.moment"),
        f"${_IMPORTANCE}{row}",
        _span(_IMPORTANCE, last),
    )
    ahead = f"3*SUMPRODUCT(({span}>{importance})*1)<COUNT({span})"
    holds = f"AND({ahead},{importance}>AVERAGE({span})+{_DUST})"
    formula = f'IF(OR(COUNT({span})<{LEAST_FOR_CROSSHAIRS},COUNT({importance})=0),"",IF({holds},{quoted(name)},""))'
    return Live(formula, name if reading.moment else None)


def _pain(parts: Parts, found: ExperienceMap, reading: TouchpointReading, row: int, last: int) -> Live:
    name = parts.words.say("experience_map.marks.pain")
    first = quoted(parts.words.say("experience_map.quadrants.concentrate"))
    end = f"${_LOW if found.better == 'down' else _HIGH}{row}"
    below = _is_below(found, end, _crosshair(_VALUE, last))
    formula = f'IF(OR(${_QUADRANT}{row}<>{first},COUNT({end})=0),"",IF({below},{quoted(name)},""))'
    return Live(formula, name if reading.pain else None)


def _crosshairs(sheet: Sheet, parts: Parts, found: ExperienceMap, last: int) -> None:
    """The means over the touchpoints that have both, below the table."""
    row = last + 2
    both = f'({_span(_IMPORTANCE, last)}<>"")*({_span(_VALUE, last)}<>"")'
    sheet.text(f"B{row}", parts.say("experience_map.crosshairs"), LINE, bold=True)
    means = {_IMPORTANCE: (found.importance_mean, SCORE)}
    means[_VALUE] = (found.satisfaction_mean, number_of(found.unit) if found.unit else SCORE)
    for column, (value, form) in means.items():
        total = f"SUMPRODUCT({both},{_span(column, last)})"
        formula = f'IF(SUMPRODUCT({both})<{LEAST_FOR_CROSSHAIRS},"",{total}/SUMPRODUCT({both}))'
        sheet.live(f"{column}{row}", Live(formula, value), LINE, num_format=form, bold=True)


# ── the charts ───────────────────────────────────────────────────────────────────────────────────────────────


def _curve(sheet: Sheet, parts: Parts, found: ExperienceMap, last: int) -> None:
    """Satisfaction along the journey with its intervals."""
    chart = sheet.book.writer.add_chart({"type": "line"})
    painted = sheet.book.painted

    def cells(column: str) -> str:
        return f"={sheet.at(f'{column}{MAP_FIRST}:{column}{last}')}"

    whiskers = {"type": "custom", "plus_values": cells(_ABOVE), "minus_values": cells(_BELOW), "line": {"color": BAR}}
    look = {
        "line": {"color": MAIN, "width": 1.75},
        "marker": {"type": "circle", "size": 7, "fill": {"color": MAIN}, "border": {"color": MAIN}},
        "y_error_bars": whiskers,
    }
    chart.add_series(
        {
            "name": f"={sheet.at(f'{_VALUE}{MAP_FIRST - 1}')}",
            "categories": cells("B"),
            "values": cells(_VALUE),
            **painted(look),
        }
    )
    chart.show_blanks_as("gap")
    low, high = _ends(found)
    y_axis = {"min": low, "max": high, "num_format": number_of(found.unit), "reverse": found.better == "down"}
    ruled = {"major_gridlines": {"visible": True, "line": {"color": BAR, "width": 0.5}}, "line": {"none": True}}
    chart.set_y_axis(painted({**y_axis, **ruled, "num_font": {"color": GREY_TEXT}}))
    chart.set_x_axis(painted({"num_font": {"color": INK, "size": 9}, "line": {"color": GREY}, "label_position": "low"}))
    chart.set_legend({"none": True})
    at = last + 4
    title = sheet.live(f"{_X}{at}", constant(parts.say("experience_map.curve", definition=_shown(parts, found))), QUIET)
    alt = parts.say("experience_map.curve_alt", **_spoken(parts, found))
    place_chart(sheet, f"B{at}", chart, title.formula, alt, _CHART_WIDTH, _CHART_HEIGHT)


def _shown(parts: Parts, found: ExperienceMap) -> str:
    return found.definition or parts.words.say(f"metrics.{found.metric}.short")


def _spoken(parts: Parts, found: ExperienceMap) -> Mapping[str, object]:
    """The values of the curve in few words: the table above has each."""
    known = [t.value for t in found.touchpoints if t.value is not None]
    low, high = (say_value(found.metric, pick(known), parts.words, found.unit) for pick in (min, max))
    return {"count": len(known), "low": low, "high": high}


def _ends(found: ExperienceMap) -> tuple[float, float]:
    """The axis of values, as the report has it."""
    shown = [t.satisfaction for t in found.touchpoints if t.satisfaction is not None]
    known = [end for s in shown for end in (s.value, s.low, s.high) if end is not None]
    low, high, _ = round_axis(min(known), max(known), *ends_of(found.metric, found.unit))
    return low, high


def _quadrants(sheet: Sheet, parts: Parts, found: ExperienceMap, last: int) -> None:
    """Importance against satisfaction: a series of one point each, named by its number, and the cross-hairs."""
    chart = sheet.book.writer.add_chart({"type": "scatter"})
    painted, at = sheet.book.painted, last + 4 + _CHART_ROWS
    marker: Mapping[str, Any] = {"type": "circle", "size": 7, "fill": {"color": MAIN}, "border": {"color": MAIN}}
    look = painted({"marker": marker, "line": {"none": True}})
    labels = painted({"series_name": True, "value": False, "position": "right", "font": {"size": 9, "color": INK}})
    for row in range(MAP_FIRST, last + 1):
        spans = {"categories": f"={sheet.at(f'{_VALUE}{row}')}", "values": f"={sheet.at(f'{_IMPORTANCE}{row}')}"}
        chart.add_series({"name": f"={sheet.at(f'B{row}')}", **spans, **look, "data_labels": labels})
    low, high = _ends(found)
    mark = (_crosshair(_VALUE, last), found.satisfaction_mean), (_crosshair(_IMPORTANCE, last), found.importance_mean)
    lines = (
        ((Live(*mark[0]), LEAST_IMPORTANCE), (Live(*mark[0]), MOST_IMPORTANCE)),
        ((low, Live(*mark[1])), (high, Live(*mark[1]))),
    )
    row = at + 1
    for ends in lines:
        for x, y in ends:
            for column, value in ((_X, x), (_Y, y)):
                cell = f"{column}{row}"
                sheet.live(cell, value, QUIET) if isinstance(value, Live) else sheet.number(cell, value, QUIET)
            row += 1
        spans = {
            "categories": f"={sheet.at(f'{_X}{row - 2}:{_X}{row - 1}')}",
            "values": f"={sheet.at(f'{_Y}{row - 2}:{_Y}{row - 1}')}",
        }
        line = painted({"line": {"color": BAR, "width": 1.25, "dash_type": "dash"}})
        chart.add_series({**spans, "marker": {"type": "none"}, **line})
    plain = {"major_gridlines": {"visible": False}, "num_font": {"color": GREY_TEXT}, "line": {"color": GREY}}
    name = {"name_font": {"size": 10, "bold": True, "color": GREY_TEXT}}
    heads = parts.heads("experience_map")
    x_axis = {"name": heads["value"], "min": low, "max": high, "num_format": number_of(found.unit)}
    chart.set_x_axis(painted({**x_axis, **plain, **name, "reverse": found.better == "down"}))
    y_axis = {"name": heads["importance"], "min": LEAST_IMPORTANCE, "max": MOST_IMPORTANCE, "major_unit": 1}
    chart.set_y_axis(painted({**y_axis, **plain, **name, "num_format": "0"}))
    chart.set_legend({"none": True})
    title = sheet.live(f"{_X}{at}", _title(parts, found, last), QUIET)
    names = parts.words.table("experience_map.quadrants")
    rows = parts.words.row(f"{names[key]}: {len(found.in_quadrant(key))}" for key in _QUADRANTS)
    alt = parts.say("experience_map.quadrants_alt", rows=rows)
    place_chart(sheet, f"B{at}", chart, title.formula, alt, _CHART_WIDTH, _CHART_HEIGHT)


def _title(parts: Parts, found: ExperienceMap, last: int) -> Live:
    """How many of the placed touchpoints come first."""
    span = _span(_QUADRANT, last)
    first = quoted(parts.words.say("experience_map.quadrants.concentrate"))
    placed = f'SUMPRODUCT(({span}<>"")*1)'
    count, of = len(found.in_quadrant("concentrate")), sum(1 for t in found.touchpoints if t.quadrant)
    told = sentence(
        parts.words,
        "workbook.experience_map.first",
        count=Live(f"COUNTIF({span},{first})", count),
        of=Live(placed, of),
    )
    return either(f"{placed}=0", of == 0, constant(parts.say("experience_map.none")), told)
